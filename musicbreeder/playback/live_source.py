"""Sound that is made while it is heard, such as a tone that follows a hand."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LiveSource(Protocol):
    """Makes samples at the moment they are wanted, as long as it is played.

    NB: it is asked on the audio callback's thread: it may not wait, and has to be done
    in a small part of the time that the frames last.
    """

    def next_frames(self, frame_count: int) -> NDArray[np.float32]:
        """Return ``(frame_count, 2)`` float32, at most some thousand frames."""
        ...
