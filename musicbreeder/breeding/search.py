"""Search by a learned taste: generations that nobody hears.

Between two screens several generations are bred on the model alone. Each place of the
coming screen follows its own guess of the listener's taste (Thompson sampling), from
safe to bold, so that the screen both uses what is known and asks what is not. Operators
that lately made better offspring are drawn more often.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.brood import Brood, Descendant
from musicbreeder.breeding.chords import stars_for_chords
from musicbreeder.breeding.crossover import brought_to
from musicbreeder.breeding.description import describe, remembered
from musicbreeder.breeding.gaussian_process import Array, Description
from musicbreeder.breeding.operators import BLEND, Operator
from musicbreeder.breeding.selection import weighted_draw
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.variation import OperatorOdds, Variation
from musicbreeder.breeding.written_anew import descendants_written_anew
from musicbreeder.melody.holding import held_of_either
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.similarity import MelodyIndex

VIRTUAL_GENERATION_COUNT = 5
"""At the middle of the variation dial; from a third to twice as many at its ends."""

BROOD_SIZE = 250
"""Melodies bred unseen in one virtual generation."""

BOLDNESS = (0.0, 0.0, 0.25, 0.25, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 1.0)
"""From safe to bold: 0 = what is expected, 1 = a guess as wild as the doubt is."""

MOST_SHARED_ON_SCREEN = 0.7
"""Share of notes; side by side, melodies that share more sound like one varied."""

_PARENTS_PER_GUESS = 12
_PARENTS_PER_LINE = 3
_EVEN_SHARE = 0.4
_FURTHER_MUTATION_CHANCE = 0.25
_MOST_FURTHER_MUTATIONS = 3
_LEAST_SQUARED_DISTANCE = 0.12
_SUCCESS_MEMORY = 0.8
_ASKED_AT_ONCE = 32
_MOST_OF_A_LINE = 0.34
"""Share of a screen that may descend from one and the same melody."""

_BLENDS_A_SEARCH = 3
"""A blend takes as long as some hundred other crossovers."""


class TasteSearch:
    """Breeds on a model of the listener.

    Args:
        taste: what is believed of the listener.
        variation: crosses and mutates under the settings.
        place_count: melodies the coming screen needs.
        is_wanted: tells whether a melody fits the settings.
        rng: draws everything.
        boldness: how far the guess of each place strays from what is expected, spread
            over the places.
    """

    def __init__(
        self,
        taste: Taste,
        variation: Variation,
        place_count: int,
        is_wanted: Callable[[Melody], bool],
        rng: Generator,
        boldness: Sequence[float] = BOLDNESS,
    ) -> None:
        self._taste = taste
        self._variation = variation
        self._place_count = place_count
        self._is_wanted = is_wanted
        self._rng = rng
        self._temperatures = np.interp(
            np.linspace(0.0, 1.0, place_count),
            np.linspace(0.0, 1.0, len(boldness)),
            boldness,
        )
        dial = variation.variation
        self._temperatures *= 0.5 + dial
        self._generation_count = round(
            VIRTUAL_GENERATION_COUNT * (1 / 3 + 4 / 3 * dial)
        )
        self._guesses = taste.guesses(place_count, rng)
        self._odds = _AdaptiveOdds(variation)
        self._blend_count = 0

    def run(
        self,
        roots: Sequence[Descendant],
        must_breed: Sequence[int],
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Brood:
        """Breed from `roots` and return everything worth a look, roots included.

        Args:
            must_breed: places of roots whose line is not given up for better ones.
            is_cancelled: asked between generations; yes ends the search.
        """
        brood = self._valued(list(roots), remembered)
        seen = {one.melody for one in roots}
        for _ in range(self._generation_count):
            if is_cancelled():
                break
            parents = self._parents(brood, must_breed)
            newborn: list[Descendant] = []
            first_parents: list[int] = []
            used: list[tuple[Operator, ...]] = []
            for _ in range(BROOD_SIZE):
                first, offspring, operators = self._born(parents)
                if offspring.melody in seen:
                    continue
                seen.add(offspring.melody)
                if self._is_wanted(offspring.melody):
                    newborn.append(offspring)
                    first_parents.append(first)
                    used.append(operators)
            if not newborn:
                break
            valued = self._valued(newborn)
            is_better = valued.worth.max(axis=1) > parents.worth[first_parents].max(
                axis=1
            )
            self._odds.learn(used, is_better)
            brood = parents.joined(valued)
        parents = self._parents(brood, must_breed)
        anew = descendants_written_anew(
            parents.members, self._parent_weights, self._variation, self._rng
        )
        anew = [o for o in anew if o.melody not in seen and self._is_wanted(o.melody)]
        return brood.joined(self._valued(anew)) if anew else brood

    def best(self, brood: Brood) -> list[Descendant]:
        """Return those that a further search should start from."""
        return self._parents(brood, ()).members

    def _valued(
        self,
        members: list[Descendant],
        described: Callable[[Sequence[Melody]], Description] = describe,
    ) -> Brood:
        description = described([one.melody for one in members])
        mean, guesses = self._guesses(description)
        worth = mean[:, None] + self._temperatures * (guesses - mean[:, None])
        worth += self._taste.prior_stars(description)[:, None]
        worth += stars_for_chords(
            [one.melody for one in members],
            [one.key for one in members],
            self._variation.chords,
        )[:, None]
        return Brood(members, description, worth)

    def _parents(self, brood: Brood, must_breed: Sequence[int]) -> Brood:
        """Return the best of each guess, the best first, and of each line to keep."""
        count = min(_PARENTS_PER_GUESS, len(brood))
        order = np.argsort(-brood.worth, axis=0, kind="stable")[:count]
        best_rank = np.full(len(brood), count)
        ranks = np.broadcast_to(np.arange(count)[:, None], order.shape)
        np.minimum.at(best_rank, order.ravel(), ranks.ravel())
        for root in must_breed:
            line = _line(brood, root)
            best = line[np.argsort(-brood.worth[line].mean(axis=1), kind="stable")]
            best_rank[best[:_PARENTS_PER_LINE]] = 0
        chosen = np.flatnonzero(best_rank < count)
        chosen = chosen[np.argsort(best_rank[chosen], kind="stable")]
        share = 1.0 - best_rank[chosen] / count
        self._parent_weights = np.cumsum(0.1 + share**3)
        return brood.rows(chosen)

    def _born(self, parents: Brood) -> tuple[int, Descendant, tuple[Operator, ...]]:
        rng = self._rng
        place = weighted_draw(self._parent_weights, rng)
        offspring = parents.members[place]
        used: list[Operator] = []
        if len(parents) > 1 and rng.random() < self._variation.crossover_rate:
            other = parents.members[weighted_draw(self._parent_weights, rng)]
            operator = self._crossover()
            offspring = self._crossed(offspring, other, operator)
            used.append(operator)
        if not used or rng.random() < _FURTHER_MUTATION_CHANCE:
            for _ in range(_MOST_FURTHER_MUTATIONS):
                if not self._odds.has_mutations:
                    break
                operator = self._odds.mutation(rng)
                offspring = self._mutated(offspring, operator)
                used.append(operator)
                if rng.random() >= _FURTHER_MUTATION_CHANCE:
                    break
        return place, offspring, tuple(used)

    def _crossover(self) -> Operator:
        operator = self._odds.crossover(self._rng)
        if operator is not BLEND:
            return operator
        self._blend_count += 1
        while operator is BLEND and self._blend_count > _BLENDS_A_SEARCH:
            operator = self._odds.crossover(self._rng)
        return operator

    def _crossed(
        self, first: Descendant, second: Descendant, operator: Operator
    ) -> Descendant:
        if second.held is not None and first.held is None:
            first, second = second, first
        key, other = first.key, second.melody
        if second.key != key:
            context = self._variation.context(key)
            other = brought_to(first.melody, other, second.key, context)
        held = held_of_either(first.held, second.held)
        parents = first.melody, other
        melody = self._variation.varied(operator, parents, held, key, self._rng)
        if melody == first.melody:
            return first
        return Descendant(
            melody,
            key,
            first.roots | second.roots,
            (*first.operators, operator.name),
            held=held,
        )

    def _mutated(self, parent: Descendant, operator: Operator) -> Descendant:
        melody = self._variation.varied(
            operator, (parent.melody,), parent.held, parent.key, self._rng
        )
        if melody == parent.melody:
            return parent
        operators = (*parent.operators, operator.name)
        return replace(parent, melody=melody, operators=operators, promised_root=None)

    def screen(
        self,
        brood: Brood,
        shown: MelodyIndex,
        must_breed: Sequence[int],
        beside: Sequence[Melody] = (),
    ) -> list[Descendant]:
        """Return the best of each place's guess, unlike one another and all shown.

        No line fills the screen: where it has its share, other lines come first. Where
        a place finds nothing unlike enough, as under locks, it takes what is at least
        no near-duplicate.

        Args:
            must_breed: places of roots that get an offspring of their own, first.
            beside: melodies that stand on the same screen already.
        """
        melodies = [one.melody for one in brood.members]
        is_near = shown.near(melodies)
        is_bred = np.array([bool(one.operators) for one in brood.members])
        everyone = np.flatnonzero(~is_near)
        lines = [_line(brood, root) for root in must_breed[: self._place_count]]
        choices = [line[~is_near[line] & is_bred[line]] for line in lines]
        choices += [everyone] * (self._place_count - len(choices))
        points = spread_points(brood.description)
        nearest = np.full(len(brood), np.inf)
        alike, same = MelodyIndex(MOST_SHARED_ON_SCREEN), MelodyIndex()
        alike.add(beside)
        most_of_a_line = max(round(_MOST_OF_A_LINE * self._place_count), 1)
        kin_counts: Counter[int] = Counter()
        is_of_full_line = np.zeros(len(brood), np.bool_)
        chosen: list[Descendant] = []
        for place, rows in enumerate(choices):
            worth = np.round(brood.worth[rows, place], 6)
            order = rows[np.argsort(-worth, kind="stable")]
            order = order[nearest[order] >= _LEAST_SQUARED_DISTANCE]
            row = _first_new(melodies, order[~is_of_full_line[order]], alike)
            if row is None:
                row = _first_new(melodies, order, alike)
            if row is None:
                row = _first_new(melodies, order, same)
            if row is None:
                continue
            root = must_breed[place] if place < len(lines) else None
            chosen.append(replace(brood.members[row], promised_root=root))
            alike.add([melodies[row]])
            same.add([melodies[row]])
            kin_counts.update(brood.members[row].roots)
            for kin in brood.members[row].roots:
                if kin_counts[kin] == most_of_a_line:
                    is_of_full_line[_line(brood, kin)] = True
            gaps = ((points - points[row]) ** 2).sum(axis=1)
            np.minimum(nearest, gaps, out=nearest)
        return chosen


def _first_new(
    melodies: Sequence[Melody], order: NDArray[np.intp], known: MelodyIndex
) -> int | None:
    """Return the first row in `order` whose melody is near nothing known."""
    for start in range(0, len(order), _ASKED_AT_ONCE):
        rows = order[start : start + _ASKED_AT_ONCE]
        is_new = ~known.near([melodies[row] for row in rows])
        if is_new.any():
            return int(rows[np.argmax(is_new)])
    return None


def _line(brood: Brood, root: int) -> NDArray[np.intp]:
    """Return the rows of those that descend from a root."""
    return np.flatnonzero([root in one.roots for one in brood.members])


def spread_points(description: Description) -> Array:
    """Return melodies as points whose distances say how unlike they are.

    All three blocks on a common scale; unrelated melodies are about 2 apart.
    """
    features, shapes, profiles = description.blocks
    return np.hstack([features / np.sqrt(features.shape[1]), shapes / 6.0, profiles])


class _AdaptiveOdds:
    """How often each operator is drawn: partly evenly, partly by recent success."""

    def __init__(self, variation: Variation) -> None:
        self._crossovers = variation.crossover_odds
        self._mutations = variation.mutation_odds
        operators = (*self._crossovers.operators, *self._mutations.operators)
        names = [operator.name for operator in operators]
        self._tried = dict.fromkeys(names, 1.0)
        self._succeeded = dict.fromkeys(names, 0.5)
        self._crossover_sums = self._sums(self._crossovers)
        self._mutation_sums = self._sums(self._mutations)

    @property
    def has_mutations(self) -> bool:
        return bool(self._mutations.operators)

    def crossover(self, rng: Generator) -> Operator:
        return self._crossovers.operators[weighted_draw(self._crossover_sums, rng)]

    def mutation(self, rng: Generator) -> Operator:
        return self._mutations.operators[weighted_draw(self._mutation_sums, rng)]

    def _sums(self, odds: OperatorOdds) -> Array:
        """Return the running sum of how often each operator is to be drawn."""
        even = odds.weights / odds.weights.sum()
        rates = [self._succeeded[o.name] / self._tried[o.name] for o in odds.operators]
        success = odds.weights * np.array(rates)
        success = success / success.sum()
        return np.cumsum(_EVEN_SHARE * even + (1.0 - _EVEN_SHARE) * success)

    def learn(
        self, used: Sequence[tuple[Operator, ...]], is_better: NDArray[np.bool_]
    ) -> None:
        """Remember which operators took part in offspring better than their parent."""
        for name in self._tried:
            self._tried[name] *= _SUCCESS_MEMORY
            self._succeeded[name] *= _SUCCESS_MEMORY
        for operators, better in zip(used, is_better, strict=True):
            for operator in operators:
                self._tried[operator.name] += 1.0
                self._succeeded[operator.name] += float(better)
        self._crossover_sums = self._sums(self._crossovers)
        self._mutation_sums = self._sums(self._mutations)
