"""Breeding for a listener whose taste is being learned: one screen at a time.

Everything heard and some hundred fresh melodies are where the search starts. Most
places of the screen go to what the search found; every pinned melody gets one for its
own offspring; one goes to a wild card, the fresh melody that may surprise most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.descent import Root, told_offspring
from musicbreeder.breeding.description import describe
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.search import Descendant, TasteSearch
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.variation import Variation
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.similarity import MelodyIndex

HEARD_ROOT_COUNT = 16
_MATERIAL_COUNT = 24


@dataclass(frozen=True)
class TasteBreeding:
    """What one screen is bred from.

    Attributes:
        taste: learned from everything the listener let us know.
        told: everyone shown so far.
        pinned: those that must have offspring, a part of `told`.
        fresh: melodies from the seeder that fit the settings and were never heard.
    """

    settings: BreedingSettings
    fitting: Fitting
    taste: Taste
    told: Sequence[Individual]
    pinned: Sequence[Individual]
    fresh: Sequence[SeededMelody]

    def screen(self, rng: Generator) -> tuple[Offspring, ...]:
        """Return the next melodies, the safest guess first, the wild card last.

        There may be fewer than a whole screen where the settings leave little room.
        """
        shown = MelodyIndex()
        shown.add([one.melody for one in self.told])
        variation = Variation(self.settings, tuple(self.fresh[:_MATERIAL_COUNT]))
        roots = self._roots()
        shown.add([root.melody for root in roots if root.individual is not None])
        keeps = self.settings.keep_rhythm or self.settings.keep_pitches
        wild_count = 0 if keeps else 1
        place_count = self.settings.population_size - wild_count
        search = TasteSearch(
            self.taste, variation, place_count, self.fitting.has_density, rng
        )
        starts = [
            Descendant(root.melody, root.key, frozenset([place]))
            for place, root in enumerate(roots)
            if not (keeps and root.individual is None)
        ]
        must_breed = [
            place
            for place, root in enumerate(roots)
            if root.individual is not None and root.individual.is_pinned
        ]
        brood = search.run(starts, must_breed)
        chosen = search.screen(brood, shown, must_breed)
        shown.add([one.melody for one in chosen])
        chosen += self._wild_cards(roots, shown, wild_count)
        predictions = self.taste.predictions([one.melody for one in chosen])
        return tuple(
            told_offspring(one, roots, variation.context(one.key), prediction)
            for one, prediction in zip(chosen, predictions, strict=True)
        )

    def _roots(self) -> list[Root]:
        """Return the best of what was heard, by belief, then all that is fresh."""
        stars = self.taste.stars(describe([one.melody for one in self.told]))
        order = np.argsort(-np.round(stars, 6), kind="stable")[:HEARD_ROOT_COUNT]
        heard = [self.told[place] for place in order]
        heard += [one for one in self.pinned if one not in heard]
        roots = [
            Root(
                self.fitting.fitted(one.melody, one.key),
                self.fitting.fitted_key(one.key),
                one,
                "",
            )
            for one in heard
        ]
        return roots + [Root(o.melody, o.key, None, o.source) for o in self.fresh]

    def _wild_cards(
        self, roots: Sequence[Root], shown: MelodyIndex, count: int
    ) -> list[Descendant]:
        fresh = [place for place, root in enumerate(roots) if root.individual is None]
        if not fresh or count < 1:
            return []
        melodies = [roots[place].melody for place in fresh]
        is_near = shown.near(melodies)
        hopes = self.taste.optimistic_stars(describe(melodies))
        order = np.argsort(-np.round(hopes, 6), kind="stable")
        best = [fresh[index] for index in order if not is_near[index]][:count]
        return [
            Descendant(roots[place].melody, roots[place].key, frozenset([place]))
            for place in best
        ]
