"""Drums, made from falling sines and coloured noise.

Each drum is rendered once at a sample rate and kept; a stroke is a copy of it at its
own loudness, softer strokes a little duller. The recipes follow the analogue drum
machines as Reid took them apart ("Synth Secrets", Sound on Sound, 2002): a kick is a
sine that falls in pitch, a snare two skins and the wires' noise, metal a handful of
square waves that fit no harmonic series.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_LONGEST_SECONDS = 1.2
_FADE_SECONDS = 0.004
_VELOCITY_EXPONENT = 1.7
_NOISE_SEED = 5
_METAL_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
"""The oscillators of a classic analogue cymbal."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a drum.

    Attributes:
        start_seconds: from the beginning of the piece.
        midi_note: which drum, by the General MIDI percussion key map.
        velocity: 1-127.
    """

    start_seconds: float
    midi_note: int
    velocity: int


def render_drums(
    strokes: Iterable[Stroke], sample_rate: int, length_seconds: float
) -> Samples:
    """Return the strokes as samples.

    Args:
        sample_rate: in Hz.
        length_seconds: the result is at least as long; what rings on is never cut.

    Returns:
        ``(frame_count, 2)`` float32, each drum in its place from left to right.

    Raises:
        ValueError: a stroke names a drum that is not known here.
    """
    placed = [(round(one.start_seconds * sample_rate), one) for one in strokes]
    length = round(length_seconds * sample_rate)
    ends = [start + len(_drum(one.midi_note, sample_rate)) for start, one in placed]
    samples = np.zeros((max([length, *ends]), 2), np.float32)
    for start, one in placed:
        drum = _drum(one.midi_note, sample_rate)
        gain = (one.velocity / 127.0) ** _VELOCITY_EXPONENT
        left, right = _PLACES[one.midi_note]
        stretch = samples[start : start + len(drum)]
        stretch[:, 0] += np.float32(gain * left) * drum
        stretch[:, 1] += np.float32(gain * right) * drum
    return samples


DRUM_NOTES = (36, 37, 38, 39, 42, 46, 51, 70, 75, 76, 77)
"""The drums there are; 76 and 77 are the metronome's blocks, 75 its claves."""


@cache
def _drum(midi_note: int, sample_rate: int) -> Samples:
    if midi_note not in _RECIPES:
        raise ValueError(f"there is no drum {midi_note}")
    recipe, seconds, level = _RECIPES[midi_note]
    frame_count = round(seconds * sample_rate)
    time = np.arange(frame_count) / sample_rate
    rng = np.random.default_rng([_NOISE_SEED, midi_note])
    drum = recipe(time, rng)
    fade = min(round(_FADE_SECONDS * sample_rate), frame_count)
    drum[-fade:] *= np.linspace(1.0, 0.0, fade)
    drum = drum * (level / np.abs(drum).max())
    finished: Samples = drum.astype(np.float32)
    finished.setflags(write=False)
    return finished


Array = NDArray[np.float64]


def _decay(time: Array, seconds: float) -> Array:
    """Return an exponential that has fallen by 60 dB after `seconds`."""
    fallen: Array = np.exp(-6.9 * time / seconds)
    return fallen


def _band(noise: Array, low: float, high: float) -> Array:
    """Return noise between two frequencies, as shares of the sample rate, smoothly."""
    spectrum = np.fft.rfft(noise)
    frequency = np.fft.rfftfreq(len(noise))
    rise = 1.0 / (1.0 + (low / np.maximum(frequency, 1e-9)) ** 4)
    fall = 1.0 / (1.0 + (frequency / high) ** 4)
    shaped: Array = np.fft.irfft(spectrum * rise * fall, len(noise))
    return shaped


def _noise(
    time: Array, rng: np.random.Generator, low_hz: float, high_hz: float
) -> Array:
    step = time[1] - time[0]
    return _band(rng.standard_normal(len(time)), low_hz * step, high_hz * step)


def _sweep(time: Array, start_hz: float, end_hz: float, fall_seconds: float) -> Array:
    """Return a sine whose frequency falls exponentially to its end."""
    span = start_hz - end_hz
    phase = end_hz * time + span * fall_seconds * (1.0 - np.exp(-time / fall_seconds))
    return np.sin(2.0 * np.pi * phase)


def _metal(time: Array, rng: np.random.Generator) -> Array:
    """Return inharmonic square waves, bright and without pitch, without aliasing."""
    nyquist_hz = 0.5 / (time[1] - time[0])
    total = np.zeros(len(time))
    for hz in _METAL_HZ:
        for odd in range(1, 400, 2):
            if hz * odd > 0.9 * nyquist_hz:
                break
            if hz * odd > 4000.0:
                # In phase they would begin with one sharp crack.
                phase = 2.0 * np.pi * (hz * odd * time + rng.random())
                total += np.sin(phase) / odd
    return total


def _kick(time: Array, rng: np.random.Generator) -> Array:
    body = _sweep(time, 170.0, 47.0, 0.032) * _decay(time, 0.42)
    click = _noise(time, rng, 1500.0, 5000.0) * _decay(time, 0.012)
    return np.tanh(1.5 * body) + 0.25 * click


def _snare(time: Array, rng: np.random.Generator) -> Array:
    skins = _sweep(time, 240.0, 186.0, 0.02) + 0.6 * _sweep(time, 390.0, 335.0, 0.02)
    wires = _noise(time, rng, 1800.0, 9000.0)
    return 0.55 * skins * _decay(time, 0.13) + 0.9 * wires * _decay(time, 0.22)


def _rim(time: Array, rng: np.random.Generator) -> Array:
    wood = np.sin(2 * np.pi * 1740.0 * time) + 0.7 * np.sin(2 * np.pi * 480.0 * time)
    return wood * _decay(time, 0.05) + 0.3 * _noise(time, rng, 2000.0, 8000.0) * _decay(
        time, 0.01
    )


def _clap(time: Array, rng: np.random.Generator) -> Array:
    hands = np.zeros(len(time))
    for late in (0.0, 0.011, 0.022):
        hands += np.where(time >= late, np.exp(-(time - late) / 0.004), 0.0)
    hands += 0.7 * np.where(time >= 0.03, np.exp(-(time - 0.03) / 0.05), 0.0)
    return _noise(time, rng, 900.0, 3500.0) * hands


def _closed_hat(time: Array, rng: np.random.Generator) -> Array:
    hiss = _noise(time, rng, 7000.0, 15000.0)
    return (_metal(time, rng) + 0.5 * hiss) * _decay(time, 0.07)


def _open_hat(time: Array, rng: np.random.Generator) -> Array:
    hiss = _noise(time, rng, 6500.0, 15000.0)
    return (_metal(time, rng) + 0.6 * hiss) * _decay(time, 0.35)


def _ride(time: Array, rng: np.random.Generator) -> Array:
    stick = _noise(time, rng, 3000.0, 9000.0) * _decay(time, 0.02)
    return (
        _metal(time, rng) * (0.4 * _decay(time, 0.9) + _decay(time, 0.15)) + 0.4 * stick
    )


def _shaker(time: Array, rng: np.random.Generator) -> Array:
    swell = np.minimum(time / 0.018, 1.0) * _decay(np.maximum(time - 0.018, 0.0), 0.09)
    return _noise(time, rng, 4500.0, 12000.0) * swell


def _block(hz: float) -> Callable[[Array, np.random.Generator], Array]:
    def wood(time: Array, rng: np.random.Generator) -> Array:
        del rng
        tone = np.sin(2 * np.pi * hz * time) + 0.4 * np.sin(2 * np.pi * 2.7 * hz * time)
        rise: Array = np.minimum(time / 0.0006, 1.0)
        return tone * rise * _decay(time, 0.06)

    return wood


_RECIPES: Mapping[
    int, tuple[Callable[[Array, np.random.Generator], Array], float, float]
] = {
    36: (_kick, 0.5, 0.9),
    37: (_rim, 0.08, 0.4),
    38: (_snare, 0.3, 0.55),
    39: (_clap, 0.3, 0.5),
    42: (_closed_hat, 0.1, 0.28),
    46: (_open_hat, 0.45, 0.26),
    51: (_ride, _LONGEST_SECONDS, 0.36),
    70: (_shaker, 0.14, 0.3),
    75: (_block(2500.0), 0.08, 0.4),
    76: (_block(1600.0), 0.08, 0.6),
    77: (_block(1066.0), 0.08, 0.5),
}
_PLACES = {
    36: (0.71, 0.71), 37: (0.62, 0.78), 38: (0.74, 0.67), 39: (0.66, 0.75),
    42: (0.80, 0.60), 46: (0.80, 0.60), 51: (0.58, 0.81), 70: (0.55, 0.84),
    75: (0.71, 0.71), 76: (0.71, 0.71), 77: (0.71, 0.71),
}  # fmt: skip
"""Gains left and right, of equal power."""
