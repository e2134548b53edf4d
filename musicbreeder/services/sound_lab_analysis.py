"""Pictures of sound as numbers: spectra, spectrograms, partials and beats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.additive import Partial

FLOOR_DB = -80.0
LOWEST_HZ, HIGHEST_HZ = 40.0, 16_000.0
_SPECTRUM_SIZE = 1 << 16
_FRAME_SIZE = 4096
_ROW_COUNT = 220
_COLUMN_COUNT = 240
_MOST_MEASURED = 16
_FAINTEST_DB = -46.0
_NEAREST_SHARE = 0.3
"""Peaks nearer to a stronger one than this share of the fundamental belong to it."""
_HIGHEST_RATIO = 24.0
_ENVELOPE_PERIODS = 3.0


@dataclass(frozen=True, eq=False)
class Spectrum:
    """How strong each frequency is.

    Attributes:
        hz: ``(bins,)`` ascending, within what can be heard.
        level_db: ``(bins,)``, 0 = the strongest, not below `FLOOR_DB`.
    """

    hz: NDArray[np.float64]
    level_db: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """How strong each frequency is at each moment.

    Attributes:
        duration_seconds: of all columns together.
        level_db: ``(columns, rows)``, 0 = the strongest; rows lie evenly between the
            logarithms of `LOWEST_HZ` and `HIGHEST_HZ`.
    """

    duration_seconds: float
    level_db: NDArray[np.float32]


def spectrum(samples: NDArray[np.float32], sample_rate: int) -> Spectrum:
    """Return the spectrum of a sound, of its beginning if it is long.

    Args:
        samples: ``(frames,)``.
    """
    part = samples[:_SPECTRUM_SIZE]
    magnitude = np.abs(np.fft.rfft(part * np.hanning(len(part)), _SPECTRUM_SIZE))
    hz = np.linspace(0.0, sample_rate / 2, _SPECTRUM_SIZE // 2 + 1)
    heard = (hz >= LOWEST_HZ) & (hz <= HIGHEST_HZ)
    return Spectrum(hz[heard], _decibels(magnitude[heard]))


def spectrogram(samples: NDArray[np.float32], sample_rate: int) -> Spectrogram:
    """Return the spectra of a sound in the course of time.

    Args:
        samples: ``(frames,)``.
    """
    duration_seconds = len(samples) / sample_rate
    half = _FRAME_SIZE // 2
    padded = np.pad(samples, (half, half + 1))
    count = min(_COLUMN_COUNT, max(1, len(samples) // 128))
    starts = np.linspace(0, len(samples) - 1, count).astype(np.intp)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME_SIZE)[starts]
    magnitude = np.abs(np.fft.rfft(frames * np.hanning(_FRAME_SIZE), axis=1))
    row_hz = np.geomspace(LOWEST_HZ, HIGHEST_HZ, _ROW_COUNT)
    places = row_hz * _FRAME_SIZE / sample_rate
    below = places.astype(np.intp)
    share = places - below
    rows = magnitude[:, below] * (1 - share) + magnitude[:, below + 1] * share
    return Spectrogram(duration_seconds, _decibels(rows).astype(np.float32))


def _decibels(magnitude: NDArray[np.floating]) -> NDArray[np.float64]:
    strongest = max(float(magnitude.max(initial=0.0)), 1e-9)
    quietest = 10 ** (FLOOR_DB / 20)
    level_db: NDArray[np.float64] = np.asarray(
        20.0 * np.log10(np.maximum(magnitude / strongest, quietest)), dtype=np.float64
    )
    return level_db


def measured_partials(
    samples: NDArray[np.float32], sample_rate: int, fundamental_hz: float
) -> tuple[Partial, ...]:
    """Return the strongest partials of a note, in the order of their frequencies.

    Args:
        samples: ``(frames,)``, the note without its room.
        fundamental_hz: what the ratios are above.

    Returns:
        At least one and at most 16; the strongest has amplitude 1.
    """
    # The strike is over by then, and what was plucked still rings.
    first = min(round(0.06 * sample_rate), len(samples) // 4)
    part = samples[first : first + round(0.5 * sample_rate)].astype(np.float64)
    size = 1 << 17
    magnitude = np.abs(np.fft.rfft(part * np.blackman(len(part)), size))
    bin_hz = sample_rate / size
    peaks = np.flatnonzero(
        (magnitude[1:-1] > magnitude[:-2]) & (magnitude[1:-1] >= magnitude[2:])
    )
    peaks += 1
    hz = peaks * bin_hz
    strongest = max(float(magnitude.max(initial=0.0)), 1e-12)
    loud = magnitude[peaks] > strongest * 10 ** (_FAINTEST_DB / 20)
    near = (hz > 0.4 * fundamental_hz) & (hz < _HIGHEST_RATIO * fundamental_hz)
    peaks = peaks[loud & near & (hz < HIGHEST_HZ)]
    chosen: list[int] = []
    for peak in peaks[np.argsort(-magnitude[peaks])]:
        apart = _NEAREST_SHARE * fundamental_hz / bin_hz
        if all(abs(int(peak) - other) > apart for other in chosen):
            chosen.append(int(peak))
    if not chosen:
        return (Partial(1.0, 1.0),)
    chosen = sorted(chosen[:_MOST_MEASURED])
    top = max(magnitude[peak] for peak in chosen)
    return tuple(
        Partial(
            _peak_place(magnitude, peak) * bin_hz / fundamental_hz,
            float(magnitude[peak] / top),
        )
        for peak in chosen
    )


def _peak_place(magnitude: NDArray[np.float64], peak: int) -> float:
    """Return where a peak lies between the bins, by a parabola through three."""
    left, middle, right = np.log(magnitude[peak - 1 : peak + 2] + 1e-12)
    curve = left - 2 * middle + right
    return peak if curve == 0 else peak + 0.5 * float((left - right) / curve)


def swell(
    frequencies_hz: Sequence[float],
    amplitudes: Sequence[float],
    duration_seconds: float,
    column_count: int,
) -> NDArray[np.float64]:
    """Return how far a sum of sines reaches in each stretch of time.

    The swelling that the ear hears as beats is the envelope of these stretches.

    Returns:
        ``(column_count,)`` at least 0: the largest excursion in each stretch, in
        units of the amplitudes.
    """
    hz = np.asarray(frequencies_hz, dtype=np.float64)[:, None]
    levels = np.asarray(amplitudes, dtype=np.float64)[:, None]
    # Enough moments to catch the crest of every wave in a stretch.
    per_column = max(16, round(6.0 * float(hz.max()) * duration_seconds / column_count))
    per_column = min(per_column, 24)
    count = column_count * per_column
    turns = hz * (np.arange(count) * (duration_seconds / count))
    total = (levels * np.sin(2 * np.pi * (turns % 1.0))).sum(axis=0)
    reach = np.abs(total).reshape(column_count, -1).max(axis=1)
    # Over some periods of the lowest sine: what swings as fast as a tone is no beat.
    periods_seconds = _ENVELOPE_PERIODS / float(hz.min())
    half = round(0.5 * periods_seconds / duration_seconds * column_count)
    padded = np.pad(reach, half, mode="edge")
    width = 2 * half + 1
    highest = np.lib.stride_tricks.sliding_window_view(padded, width).max(axis=1)
    padded = np.pad(highest, half, mode="edge")
    envelope: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(
        padded, width
    ).mean(axis=1)
    return envelope
