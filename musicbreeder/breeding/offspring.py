"""What a breeder hands over: a melody not yet named, with its descent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.individual import Prediction
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key


@dataclass(frozen=True, eq=False)
class Offspring:
    """A melody fresh from the breeder, before it has an id and a name.

    Attributes:
        melody: the phenotype.
        key: the key the melody stands in.
        parent_ids: ids of none, one or two individuals.
        operators: names of what made it, in order; a fresh one has its seeder's name.
        origins: ``(step_count,)`` read-only uint8 of `Origin`, meaningful where a note
            starts.
        change: one plain sentence of what changed against the parents.
        prediction: what is believed of it before it is heard, None = nothing.
        sound_genes: of a sound of its own, None = as the session has it.
        name: that it has already, None = it is given one.
    """

    melody: Melody
    key: Key
    parent_ids: tuple[int, ...]
    operators: tuple[str, ...]
    origins: NDArray[np.uint8]
    change: str
    prediction: Prediction | None = None
    sound_genes: SoundGenes | None = None
    name: str | None = None
