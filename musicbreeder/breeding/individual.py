"""An individual: a melody with its place in the family and what is known of it."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.melody.holding import StepRuns
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key

LOWEST_RATING, HIGHEST_RATING = 1, 5


class Origin(IntEnum):
    """Where the note that starts on a step came from."""

    FIRST_PARENT = 0
    SECOND_PARENT = 1
    MUTATION = 2
    SEED = 3


@dataclass(frozen=True)
class Prediction:
    """What is believed of a melody before the listener rates it.

    Attributes:
        stars: expected rating, 1.0-5.0.
        uncertainty: standard deviation of that belief, in stars.
    """

    stars: float
    uncertainty: float


@dataclass(frozen=True, eq=False)
class Individual:
    """A melody with its place in the family and what is known of it.

    Attributes:
        id: unique within its session, ascending in the order of birth.
        name: two words a person can remember: ``"Copper Fern"``.
        melody: the phenotype.
        key: the key the melody stands in.
        generation: place of its generation in the session's history, from 0.
        parent_ids: none for a seed, one or two for offspring.
        operators: names of what made it, in order; a seed has its seeder's name.
        origins: ``(step_count,)`` read-only uint8 of `Origin`, meaningful where a note
            starts.
        change: one plain sentence of what changed against the parents.
        rating: 1-5, None = not rated.
        prediction: what was believed before it was heard, None = nothing.
        sound_genes: of a sound of its own, None = as the session has it.
        is_favourite: the listener wants to keep it.
        is_pinned: the listener wants it as a parent.
        locked_steps: runs of steps that its offspring keep, see `melody.holding`.
    """

    id: int
    name: str
    melody: Melody
    key: Key
    generation: int
    parent_ids: tuple[int, ...] = ()
    operators: tuple[str, ...] = ()
    origins: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros(0, dtype=np.uint8)
    )
    change: str = ""
    rating: int | None = None
    prediction: Prediction | None = None
    sound_genes: SoundGenes | None = None
    is_favourite: bool = False
    is_pinned: bool = False
    locked_steps: StepRuns = ()

    @property
    def is_rated(self) -> bool:
        return self.rating is not None
