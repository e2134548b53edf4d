"""Breeding sounds: offspring get their sound from the parents of their melody.

Sounds are bred after the melodies and draw from a generator of their own, so that a
seed makes the same melodies with and without them. What a listener likes leads both:
who is chosen as a parent of melodies hands on its sound as well.
"""

from collections.abc import Sequence

from deap import base
from numpy.random import Generator

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.sound_genes import (
    SoundGenes,
    crossed,
    mutated,
    random_genes,
)


class SoundBreeding:
    """Makes the sounds of one generation.

    Args:
        names: of the genes that may change.
        settings: what the listener asks for.
        rng: draws everything.
    """

    def __init__(
        self, names: Sequence[str], settings: BreedingSettings, rng: Generator
    ) -> None:
        self._settings = settings
        variation = settings.variation
        self._toolbox = base.Toolbox()
        self._toolbox.register("mate", crossed, rng=rng)
        self._toolbox.register(
            "mutate", mutated, names=tuple(names), variation=variation, rng=rng
        )
        self._toolbox.register("seed", random_genes, tuple(names), variation, rng)

    def bred(self, parents: Sequence[SoundGenes | None]) -> SoundGenes | None:
        """Return the sound of an offspring, None = as the session has it.

        Args:
            parents: the sounds of none, one or two parents, the nearest first.
        """
        settings = self._settings
        if settings.keep_sound and parents:
            return parents[0]
        if not settings.breeds_sound or settings.keep_sound:
            return None
        if not parents:
            return self._toolbox.seed()  # type: ignore[no-any-return]  # DEAP has no types
        known = [one or SoundGenes() for one in parents]
        child = known[0] if len(known) == 1 else self._toolbox.mate(known[0], known[1])
        return self._toolbox.mutate(child)  # type: ignore[no-any-return]
