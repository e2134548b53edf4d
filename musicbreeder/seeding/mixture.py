"""First melodies of several seeders, shuffled together."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.random import Generator

from musicbreeder.melody.seed import SeededMelody, Seeder, SeedRequest


class Mixture:
    """A `Seeder` that asks others.

    Args:
        parts: seeders with how much of a screen each is to make, in any unit.
    """

    def __init__(self, parts: Mapping[Seeder, float]) -> None:
        if not parts or min(parts.values()) <= 0.0:
            raise ValueError("a mixture needs seeders with shares above 0")
        self._seeders = tuple(parts)
        shares = np.array(list(parts.values()))
        self._shares = shares / shares.sum()

    def seed(
        self, request: SeedRequest, melody_count: int, rng: Generator
    ) -> Sequence[SeededMelody]:
        """Return melodies of every seeder, as near to its share as whole ones come."""
        counts = self._counts(melody_count, rng)
        melodies = [
            one
            for seeder, count in zip(self._seeders, counts, strict=True)
            if count
            for one in seeder.seed(request, count, rng)
        ]
        return tuple(melodies[place] for place in rng.permutation(len(melodies)))

    def _counts(self, melody_count: int, rng: Generator) -> list[int]:
        wanted = self._shares * melody_count
        counts = np.floor(wanted).astype(int)
        # What is left over goes to the largest remainders, ties by chance.
        remainders = wanted - counts + 1e-6 * rng.random(len(counts))
        for place in np.argsort(-remainders)[: melody_count - int(counts.sum())]:
            counts[place] += 1
        return [int(count) for count in counts]
