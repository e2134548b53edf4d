"""Breeding on demand: the listener says of whom, and what is to be new.

Two melodies of their choice, more like one of them, only another rhythm, only other
pitches, another ending, or something unlike all they have heard. Each demand breeds
some hundreds unseen, leaves out what was heard before, and keeps a screen of unlike
ones that are believed to please.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.description import describe, remembered
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.lineage import offspring_of
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.operators import OPERATORS
from musicbreeder.breeding.search import spread_points
from musicbreeder.breeding.selection import diverse_choice
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage, Variation
from musicbreeder.melody.blending import Blender
from musicbreeder.melody.holding import HeldSteps, held_of_either
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.rewriting import Rewriter, rewritten
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.similarity import MelodyIndex, shape_vectors

Judge = Callable[[Sequence[Melody]], NDArray[np.float64]]
"""Says how much each melody is believed to please."""

_BORN_PER_PLACE = 30
_ENOUGH_PER_PLACE = 8
_MATERIAL_COUNT = 24
_LIKE_VARIATION = 0.15
_SURPRISE_VARIATION = 1.0
_CLEAR_VARIATION = 0.7
_MOST_CHANGES = 3
_SPREAD_WEIGHT = 1.2
_LEAST_MUSICALITY = 0.75
_REWRITTEN_PER_PLACE = 3
_LATE_OPERATORS = ("pitch", "ornament", "dotting", "cadence", "contour")


class Demand(Enum):
    """What is to be bred."""

    PAIR = auto()
    LIKE = auto()
    NEW_RHYTHM = auto()
    NEW_PITCHES = auto()
    NEW_ENDING = auto()
    SURPRISE = auto()


@dataclass(frozen=True)
class OnDemand:
    """What demands are met with.

    Attributes:
        settings: what the listener asks for; what the demand is about comes first.
        told: everyone shown so far; nothing near them comes again.
        fresh: melodies that fit the settings, to take from.
        judge: ranks what was bred.
        rewriter: writes endings anew, None = operators alone do.
        blender: knows what lies between two melodies, None = nobody does.
    """

    settings: BreedingSettings
    told: Sequence[Individual]
    fresh: Sequence[SeededMelody]
    judge: Judge
    rewriter: Rewriter | None = None
    blender: Blender | None = None

    def offspring(
        self,
        demand: Demand,
        parents: Sequence[Individual],
        rng: Generator,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Offspring, ...]:
        """Return at most a screen of melodies, best first; none if nothing new came.

        Args:
            parents: two for a pair, none for a surprise, else one.

        Raises:
            ValueError: another number of parents.
        """
        needed = {Demand.PAIR: 2, Demand.SURPRISE: 0}.get(demand, 1)
        if len(parents) != needed:
            raise ValueError(f"{demand.name} needs {needed} parents")
        if demand is Demand.SURPRISE:
            chosen = self._surprises(rng, is_cancelled)
        else:
            pool = self._pool(demand, parents, rng, is_cancelled)
            chosen = self._chosen(pool)
        return tuple(offspring_of(one) for one in chosen)

    # What comes of parents.

    def _pool(
        self,
        demand: Demand,
        parents: Sequence[Individual],
        rng: Generator,
        is_cancelled: Callable[[], bool],
    ) -> list[Candidate]:
        settings = self._settings_for(demand)
        variation = Variation(settings, self._material, self.blender)
        fitting = Fitting(self.settings.seed_request)
        ancestors = [Ancestor.fitted(one, fitting) for one in parents]
        known = MelodyIndex()
        known.add([one.melody for one in self.told])
        known.add([one.melody for one in ancestors])
        places = self.settings.population_size
        pool: dict[Melody, Candidate] = {}
        if demand is Demand.NEW_ENDING:
            ancestors = [_with_held_beginning(ancestors[0])]
            _add_new(pool, self._rewritten_endings(ancestors[0], rng), known)
        for _ in range(_BORN_PER_PLACE):
            if is_cancelled() or len(pool) >= _ENOUGH_PER_PLACE * places:
                break
            brood = [_born(demand, ancestors, variation, rng) for _ in range(places)]
            _add_new(pool, [one for one in brood if one.stages], known)
        return list(pool.values())

    def _settings_for(self, demand: Demand) -> BreedingSettings:
        settings = self.settings
        if demand is Demand.NEW_RHYTHM:
            return replace(
                settings, keep_rhythm=False, keep_pitches=True,
                variation=_CLEAR_VARIATION,
            )  # fmt: skip
        if demand is Demand.NEW_PITCHES:
            return replace(
                settings, keep_rhythm=True, keep_pitches=False, keep_contour=False,
                variation=_CLEAR_VARIATION,
            )  # fmt: skip
        if demand is Demand.NEW_ENDING:
            return replace(
                settings, keep_rhythm=False, keep_pitches=False, keep_contour=False
            )
        if demand is Demand.LIKE:
            return replace(settings, variation=_LIKE_VARIATION)
        return settings

    @property
    def _material(self) -> tuple[SeededMelody, ...]:
        return tuple(self.fresh[:_MATERIAL_COUNT])

    def _rewritten_endings(self, ancestor: Ancestor, rng: Generator) -> list[Candidate]:
        """Return endings that a rewriter writes, where there is one."""
        if self.rewriter is None or ancestor.held is None:
            return []
        count = _REWRITTEN_PER_PLACE * self.settings.population_size
        is_free = ~ancestor.held.is_held
        found = rewritten(
            self.rewriter, ancestor.melody, ancestor.key, is_free, count, rng
        )
        return [
            Candidate(ancestor.key, (ancestor,), (Stage("new ending", melody),))
            for melody in found
        ]

    def _chosen(self, pool: Sequence[Candidate]) -> list[Candidate]:
        """Return the best that are unlike one another."""
        if not pool:
            return []
        melodies = [one.melody for one in pool]
        worth = np.asarray(self.judge(melodies), dtype=np.float64)
        worth = (worth - worth.mean()) / max(float(worth.std()), 1e-9)
        places = self.settings.population_size
        order = diverse_choice(
            np.round(worth.clip(-2.5, 2.5), 6),
            shape_vectors(melodies),
            3 * places,
            spread_weight=_SPREAD_WEIGHT,
            least_distance=0.0,
        )
        taken = MelodyIndex()
        chosen: list[Candidate] = []
        for index in order:
            if len(chosen) < places and not taken.near([melodies[index]])[0]:
                chosen.append(pool[index])
                taken.add([melodies[index]])
        return chosen

    # What comes of nothing heard.

    def _surprises(
        self, rng: Generator, is_cancelled: Callable[[], bool]
    ) -> list[Candidate]:
        """Return musical melodies as far as can be from all heard and one another."""
        settings = replace(self.settings, variation=_SURPRISE_VARIATION)
        variation = Variation(settings, self._material)
        pool = {
            one.melody: Candidate(one.key, (), (Stage(one.source, one.melody),))
            for one in self.fresh
        }
        for candidate in list(pool.values()):
            if is_cancelled():
                return []
            mutant = candidate
            for _ in range(1 + int(rng.random() * _MOST_CHANGES)):
                if variation.mutation_odds.operators:
                    mutant = variation.mutated(mutant, rng)
            pool.setdefault(mutant.melody, mutant)
        candidates = list(pool.values())
        melodies = [one.melody for one in candidates]
        scores = musicality(melodies)
        bar = min(_LEAST_MUSICALITY, float(np.median(scores)))
        kept = [place for place, score in enumerate(scores) if score >= bar]
        known = MelodyIndex()
        known.add([one.melody for one in self.told])
        is_near = known.near([melodies[place] for place in kept])
        kept = [place for place, near in zip(kept, is_near, strict=True) if not near]
        if not kept:
            return []
        points = spread_points(describe([melodies[place] for place in kept]))
        nearest = np.full(len(kept), np.inf)
        if self.told:
            heard = spread_points(remembered([one.melody for one in self.told]))
            for point in heard:
                np.minimum(nearest, ((points - point) ** 2).sum(axis=1), out=nearest)
        chosen = []
        for _ in range(min(self.settings.population_size, len(kept))):
            best = int(np.argmax(np.round(nearest, 6)))
            chosen.append(candidates[kept[best]])
            gaps = ((points - points[best]) ** 2).sum(axis=1)
            np.minimum(nearest, gaps, out=nearest)
            nearest[best] = -np.inf
        return chosen


def _add_new(
    pool: dict[Melody, Candidate], found: Sequence[Candidate], known: MelodyIndex
) -> None:
    is_near = known.near([one.melody for one in found])
    for candidate, near in zip(found, is_near, strict=True):
        if not near:
            pool.setdefault(candidate.melody, candidate)


def _born(
    demand: Demand,
    ancestors: Sequence[Ancestor],
    variation: Variation,
    rng: Generator,
) -> Candidate:
    """Return one candidate; without stages where nothing came of it."""
    if demand is Demand.NEW_ENDING:
        return _with_new_ending(ancestors[0], variation, rng)
    first = ancestors[0]
    candidate = Candidate(first.key, (first,))
    changes = 1 + int(rng.random() * _MOST_CHANGES)
    if demand is Demand.PAIR:
        second = ancestors[1]
        if rng.random() < 0.5:
            first, second = second, first
        candidate = variation.crossed(first, second, rng)
        if len(candidate.ancestors) < 2:
            return Candidate(first.key, (first,))
        changes = int(rng.random() < variation.mutation_rate)
    for _ in range(changes if variation.mutation_odds.operators else 0):
        candidate = variation.mutated(candidate, rng)
    return candidate


def _with_held_beginning(ancestor: Ancestor) -> Ancestor:
    """Return a parent all of which is held but its last bar, or the last half of one.

    What is locked in its ending stays locked, unless that is all there is.
    """
    melody = ancestor.melody
    start, stop = melody.meter.bar_span(melody.bar_count - 1, melody.bar_count)
    if melody.bar_count == 1:
        start = stop // 2
    beginning = HeldSteps.of(melody, [(0, start)])
    # A last note that begins before the last bar is held whole and leaves no ending.
    if beginning is not None and beginning.is_held.all():
        beginning = HeldSteps.of(melody, [(0, start // 2)])
    held = held_of_either(ancestor.held, beginning)
    return replace(ancestor, held=held)


def _with_new_ending(
    ancestor: Ancestor, variation: Variation, rng: Generator
) -> Candidate:
    names = ["new ending", "fresh bar", "new ending", "pitch"]
    later = _LATE_OPERATORS
    first = names[int(rng.random() * len(names))]
    used = [first]
    while rng.random() < 0.6 and len(used) < _MOST_CHANGES:
        used.append(later[int(rng.random() * len(later))])
    candidate = Candidate(ancestor.key, (ancestor,))
    melody = ancestor.melody
    for name in used:
        melody = variation.varied(
            OPERATORS[name], (melody,), ancestor.held, ancestor.key, rng
        )
    if melody == ancestor.melody:
        return candidate
    return replace(candidate, stages=(Stage("new ending", melody),))
