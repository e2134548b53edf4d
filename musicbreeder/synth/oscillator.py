"""Oscillators: band-limited by construction, so that nothing folds back.

A steady tone is an *exact periodic tile*: a whole number of periods that fills a whole
number of frames to within 0.1 cents, made from its harmonics by one inverse FFT and
then simply repeated. A tone with vibrato reads one long period through a phase of 32
bits, whose overflow is the period. Amplitudes of the waves are their Fourier series.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Spectrum = NDArray[np.complex64]
Phase = NDArray[np.uint32]

_TABLE_BITS = 12
_LARGEST_TUNING_ERROR = 2.0 ** (0.1 / 1200) - 1  # 0.1 cents
_SHORTEST_TILE = 384
_LONGEST_TILE = 1 << 15
_FOLDED_LEVEL = 1e-5
_RADIANS_PER_STEP = np.float32(np.pi / 2**31)


def sine_wave(harmonics: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the complex amplitude of each harmonic number of a sine."""
    amplitude = np.where(harmonics == 1, 1.0, 0.0)
    return np.asarray(-1j * amplitude, dtype=np.complex128)


def triangle_wave(harmonics: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the complex amplitude of each harmonic number of a triangle."""
    sign = np.where(harmonics % 4 == 1, 1.0, -1.0)
    odd = harmonics % 2 == 1
    amplitude = np.where(odd, sign * 8 / np.pi**2 / harmonics**2, 0.0)
    return np.asarray(-1j * amplitude, dtype=np.complex128)


def saw_wave(harmonics: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the complex amplitude of each harmonic number of a saw."""
    return np.asarray(-2j / np.pi / harmonics, dtype=np.complex128)


def pulse_wave(
    harmonics: NDArray[np.float64], pulse_width: float
) -> NDArray[np.complex128]:
    """Return the complex amplitude of each harmonic number of a pulse.

    Args:
        pulse_width: share of the period that is high; 0.5 is a square.
    """
    amplitude = 4 / np.pi / harmonics * np.sin(np.pi * pulse_width * harmonics)
    return amplitude.astype(np.complex128)


@lru_cache(maxsize=4096)
def tile_shape(hz: float, sample_rate: int) -> tuple[int, int]:
    """Return the periods and frames of the cheapest exact tile of a frequency."""
    period_frames = sample_rate / hz
    first = max(1, int(np.ceil(_SHORTEST_TILE / period_frames)))
    last = max(first + 16, int(_LONGEST_TILE / period_frames))
    periods = np.arange(first, last + 1)
    exact = periods * period_frames
    frames = np.round(exact).astype(np.int64)
    error = np.abs(frames / exact - 1)
    costs = _transform_costs()
    cost = costs[np.minimum(frames, len(costs) - 1)]
    is_exact = error < _LARGEST_TUNING_ERROR
    if is_exact.any():
        best = int(np.argmin(np.where(is_exact, cost, cost.max() + 1)))
    else:
        best = int(np.argmin(error))
    return int(periods[best]), int(frames[best])


@lru_cache(maxsize=1)
def _transform_costs() -> NDArray[np.int64]:
    """Return about how long an FFT of each size takes: size x sum of its primes."""
    sizes = np.arange(2 * _LONGEST_TILE)
    left = np.maximum(sizes, 1)
    sums = np.zeros_like(sizes)
    for prime in (2, 3, 5, 7, 11, 13):
        while (divisible := left % prime == 0).any():
            left[divisible] //= prime
            sums[divisible] += prime
    # what has larger primes goes by Bluestein's way, through a larger FFT
    return sizes * np.where(left > 1, np.minimum(sums + left, 90), sums)


def tiles(amplitudes: Spectrum, periods: int, frame_count: int) -> Samples:
    """Return exact periodic tiles of harmonic tones.

    Args:
        amplitudes: ``(tile_count, harmonic_count)``, the first harmonic first.
        periods: whole periods in each tile.

    Returns:
        ``(tile_count, frame_count)``.
    """
    tile_count, harmonic_count = amplitudes.shape
    harmonic_count = min(harmonic_count, (frame_count // 2 - 1) // periods)
    spectrum = np.zeros((tile_count, frame_count // 2 + 1), dtype=np.complex64)
    bins = periods * np.arange(1, harmonic_count + 1)
    spectrum[:, bins] = amplitudes[:, :harmonic_count] * np.float32(frame_count / 2)
    return np.fft.irfft(spectrum, frame_count, axis=1).astype(np.float32, copy=False)


def wave_table(amplitudes: Spectrum) -> Samples:
    """Return one long period and, beneath it, the step to each next sample.

    Args:
        amplitudes: ``(harmonic_count,)``, the first harmonic first.

    Returns:
        ``(2, table_size)``: values and slopes, for `read_table`.
    """
    size = 1 << _TABLE_BITS
    values = tiles(amplitudes[np.newaxis, : size // 2 - 1], 1, size)[0]
    return np.stack((values, np.roll(values, -1) - values))


def repeat_into(target: Samples, tile: Samples, start_frame: int) -> None:
    """Add an endlessly repeated tile, from `start_frame` on, to `target`."""
    frame_count = len(tile)
    skipped = start_frame % frame_count
    head = min(frame_count - skipped, len(target)) if skipped else 0
    target[:head] += tile[skipped : skipped + head]
    rounds, rest = divmod(len(target) - head, frame_count)
    middle = target[head : head + rounds * frame_count]
    middle.reshape(rounds, frame_count)[...] += tile
    target[len(target) - rest :] += tile[:rest]


def phases(hz: float, start: float, frame_count: int, sample_rate: int) -> Phase:
    """Return the phase of a steady tone, 2**32 to the period.

    Args:
        start: the first phase in periods, [0, 1).
    """
    step = np.uint32(round(hz / sample_rate * 2**32) & 0xFFFFFFFF)
    first = np.uint32(int(start * 2**32) & 0xFFFFFFFF)
    return np.arange(frame_count, dtype=np.uint32) * step + first


def shifted(phase: Phase, periods: NDArray[np.float64]) -> Phase:
    """Return `phase` moved ahead by ``(frame_count,)`` periods."""
    return phase + (periods * 2.0**32).astype(np.int64).astype(np.uint32)


def table_position(phase: Phase) -> tuple[NDArray[np.intp], Samples]:
    """Return where in a wave table each phase lies: the entry, and the way beyond."""
    beyond_bits = 32 - _TABLE_BITS
    entry = (phase >> np.uint32(beyond_bits)).astype(np.intp)
    beyond = (phase & np.uint32((1 << beyond_bits) - 1)).astype(np.float32)
    return entry, beyond * np.float32(2.0**-beyond_bits)


def read_table(table: Samples, entry: NDArray[np.intp], beyond: Samples) -> Samples:
    """Return the wave at the positions of `table_position`, straight lines between."""
    samples: Samples = table[1].take(entry, mode="clip")
    samples *= beyond
    samples += table[0].take(entry, mode="clip")
    return samples


def frequency_modulated(carrier: Phase, modulator: Phase, index: Samples) -> Samples:
    """Return a sine whose phase is bent by another (Chowning 1973).

    Args:
        index: ``(frame_count,)`` the bend in radians.
    """
    bend = np.sin(radians(modulator))
    bend *= index
    bend += radians(carrier)
    return np.sin(bend, out=bend)


def largest_index(hz: float, ratio: float, sample_rate: int) -> float:
    """Return the strongest bend whose sidebands do not fold back audibly.

    The first sideband above half the sample rate, of order n, has the amplitude of the
    Bessel function J_n at the index, which is below ``(index / 2)**n / n!``.
    """
    order = max(1, int((sample_rate / 2 - hz) / (hz * ratio)) + 1)
    logarithm = (math.log(_FOLDED_LEVEL) + math.lgamma(order + 1)) / order
    return 2 * math.exp(logarithm)


def radians(phase: Phase) -> Samples:
    """Return phases as angles in [-pi, pi)."""
    return phase.view(np.int32).astype(np.float32) * _RADIANS_PER_STEP


def noise_tile(centre_hz: float, sample_rate: int, frame_count: int) -> Samples:
    """Return noise around a frequency, of RMS 1, that repeats without a seam.

    It is the same noise each time, so that the same notes make the same samples.

    Args:
        centre_hz: middle of a band about two octaves wide.
    """
    hz = np.fft.rfftfreq(frame_count, 1 / sample_rate)
    with np.errstate(divide="ignore"):
        octaves = np.log2(hz / centre_hz)
    magnitude = np.exp(-0.5 * octaves**2)
    magnitude[hz > min(20_000.0, 0.45 * sample_rate)] = 0.0
    rng = np.random.default_rng(1973)
    angle = rng.uniform(0.0, 2 * np.pi, len(hz))
    spectrum = (magnitude * np.exp(1j * angle)).astype(np.complex64)
    noise = np.fft.irfft(spectrum, frame_count).astype(np.float32, copy=False)
    noise /= np.sqrt(np.mean(noise * noise))
    return noise
