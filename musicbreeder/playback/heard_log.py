"""What is heard when: the mixer writes it down, the playhead reads it.

Concurrent activities: the mixing thread calls `note`, any thread `at`; there is no
lock.
"""

from dataclasses import dataclass

from musicbreeder.playback.clip import PlaybackPosition

# More than a second of past, however small the device's blocks.
_SLOT_COUNT = 1024


@dataclass(frozen=True, slots=True)
class _Segment:
    """Frames that sound in a row from a known moment; nothing moves if none."""

    heard_at_seconds: float
    token: int
    first_frame: int
    end_frame: int
    is_playing: bool


class HeardLog:
    """The last second or more of what was mixed, by the moment it reaches the ear."""

    def __init__(
        self,
        sample_rate: int,
        held: PlaybackPosition | None = None,
        now_seconds: float = 0.0,
    ) -> None:
        """Begin in silence, or at a place that is held since a moment."""
        self._sample_rate = sample_rate
        token, frame = (held.token, held.frame) if held is not None else (0, 0)
        # NB: written by the mixing thread only: first the slot, then the count, so a
        # reader that has read the count finds whole segments without a lock.
        oldest = _Segment(now_seconds, token, frame, frame, is_playing=False)
        self._segments = [oldest] * _SLOT_COUNT
        self._segment_count = 1

    def note(
        self,
        heard_at_seconds: float,
        token: int,
        frames: tuple[int, int],
        *,
        is_playing: bool,
    ) -> None:
        """Remember which frames are heard from a moment on.

        Args:
            token: of the clip; 0 = silence.
            frames: the first, and the one after the last.
        """
        slot = self._segment_count % _SLOT_COUNT
        self._segments[slot] = _Segment(heard_at_seconds, token, *frames, is_playing)
        self._segment_count += 1

    def at(self, now_seconds: float) -> PlaybackPosition:
        """Return what is heard at a moment, on the clock of `note`; cheap."""
        newest = self._segment_count - 1
        oldest = max(0, newest - _SLOT_COUNT + 2)
        segment = self._segments[newest % _SLOT_COUNT]
        while segment.heard_at_seconds > now_seconds and newest > oldest:
            newest -= 1
            segment = self._segments[newest % _SLOT_COUNT]
        elapsed_seconds = now_seconds - segment.heard_at_seconds
        elapsed_frames = int(elapsed_seconds * self._sample_rate)
        frame = segment.first_frame + max(0, elapsed_frames)
        # Beyond what was written nothing is heard: with a hung device it stands still.
        return PlaybackPosition(
            segment.token, min(frame, segment.end_frame), segment.is_playing
        )
