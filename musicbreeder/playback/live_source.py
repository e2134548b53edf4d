"""Sound that is made while it is heard, such as a tone that follows a hand."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LiveSource(Protocol):
    """Makes samples shortly before they are heard, as long as it is played.

    NB: it is asked on a thread of its own, in steps of a few milliseconds, and has to
    be done well within the time that they last.
    """

    def next_frames(self, frame_count: int) -> NDArray[np.float32]:
        """Return the next frames, ``(frame_count, 2)`` float32."""
        ...
