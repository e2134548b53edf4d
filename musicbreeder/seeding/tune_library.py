"""First melodies from old books: the openings of tunes that were known widely.

They are no inventions, and do not pretend to be: each says which tune it is. What is
bred from them is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.melody.transform import folded, in_key, with_meter
from musicbreeder.seeding.tune_collection import TuneCollection, tune_collection
from musicbreeder.theory.scale import Key


class TuneLibrary:
    """A `Seeder` of known tunes; see the module.

    Args:
        collection: where they are from; None = the shipped one.
    """

    name = "tune library"

    def __init__(self, collection: TuneCollection | None = None) -> None:
        self._collection = collection

    def seed(
        self, request: SeedRequest, melody_count: int, rng: Generator
    ) -> Sequence[SeededMelody]:
        """Return openings of as many tunes; tunes in the meter asked for come first.

        Raises:
            ModelError: the collection's file is missing or damaged.
        """
        collection = self._collection or tune_collection()
        found: list[SeededMelody] = []
        while len(found) < melody_count:
            before = len(found)
            for number in self._order(collection, request, rng):
                if len(found) == melody_count:
                    break
                seeded = _opening(collection, number, request, rng)
                if seeded is not None:
                    found.append(seeded)
            if len(found) == before:
                raise ValueError("no tune of the collection has an opening")
        return tuple(found)

    @staticmethod
    def _order(
        collection: TuneCollection, request: SeedRequest, rng: Generator
    ) -> list[int]:
        """Return tunes to try: those that need the least change first."""
        numbers = rng.permutation(np.array(collection.favourites)).tolist()
        meter = request.meter.without_pickup

        def change(number: int) -> tuple[bool, bool]:
            scale = request.scale
            return (
                collection.meter(number) != meter,
                scale is not None and collection.key(number).scale != scale,
            )

        return sorted(numbers, key=change)


def _opening(
    collection: TuneCollection, number: int, request: SeedRequest, rng: Generator
) -> SeededMelody | None:
    melody = collection.opening(number, request.bars, rng)
    if melody is None:
        return None
    key = collection.key(number)
    tonic = key.tonic if request.tonic is None else request.tonic
    new_key = Key(tonic, request.scale or key.scale)
    melody = in_key(with_meter(melody, request.meter), key, new_key)
    melody = folded(melody, request.lowest_note, request.highest_note)
    return SeededMelody(melody, new_key, f"tune “{collection.titles[number]}”")
