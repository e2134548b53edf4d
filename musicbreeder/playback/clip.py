"""What is to be played: clips, and the programme a mixer follows.

Everything here is frozen. The player swaps whole programmes; the mixer, on its own
thread, reads one reference and never sees half a change.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

CHANNEL_COUNT = 2
_LIVE_FRAMES = 2**31 - 1
_SILENCE = np.zeros((1, CHANNEL_COUNT), dtype=np.float32)


class Growing(Protocol):
    """How much of samples is there, while another thread still makes them.

    Attributes:
        first_frame: where what is there begins; 0 once all is there.
        ready_frames: where it ends; from there on nothing may be played yet.
    """

    @property
    def first_frame(self) -> int: ...

    @property
    def ready_frames(self) -> int: ...


class Feed(Growing, Protocol):
    """What makes an endless clip while it is heard, and keeps the last of it."""

    def ask(self, ready_frames: int) -> None:
        """Take note of how many frames have to be ready for playing to go on."""
        ...

    def add_frames(self, first: int, out: NDArray[np.float32]) -> None:
        """Add frames that are ready to a block, ``(frames, 2)``; never waits."""
        ...


@dataclass(frozen=True, eq=False)
class Clip:
    """Samples with the length of their bars.

    Attributes:
        token: ascending number of this playing; the same samples played twice have
            two tokens.
        samples: ``(frames, 2)`` float32.
        loop_frames: length of the bars; what comes after it is the tail, which rings
            on while the next round or the next clip has begun.
        start_frame: where playing begins.
        keeps_place: where another clip sounds, playing begins where that one stands.
        growing: how much of the samples is there, None = all.
        feed: what makes the samples while they are heard; None = `samples` holds them.
    """

    token: int
    samples: NDArray[np.float32]
    loop_frames: int
    start_frame: int = 0
    growing: Growing | None = None
    keeps_place: bool = False
    feed: Feed | None = None

    @staticmethod
    def live(token: int, feed: Feed) -> "Clip":
        """Return a clip that a feed goes on making until something else is played."""
        endless = np.broadcast_to(_SILENCE, (_LIVE_FRAMES, CHANNEL_COUNT))
        return Clip(token, endless, _LIVE_FRAMES, growing=feed, feed=feed)

    def begins_at(self, place: int | None) -> int:
        """Return where playing begins, given where the clip before stands."""
        if self.keeps_place and place is not None:
            return min(place, len(self.samples))
        return self.start_frame

    def add_frames(self, first: int, out: NDArray[np.float32]) -> None:
        """Add frames to a block, `first` and as many as it has, ``(frames, 2)``."""
        if self.feed is not None:
            self.feed.add_frames(first, out)
        else:
            out += self.samples[first : first + len(out)]

    def __post_init__(self) -> None:
        samples = self.samples
        if samples.ndim != 2 or samples.shape[1] != CHANNEL_COUNT:
            raise ValueError(f"samples must be (frames, 2), got {samples.shape}")
        if samples.dtype != np.float32:
            raise ValueError(f"samples must be float32, got {samples.dtype}")
        if not 1 <= self.loop_frames <= len(samples):
            raise ValueError(
                f"loop_frames must be in 1..{len(samples)}, got {self.loop_frames}"
            )
        if not 0 <= self.start_frame <= len(samples):
            raise ValueError(
                f"start_frame must be in 0..{len(samples)}, got {self.start_frame}"
            )


@dataclass(frozen=True)
class Seek:
    """A jump inside the clip with that token; it is left out if another one sounds.

    Attributes:
        serial: ascending number of the jump.
    """

    serial: int = 0
    token: int = 0
    frame: int = 0


@dataclass(frozen=True, eq=False)
class Programme:
    """All that a mixer has to know; the newest replaces those not yet read.

    Attributes:
        token: ascending number of the last play or stop.
        clip: what was last asked to sound at once; None = silence.
        queue: what follows without a gap, tokens ascending and above `token`. A clip
            in the queue goes before another round of a loop.
        volume: factor on every sample, 0..1.
    """

    token: int = 0
    clip: Clip | None = None
    queue: tuple[Clip, ...] = ()
    is_looping: bool = False
    is_paused: bool = False
    volume: float = 1.0
    seek: Seek = Seek()


@dataclass(frozen=True)
class PlaybackPosition:
    """What is heard now.

    Attributes:
        token: as returned by `Player.play` or `Player.queue`; 0 = nothing yet, or
            nothing since `Player.stop`.
        frame: frame of that clip's samples, 0..frames.
        is_playing: False where the clip has ended or is paused.
    """

    token: int = 0
    frame: int = 0
    is_playing: bool = False
