"""The breeder: tell it what was heard and liked, ask it for the next generation.

A (mu + lambda) evolution strategy over everything rated on the line: the best so far
stay parents until better ones come. For each melody that is heard several dozen are
bred unseen, ranked by a judge and thinned to a screen of unlike ones. DEAP gives the
vocabulary (Toolbox, Fitness, HallOfFame, Statistics); its own operators and `creator`
are not used, because they draw from the global `random` and write into a module.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from deap import base
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding import selection
from musicbreeder.breeding.chords import led_by_chords, score_for_chords
from musicbreeder.breeding.description import describe
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.fresh_pool import MOST_BLOCKS, FreshPool
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.judge import Judge
from musicbreeder.breeding.lineage import offspring_of
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.opinion import Opinion, opinions_of
from musicbreeder.breeding.screening import screen_of_fresh, screen_of_offspring
from musicbreeder.breeding.search import MOST_SHARED_ON_SCREEN
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste import most_telling
from musicbreeder.breeding.taste_breeding import TasteBreeding
from musicbreeder.breeding.variation import (
    MOST_MUTATIONS,
    Ancestor,
    Candidate,
    Stage,
    Variation,
)
from musicbreeder.breeding.written_anew import candidates_written_anew
from musicbreeder.melody.blending import Blender
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import PassageWriter
from musicbreeder.melody.seed import SeededMelody, Seeder
from musicbreeder.melody.similarity import MelodyIndex

PARENT_COUNT = 12
OFFSPRING_PER_PLACE = 30
"""Melodies bred unseen for each one that is shown."""

ENOUGH_OPINIONS_TO_START = 12
"""From so many on, what is known of a listener chooses even their first screen."""

_FIRST_BLOCKS = 2
_FRESH_PER_FIRST_PLACE = 16
_MUSICAL_SHARE = 0.75
_MOST_ROUNDS = 3
_FRESH_PER_WILD_CARD = 12
_FRESH_PER_PLACE = 4
_TOURNAMENT_SIZE = 2


class Liking(base.Fitness):  # type: ignore[misc]  # DEAP has no types
    """Stars first; of equals the one told later."""

    weights = (1.0, 1.0)


@dataclass(frozen=True, eq=False)
class _Contender:
    individual: Individual
    fitness: Liking

    def __deepcopy__(self, memo: object) -> "_Contender":
        # The hall of fame copies what it takes in; frozen things need no copy.
        return self


class Breeder:
    """Breeds generation after generation under one listener's settings.

    Used as ``tell, ask``: `tell` gives everything shown so far, `ask` the next screen.
    The same individuals and an equal generator give the same melodies.

    Args:
        settings: what the listener asks for.
        seeder: makes first melodies and fresh blood.
        judge: ranks what is bred until a taste is learned.
        learns_taste: screens are chosen by what the listener let us know, see
            `taste_breeding`.
        further_opinions: what else the listener let us know beside the marks of what
            is told: of bars, comparisons.
        earlier_opinions: what they let us know in other sessions.
        pool: fresh melodies that a search by taste starts from, beside what was heard.
        blender: knows what lies between two melodies, None = nobody does.
        passage_writer: knows what may stand in a passage, None = nobody does.

    Attributes:
        figures: what DEAP's Statistics found in the last `ask`: how many melodies were
            bred unseen, how many of them were new, and their scores by the judge.
    """

    def __init__(
        self,
        settings: BreedingSettings,
        seeder: Seeder,
        judge: Judge,
        *,
        learns_taste: bool = False,
        further_opinions: Sequence[Opinion] = (),
        earlier_opinions: Sequence[Opinion] = (),
        pool: FreshPool | None = None,
        blender: Blender | None = None,
        passage_writer: PassageWriter | None = None,
    ) -> None:
        self._settings = settings
        self._learns_taste = learns_taste
        self._further_opinions = (*earlier_opinions, *further_opinions)
        self._known_before = sum(one.is_of_whole for one in earlier_opinions)
        self._fresh_pool = pool or FreshPool(seeder, random_seed=0)
        self._seeder = seeder
        self._blender = blender
        self._passage_writer = passage_writer
        self._judge = judge
        self._fitting = Fitting(settings.seed_request)
        self._told: tuple[Individual, ...] = ()
        self._is_answered = True
        self.figures: dict[str, float] = {}

    def tell(self, individuals: Sequence[Individual]) -> None:
        """Take everything shown so far, the newest generation last, with its marks."""
        self._told = tuple(individuals)
        self._is_answered = True

    def ask(
        self, rng: Generator, is_cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Offspring, ...]:
        """Return the next generation: `population_size` melodies, none heard before.

        Before anything was told or known it comes from the seeder. Where settings leave
        too little to breed, fresh melodies fill the places.

        Args:
            rng: draws everything.
            is_cancelled: asked now and then by a search; what comes after it said yes
                is of no use.

        Raises:
            RuntimeError: asked twice without a `tell` in between.
        """
        if not self._is_answered:
            raise RuntimeError("ask() was called twice without tell() in between")
        self._is_answered = False
        breeding = self.taste_breeding()
        if breeding is not None:
            return breeding.screen(rng, is_cancelled=is_cancelled)
        bred = self._bred(rng) if self._told else self._first(rng)
        return tuple(offspring_of(one) for one in bred)

    def taste_breeding(self) -> TasteBreeding | None:
        """Return how to breed by taste, None where too little is known of it."""
        opinions = (*self._further_opinions, *opinions_of(self._told))
        needed = 1 if self._told else ENOUGH_OPINIONS_TO_START
        if not self._learns_taste or len(opinions) < needed:
            return None
        # One block more a generation keeps each of them quick.
        blocks = self._told[-1].generation + 1 if self._told else _FIRST_BLOCKS
        request = self._settings.seed_request
        fresh = self._fresh_pool.melodies(request, min(blocks, MOST_BLOCKS))
        return TasteBreeding(
            self._settings, opinions, self._told, fresh, self._blender,
            self._passage_writer, self._known_before,
        )  # fmt: skip

    @staticmethod
    def parents_of(individuals: Sequence[Individual]) -> tuple[Individual, ...]:
        """Return those that will be bred from, the most wanted first.

        Pinned ones always, then the best-rated of the whole line, then what is not
        rated, the newest first. The disliked breed only where there is nothing else.
        """
        from deap import tools  # late: half of its import is for benchmarks

        pin_count = sum(one.is_pinned for one in individuals)
        hall = tools.HallOfFame(max(PARENT_COUNT, pin_count), similar=_is_same_melody)
        contenders = [
            _Contender(one, Liking((selection.standing(one), place)))
            for place, one in enumerate(individuals)
        ]
        hall.update(contenders)
        return selection.without_disliked([one.individual for one in hall])

    def _first(self, rng: Generator) -> list[Candidate]:
        count = self._settings.population_size
        chosen = self._telling(count, rng) if self._learns_taste else []
        shown = MelodyIndex()
        shown.add([one.melody for one in chosen])
        return [
            *chosen,
            *self._fresh_candidates(shown, count - len(chosen), rng),
        ]

    def _telling(self, count: int, rng: Generator) -> list[Candidate]:
        """Return musical melodies, unlike one another, whose ratings tell most."""
        seeds = self._seeded(_FRESH_PER_FIRST_PLACE * count, rng)
        scores = self._scores(seeds)
        order = np.argsort(-np.round(scores, 6), kind="stable")
        musical = [
            seeds[place] for place in order[: round(_MUSICAL_SHARE * len(seeds))]
        ]
        description = describe([one.melody for one in musical])
        chosen: list[Candidate] = []
        alike = MelodyIndex(MOST_SHARED_ON_SCREEN)
        for place in most_telling(description, 2 * count):
            seed = musical[place]
            if len(chosen) < count and not alike.near([seed.melody])[0]:
                alike.add([seed.melody])
                chosen.append(
                    Candidate(seed.key, (), (Stage(seed.source, seed.melody),))
                )
        return chosen

    def _bred(self, rng: Generator) -> list[Candidate]:
        parents = self.parents_of(self._told)
        shown = MelodyIndex()
        shown.add([one.melody for one in self._told])
        ancestors = [self._ancestor(one) for one in parents]
        shown.add([one.melody for one in ancestors])

        wild_count = self._wild_card_count(parents)
        fresh = self._seeded(max(wild_count, 1) * _FRESH_PER_WILD_CARD, rng)
        variation = Variation(
            self._settings, tuple(fresh), self._blender, self._passage_writer
        )
        pool = self._pool(ancestors, shown, variation, rng)
        bred_count = self._settings.population_size - wild_count
        chosen = self._chosen(pool, parents, bred_count)

        shown.add([one.melody for one in chosen])
        missing = self._settings.population_size - len(chosen)
        wild = self._best_fresh(fresh, shown, missing)
        shown.add([one.melody for one in wild])
        missing -= len(wild)
        return [*chosen, *wild, *self._fresh_candidates(shown, missing, rng)]

    def _wild_card_count(self, parents: Sequence[Individual]) -> int:
        """Return 1, or half the screen where the listener liked nothing so far.

        A lock leaves no place for one: every melody keeps what is locked.
        """
        if self._settings.keeps_something:
            return 0
        is_all_disliked = all(
            selection.standing(one) < selection.NEUTRAL_STARS for one in parents
        )
        return self._settings.population_size // 2 if is_all_disliked else 1

    def _ancestor(self, individual: Individual) -> Ancestor:
        return Ancestor.fitted(individual, self._fitting)

    # From ancestors to a pool of new melodies, by DEAP's toolbox.

    def _pool(
        self,
        ancestors: Sequence[Ancestor],
        shown: MelodyIndex,
        variation: Variation,
        rng: Generator,
    ) -> list[Candidate]:
        individuals = [one.individual for one in ancestors]
        weights = np.cumsum(selection.parent_weights(individuals))
        stars = [selection.standing(one) for one in individuals]
        toolbox = base.Toolbox()
        toolbox.register("draw", rng.random)
        toolbox.register("select", selection.weighted_draw, weights, rng)
        toolbox.register(
            "select_mate", selection.tournament, stars, _TOURNAMENT_SIZE, rng
        )
        toolbox.register("mate", variation.crossed, rng=rng)
        toolbox.register("mutate", variation.mutated, rng=rng)

        size = OFFSPRING_PER_PLACE * self._settings.population_size
        pool: dict[Melody, Candidate] = {}
        bred_count = 0
        while bred_count < _MOST_ROUNDS * size and len(pool) < size // 6:
            brood = [_born(ancestors, variation, toolbox) for _ in range(size)]
            bred_count += size
            melodies = [one.melody for one in brood]
            for candidate, is_near in zip(brood, shown.near(melodies), strict=True):
                if not is_near and self._fitting.has_density(candidate.melody):
                    pool.setdefault(candidate.melody, candidate)
        for candidate in candidates_written_anew(ancestors, weights, variation, rng):
            is_wanted = self._fitting.has_density(candidate.melody)
            if is_wanted and not shown.near([candidate.melody])[0]:
                pool.setdefault(candidate.melody, candidate)
        self.figures = {"bred": float(bred_count), "new": float(len(pool))}
        return list(pool.values())

    def _chosen(
        self, pool: Sequence[Candidate], parents: Sequence[Individual], count: int
    ) -> list[Candidate]:
        if not pool:
            return []
        scores = self._scores(pool)
        from deap import tools

        statistics = tools.Statistics()
        statistics.register("mean score", np.mean)
        statistics.register("best score", np.max)
        self.figures |= {k: float(v) for k, v in statistics.compile(scores).items()}
        weights = selection.parent_weights(parents).tolist()
        return screen_of_offspring(
            pool,
            scores,
            {one.id: weight for one, weight in zip(parents, weights, strict=True)},
            self._settings.variation,
            count,
        )

    def _scores(
        self, candidates: Sequence[Candidate] | Sequence[SeededMelody]
    ) -> NDArray[np.float64]:
        melodies = [one.melody for one in candidates]
        rated = [one for one in self._told if one.is_rated]
        scores = np.asarray(self._judge.scores(melodies, rated), dtype=np.float64)
        keys = [one.key for one in candidates]
        return scores + score_for_chords(melodies, keys, self._settings.chords)

    # Fresh blood.

    def _seeded(self, count: int, rng: Generator) -> list[SeededMelody]:
        if count < 1:
            return []
        seeds = self._seeder.seed(self._settings.seed_request, count, rng)
        variation = Variation(self._settings)
        fitted = []
        for one in seeds:
            melody = self._fitting.fitted(one.melody, one.key)
            key = self._fitting.fitted_key(one.key)
            melody = led_by_chords(melody, variation.context(key))
            fitted.append(SeededMelody(melody, key, one.source))
        return fitted

    def _best_fresh(
        self, seeds: Sequence[SeededMelody], shown: MelodyIndex, count: int
    ) -> list[Candidate]:
        is_near = shown.near([one.melody for one in seeds])
        pool = [
            Candidate(one.key, (), (Stage(one.source, one.melody),))
            for one, near in zip(seeds, is_near, strict=True)
            if not near
        ]
        if not pool or count < 1:
            return []
        scores = self._scores(pool)
        return screen_of_fresh(pool, scores, count)

    def _fresh_candidates(
        self, shown: MelodyIndex, count: int, rng: Generator
    ) -> list[Candidate]:
        """Return `count` melodies from the seeder, new as far as it can make them."""
        chosen: list[Candidate] = []
        for _ in range(_MOST_ROUNDS):
            missing = count - len(chosen)
            if missing < 1:
                return chosen
            seeds = self._seeded(_FRESH_PER_PLACE * missing, rng)
            found = self._best_fresh(seeds, shown, missing)
            shown.add([one.melody for one in found])
            chosen += found
        last_resort = self._seeded(count - len(chosen), rng)
        return chosen + [
            Candidate(one.key, (), (Stage(one.source, one.melody),))
            for one in last_resort
        ]


def _is_same_melody(first: _Contender, second: _Contender) -> bool:
    return first.individual.melody == second.individual.melody


def _born(
    ancestors: Sequence[Ancestor], variation: Variation, toolbox: base.Toolbox
) -> Candidate:
    """Return one candidate: crossed or mutated, then perhaps mutated on."""
    first = toolbox.select()
    candidate = Candidate(ancestors[first].key, (ancestors[first],))
    if len(ancestors) > 1 and toolbox.draw() < variation.crossover_rate:
        mate = toolbox.select_mate()
        if mate == first:
            mate = (first + 1) % len(ancestors)
        candidate = toolbox.mate(ancestors[first], ancestors[mate])
    elif variation.mutation_odds.operators:
        candidate = toolbox.mutate(candidate)
    for _ in range(MOST_MUTATIONS - 1):
        if toolbox.draw() >= variation.mutation_rate:
            break
        candidate = toolbox.mutate(candidate)
    return candidate
