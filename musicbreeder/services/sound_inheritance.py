"""Which sound an offspring gets: bred from its parents' where the session breeds it."""

from collections.abc import Sequence

import numpy as np

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.sound_breeding import SoundBreeding
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.services.own_sound import GENE_NAMES

_SOUNDING = 12  # what a generator is for, beside those of `session_breeding`


class SoundInheritance:
    """Hands sounds on; the same session hands on the same ones.

    Args:
        random_seed: of the session.
    """

    def __init__(self, random_seed: int) -> None:
        self._random_seed = random_seed

    def genes(
        self,
        individual_id: int,
        parents: Sequence[SoundGenes | None],
        settings: BreedingSettings,
    ) -> SoundGenes | None:
        """Return the sound of a melody about to be born, None = the session's."""
        if not (settings.breeds_sound or settings.keep_sound):
            return None
        rng = np.random.default_rng([self._random_seed, _SOUNDING, individual_id])
        return SoundBreeding(GENE_NAMES, settings, rng).bred(parents)
