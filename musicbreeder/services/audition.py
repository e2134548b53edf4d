"""To listen to a candidate: a melody becomes samples, once, and stays at hand.

Rendering belongs on worker threads. Whatever asks for the same melody with the same
sound, at the same time or later, gets the same `Rendering`.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.timing import melody_seconds, timed_notes
from musicbreeder.services.backing import MELODY, Backing
from musicbreeder.services.backing_band import BackingBand
from musicbreeder.services.rendering_stream import Progress, RenderingStream
from musicbreeder.synth.patch import Patch, patch_named
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import Tempo

# A window being resized asks for ever new widths; only the last ones come back.
_KEPT_PEAKS_COUNT = 8


@dataclass(frozen=True)
class Sound:
    """How melodies sound; the volume is the player's.

    Attributes:
        instrument: name of a patch, see `synth.patch.patch_names`.
        changes: names and values of the parameters that differ from that patch.
        backing: what is heard beside them.
    """

    instrument: str = "electric piano"
    tempo: Tempo = field(default_factory=Tempo)
    changes: tuple[tuple[str, float], ...] = ()
    backing: Backing = field(default_factory=Backing)


def patch_of(sound: Sound) -> Patch:
    """Return the patch that a sound is made with.

    Raises:
        MusicBreederError: there is no such instrument.
    """
    return patch_named(sound.instrument).changed(sound.changes)


@dataclass(frozen=True, eq=False)
class Rendering:
    """A melody as it is heard.

    Attributes:
        samples: ``(frames, 2)`` read-only float32, with the whole tail.
        melody_frames: length of the bars, at most ``frames``; the tail comes after it.
        sample_rate: Hz.
        alone: the melody without what is heard beside it, None = there is nothing.
        progress: how much of the samples is there, None = all.
    """

    samples: NDArray[np.float32]
    melody_frames: int
    sample_rate: int
    alone: NDArray[np.float32] | None = None
    progress: Progress | None = None
    _peaks: dict[int, NDArray[np.float32]] = field(default_factory=dict, repr=False)

    @property
    def held_bytes(self) -> int:
        """What its samples take."""
        return self.samples.nbytes + (0 if self.alone is None else self.alone.nbytes)

    @property
    def duration_seconds(self) -> float:
        """The length of the bars, without the tail."""
        return self.melody_frames / self.sample_rate

    def peaks(self, column_count: int) -> NDArray[np.float32]:
        """Return what a waveform needs: the extremes of equal stretches of the bars.

        They are the melody's alone, so that each has its own picture.

        Args:
            column_count: 1 or more, one for each pixel column.

        Returns:
            ``(column_count, 2)`` read-only float32: lowest and highest sample of both
            channels.
        """
        if column_count < 1:
            raise ValueError(f"column_count must be at least 1, got {column_count}")
        known = self._peaks.get(column_count)
        if known is not None:
            return known
        stretch_count = min(column_count, self.melody_frames)
        bounds = np.arange(stretch_count) * self.melody_frames // stretch_count
        # Left and right lie side by side: flat, both are looked at in one go.
        samples = self.samples if self.alone is None else self.alone
        flat = samples[: self.melody_frames].reshape(-1)
        starts = bounds * samples.shape[1]
        lowest = np.minimum.reduceat(flat, starts)
        highest = np.maximum.reduceat(flat, starts)
        peaks = np.stack([lowest, highest], axis=1)
        # More columns than frames: neighbours show the same one.
        peaks = peaks[np.arange(column_count) * stretch_count // column_count]
        peaks.setflags(write=False)
        if len(self._peaks) >= _KEPT_PEAKS_COUNT:
            self._peaks.clear()
        self._peaks[column_count] = peaks
        return peaks


OnBegun = Callable[[Rendering], None]


class Audition:
    """Renders melodies and keeps what was heard last, within a number of bytes.

    Any thread may call `render`; what two ask for at once is rendered by the first
    while the other waits.
    """

    def __init__(self, renderer: Renderer, cache_bytes: int = 256 << 20) -> None:
        """Start with nothing kept.

        Args:
            cache_bytes: bound of all kept samples; eight bars at 40 bpm take 18 MB.
        """
        self._renderer = renderer
        self._band = BackingBand(renderer)
        self._cache_bytes = cache_bytes
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._renderings: OrderedDict[tuple[Melody, Sound], Rendering] = OrderedDict()
        self._under_way: dict[tuple[Melody, Sound], Future[Rendering]] = {}

    @property
    def held_bytes(self) -> int:
        """What all kept samples take now."""
        return self._held_bytes

    def render(
        self,
        melody: Melody,
        sound: Sound,
        on_begun: OnBegun | None = None,
        at_fraction: float = 0.0,
    ) -> Rendering:
        """Return the melody as it is heard, from the store if it was heard before.

        Args:
            on_begun: called on this thread, where the melody has to be rendered, once
                its first part can be heard, with a rendering still in the making.
            at_fraction: of the bars; where listening begins.

        Raises:
            MusicBreederError: there is no such instrument, or no such loop.
        """
        key = (melody, sound)
        with self._lock:
            rendering = self._renderings.get(key)
            if rendering is not None:
                self._renderings.move_to_end(key)
                return rendering
            under_way = self._under_way.get(key)
            if under_way is None:
                promised: Future[Rendering] = Future()
                self._under_way[key] = promised
        if under_way is not None:
            return under_way.result()
        try:
            rendering = self._rendered(melody, sound, on_begun, at_fraction)
        except BaseException as error:
            with self._lock:
                del self._under_way[key]
            promised.set_exception(error)
            raise
        with self._lock:
            self._keep(key, rendering)
            del self._under_way[key]
        promised.set_result(rendering)
        return rendering

    def count_in(self, melody: Melody, sound: Sound) -> NDArray[np.float32] | None:
        """Return the bar of clicks before a melody, None = none is wanted.

        A few milliseconds: it may be asked for on any thread.
        """
        if not sound.backing.has_count_in:
            return None
        return self._band.count_in(melody.meter, sound.tempo)

    def _rendered(
        self,
        melody: Melody,
        sound: Sound,
        on_begun: OnBegun | None,
        at_fraction: float,
    ) -> Rendering:
        seconds = melody_seconds(melody, sound.tempo)
        melody_frames = round(seconds * self._renderer.sample_rate)
        first_frame = int(at_fraction * melody_frames)
        early = None
        if on_begun is not None and first_frame > 0:
            early = self._stream(melody, sound, seconds, first_frame)
            self._run(early, melody_frames, on_begun)
        stream = self._stream(melody, sound, seconds, 0)
        self._run(stream, melody_frames, None if early else on_begun)
        if early is not None:
            # What was over before the place it began from is there now, too.
            early.samples[:first_frame] = stream.samples[:first_frame]
            early.progress.first_frame = 0
        for samples in (stream.samples, stream.alone):
            if samples is not None:
                samples.setflags(write=False)
        return Rendering(
            stream.samples, melody_frames, self._renderer.sample_rate, stream.alone
        )

    def _stream(
        self, melody: Melody, sound: Sound, seconds: float, first_frame: int
    ) -> RenderingStream:
        stream = self._renderer.stream(
            timed_notes(melody, sound.tempo),
            patch_of(sound),
            length_seconds=seconds,
            tempo_bpm=sound.tempo.bpm,
            first_frame=first_frame,
        )
        gains, stems = {}, {}
        if not sound.backing.is_silent:
            gains = sound.backing.gains()
            stems = self._band.stems(melody, sound.tempo, sound.backing)
        return RenderingStream(
            stream,
            gains.get(MELODY, 0.0),
            {name: (stem, gains.get(name, 0.0)) for name, stem in stems.items()},
            self._renderer.sample_rate,
            first_frame,
        )

    def _run(
        self, stream: RenderingStream, melody_frames: int, on_begun: OnBegun | None
    ) -> None:
        """Render everything, and tell once there is something to begin with."""
        while not stream.is_complete:
            stream.advance()
            if on_begun is not None and stream.has_begun:
                growing = stream.samples.view()
                growing.setflags(write=False)
                rate = self._renderer.sample_rate
                on_begun(
                    Rendering(growing, melody_frames, rate, progress=stream.progress)
                )
                on_begun = None

    def _keep(self, key: tuple[Melody, Sound], rendering: Rendering) -> None:
        self._renderings[key] = rendering
        self._held_bytes += rendering.held_bytes
        while self._held_bytes > self._cache_bytes:
            _, oldest = self._renderings.popitem(last=False)
            self._held_bytes -= oldest.held_bytes
