"""Meter and tempo: how steps of a grid become beats and seconds.

A *step* is the smallest unit of the grid. A *beat* is what the foot taps: a quarter in
4/4 and 3/4, a dotted quarter in 6/8. Tempo is always given in quarter notes a minute,
as MIDI files and DAWs have it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MINIMUM_TEMPO_BPM = 40.0
MAXIMUM_TEMPO_BPM = 240.0


@dataclass(frozen=True)
class Meter:
    """A bar's beats and their division into steps.

    Attributes:
        name: the time signature: ``"6/8"``.
        numerator: upper figure of the time signature.
        denominator: lower figure of the time signature, a power of two.
        beats_per_bar: felt beats, 2 in 6/8.
        steps_per_beat: steps of the grid in one felt beat.
    """

    name: str
    numerator: int
    denominator: int
    beats_per_bar: int
    steps_per_beat: int

    @property
    def steps_per_bar(self) -> int:
        return self.beats_per_bar * self.steps_per_beat

    @property
    def quarters_per_bar(self) -> float:
        return self.numerator * 4 / self.denominator

    @property
    def quarters_per_step(self) -> float:
        return self.quarters_per_bar / self.steps_per_bar

    @property
    def has_compound_beats(self) -> bool:
        """Tell whether a beat divides in three (6/8)."""
        return self.steps_per_beat % 3 == 0 and self.denominator == 8

    def weights(self) -> NDArray[np.int8]:
        """Return how strong each step of a bar is.

        Returns:
            ``(steps_per_bar,)`` whole numbers: 0 for the downbeat, then -1 for the
            half bar, -2 for beats, -3 and -4 for their divisions (the metrical tree of
            Longuet-Higgins and Lee, 1984).
        """
        steps = np.arange(self.steps_per_bar)
        weights = np.full(self.steps_per_bar, -4, dtype=np.int8)
        half_beat = self.steps_per_beat // (3 if self.has_compound_beats else 2)
        weights[steps % max(half_beat, 1) == 0] = -3
        weights[steps % self.steps_per_beat == 0] = -2
        if self.beats_per_bar % 2 == 0:
            weights[steps % (self.steps_per_bar // 2) == 0] = -1
        weights[0] = 0
        return weights


METERS: dict[str, Meter] = {
    meter.name: meter
    for meter in (
        Meter("4/4", 4, 4, beats_per_bar=4, steps_per_beat=4),
        Meter("3/4", 3, 4, beats_per_bar=3, steps_per_beat=4),
        Meter("6/8", 6, 8, beats_per_bar=2, steps_per_beat=6),
    )
}
"""Every meter by its time signature, in the order a menu shows them."""


def meter_named(name: str) -> Meter:
    """Return the meter with that time signature.

    Raises:
        ValueError: there is none; the message lists those that exist.
    """
    if name not in METERS:
        raise ValueError(
            f"There is no meter “{name}”; choose one of {', '.join(METERS)}."
        )
    return METERS[name]


@dataclass(frozen=True)
class Tempo:
    """How fast the steps go by.

    Attributes:
        bpm: quarter notes a minute.
        swing: 0 is straight, 1 gives the off-beat eighth the place of the last triplet
            (a long-short ratio of 2:1). Compound meters do not swing.
    """

    bpm: float = 104.0
    swing: float = 0.0

    def __post_init__(self) -> None:
        if not MINIMUM_TEMPO_BPM <= self.bpm <= MAXIMUM_TEMPO_BPM:
            raise ValueError(
                f"tempo must be in {MINIMUM_TEMPO_BPM:g}..{MAXIMUM_TEMPO_BPM:g} "
                f"quarter notes a minute, got {self.bpm}"
            )
        if not 0.0 <= self.swing <= 1.0:
            raise ValueError(f"swing must be in 0..1, got {self.swing}")

    @property
    def seconds_per_quarter(self) -> float:
        return 60.0 / self.bpm

    def quarters_at(self, step: float, meter: Meter) -> float:
        """Return when a step sounds, in quarter notes from the start, swing included.

        Swing bends each quarter so that its middle falls later; what lies between is
        bent with it, so order and bar lines are kept.

        >>> from musicbreeder.theory.meter import METERS
        >>> Tempo(120, swing=0.0).quarters_at(2, METERS["4/4"])
        0.5
        >>> round(Tempo(120, swing=1.0).quarters_at(2, METERS["4/4"]), 4)
        0.6667
        """
        quarters = step * meter.quarters_per_step
        if self.swing == 0.0 or meter.has_compound_beats:
            return quarters
        whole, part = divmod(quarters, 1.0)
        middle = 0.5 + self.swing / 6.0
        if part <= 0.5:
            return whole + part * middle / 0.5
        return whole + middle + (part - 0.5) * (1.0 - middle) / 0.5

    def seconds_at(self, step: float, meter: Meter) -> float:
        """Return when a step sounds, in seconds from the start, swing included."""
        return self.quarters_at(step, meter) * self.seconds_per_quarter
