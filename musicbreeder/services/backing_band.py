"""The band: what is heard beside a melody, as samples, channel by channel."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.accompaniment.arrangement import Arrangement, arranged
from musicbreeder.accompaniment.pulse import pulses
from musicbreeder.accompaniment.style import style_named
from musicbreeder.formats.audio_file import read_audio, resampled
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import TimedNote, melody_seconds
from musicbreeder.services.backing import (
    BASS,
    CHORDS,
    CLICK,
    DRUMS,
    LOOP,
    MELODY,
    Backing,
)
from musicbreeder.synth.drums import Stroke, render_drums
from musicbreeder.synth.limiter import limit
from musicbreeder.synth.patch import patch_named
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import Meter, Tempo

Samples = NDArray[np.float32]

# Every patch is as loud as every other on a melody: in the band each has its place.
_CHORDS_GAIN, _BASS_GAIN, _DRUMS_GAIN, _CLICK_GAIN = 0.32, 0.55, 0.65, 0.5
LONGEST_LOOP_SECONDS = 120.0

_ACCENT_BLOCK, _BLOCK = 76, 77
_ACCENT_VELOCITY, _VELOCITY = 112, 80


class BackingBand:
    """Plays along; keeps what it played last, within a number of bytes.

    Any thread may call it.
    """

    def __init__(self, renderer: Renderer, cache_bytes: int = 96 << 20) -> None:
        self._renderer = renderer
        self._cache_bytes = cache_bytes
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, Samples] = OrderedDict()

    def stems(
        self, melody: Melody, tempo: Tempo, backing: Backing
    ) -> dict[str, Samples]:
        """Return what is heard beside a melody, by channel, before any level is set.

        Returns:
            ``(frames, 2)`` read-only float32 for each channel that plays; all as long
            as the melody's bars at least.

        Raises:
            FileFormatError: the loop cannot be read.
            MusicBreederError: an instrument of the style is not there.
        """
        stems: dict[str, Samples] = {}
        meter, bar_count = melody.meter, melody.bar_count
        progression = backing.progression(melody)
        seconds = melody_seconds(melody, tempo)
        grid = (meter.name, bar_count, tempo)
        if progression is not None:
            style = style_named(backing.style)
            place = (progression.text, style.name, *grid)
            music = arranged(progression, meter, bar_count, style)
            stems[CHORDS] = self._once(
                (CHORDS, place),
                lambda: self._notes(
                    music.chords, meter, tempo, style.chord_patch, seconds, _CHORDS_GAIN
                ),
            )
            stems[BASS] = self._once(
                (BASS, place),
                lambda: self._notes(
                    music.bass, meter, tempo, style.bass_patch, seconds, _BASS_GAIN
                ),
            )
            if music.drums:
                stems[DRUMS] = self._once(
                    (DRUMS, style.name, *grid),
                    lambda: self._drums(music, meter, tempo, seconds),
                )
        if backing.loop_path:
            stems[LOOP] = self._loop(Path(backing.loop_path), seconds)
        if backing.has_metronome:
            stems[CLICK] = self._once(
                (CLICK, *grid),
                lambda: self.clicks(meter, bar_count, tempo),
            )
        return stems

    def mixed(
        self,
        melody_samples: Samples,
        stems: Mapping[str, Samples],
        backing: Backing,
    ) -> Samples:
        """Return everything together at its levels, never above -1 dBTP.

        Args:
            melody_samples: ``(frames, 2)``, the melody alone.
        """
        gains = backing.gains()
        layers = {MELODY: melody_samples, **stems}
        mix = np.zeros((max(len(one) for one in layers.values()), 2), np.float32)
        for name, samples in layers.items():
            if name in gains:
                mix[: len(samples)] += np.float32(gains[name]) * samples
        limit(mix, self._renderer.sample_rate)
        return mix

    def clicks(self, meter: Meter, bar_count: int, tempo: Tempo) -> Samples:
        """Return a metronome of `bar_count` bars, the bar lines higher and louder."""
        step_count = bar_count * meter.steps_per_bar
        first_bar = meter.pickup_steps - meter.steps_per_bar
        return self._clicked(meter, first_bar, step_count, tempo)

    def count_in(self, meter: Meter, tempo: Tempo) -> Samples:
        """Return the bar before a melody; before a pickup it goes on up to that.

        Returns:
            ``(frames, 2)``, exactly as long as it is counted.
        """
        plain = meter.without_pickup
        bar = plain.steps_per_bar
        step_count = 2 * bar - meter.pickup_steps if meter.pickup_steps else bar
        samples = self._clicked(plain, 0, step_count, tempo)
        seconds = tempo.seconds_at(step_count, plain)
        return samples[: round(seconds * self._renderer.sample_rate)]

    def _clicked(
        self, meter: Meter, first_bar: int, step_count: int, tempo: Tempo
    ) -> Samples:
        strokes = []
        for bar_start in range(first_bar, step_count, meter.steps_per_bar):
            for pulse in pulses(meter):
                step = bar_start + pulse.step
                if not 0 <= step < step_count:
                    continue
                is_first = pulse.step == 0
                strokes.append(
                    Stroke(
                        tempo.seconds_at(step, meter),
                        _ACCENT_BLOCK if is_first else _BLOCK,
                        _ACCENT_VELOCITY if is_first else _VELOCITY,
                    )
                )
        seconds = tempo.seconds_at(step_count, meter)
        rate = self._renderer.sample_rate
        return render_drums(strokes, rate, seconds) * np.float32(_CLICK_GAIN)

    def _notes(
        self,
        notes: tuple[Note, ...],
        meter: Meter,
        tempo: Tempo,
        patch_name: str,
        seconds: float,
        gain: float,
    ) -> Samples:
        samples = self._renderer.render(
            timed(notes, meter, tempo),
            patch_named(patch_name),
            length_seconds=seconds,
            tempo_bpm=tempo.bpm,
        )
        return samples * np.float32(gain)

    def _drums(
        self, music: Arrangement, meter: Meter, tempo: Tempo, seconds: float
    ) -> Samples:
        strokes = [
            Stroke(tempo.seconds_at(hit.step, meter), int(hit.drum), hit.velocity)
            for hit in music.drums
        ]
        rate = self._renderer.sample_rate
        return render_drums(strokes, rate, seconds) * np.float32(_DRUMS_GAIN)

    def _loop(self, path: Path, seconds: float) -> Samples:
        """Return a sound file going round for as long as the bars last."""
        rate = self._renderer.sample_rate
        once = self._once((LOOP, path), lambda: _at_rate(path, rate))
        frame_count = round(seconds * rate)
        round_count = -(-frame_count // len(once))
        loop = np.tile(once, (round_count, 1))[:frame_count]
        loop.setflags(write=False)
        return loop

    def _once(self, key: object, make: Callable[[], Samples]) -> Samples:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        samples = make()
        samples.setflags(write=False)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = samples
                self._held_bytes += samples.nbytes
            while self._held_bytes > self._cache_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._held_bytes -= oldest.nbytes
        return samples


def _at_rate(path: Path, sample_rate: int) -> Samples:
    audio = read_audio(path, LONGEST_LOOP_SECONDS)
    return resampled(audio.stereo, sample_rate / audio.sample_rate)


def timed(notes: tuple[Note, ...], meter: Meter, tempo: Tempo) -> tuple[TimedNote, ...]:
    """Return notes of an accompaniment in seconds, swing included."""
    return tuple(
        TimedNote(
            start := tempo.seconds_at(note.start, meter),
            tempo.seconds_at(note.end, meter) - start,
            note.midi_note,
            note.velocity,
        )
        for note in notes
    )
