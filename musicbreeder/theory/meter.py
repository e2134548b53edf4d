"""Meter and tempo: how steps of a grid become beats and seconds.

A *step* is the smallest unit of the grid. A *beat* is what the foot taps: a quarter in
4/4 and 5/4, a dotted quarter in 6/8; in 7/8, whose pulse is uneven, it is the eighth.
Beats form *groups* that begin with an accent: 5/4 is 3 + 2 or 2 + 3, 7/8 is 2 + 2 + 3.
Tempo is always given in quarter notes a minute, as MIDI files and DAWs have it.

A *pickup* (anacrusis) stands before the first bar line. As in printed music the last
bar is shorter by as much, so that the whole still counts full bars and can go round.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

MINIMUM_TEMPO_BPM = 40.0
MAXIMUM_TEMPO_BPM = 240.0

PICKUP_QUARTERS = {"1/8": 0.5, "1/4": 1.0, "1/2": 2.0}
"""Lengths of a pickup by their note values, in quarters."""

_TRIPLETS, _PICKUP = " triplets", " pickup "


@dataclass(frozen=True)
class Meter:
    """A bar's beats and their division into steps.

    Attributes:
        name: what a library keeps: ``"6/8"``, ``"5/4 2+3"``, ``"4/4 triplets"``,
            ``"3/4 pickup 1/4"``.
        numerator: upper figure of the time signature.
        denominator: lower figure of the time signature, a power of two.
        beats_per_bar: beats, 2 in 6/8.
        steps_per_beat: steps of the grid in one beat.
        groups: beats of each group; together they are the beats of a bar.
        pickup_steps: steps before the first bar line, fewer than in a bar.
    """

    name: str
    numerator: int
    denominator: int
    beats_per_bar: int
    steps_per_beat: int
    groups: tuple[int, ...]
    pickup_steps: int = 0

    def __post_init__(self) -> None:
        if sum(self.groups) != self.beats_per_bar:
            raise ValueError(
                f"groups of {self.groups} beats make no {self.beats_per_bar}"
            )
        if not 0 <= self.pickup_steps < self.steps_per_bar:
            raise ValueError(
                f"a pickup is shorter than a bar, got {self.pickup_steps} steps"
            )

    @property
    def signature(self) -> str:
        """The time signature: ``"5/4"``."""
        return f"{self.numerator}/{self.denominator}"

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
        """Tell whether a beat divides in three (6/8, and any grid of triplets)."""
        return self.steps_per_beat % 3 == 0

    @property
    def has_uneven_groups(self) -> bool:
        """Tell whether the accents of a bar come at unlike distances (5/4, 7/8)."""
        return len(set(self.groups)) > 1

    @property
    def is_in_triplets(self) -> bool:
        """Tell whether the grid divides a quarter in three, not in sixteenths."""
        return self.denominator == 4 and self.has_compound_beats

    @property
    def can_swing(self) -> bool:
        """Tell whether there are off-beat eighths that may come late.

        Not where beats divide in three already, nor where a bar is no whole number of
        quarters, so that its off-beats change sides from bar to bar (7/8).
        """
        return not self.has_compound_beats and self.quarters_per_bar.is_integer()

    @property
    def accent_steps(self) -> tuple[int, ...]:
        """The steps of a bar on which a group begins, counted from the bar line."""
        beats = [sum(self.groups[:index]) for index in range(len(self.groups))]
        return tuple(beat * self.steps_per_beat for beat in beats)

    def weights(self) -> NDArray[np.int8]:
        """Return how strong each step of a bar is.

        Returns:
            ``(steps_per_bar,)`` read-only whole numbers, from the melody's first step
            on (with a pickup that is before the bar line): 0 for the downbeat, then -1
            for the accents that begin another group, -2 for beats, -3 and -4 for their
            divisions (the metrical tree of Longuet-Higgins and Lee, 1984).
        """
        return _weights(self)

    def bar_span(self, bar: int, bar_count: int) -> tuple[int, int]:
        """Return first and last-plus-one step of a bar of a melody.

        With a pickup, what stands before the first bar line belongs to the first bar,
        and the last bar is shorter.

        Args:
            bar: from 0.
            bar_count: of the whole melody.
        """
        length, pickup = self.steps_per_bar, self.pickup_steps
        start = pickup + bar * length if bar else 0
        return start, min(pickup + (bar + 1) * length, bar_count * length)

    def bar_at(self, step: int) -> int:
        """Return the bar, from 0, that a step belongs to, see `bar_span`."""
        return max(step - self.pickup_steps, 0) // self.steps_per_bar

    @property
    def without_pickup(self) -> "Meter":
        """The same meter, beginning on its downbeat."""
        return METERS[self.name.partition(_PICKUP)[0]]

    @property
    def pickup_names(self) -> tuple[str, ...]:
        """The pickups that this meter and grid allow, see `PICKUP_QUARTERS`."""
        steps = {
            name: quarters / self.quarters_per_step
            for name, quarters in PICKUP_QUARTERS.items()
        }
        return tuple(
            name
            for name, count in steps.items()
            if count.is_integer() and count < self.steps_per_bar
        )

    @property
    def pickup_name(self) -> str | None:
        """The length of the pickup as a note value, None = there is none."""
        return self.name.partition(_PICKUP)[2] or None

    def with_pickup(self, name: str | None) -> "Meter":
        """Return the meter with another pickup, or (None) with none.

        Raises:
            ValueError: this meter has no such pickup.
        """
        plain = self.without_pickup
        if name is None:
            return plain
        if name not in plain.pickup_names:
            raise ValueError(
                f"{plain.name} has no pickup of {name}; choose one of "
                f"{', '.join(plain.pickup_names)}"
            )
        steps = round(PICKUP_QUARTERS[name] / plain.quarters_per_step)
        return replace(plain, name=f"{plain.name}{_PICKUP}{name}", pickup_steps=steps)


@cache
def _weights(meter: Meter) -> NDArray[np.int8]:
    steps = np.arange(meter.steps_per_bar)
    weights = np.full(meter.steps_per_bar, -4, dtype=np.int8)
    # In 7/8 the eighths that the beat counts are felt as divisions of the groups.
    counts_eighths = meter.denominator == 8 and not meter.has_compound_beats
    parts = 3 if meter.has_compound_beats else 1 if counts_eighths else 2
    weights[steps % max(meter.steps_per_beat // parts, 1) == 0] = -3
    if not counts_eighths:
        weights[steps % meter.steps_per_beat == 0] = -2
    weights[list(meter.accent_steps)] = -1
    weights[0] = 0
    weights = np.roll(weights, meter.pickup_steps)
    weights.setflags(write=False)
    return weights


_QUARTER_METERS = (
    ("4/4", 4, (2, 2)), ("3/4", 3, (3,)), ("5/4", 5, (3, 2)), ("5/4 2+3", 5, (2, 3)),
)  # fmt: skip

METERS: dict[str, Meter] = {
    meter.name: meter
    for meter in (
        Meter("4/4", 4, 4, beats_per_bar=4, steps_per_beat=4, groups=(2, 2)),
        Meter("3/4", 3, 4, beats_per_bar=3, steps_per_beat=4, groups=(3,)),
        Meter("6/8", 6, 8, beats_per_bar=2, steps_per_beat=6, groups=(1, 1)),
        Meter("5/4", 5, 4, beats_per_bar=5, steps_per_beat=4, groups=(3, 2)),
        Meter("5/4 2+3", 5, 4, beats_per_bar=5, steps_per_beat=4, groups=(2, 3)),
        Meter("7/8", 7, 8, beats_per_bar=7, steps_per_beat=2, groups=(2, 2, 3)),
        Meter("7/8 3+2+2", 7, 8, beats_per_bar=7, steps_per_beat=2, groups=(3, 2, 2)),
        *(
            Meter(f"{name}{_TRIPLETS}", beats, 4, beats, 3, groups)
            for name, beats, groups in _QUARTER_METERS
        ),
    )
}
"""Every meter without a pickup by its name, in the order a menu shows them."""


def in_grid(meter: Meter, *, is_in_triplets: bool) -> Meter | None:
    """Return the meter on a grid of triplets or sixteenths; None = there is none.

    The pickup stays where the other grid has it.
    """
    name = meter.without_pickup.name.removesuffix(_TRIPLETS)
    plain = METERS.get(f"{name}{_TRIPLETS}" if is_in_triplets else name)
    if plain is None:
        return None
    has_same = meter.pickup_name in plain.pickup_names
    return plain.with_pickup(meter.pickup_name if has_same else None)


def meter_named(name: str) -> Meter:
    """Return the meter of that name: a time signature, or more, see `Meter.name`.

    Raises:
        ValueError: there is none; the message lists those that exist.
    """
    plain_name, mark, pickup = name.partition(_PICKUP)
    plain = METERS.get(plain_name)
    if plain is None or (mark and pickup not in plain.pickup_names):
        raise ValueError(
            f"There is no meter “{name}”; choose one of {', '.join(METERS)}, and after "
            f"it “{_PICKUP.strip()}” with {', '.join(PICKUP_QUARTERS)} where it fits."
        )
    return plain.with_pickup(pickup or None)


@dataclass(frozen=True)
class Tempo:
    """How fast the steps go by.

    Attributes:
        bpm: quarter notes a minute.
        swing: 0 is straight, 1 gives the off-beat eighth the place of the last triplet
            (a long-short ratio of 2:1). Not every meter swings, see `Meter.can_swing`.
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
        if self.swing == 0.0 or not meter.can_swing:
            return step * meter.quarters_per_step
        # Off-beats are counted from the bar line, time from the first step.
        pickup = meter.pickup_steps * meter.quarters_per_step
        since_bar_line = step * meter.quarters_per_step - pickup
        return self._swung(since_bar_line) - self._swung(-pickup)

    def _swung(self, quarters: float) -> float:
        """Return when what is written at `quarters` after a bar line sounds."""
        whole, part = divmod(quarters, 1.0)
        middle = 0.5 + self.swing / 6.0
        if part <= 0.5:
            return whole + part * middle / 0.5
        return whole + middle + (part - 0.5) * (1.0 - middle) / 0.5

    def seconds_at(self, step: float, meter: Meter) -> float:
        """Return when a step sounds, in seconds from the start, swing included."""
        return self.quarters_at(step, meter) * self.seconds_per_quarter
