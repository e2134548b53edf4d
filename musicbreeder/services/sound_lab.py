"""What the sound lab can do without a window: tones, scales and chords as sound.

A sound of the lab is a recipe of sines or one of the presets. A preset plays the notes
of equal temperament only; where any frequency is wanted (a second tone that follows a
hand), the partials that were measured in the preset sound in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.wav_file import WavInformation, write_wav
from musicbreeder.melody.timing import TimedNote
from musicbreeder.services.file_pattern import storable
from musicbreeder.services.sound_lab_analysis import measured_partials
from musicbreeder.synth.additive import Partial, render_partials
from musicbreeder.synth.additive_recipes import RECIPES
from musicbreeder.synth.patch import patch_named
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.consonance import Timbre
from musicbreeder.theory.interval import INTERVALS
from musicbreeder.theory.pitch import (
    A4_HZ,
    A4_MIDI_NOTE,
    HIGHEST_MIDI_NOTE,
    SEMITONES_PER_OCTAVE,
)

UNIT_LEVEL = 0.11
"""What a sine of amplitude 1 is played at: rich tones are then as loud as melodies."""
_HIGHEST_PEAK = 0.84
_CACHE_BYTES = 16 << 20
_VELOCITY = 96
_MEASURED_SECONDS = 1.0


@dataclass(frozen=True)
class LabSound:
    """How tones of the lab sound.

    Attributes:
        name: for the screen.
        partials: the sines of a tone; empty = a preset plays.
        instrument: name of the preset; empty = sines.
    """

    name: str
    partials: tuple[Partial, ...] = ()
    instrument: str = ""

    def __post_init__(self) -> None:
        if bool(self.partials) == bool(self.instrument):
            raise ValueError("a sound of the lab is either partials or an instrument")

    @staticmethod
    def recipe(name: str) -> "LabSound":
        """Return a sound made of partials, by its name in `RECIPES`."""
        return LabSound(name, RECIPES[name])


SINE = LabSound.recipe("Pure sine")


@dataclass(frozen=True)
class LabTone:
    """One tone of what is played.

    Attributes:
        amplitude: 0-1.
    """

    frequency_hz: float
    start_seconds: float = 0.0
    duration_seconds: float = 1.0
    amplitude: float = 1.0


@dataclass(frozen=True, eq=False)
class LabClip:
    """Tones as they are heard.

    Attributes:
        samples: ``(frames, 2)`` float32.
        tones: what sounds in them.
    """

    samples: NDArray[np.float32]
    sample_rate: int
    tones: tuple[LabTone, ...] = field(default=())

    @property
    def mono(self) -> NDArray[np.float32]:
        """Both channels in one, ``(frames,)``."""
        mixed: NDArray[np.float32] = self.samples.mean(axis=1)
        return mixed

    def places_at(self, seconds: float) -> frozenset[int]:
        """Return the places in `tones` of those that sound at a moment."""
        return frozenset(
            place
            for place, tone in enumerate(self.tones)
            if 0 <= seconds - tone.start_seconds < tone.duration_seconds
        )


def frequency_to_midi_note(frequency_hz: float) -> float:
    """Return where a frequency lies among the MIDI notes, with its fraction.

    >>> frequency_to_midi_note(440.0)
    69.0
    """
    return A4_MIDI_NOTE + SEMITONES_PER_OCTAVE * log2(frequency_hz / A4_HZ)


def nearest_midi_note(frequency_hz: float) -> int:
    """Return the MIDI note nearest to a frequency."""
    return min(max(round(frequency_to_midi_note(frequency_hz)), 0), HIGHEST_MIDI_NOTE)


def even_amplitude(tone_count: int) -> float:
    """Return what each of some tones is played at, to be as loud as one together."""
    return 1.0 / sqrt(tone_count)


def live_levels(
    partials: Sequence[Partial], tone_amplitudes: Sequence[float]
) -> NDArray[np.float64]:
    """Return how strong each sine of each tone may sound, never beyond full scale.

    Returns:
        ``(tones, partials)``.
    """
    levels = UNIT_LEVEL * np.multiply.outer(
        np.asarray(tone_amplitudes, dtype=np.float64),
        np.array([partial.amplitude for partial in partials]),
    )
    bounded: NDArray[np.float64] = levels * min(
        1.0, _HIGHEST_PEAK / max(levels.sum(), 1e-9)
    )
    return bounded


class SoundLab:
    """Makes what the lab plays; any thread may call it."""

    def __init__(self, sample_rate: int = 48_000) -> None:
        self.sample_rate = sample_rate
        self._renderer = Renderer(sample_rate, _CACHE_BYTES)
        self._measured: dict[tuple[str, int], tuple[Partial, ...]] = {}

    def render(self, sound: LabSound, tones: Sequence[LabTone]) -> LabClip:
        """Return tones as they are heard, one after another or together.

        Raises:
            MusicBreederError: there is no such preset.
        """
        if sound.instrument:
            samples = self._played(sound.instrument, tones)
        else:
            samples = self._added(sound.partials, tones)
        peak = float(np.abs(samples).max(initial=0.0))
        if peak > _HIGHEST_PEAK:
            samples = samples * np.float32(_HIGHEST_PEAK / peak)
        return LabClip(samples, self.sample_rate, tuple(tones))

    def partials_of(self, sound: LabSound, frequency_hz: float) -> tuple[Partial, ...]:
        """Return the sines a sound is made of, measured where it is a preset.

        Raises:
            MusicBreederError: there is no such preset.
        """
        known = self.known_partials(sound, frequency_hz)
        if known is None:
            midi_note = nearest_midi_note(frequency_hz)
            note = TimedNote(0.0, _MEASURED_SECONDS, midi_note, _VELOCITY)
            dry = self._renderer.render_dry([note], patch_named(sound.instrument))
            hz = A4_HZ * 2 ** ((midi_note - A4_MIDI_NOTE) / SEMITONES_PER_OCTAVE)
            known = measured_partials(dry, self.sample_rate, hz)
            self._measured[sound.instrument, midi_note] = known
        return known

    def known_partials(
        self, sound: LabSound, frequency_hz: float
    ) -> tuple[Partial, ...] | None:
        """Return the sines of a sound where that takes no time, else None."""
        if sound.partials:
            return sound.partials
        key = (sound.instrument, nearest_midi_note(frequency_hz))
        return self._measured.get(key)

    def _played(self, instrument: str, tones: Sequence[LabTone]) -> NDArray[np.float32]:
        notes = [
            TimedNote(
                tone.start_seconds,
                tone.duration_seconds,
                nearest_midi_note(tone.frequency_hz),
                max(1, round(_VELOCITY * tone.amplitude)),
            )
            for tone in tones
            if tone.amplitude > 0.0
        ]
        return self._renderer.render(notes, patch_named(instrument))

    def _added(
        self, partials: Sequence[Partial], tones: Sequence[LabTone]
    ) -> NDArray[np.float32]:
        end_seconds = max(t.start_seconds + t.duration_seconds for t in tones)
        mono = np.zeros(round(end_seconds * self.sample_rate) + 1, dtype=np.float32)
        for tone in tones:
            wave = render_partials(
                partials, tone.frequency_hz, tone.duration_seconds, self.sample_rate
            )
            start = round(tone.start_seconds * self.sample_rate)
            part = mono[start : start + len(wave)]
            part += np.float32(UNIT_LEVEL * tone.amplitude) * wave[: len(part)]
        return np.repeat(mono[:, np.newaxis], 2, axis=1)


def timbre_of(partials: Sequence[Partial], name: str = "") -> Timbre:
    """Return what the ear compares of a tone: its audible partials, in order."""
    audible = sorted(
        (partial.ratio, partial.amplitude)
        for partial in partials
        if partial.amplitude > 0.0
    )
    if not audible:
        return Timbre((1.0,), (0.0,), name)
    ratios, amplitudes = zip(*audible, strict=True)
    return Timbre(ratios, amplitudes, name)


def just_frequencies(frequencies_hz: Sequence[float]) -> tuple[float, ...]:
    """Return tempered notes tuned in simple ratios above the lowest one."""
    lowest = min(frequencies_hz)
    return tuple(lowest * _just_ratio(hz / lowest) for hz in frequencies_hz)


def _just_ratio(ratio: float) -> float:
    octaves, semitones = divmod(
        round(SEMITONES_PER_OCTAVE * log2(ratio)), SEMITONES_PER_OCTAVE
    )
    return float(INTERVALS[semitones].ratio) * 2.0**octaves


def save_clip(clip: LabClip, title: str, path: str | Path) -> None:
    """Write what was heard as a WAV file of 24 bits.

    Raises:
        FileFormatError: the file cannot be written.
    """
    information = WavInformation(title=title, software="musicbreeder")
    write_wav(path, clip.samples, clip.sample_rate, "pcm24", information)


def save_bytes(content: bytes, path: str | Path) -> None:
    """Write a finished picture, whole or not at all.

    Raises:
        FileFormatError: the file cannot be written.
    """
    with writing(path) as file:
        file.write(content)


def lab_file_name(title: str, suffix: str) -> str:
    """Return a name for a file that every system takes.

    >>> lab_file_name("C/E: major", ".png")
    'Sound lab - C-E - major.png'
    """
    plain = title.replace("/", "-").replace(":", " -")
    return f"{storable(f'Sound lab - {plain}')}{suffix}"
