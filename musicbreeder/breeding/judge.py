"""The protocol of whatever ranks melodies before anybody has heard them."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.melody import Melody


class Judge(Protocol):
    """A stand-in for the listener: a general sense of melody, or a learned taste."""

    def scores(
        self, melodies: Sequence[Melody], rated: Sequence[Individual]
    ) -> NDArray[np.float32]:
        """Return how good each melody is believed to be, on any scale.

        Args:
            melodies: hundreds at once.
            rated: every individual of this line that has a rating.

        Returns:
            ``(len(melodies),)``, higher is better.
        """
