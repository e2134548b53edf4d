"""A melody that comes into a session from elsewhere, with no parents in it."""

import numpy as np

from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key


def first_melody(
    melody: Melody,
    key: Key,
    maker: str,
    change: str,
    *,
    name: str | None = None,
    sound_genes: SoundGenes | None = None,
) -> Offspring:
    """Return a melody as a session takes it in, every note of it a first one.

    Args:
        maker: what it comes from, as its only operator.
        change: one plain sentence of where it comes from.
        name: that it has already, None = it is given one.
        sound_genes: of a sound of its own, None = as the session has it.
    """
    origins = np.full(melody.step_count, Origin.SEED, dtype=np.uint8)
    origins.setflags(write=False)
    return Offspring(
        melody=melody,
        key=key,
        parent_ids=(),
        operators=(maker,),
        origins=origins,
        change=change,
        sound_genes=sound_genes,
        name=name,
    )
