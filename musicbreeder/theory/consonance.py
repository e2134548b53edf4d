"""Sensory consonance: roughness of tones together, dissonance curves and beats.

Two pure tones within a critical band beat or sound rough, most so at about a quarter
of its width (Plomp and Levelt, "Tonal consonance and critical bandwidth", J. Acoust.
Soc. Am. 38, 1965). Sethares ("Local consonance and the relationship between timbre and
scale", J. Acoust. Soc. Am. 94, 1993) gave that curve a formula and summed it over all
pairs of partials. The constants are those of his published program; as in his "Tuning,
Timbre, Spectrum, Scale" (2005) a pair counts by its weaker partial, which is the depth
of its beats.

One unit of roughness is the roughest that two pure tones of amplitude 1 can be.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musicbreeder.theory.pitch import A4_HZ, A4_MIDI_NOTE, SEMITONES_PER_OCTAVE

_MIDI_NOTE_COUNT = 128
_SLOW_DECAY, _FAST_DECAY = 3.51, 5.75
_BANDWIDTH_SHARE = 0.24
_BANDWIDTH_SLOPE, _BANDWIDTH_FLOOR_HZ = 0.0207, 18.96
_ROUGHEST = np.log(_FAST_DECAY / _SLOW_DECAY) / (_FAST_DECAY - _SLOW_DECAY)
_PEAK = np.exp(-_SLOW_DECAY * _ROUGHEST) - np.exp(-_FAST_DECAY * _ROUGHEST)
_SLOWEST_BEAT_HZ = 0.05
"""Slower than one beat in twenty seconds is heard as standing still."""
FASTEST_BEAT_HZ = 20.0
"""Faster ones are no longer heard one by one but as roughness (Helmholtz, 1863)."""


@dataclass(frozen=True)
class Timbre:
    """The partials of a steady tone.

    Attributes:
        ratios: frequency of each partial over the fundamental's, ascending.
        amplitudes: of each partial, above 0.
        name: for the screen.
    """

    ratios: tuple[float, ...]
    amplitudes: tuple[float, ...]
    name: str = ""

    def __post_init__(self) -> None:
        if not self.ratios or len(self.ratios) != len(self.amplitudes):
            raise ValueError("a timbre has as many amplitudes as ratios, one at least")
        if min(self.ratios) <= 0 or list(self.ratios) != sorted(self.ratios):
            raise ValueError(f"ratios must be above 0 and ascend, got {self.ratios}")
        if min(self.amplitudes) < 0:
            raise ValueError(f"amplitudes must not be below 0, got {self.amplitudes}")

    @staticmethod
    def harmonic(
        count: int = 6, fall: float = 0.88, name: str = "Harmonic"
    ) -> "Timbre":
        """Return a tone of whole-numbered partials, each `fall` times the one before.

        Six partials falling by 0.88 are the timbre of Sethares' figure.
        """
        return Timbre(
            tuple(float(number) for number in range(1, count + 1)),
            tuple(fall**number for number in range(count)),
            name,
        )


PURE = Timbre((1.0,), (1.0,), "Pure tone")
HARMONIC = Timbre.harmonic()


def pure_roughness(
    lower_hz: ArrayLike, higher_hz: ArrayLike, weight: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """Return the roughness of pairs of pure tones.

    Args:
        lower_hz: frequencies of one tone of each pair, any shape.
        higher_hz: of the other; which is lower does not matter.
        weight: amplitude of each pair's weaker tone.

    Returns:
        Roughness in the shape of the arguments, 0 for unison, 1 at most for weight 1.
    """
    first = np.asarray(lower_hz, dtype=np.float64)
    second = np.asarray(higher_hz, dtype=np.float64)
    band = _BANDWIDTH_SLOPE * np.minimum(first, second) + _BANDWIDTH_FLOOR_HZ
    distance = _BANDWIDTH_SHARE * np.abs(second - first) / band
    curve = np.exp(-_SLOW_DECAY * distance) - np.exp(-_FAST_DECAY * distance)
    rough: NDArray[np.float64] = np.asarray(weight) * curve / _PEAK
    return rough


def roughest_difference_hz(frequency_hz: float) -> float:
    """Return how far above a pure tone the roughest other one lies.

    >>> round(roughest_difference_hz(500.0), 1)
    26.9
    """
    band = _BANDWIDTH_SLOPE * frequency_hz + _BANDWIDTH_FLOOR_HZ
    return float(_ROUGHEST * band / _BANDWIDTH_SHARE)


def critical_bandwidth_hz(frequency_hz: ArrayLike) -> NDArray[np.float64]:
    """Return the width of the critical band around a frequency.

    Source: Zwicker and Terhardt, "Analytical expressions for critical-band rate and
    critical bandwidth", J. Acoust. Soc. Am. 68, 1980.
    """
    kilohertz = np.asarray(frequency_hz, dtype=np.float64) / 1000.0
    width: NDArray[np.float64] = 25.0 + 75.0 * (1.0 + 1.4 * kilohertz**2) ** 0.69
    return width


def roughness(frequencies_hz: ArrayLike, amplitudes: ArrayLike) -> NDArray[np.float64]:
    """Return the roughness of partials sounding together.

    Args:
        frequencies_hz: partials in the last axis, ``(..., partials)``.
        amplitudes: of the same or a broadcastable shape.

    Returns:
        The sum over all pairs, ``(...)``.
    """
    frequencies = np.asarray(frequencies_hz, dtype=np.float64)
    strengths = np.broadcast_to(
        np.asarray(amplitudes, dtype=np.float64), frequencies.shape
    )
    first, second = np.triu_indices(frequencies.shape[-1], k=1)
    weaker = np.minimum(strengths[..., first], strengths[..., second])
    pairs = pure_roughness(frequencies[..., first], frequencies[..., second], weaker)
    total: NDArray[np.float64] = pairs.sum(axis=-1)
    return total


def tones_roughness(timbre: Timbre, fundamentals_hz: ArrayLike) -> float:
    """Return the roughness of tones of one timbre together, their own included.

    Args:
        fundamentals_hz: ``(tones,)``.
    """
    partials = np.multiply.outer(
        np.asarray(fundamentals_hz, dtype=np.float64), timbre.ratios
    )
    amplitudes = np.broadcast_to(timbre.amplitudes, partials.shape)
    return float(roughness(partials.ravel(), amplitudes.ravel()))


def dissonance_curve(
    timbre: Timbre, fundamental_hz: float, ratios: ArrayLike
) -> NDArray[np.float64]:
    """Return the roughness of two tones of a timbre at each distance.

    Args:
        fundamental_hz: of the lower tone.
        ratios: fundamental of the other tone over the lower one's, ``(points,)``.

    Returns:
        Roughness of both tones together, ``(points,)``.
    """
    lower = fundamental_hz * np.asarray(timbre.ratios)
    higher = np.multiply.outer(np.asarray(ratios, dtype=np.float64), lower)
    together = np.concatenate([np.broadcast_to(lower, higher.shape), higher], axis=-1)
    return roughness(together, np.tile(timbre.amplitudes, 2))


def local_minima(values: ArrayLike) -> NDArray[np.intp]:
    """Return where a curve has its dips, the ends left out.

    >>> local_minima([3, 1, 2, 0, 5])
    array([1, 3])
    """
    curve = np.asarray(values, dtype=np.float64)
    is_dip = (curve[1:-1] < curve[:-2]) & (curve[1:-1] <= curve[2:])
    dips: NDArray[np.intp] = np.flatnonzero(is_dip) + 1
    return dips


@lru_cache(maxsize=8)
def consonance_table(timbre: Timbre = HARMONIC) -> NDArray[np.float64]:
    """Return how smoothly every two MIDI notes of a timbre sound together.

    Roughness between the two notes (not within each) is set against the roughest pair
    of the middle octaves, so that notes down in the bass, where every interval is
    rough, stay comparable.

    Returns:
        ``(128, 128)``, symmetric, read-only: 1 is perfectly smooth, 0 as rough as the
        worst pair of MIDI notes 48 to 84, or rougher.
    """
    notes = np.arange(_MIDI_NOTE_COUNT)
    fundamentals = A4_HZ * 2.0 ** ((notes - A4_MIDI_NOTE) / SEMITONES_PER_OCTAVE)
    partials = np.multiply.outer(fundamentals, timbre.ratios)
    weaker = np.minimum.outer(timbre.amplitudes, timbre.amplitudes)
    rough = np.stack(
        [
            pure_roughness(row[None, :, None], partials[:, None, :], weaker).sum((1, 2))
            for row in partials
        ]
    )
    # Summed in another order, the two halves differ in their last digits.
    rough = (rough + rough.T) / 2.0
    worst = rough[48:85, 48:85].max()
    table: NDArray[np.float64] = 1.0 - np.minimum(rough / worst, 1.0)
    table.flags.writeable = False
    return table


@dataclass(frozen=True)
class Beat:
    """Two partials close enough to be heard swelling together.

    Attributes:
        rate_hz: swells a second.
        centre_hz: the pitch that swells.
        depth: amplitude of the weaker partial.
        lower_partial: number of the lower tone's partial, 1 = fundamental.
        higher_partial: number of the higher tone's partial.
    """

    rate_hz: float
    centre_hz: float
    depth: float
    lower_partial: int
    higher_partial: int


def beats(
    timbre: Timbre,
    lower_hz: float,
    higher_hz: float,
    fastest_hz: float = FASTEST_BEAT_HZ,
) -> tuple[Beat, ...]:
    """Return the beats between two tones of a timbre, the deepest first.

    Two partials beat at the difference of their frequencies.

    >>> [round(beat.rate_hz) for beat in beats(PURE, 440.0, 444.0)]
    [4]
    """
    ratios = np.asarray(timbre.ratios)
    first, second = np.meshgrid(lower_hz * ratios, higher_hz * ratios, indexing="ij")
    rates = np.abs(second - first)
    found = [
        Beat(
            float(rates[i, j]),
            float(first[i, j] + second[i, j]) / 2.0,
            min(timbre.amplitudes[i], timbre.amplitudes[j]),
            int(i) + 1,
            int(j) + 1,
        )
        for i, j in np.argwhere((rates >= _SLOWEST_BEAT_HZ) & (rates <= fastest_hz))
    ]
    return tuple(sorted(found, key=lambda beat: (-beat.depth, beat.rate_hz)))
