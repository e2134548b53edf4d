"""Form: which bars are new and which develop an earlier one.

Plans are written as a musician would: ``A A' B A'``. A letter alone on its second
showing is repeated; ``'`` varies its ending, ``s`` moves it as a sequence, ``i`` turns
it upside down, ``f`` works with its first half only. Sources: the phrase types in
Caplin, "Classical Form" (1998); Schoenberg, "Fundamentals of Musical Composition"
(1967), chapters III-VI.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from musicbreeder.seeding.chance import chosen


class Treatment(Enum):
    """What a bar does with the bar it comes from."""

    FRESH = ""
    REPEAT = "="
    VARY = "'"
    SEQUENCE = "s"
    INVERT = "i"
    FRAGMENT = "f"


class Cadence(Enum):
    """How a bar closes."""

    NONE = "none"
    HALF = "half"
    FULL = "full"


@dataclass(frozen=True)
class BarPlan:
    """What one bar is to be.

    Attributes:
        source: index of the earlier bar it develops, None for a fresh one.
        ends_phrase: a breath may follow.
    """

    source: int | None
    treatment: Treatment
    cadence: Cadence
    ends_phrase: bool


ONE_PART = ("A",)
TWO_PARTS = ("A A'", "A B", "A As", "A Af")
THREE_PARTS = ("A A' B", "A B A'", "A As B", "A A B")
FOUR_PARTS = (
    "A A B A'", "A A' B A'", "A A B C", "A B A C", "A B A B'", "A As B C",
    "A As As B", "A B As C", "A A A B", "A B C A'", "A Ai A B", "A Ai B A'",
    "A A' A B", "A A As B", "A As B A'", "A As Af B",
)  # fmt: skip
FIVE_PARTS = ("A B A B' C", "A A' B A C", "A As B C A'", "A B A C C'")
SEVEN_PARTS = ("A B A C B Bs A'", "A A' B A C Cs A'", "A B A B' C Cf D")

_PLANS = {
    1: ONE_PART,
    2: TWO_PARTS,
    3: THREE_PARTS,
    4: FOUR_PARTS,
    5: FIVE_PARTS,
    7: SEVEN_PARTS,
}
_UNNAMED_PLAN_LIKING = 0.3
_SECOND_BARS = (Treatment.FRESH, Treatment.VARY, Treatment.SEQUENCE, Treatment.FRAGMENT)
_SECOND_BAR_WEIGHTS = (5.0, 1.0, 2.0, 1.0)


def planned_form(
    bar_count: int, likings: Mapping[str, float], rng: np.random.Generator
) -> tuple[BarPlan, ...]:
    """Return the plan of a melody, one entry a bar.

    Six and eight bars are three and four parts of two bars each.

    Args:
        bar_count: 1-8.
        likings: weight of some plans; the others are rarer, not excluded.

    Raises:
        ValueError: `bar_count` is out of range.
    """
    if not 1 <= bar_count <= 8:
        raise ValueError(f"bar_count must be in 1..8, got {bar_count}")
    bars_per_part = 2 if bar_count in (6, 8) else 1
    plans = _PLANS[bar_count // bars_per_part]
    likely = [likings.get(plan, _UNNAMED_PLAN_LIKING) for plan in plans]
    parts = _parsed(chosen(plans, likely, rng))
    bars = parts if bars_per_part == 1 else _doubled(parts, rng)
    return tuple(_with_cadences(bars, bars_per_part, rng))


def _parsed(plan: str) -> list[tuple[int | None, Treatment]]:
    first_showing: dict[str, int] = {}
    parts: list[tuple[int | None, Treatment]] = []
    for index, token in enumerate(plan.split()):
        letter, mark = token[0], token[1:]
        if letter not in first_showing:
            first_showing[letter] = index
            parts.append((None, Treatment.FRESH))
        else:
            treatment = Treatment(mark) if mark else Treatment.REPEAT
            parts.append((first_showing[letter], treatment))
    return parts


def _doubled(
    parts: list[tuple[int | None, Treatment]], rng: np.random.Generator
) -> list[tuple[int | None, Treatment]]:
    bars: list[tuple[int | None, Treatment]] = []
    for source, treatment in parts:
        if source is None:
            bars.append((None, Treatment.FRESH))
            second = chosen(_SECOND_BARS, _SECOND_BAR_WEIGHTS, rng)
            is_fresh = second is Treatment.FRESH
            bars.append((None if is_fresh else len(bars) - 1, second))
            continue
        # A varied part keeps its opening, which is what the ear recognises.
        opening = Treatment.REPEAT if treatment is Treatment.VARY else treatment
        bars.append((2 * source, opening))
        bars.append((2 * source + 1, treatment))
    return bars


def _with_cadences(
    bars: list[tuple[int | None, Treatment]],
    bars_per_part: int,
    rng: np.random.Generator,
) -> list[BarPlan]:
    last = len(bars) - 1
    middle = (len(bars) // 2) - 1 if len(bars) >= 4 else -1
    planned = []
    for index, (source, treatment) in enumerate(bars):
        cadence = Cadence.NONE
        if index == last:
            cadence = Cadence.FULL
        elif index == middle and treatment is not Treatment.REPEAT:
            # Not every tune stops halfway; most that do stop on the dominant.
            cadence = Cadence.HALF if rng.random() < 0.75 else Cadence.NONE
        ends_phrase = index in (last, middle) or (bars_per_part == 2 and index % 2 == 1)
        planned.append(BarPlan(source, treatment, cadence, ends_phrase))
    return planned
