"""Live sound on its way to the ear: a thread makes it a moment before it is mixed.

Between the two stands a ring of frames without a lock. Each counter has one thread that
writes it and only ever grows: frames first, then the counter that tells of them, so who
has read the counter finds whole frames.

Concurrent activities: the feed's own thread calls `refill`; the mixer's thread calls
`add_frames` and `ask`, which only copy and count; any thread starts and stops it.
"""

import threading

import numpy as np
from numpy.typing import NDArray

from musicbreeder.playback.clip import CHANNEL_COUNT
from musicbreeder.playback.live_source import LiveSource
from musicbreeder.playback.mixer import FADE_SECONDS

_STEP_SECONDS = 0.005
# Longer than the coarsest timer lets a thread sleep, which is 16 ms on Windows.
_MARGIN_SECONDS = 0.02
_LONGEST_LEAD_SECONDS = 0.25
_RING_SECONDS = 1.0


class LiveFeed:
    """Makes what a source sounds like, a little ahead of where it is heard.

    Where the mixer has to wait all the same, it fades out and in again, and from then
    on more is made ahead: a busy machine answers a hand later instead of stuttering.

    Attributes:
        ready_frames: how many frames were made since the beginning.
        lead_frames: how many are made ahead of what was mixed; what a hand changes is
            mixed that much later.
    """

    def __init__(
        self, source: LiveSource, sample_rate: int, block_frames: int = 0
    ) -> None:
        """Make nothing before `refill` or `start`.

        Args:
            sample_rate: Hz.
            block_frames: the most that the mixer takes at once, as far as is known.
        """
        self._source = source
        self._step_frames = max(1, round(_STEP_SECONDS * sample_rate))
        self._longest_lead_frames = round(_LONGEST_LEAD_SECONDS * sample_rate)
        self._ring = np.zeros((round(_RING_SECONDS * sample_rate), CHANNEL_COUNT), "f4")
        reserve_seconds = FADE_SECONDS + _MARGIN_SECONDS
        self.lead_frames = min(
            block_frames + round(reserve_seconds * sample_rate),
            self._longest_lead_frames,
        )
        self.ready_frames = 0  # NB: written by the thread that makes the frames only
        self._mixed_frames = 0  # NB: this and the next by the mixer's thread only
        self._asked_frames = 0
        self._stopping = threading.Event()

    @property
    def first_frame(self) -> int:
        """The oldest frame that is still there, and stays during the next step."""
        return max(0, self.ready_frames + self._step_frames - len(self._ring))

    def start(self) -> None:
        """Make frames on a thread of its own until `stop`."""
        threading.Thread(target=self._run, name="live sound", daemon=True).start()

    def stop(self) -> None:
        """Make no more; what is ready stays, for the mixer to fade out in."""
        self._stopping.set()

    def refill(self) -> None:
        """Make what is missing of the lead: for the thread that makes the frames."""
        if self._mixed_frames > 0 and self.ready_frames < self._asked_frames:
            wider = self.lead_frames + 2 * self._step_frames
            self.lead_frames = min(wider, self._longest_lead_frames)
        wanted = max(self._mixed_frames + self.lead_frames, self._asked_frames)
        while self.ready_frames < wanted:
            self._write(self._source.next_frames(self._step_frames))

    def ask(self, ready_frames: int) -> None:
        """Say up to which frame the mixer needs them to go on."""
        self._asked_frames = max(self._asked_frames, ready_frames)

    def add_frames(self, first: int, out: NDArray[np.float32]) -> None:
        """Add frames to a block, `first` and as many as it has, ``(frames, 2)``.

        The mixer takes only what lies between `first_frame` and `ready_frames`.
        """
        place = first % len(self._ring)
        until_end = self._ring[place : place + len(out)]
        out[: len(until_end)] += until_end
        rest = out[len(until_end) :]
        rest += self._ring[: len(rest)]
        # NB: a mixer that takes over from another begins where that one is heard.
        self._mixed_frames = max(self._mixed_frames, first + len(out))

    def _write(self, frames: NDArray[np.float32]) -> None:
        place = self.ready_frames % len(self._ring)
        until_end = frames[: len(self._ring) - place]
        self._ring[place : place + len(until_end)] = until_end
        rest = frames[len(until_end) :]
        self._ring[: len(rest)] = rest
        self.ready_frames += len(frames)

    def _run(self) -> None:
        self.refill()
        while not self._stopping.wait(_STEP_SECONDS):
            self.refill()
