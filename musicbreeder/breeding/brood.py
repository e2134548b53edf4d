"""Melodies of a virtual generation, with what is known of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.gaussian_process import Array, Description
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key


@dataclass(frozen=True, eq=False)
class Descendant:
    """A melody of a virtual generation.

    Attributes:
        melody: the phenotype.
        key: the key it stands in.
        roots: places, in the list the search started from, of those it descends from.
        operators: names of what made it, in order.
        promised_root: the root whose offspring it was chosen to be, None = no one's.
        held: steps it keeps of those it descends from, None = none.
    """

    melody: Melody
    key: Key
    roots: frozenset[int]
    operators: tuple[str, ...] = ()
    promised_root: int | None = None
    held: HeldSteps | None = None


class Brood:
    """Melodies with what is known of them: description and worth for each guess."""

    def __init__(
        self, members: list[Descendant], description: Description, worth: Array
    ) -> None:
        self.members = members
        self.description = description
        self.worth = worth

    def __len__(self) -> int:
        return len(self.members)

    def rows(self, selection: NDArray[np.intp]) -> "Brood":
        return Brood(
            [self.members[index] for index in selection],
            self.description.rows(selection),
            self.worth[selection],
        )

    def joined(self, other: "Brood") -> "Brood":
        return Brood(
            self.members + other.members,
            Description.joined([self.description, other.description]),
            np.concatenate([self.worth, other.worth]),
        )
