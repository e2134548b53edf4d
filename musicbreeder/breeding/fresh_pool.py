"""A pool of fresh melodies that a whole session draws from.

A seeder takes longer for a melody than a taste takes to judge it. So what it made once
stays, is judged anew whenever the taste has changed, and grows by a block a generation.
"""

from threading import Lock

import numpy as np

from musicbreeder.breeding.fitting import Fitting
from musicbreeder.melody.seed import SeededMelody, Seeder, SeedRequest

BLOCK_SIZE = 240
MOST_BLOCKS = 8


class FreshPool:
    """Fresh melodies for any request, the same for the same seed; any thread may ask.

    Args:
        seeder: makes them.
        random_seed: the same number and request give the same melodies.
    """

    def __init__(self, seeder: Seeder, random_seed: int) -> None:
        self._seeder = seeder
        self._random_seed = random_seed
        self._request: SeedRequest | None = None
        self._blocks: list[tuple[SeededMelody, ...]] = []
        self._lock = Lock()

    def melodies(
        self, request: SeedRequest, block_count: int
    ) -> tuple[SeededMelody, ...]:
        """Return the first blocks of melodies that fit a request.

        Only the latest request's melodies are kept.
        """
        with self._lock:
            if request != self._request:
                self._request, self._blocks = request, []
            while len(self._blocks) < block_count:
                self._blocks.append(self._block(request, len(self._blocks)))
            blocks = self._blocks[:block_count]
        return tuple(one for block in blocks for one in block)

    def _block(self, request: SeedRequest, number: int) -> tuple[SeededMelody, ...]:
        rng = np.random.default_rng([self._random_seed, 2, number])
        fitting = Fitting(request)
        return tuple(
            SeededMelody(
                fitting.fitted(one.melody, one.key),
                fitting.fitted_key(one.key),
                one.source,
            )
            for one in self._seeder.seed(request, BLOCK_SIZE, rng)
        )
