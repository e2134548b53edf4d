"""Intervals: their names, their simple ratios, and how simple a ratio is."""

from dataclasses import dataclass
from fractions import Fraction
from math import log2

from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

CENTS_PER_OCTAVE = 1200.0


@dataclass(frozen=True)
class Interval:
    """A distance within the octave.

    Attributes:
        name: ``"major third"``.
        short_name: as books abbreviate it: ``"M3"``.
        semitones: in equal temperament, 0-12.
        ratio: in five-limit just intonation (Helmholtz, "Tonempfindungen", 1863).
    """

    name: str
    short_name: str
    semitones: int
    ratio: Fraction

    @property
    def just_cents(self) -> float:
        """Width of the just interval; a tempered semitone has 100 cents."""
        return ratio_to_cents(float(self.ratio))

    @property
    def is_consonant(self) -> bool:
        """Tell whether counterpoint takes it for a consonance (Fux, 1725)."""
        return self.semitones in {0, 3, 4, 7, 8, 9, 12}


INTERVALS: tuple[Interval, ...] = (
    Interval("unison", "P1", 0, Fraction(1)),
    Interval("minor second", "m2", 1, Fraction(16, 15)),
    Interval("major second", "M2", 2, Fraction(9, 8)),
    Interval("minor third", "m3", 3, Fraction(6, 5)),
    Interval("major third", "M3", 4, Fraction(5, 4)),
    Interval("perfect fourth", "P4", 5, Fraction(4, 3)),
    Interval("tritone", "TT", 6, Fraction(45, 32)),
    Interval("perfect fifth", "P5", 7, Fraction(3, 2)),
    Interval("minor sixth", "m6", 8, Fraction(8, 5)),
    Interval("major sixth", "M6", 9, Fraction(5, 3)),
    Interval("minor seventh", "m7", 10, Fraction(9, 5)),
    Interval("major seventh", "M7", 11, Fraction(15, 8)),
    Interval("octave", "P8", 12, Fraction(2)),
)
"""The intervals of the octave by their semitones."""


def ratio_to_cents(ratio: float) -> float:
    """Return the width of a frequency ratio.

    >>> round(ratio_to_cents(3 / 2), 2)
    701.96
    """
    return CENTS_PER_OCTAVE * log2(ratio)


def cents_to_ratio(cents: float) -> float:
    """Return the frequency ratio of a width.

    >>> cents_to_ratio(1200.0)
    2.0
    """
    return float(2.0 ** (cents / CENTS_PER_OCTAVE))


def nearest_interval(cents: float) -> tuple[Interval, float]:
    """Return the tempered interval nearest to a width, and how far above it that is.

    Args:
        cents: 0 to 1250; wider ones are taken within the octave they reach into.

    >>> interval, off = nearest_interval(702.0)
    >>> interval.name, off
    ('perfect fifth', 2.0)
    """
    octaves = 0.0
    if cents > CENTS_PER_OCTAVE + 50.0:
        octaves = (cents // CENTS_PER_OCTAVE) * CENTS_PER_OCTAVE
    semitones = round((cents - octaves) / 100.0)
    interval = INTERVALS[min(max(semitones, 0), SEMITONES_PER_OCTAVE)]
    return interval, cents - octaves - 100.0 * interval.semitones


def tenney_height(ratio: Fraction) -> float:
    """Return how complex a ratio is: the binary logarithm of its terms' product.

    Source: Tenney, "John Cage and the theory of harmony", 1983.

    >>> tenney_height(Fraction(2, 1)), round(tenney_height(Fraction(3, 2)), 3)
    (1.0, 2.585)
    """
    return log2(ratio.numerator * ratio.denominator)
