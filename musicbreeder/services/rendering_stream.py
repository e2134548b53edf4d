"""A melody being rendered, with what is heard beside it, in the order of hearing.

Whoever plays it may begin as soon as the first part is there.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.limiter import Limiter
from musicbreeder.synth.stream import Stream

Samples = NDArray[np.float32]

_BEGINNING_SECONDS = 0.25


class Progress:
    """How much of samples is there; one thread writes, any may read.

    Attributes:
        first_frame: where what is there begins; 0 once all is there.
        ready_frames: where it ends.
    """

    __slots__ = ("first_frame", "ready_frames")

    def __init__(self, first_frame: int = 0) -> None:
        self.first_frame = first_frame
        self.ready_frames = 0


class RenderingStream:
    """Renders a melody and mixes it with what is heard beside it, part by part.

    Args:
        melody: the melody alone.
        melody_gain: of the melody, where something is heard beside it.
        stems: what is heard beside it, whole, with its gains; none = the melody alone.
        sample_rate: Hz.
        first_frame: where listening begins, that of `melody`.

    Attributes:
        samples: ``(frames, 2)`` of everything together.
        alone: the melody without the rest, None = there is no rest.
        progress: of `samples`.
    """

    def __init__(
        self,
        melody: Stream,
        melody_gain: float,
        stems: Mapping[str, tuple[Samples, float]],
        sample_rate: int,
        first_frame: int = 0,
    ) -> None:
        self._melody = melody
        self._melody_gain = np.float32(melody_gain)
        self.progress = Progress(first_frame)
        self.samples = melody.samples
        self.alone: Samples | None = None
        self._beginning = round(_BEGINNING_SECONDS * sample_rate)
        self._limiter: Limiter | None = None
        if stems:
            self.alone = melody.samples
            longest = max(len(stem) for stem, _ in stems.values())
            frame_count = max(len(melody.samples), longest)
            self.samples = np.zeros((frame_count, 2), dtype=np.float32)
            for stem, gain in stems.values():
                self.samples[: len(stem)] += np.float32(gain) * stem
            self._limiter = Limiter(self.samples[first_frame:], sample_rate)
        self._mixed_frames = first_frame

    @property
    def is_complete(self) -> bool:
        return self.progress.ready_frames >= len(self.samples)

    @property
    def has_begun(self) -> bool:
        """Whether enough is there for a player to begin."""
        progress = self.progress
        ready = progress.ready_frames - progress.first_frame
        return self.is_complete or ready >= self._beginning

    def advance(self) -> None:
        """Render and mix the next part."""
        if not self._melody.is_complete:
            self._melody.advance()
        progress, ready = self.progress, self._melody.ready_frames
        if self._limiter is None or self.alone is None:
            progress.ready_frames = ready
            return
        if ready > self._mixed_frames:
            part = slice(self._mixed_frames, ready)
            self.samples[part] += self._melody_gain * self.alone[part]
            self._mixed_frames = ready
        if self._melody.is_complete:
            self._mixed_frames = len(self.samples)
        first = progress.first_frame
        done = self._limiter.advance(self._mixed_frames - first)
        progress.ready_frames = first + done

    def finish(self) -> None:
        """Render what is left."""
        while not self.is_complete:
            self.advance()
