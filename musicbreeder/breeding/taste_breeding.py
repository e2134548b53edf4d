"""Breeding for a listener whose taste is being learned: one screen at a time.

Everything heard and some hundred fresh melodies are where the search starts. Most
places of the screen go to what the search found; every pinned melody gets one for its
own offspring; one goes to a wild card, the fresh melody that may surprise most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.brood import Descendant
from musicbreeder.breeding.descent import Root, told_offspring
from musicbreeder.breeding.description import remembered
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.gaussian_process import Array, Description
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.search import (
    BOLDNESS,
    MOST_SHARED_ON_SCREEN,
    TasteSearch,
)
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.variation import Ancestor, Variation
from musicbreeder.melody.blending import Blender
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import PassageWriter
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.similarity import MelodyIndex

HEARD_ROOT_COUNT = 16
_MATERIAL_COUNT = 24
_LIKED_STARS, _LIKED_LINES = 4, 2
_BOLDNESS_ALONE = (0.0, 0.3, 0.6)

_MUCH_KNOWN_BEFORE = 60
_LEAST_OF_BOLDNESS = 0.5
"""Who comes back is to hear more of what they like, and is asked less."""


@dataclass(frozen=True)
class TasteBreeding:
    """What a screen is bred from.

    Attributes:
        opinions: everything the listener let us know, at least one.
        told: everyone shown so far.
        fresh: melodies from the seeder that fit the settings.
        blender: knows what lies between two melodies, None = nobody does.
        passage_writer: knows what may stand in a passage, None = nobody does.
        known_before: how many of the opinions of whole melodies are from other
            sessions.
    """

    settings: BreedingSettings
    opinions: Sequence[Opinion]
    told: Sequence[Individual]
    fresh: Sequence[SeededMelody]
    blender: Blender | None = None
    passage_writer: PassageWriter | None = None
    known_before: int = 0

    @property
    def _keeps(self) -> bool:
        return self.settings.keeps_something

    @property
    def _boldness(self) -> list[float]:
        """How far each place's guess strays, less by what earlier sessions told."""
        known_share = min(self.known_before / _MUCH_KNOWN_BEFORE, 1.0)
        share = 1.0 - (1.0 - _LEAST_OF_BOLDNESS) * known_share
        return [share * one for one in BOLDNESS]

    def screen(
        self,
        rng: Generator,
        *,
        held: Sequence[Individual] = (),
        beside: Sequence[Individual] = (),
        place_count: int | None = None,
        has_wild_card: bool = True,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Offspring, ...]:
        """Return the next melodies, the safest guess first, the wild card last.

        Args:
            held: melodies that stand on the screen unheard; the search starts from them
                as well, and they may come back.
            beside: melodies that stay on the screen; the new ones are unlike them.
            place_count: how many are needed; None = a whole screen.
            has_wild_card: one of them is the fresh melody that may surprise most; never
                where a lock is set, since then every melody keeps what is locked.
            is_cancelled: asked between virtual generations; once it says yes the result
                is of no use.
        """
        count = self.settings.population_size if place_count is None else place_count
        wild_count = min(int(has_wild_card and not self._keeps), max(count - 1, 0))
        ground = self._ground(held, rng)
        search = ground.search(count - wild_count, rng, self._boldness)
        brood = search.run(ground.starts, ground.must_breed, is_cancelled)
        neighbours = [one.melody for one in beside]
        chosen = search.screen(brood, ground.shown, ground.must_breed, neighbours)
        ground.shown.add([one.melody for one in chosen])
        on_screen = [*neighbours, *(one.melody for one in chosen)]
        chosen += ground.wild_cards(wild_count, on_screen)
        chosen += ground.spare(count - len(chosen))
        return ground.told_offspring(chosen)

    def far_screen(
        self, rng: Generator, place_count: int, goes_on: Callable[[int], bool]
    ) -> tuple[Offspring, ...]:
        """Return `place_count` unlike melodies after many unheard generations.

        Every round searches by new guesses of the listener's taste, so that no single
        guess is driven to where it is wrong.

        Args:
            goes_on: told how many rounds are done; it says whether to breed another.
        """
        ground = self._ground((), rng)
        starts, round_count = list(ground.starts), 0
        while True:
            search = ground.search(place_count, rng, _BOLDNESS_ALONE)
            brood = search.run(starts, ground.must_breed)
            round_count += 1
            if not goes_on(round_count):
                break
            starts = list(dict.fromkeys([*search.best(brood), *ground.starts]))
        chosen = search.screen(brood, ground.shown, ())
        ground.shown.add([one.melody for one in chosen])
        chosen += ground.spare(place_count - len(chosen))
        return ground.told_offspring(chosen)

    def fresh_screen(self, rng: Generator, place_count: int) -> tuple[Offspring, ...]:
        """Return the fresh melodies the listener should like best, as they are.

        They are unlike one another and all shown.
        """
        ground = self._ground((), rng)
        return ground.told_offspring(ground.spare(place_count))

    def predicted(
        self, offspring: Sequence[Offspring], rng: Generator
    ) -> tuple[Offspring, ...]:
        """Return melodies bred in another way with what this taste believes of them."""
        taste = Taste(self.opinions, rng)
        predictions = taste.predictions([one.melody for one in offspring])
        return tuple(
            replace(one, prediction=prediction)
            for one, prediction in zip(offspring, predictions, strict=True)
        )

    def _ground(self, held: Sequence[Individual], rng: Generator) -> "_Ground":
        taste = Taste(self.opinions, rng)
        fitting = Fitting(self.settings.seed_request)
        shown = MelodyIndex()
        shown.add([one.melody for one in self.told])
        heard = self._heard_roots(taste, fitting)
        shown.add([root.melody for root in heard])
        unheard = [
            Root(one.melody, one.key, None, "search", one.held)
            for one in (Ancestor.fitted(born, fitting) for born in held)
        ]
        fresh = [Root(o.melody, o.key, None, o.source) for o in self.fresh]
        variation = Variation(
            self.settings,
            tuple(self.fresh[:_MATERIAL_COUNT]),
            self.blender,
            self.passage_writer,
        )
        return _Ground(
            taste, variation, fitting, shown, [*heard, *unheard, *fresh], self._keeps
        )

    def _heard_roots(self, taste: Taste, fitting: Fitting) -> list[Root]:
        """Return the best of what was heard, by belief, and whatever is pinned."""
        if not self.told:
            return []
        stars = taste.stars(remembered([one.melody for one in self.told]))
        order = np.argsort(-np.round(stars, 6), kind="stable")[:HEARD_ROOT_COUNT]
        heard = [self.told[place] for place in order]
        heard += [one for one in self.told if one.is_pinned and one not in heard]
        return [Root.of_heard(one, fitting) for one in heard]


@dataclass(frozen=True)
class _Ground:
    """Where one search starts from.

    Attributes:
        shown: what must not come again.
        roots: what was heard first, then what was not.
        is_locked: offspring keep something of what was heard, so nothing else breeds.
    """

    taste: Taste
    variation: Variation
    fitting: Fitting
    shown: MelodyIndex
    roots: Sequence[Root]
    is_locked: bool

    @property
    def starts(self) -> list[Descendant]:
        has_heard = any(root.individual is not None for root in self.roots)
        return [
            Descendant(root.melody, root.key, frozenset([place]), held=root.held)
            for place, root in enumerate(self.roots)
            if root.individual is not None or not (self.is_locked and has_heard)
        ]

    @property
    def must_breed(self) -> list[int]:
        """Places of roots that get offspring: the pinned, then the best of the liked.

        Whatever else the taste may promise more of, who likes a melody wants to hear
        what comes of it.
        """
        heard = [
            (place, root.individual)
            for place, root in enumerate(self.roots)
            if root.individual is not None
        ]
        pinned = [place for place, one in heard if one.is_pinned]
        liked = [
            place
            for place, one in heard
            if place not in pinned and (one.rating or 0) >= _LIKED_STARS
        ]
        return [*pinned, *liked[:_LIKED_LINES]]

    def search(
        self,
        place_count: int,
        rng: Generator,
        boldness: Sequence[float],
    ) -> TasteSearch:
        wants = self.fitting.has_density
        return TasteSearch(
            self.taste, self.variation, place_count, wants, rng, boldness
        )

    def told_offspring(self, chosen: Sequence[Descendant]) -> tuple[Offspring, ...]:
        predictions = self.taste.predictions([one.melody for one in chosen])
        return tuple(
            told_offspring(one, self.roots, self.variation.context(one.key), prediction)
            for one, prediction in zip(chosen, predictions, strict=True)
        )

    def wild_cards(self, count: int, on_screen: Sequence[Melody]) -> list[Descendant]:
        """Return the fresh melodies that may surprise most, unlike all on screen."""
        alike = MelodyIndex(MOST_SHARED_ON_SCREEN)
        alike.add(on_screen)
        return self._best_unheard(count, self.taste.optimistic_stars, alike)

    def spare(self, count: int) -> list[Descendant]:
        """Return fresh melodies for places that the search left empty."""
        chosen = self._best_unheard(count, self.taste.stars, MelodyIndex())
        if len(chosen) < count:
            # Settings that leave no room for enough unlike melodies.
            unheard = [p for p, root in enumerate(self.roots) if not root.individual]
            chosen += [self._start(place) for place in unheard[: count - len(chosen)]]
        return chosen

    def _start(self, place: int) -> Descendant:
        root = self.roots[place]
        return Descendant(root.melody, root.key, frozenset([place]))

    def _best_unheard(
        self, count: int, hope: Callable[[Description], Array], unwanted: MelodyIndex
    ) -> list[Descendant]:
        unheard = [p for p, root in enumerate(self.roots) if not root.individual]
        if not unheard or count < 1:
            return []
        melodies = [self.roots[place].melody for place in unheard]
        hopes = hope(remembered(melodies))
        best: list[Descendant] = []
        for index in np.argsort(-np.round(hopes, 6), kind="stable"):
            melody = [melodies[index]]
            if len(best) == count:
                break
            if not self.shown.near(melody)[0] and not unwanted.near(melody)[0]:
                best.append(self._start(unheard[index]))
                self.shown.add(melody)
        return best
