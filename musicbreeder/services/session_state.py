"""What a breeding session consists of: generations that stay and marks that may change.

Generations are only ever appended. Everything a listener can change stands in a frozen
`SessionState`; a gesture replaces one state by the next, which is all that undo needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import StepRuns
from musicbreeder.services.audition import Sound


@dataclass(frozen=True)
class Generation:
    """The melodies of one screen, as they were born.

    Attributes:
        index: place in the session's history, from 0.
        number: distance from the first generation, which is 1; two branches may share
            a number.
        parent_index: index of the generation it was bred from, None for the first.
        settings: what was asked for when it was bred.
        is_bred_alone: it was brought back from breeding without the listener.
        edited: by the id of a melody edited by hand, the one in whose place it stands,
            as it was born.
    """

    index: int
    number: int
    parent_index: int | None
    individuals: tuple[Individual, ...]
    settings: BreedingSettings
    is_bred_alone: bool = False
    edited: Mapping[int, Individual] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """What the listener said of one melody.

    Attributes:
        name: the listener's own name for it, None = the given one.
        bar_likings: pairs of a bar, from 0, and +1 (liked) or -1 (disliked), by bar.
        locked_steps: runs of steps its offspring keep; None = what it inherits.
        edited_id: the melody edited from it that stands in its place, None = none.
    """

    rating: int | None = None
    is_favourite: bool = False
    is_pinned: bool = False
    name: str | None = None
    bar_likings: tuple[tuple[int, int], ...] = ()
    locked_steps: StepRuns | None = None
    edited_id: int | None = None

    def with_bar_liking(self, bar: int, liking: int | None) -> "Mark":
        """Return the mark with one bar liked, disliked or (None) neither."""
        likings = dict(self.bar_likings)
        likings.pop(bar, None)
        if liking is not None:
            likings[bar] = liking
        return replace(self, bar_likings=tuple(sorted(likings.items())))


NO_MARK = Mark()


@dataclass(frozen=True)
class Comparison:
    """What the listener said of two melodies.

    Attributes:
        is_of_extremes: the best and the worst of a screen, not just one above another.
    """

    better_id: int
    worse_id: int
    is_of_extremes: bool = False

    @property
    def pair(self) -> frozenset[int]:
        return frozenset((self.better_id, self.worse_id))


@dataclass(frozen=True)
class SessionState:
    """Everything that undo brings back.

    Attributes:
        current_index: the generation that is open.
        marks: by the individual's id; what is not there has `NO_MARK`.
        comparisons: in the order they were made.
        is_trial: screens are mixed for a blind comparison, see `trial`.
    """

    name: str
    settings: BreedingSettings
    sound: Sound
    current_index: int
    marks: Mapping[int, Mark] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    is_trial: bool = False

    def mark(self, individual_id: int) -> Mark:
        """Return what was said of a melody; often nothing."""
        return self.marks.get(individual_id, NO_MARK)

    def marked(self, individual_id: int, mark: Mark) -> "SessionState":
        """Return the state with another mark of one melody."""
        marks = {**self.marks, individual_id: mark}
        if mark == NO_MARK:
            del marks[individual_id]
        return replace(self, marks=marks)

    def compared(self, comparison: Comparison) -> "SessionState":
        """Return the state with a comparison; what was said of these two is over."""
        kept = [one for one in self.comparisons if one.pair != comparison.pair]
        return replace(self, comparisons=(*kept, comparison))
