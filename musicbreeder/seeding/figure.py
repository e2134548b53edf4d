"""Rhythmic figures: the stock a melody's rhythm is drawn from.

A *rhythm* is a tuple of signed step counts: positive for a note, negative for a rest.
The weights are a musician's rules of thumb for folk and popular song.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Rhythm = tuple[int, ...]


@dataclass(frozen=True)
class Figure:
    """A rhythmic figure of one beat or more.

    Attributes:
        steps: signed step counts, see the module's convention.
        kind: one of `character.FIGURES`.
        weight: how common it is among its kind.
    """

    steps: Rhythm
    kind: str
    weight: float = 1.0

    @cached_property
    def step_count(self) -> int:
        return sum(abs(step) for step in self.steps)

    @cached_property
    def onset_count(self) -> int:
        return sum(step > 0 for step in self.steps)


_SIMPLE_FIGURES = (
    Figure((4,), "even", 1.5),
    Figure((2, 2), "even", 1.5),
    Figure((3, 1), "dotted"),
    Figure((1, 1, 2), "running", 0.8),
    Figure((2, 1, 1), "running", 1.0),
    Figure((1, 1, 1, 1), "running", 1.0),
    Figure((1, 2, 1), "syncopated", 0.4),
    Figure((-2, 2), "syncopated", 0.5),
    Figure((1, 3), "syncopated", 0.2),
    Figure((8,), "long", 1.5),
    Figure((6, 2), "dotted", 1.5),
    Figure((6, 1, 1), "dotted", 0.8),
    Figure((2, 4, 2), "syncopated", 1.0),
    Figure((3, 3, 2), "syncopated", 1.2),
    Figure((2, 2, 4), "even", 1.0),
    Figure((4, 2, 2), "even", 1.0),
    Figure((-2, 2, 2, 2), "syncopated", 0.6),
    Figure((3, 1, 4), "dotted", 0.8),
    Figure((3, 5), "syncopated", 0.5),
    Figure((2, 6), "syncopated", 0.3),
)

_FOUR_BEAT_FIGURES = (
    Figure((16,), "long", 0.8),
    Figure((12, 4), "long", 1.5),
    Figure((12, 2, 2), "long", 1.0),
    Figure((3, 3, 4, 2, 4), "syncopated", 0.6),
    Figure((3, 3, 3, 3, 4), "syncopated", 0.6),
    Figure((6, 6, 4), "syncopated", 0.8),
    Figure((-4, 4, 4, 4), "even", 0.4),
    Figure((8, 4, 4), "long", 1.0),
)

_THREE_BEAT_FIGURES = (
    Figure((12,), "long", 1.5),
    Figure((8, 4), "long", 3.0),
    Figure((4, 8), "long", 0.8),
    Figure((6, 2, 4), "dotted", 2.5),
    Figure((4, 4, 4), "even", 2.0),
    Figure((4, 2, 2, 4), "even", 2.0),
    Figure((4, 4, 2, 2), "even", 1.5),
    Figure((8, 2, 2), "long", 1.5),
    Figure((6, 6), "syncopated", 0.7),
    Figure((2, 2, 2, 2, 2, 2), "even", 1.5),
    Figure((2, 4, 2, 4), "syncopated", 0.7),
    Figure((-4, 4, 4), "even", 0.5),
)

_COMPOUND_FIGURES = (
    Figure((6,), "long", 1.2),
    Figure((4, 2), "even", 2.0),
    Figure((2, 2, 2), "even", 2.0),
    Figure((2, 4), "syncopated", 0.3),
    Figure((3, 1, 2), "dotted", 1.5),
    Figure((5, 1), "dotted", 0.4),
    Figure((2, 2, 1, 1), "running", 1.0),
    Figure((2, 1, 1, 2), "running", 1.0),
    Figure((1, 1, 2, 2), "running", 0.6),
    Figure((1, 1, 1, 1, 1, 1), "running", 0.8),
    Figure((-2, 2, 2), "syncopated", 0.6),
    Figure((3, 3), "syncopated", 0.8),
    Figure((12,), "long", 1.0),
    Figure((10, 2), "long", 1.0),
    Figure((4, 4, 4), "syncopated", 0.5),
    Figure((6, 4, 2), "even", 1.2),
    Figure((6, 2, 2, 2), "even", 1.0),
)

_THREE_AND_TWO_BEAT_FIGURES = (
    Figure((20,), "long", 0.6),
    Figure((12, 8), "long", 2.0),
    Figure((12, 4, 4), "long", 1.2),
    Figure((6, 6, 4, 4), "syncopated", 2.5),
    Figure((6, 6, 8), "syncopated", 1.0),
    Figure((4, 4, 4, 4, 4), "even", 0.8),
    Figure((4, 8, 4, 4), "syncopated", 0.5),
)

_THREE_EIGHTH_FIGURES = (
    Figure((6,), "long", 1.5),
    Figure((4, 2), "even", 2.0),
    Figure((2, 4), "syncopated", 0.8),
    Figure((2, 2, 2), "even", 2.0),
    Figure((3, 1, 2), "dotted", 1.2),
    Figure((3, 3), "dotted", 0.6),
    Figure((2, 2, 1, 1), "running", 1.0),
    Figure((2, 1, 1, 2), "running", 1.0),
    Figure((1, 1, 1, 1, 1, 1), "running", 0.6),
    Figure((-2, 2, 2), "syncopated", 0.5),
)

_TWO_TWO_THREE_FIGURES = (
    Figure((14,), "long", 0.8),
    Figure((8, 6), "long", 1.5),
    Figure((4, 4, 4, 2), "even", 0.8),
)

_THREE_TWO_TWO_FIGURES = (
    Figure((14,), "long", 0.8),
    Figure((6, 8), "long", 1.5),
    Figure((4, 2, 4, 4), "even", 0.8),
)

_TRIPLET_FIGURES = (
    Figure((3,), "even", 1.5),
    Figure((2, 1), "even", 2.0),
    Figure((1, 1, 1), "running", 1.5),
    Figure((1, 2), "syncopated", 0.4),
    Figure((-1, 1, 1), "syncopated", 0.5),
    Figure((6,), "long", 1.5),
    Figure((5, 1), "dotted", 1.5),
    Figure((3, 2, 1), "dotted", 1.2),
    Figure((2, 2, 2), "syncopated", 1.2),
    Figure((2, 3, 1), "syncopated", 0.8),
    Figure((3, 1, 1, 1), "running", 0.8),
    Figure((-1, 1, 1, 3), "syncopated", 0.4),
)

_FOUR_BEAT_TRIPLET_FIGURES = (
    Figure((12,), "long", 0.8),
    Figure((9, 3), "long", 1.5),
    Figure((9, 2, 1), "long", 1.0),
    Figure((4, 4, 4), "syncopated", 0.6),
)

_THREE_BEAT_TRIPLET_FIGURES = (
    Figure((9,), "long", 1.5),
    Figure((6, 3), "long", 3.0),
    Figure((6, 2, 1), "long", 1.5),
    Figure((3, 3, 3), "even", 2.0),
    Figure((5, 1, 3), "dotted", 1.5),
    Figure((2, 1, 2, 1, 2, 1), "even", 1.0),
)

_THREE_AND_TWO_BEAT_TRIPLET_FIGURES = (
    Figure((15,), "long", 0.6),
    Figure((9, 6), "long", 2.0),
    Figure((9, 3, 3), "long", 1.2),
)

_TWO_AND_THREE_BEAT_FIGURES = (
    Figure((20,), "long", 0.6),
    Figure((8, 12), "long", 2.0),
    Figure((8, 8, 4), "long", 1.0),
    Figure((4, 4, 6, 6), "syncopated", 2.5),
    Figure((8, 6, 6), "syncopated", 1.0),
    Figure((4, 4, 4, 4, 4), "even", 0.8),
)

_TWO_AND_THREE_BEAT_TRIPLET_FIGURES = (
    Figure((15,), "long", 0.6),
    Figure((6, 9), "long", 2.0),
    Figure((3, 3, 9), "long", 1.2),
)

_IN_FIVE = _SIMPLE_FIGURES + _THREE_BEAT_FIGURES
_IN_FIVE_TRIPLETS = _TRIPLET_FIGURES + _THREE_BEAT_TRIPLET_FIGURES
_TWO_EIGHTH_FIGURES = tuple(one for one in _SIMPLE_FIGURES if one.step_count == 4)
_IN_SEVEN = _TWO_EIGHTH_FIGURES + _THREE_EIGHTH_FIGURES

FIGURES_OF_METER: Mapping[str, tuple[Figure, ...]] = {
    "4/4": _SIMPLE_FIGURES + _FOUR_BEAT_FIGURES,
    "3/4": _SIMPLE_FIGURES + _THREE_BEAT_FIGURES,
    "6/8": _COMPOUND_FIGURES,
    "5/4": _IN_FIVE + _THREE_AND_TWO_BEAT_FIGURES,
    "5/4 2+3": _IN_FIVE + _TWO_AND_THREE_BEAT_FIGURES,
    "7/8": _IN_SEVEN + _TWO_TWO_THREE_FIGURES,
    "7/8 3+2+2": _IN_SEVEN + _THREE_TWO_TWO_FIGURES,
    "4/4 triplets": _TRIPLET_FIGURES + _FOUR_BEAT_TRIPLET_FIGURES,
    "3/4 triplets": _TRIPLET_FIGURES + _THREE_BEAT_TRIPLET_FIGURES,
    "5/4 triplets": _IN_FIVE_TRIPLETS + _THREE_AND_TWO_BEAT_TRIPLET_FIGURES,
    "5/4 2+3 triplets": _IN_FIVE_TRIPLETS + _TWO_AND_THREE_BEAT_TRIPLET_FIGURES,
}
"""The figures that may stand in a bar of each meter."""
