"""What a breeding session consists of: generations that stay and marks that may change.

Generations are only ever appended. Everything a listener can change stands in a frozen
`SessionState`; a gesture replaces one state by the next, which is all that undo needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
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
    """

    index: int
    number: int
    parent_index: int | None
    individuals: tuple[Individual, ...]
    settings: BreedingSettings


@dataclass(frozen=True)
class Mark:
    """What the listener said of one melody.

    Attributes:
        name: the listener's own name for it, None = the given one.
    """

    rating: int | None = None
    is_favourite: bool = False
    is_pinned: bool = False
    name: str | None = None


NO_MARK = Mark()


@dataclass(frozen=True)
class SessionState:
    """Everything that undo brings back.

    Attributes:
        current_index: the generation that is open.
        marks: by the individual's id; what is not there has `NO_MARK`.
    """

    name: str
    settings: BreedingSettings
    sound: Sound
    current_index: int
    marks: Mapping[int, Mark] = field(default_factory=dict)

    def mark(self, individual_id: int) -> Mark:
        return self.marks.get(individual_id, NO_MARK)


@dataclass(frozen=True)
class Step:
    """One gesture that can be undone.

    Attributes:
        text: what was done, to follow the word "Undo": ``"rating of Copper Fern"``.
        gesture: steps of one gesture in a row, such as a drag, are undone together.
    """

    text: str
    before: SessionState
    after: SessionState
    gesture: str | None = None
