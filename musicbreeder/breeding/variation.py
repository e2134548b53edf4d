"""Variation: from parents to candidates, as wild as the listener's dial says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.context import VariationContext
from musicbreeder.breeding.crossover import brought_to
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.locks import held_where_it_fits, kept
from musicbreeder.breeding.operators import (
    BLEND,
    CROSSOVERS,
    LEADING,
    MUTATIONS,
    Operator,
)
from musicbreeder.breeding.rewriting import Rewriting
from musicbreeder.breeding.selection import weighted_draw
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.blending import Blender
from musicbreeder.melody.holding import HeldSteps, held_of_either
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import PassageWriter
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.theory.scale import Key

MOST_MUTATIONS = 6
_REACH_SPREAD = 0.22
_BLEND_SHARE = 0.2
"""A blend takes as long as some hundred other crossovers."""


@dataclass(frozen=True, eq=False)
class Ancestor:
    """A parent as it is used: fitted to the settings, in the offspring's key.

    Attributes:
        held: steps that its offspring keep, None = none.
    """

    individual: Individual
    melody: Melody
    key: Key
    held: HeldSteps | None = None

    @staticmethod
    def fitted(individual: Individual, fitting: Fitting) -> "Ancestor":
        """Return an individual as it breeds; what it holds no fitting changes."""
        melody = fitting.fitted(individual.melody, individual.key)
        held = held_where_it_fits(individual, melody)
        if held is not None:
            melody = held.given_back(melody)
        return Ancestor(individual, melody, fitting.fitted_key(individual.key), held)


@dataclass(frozen=True, eq=False)
class Stage:
    """One step on the way to a candidate: an operator and what it left."""

    operator: str
    melody: Melody


@dataclass(frozen=True, eq=False)
class Candidate:
    """A melody bred unseen, with its ancestors and the way it came to be.

    Attributes:
        key: the key the melody stands in.
        ancestors: none, one or two, as used.
        stages: what was done, in order; empty = the first ancestor itself.
    """

    key: Key
    ancestors: tuple[Ancestor, ...]
    stages: tuple[Stage, ...] = ()

    @property
    def melody(self) -> Melody:
        return self.stages[-1].melody if self.stages else self.ancestors[0].melody

    @cached_property
    def held(self) -> HeldSteps | None:
        """The steps it keeps, those of its first ancestor first."""
        held: HeldSteps | None = None
        for ancestor in self.ancestors:
            held = held_of_either(held, ancestor.held)
        return held


@dataclass(frozen=True, eq=False)
class OperatorOdds:
    """How likely each operator of a kind is to be drawn."""

    operators: tuple[Operator, ...]
    weights: NDArray[np.float64]

    @cached_property
    def _cumulative_weights(self) -> NDArray[np.float64]:
        return np.cumsum(self.weights)

    def drawn(self, rng: Generator) -> Operator:
        return self.operators[weighted_draw(self._cumulative_weights, rng)]


class Variation:
    """Crosses and mutates under one listener's settings.

    Args:
        settings: the locks choose the operators; the dial says how far they go.
        fresh: melodies that fit the settings, to take bars from.
        blender: knows what lies between two melodies, None = nobody does.
        passage_writer: knows what may stand in a passage, None = nobody does.

    Attributes:
        rewriting: how passages are written anew, None = not under these settings.
    """

    def __init__(
        self,
        settings: BreedingSettings,
        fresh: tuple[SeededMelody, ...] = (),
        blender: Blender | None = None,
        passage_writer: PassageWriter | None = None,
    ) -> None:
        self._settings = settings
        self.rewriting = Rewriting.under(settings, passage_writer)
        self._fresh = fresh
        self._blender = blender
        self._contexts: dict[Key, VariationContext] = {}
        self._brought: dict[tuple[int, int], Ancestor] = {}
        crossovers = CROSSOVERS
        if blender is not None and blender.suits(settings.seed_request.meter):
            crossovers = (*CROSSOVERS, BLEND)
        self.crossover_odds = self._odds(crossovers, spread=2 * _REACH_SPREAD)
        mutations = (*MUTATIONS, LEADING) if settings.chords else MUTATIONS
        self.mutation_odds = self._odds(mutations, spread=_REACH_SPREAD)

    @property
    def chords(self) -> str:
        """What the melodies are to go with, empty = nothing is given."""
        return self._settings.chords

    @property
    def variation(self) -> float:
        """The dial, 0 = closer, 1 = wilder."""
        return self._settings.variation

    @property
    def crossover_rate(self) -> float:
        """Share of offspring with two parents."""
        if not self.crossover_odds.operators:
            return 0.0
        if not self.mutation_odds.operators:
            return 1.0
        rate = self._settings.crossover_rate
        return 0.3 + 0.3 * self._settings.variation if rate is None else rate

    @property
    def mutation_rate(self) -> float:
        """Chance of a further mutation, and after that of another."""
        if not self.mutation_odds.operators:
            return 0.0
        rate = self._settings.mutation_rate
        return 0.35 + 0.4 * self._settings.variation if rate is None else rate

    def _odds(self, operators: tuple[Operator, ...], spread: float) -> OperatorOdds:
        settings = self._settings
        allowed = tuple(
            one
            for one in operators
            if not (settings.keep_rhythm and one.changes_rhythm)
            and not (settings.keep_pitches and one.changes_pitches)
            # What changes both may change how many notes there are.
            and not (
                settings.keep_contour and one.changes_rhythm and one.changes_pitches
            )
        )
        if settings.keep_rhythm and settings.keep_pitches:
            # All that is left is the rhythm of one parent with another's pitches.
            allowed = tuple(o for o in operators if o.name == "pitch crossover")
        wanted_reach = 0.05 + 0.5 * settings.variation
        distance = np.array([one.reach - wanted_reach for one in allowed])
        weights = np.exp(-0.5 * (distance / spread) ** 2)
        weights[[one is BLEND for one in allowed]] *= _BLEND_SHARE
        return OperatorOdds(allowed, weights)

    def context(self, key: Key) -> VariationContext:
        """Return what operators may use in a key."""
        if key not in self._contexts:
            settings = self._settings
            self._contexts[key] = VariationContext(
                key,
                settings.lowest_note,
                settings.highest_note,
                settings.variation,
                self._fresh,
                self._blender,
                settings.chords,
            )
        return self._contexts[key]

    def brought_beside(
        self, first: Melody, second: Melody, second_key: Key, key: Key
    ) -> Melody:
        """Return a second parent in the first one's key, near it."""
        if second_key == key:
            return second
        return brought_to(first, second, second_key, self.context(key))

    def varied(
        self,
        operator: Operator,
        parents: Sequence[Melody],
        held: HeldSteps | None,
        key: Key,
        rng: Generator,
    ) -> Melody:
        """Return what an operator makes of parents in a key, with all that is locked.

        The first parent comes back where the operator leaves no room for that.
        """
        context = self.context(key)
        offspring = operator(parents, context, rng)
        return kept(offspring, parents[0], held, self._settings, context.ladder)

    def crossed(self, first: Ancestor, second: Ancestor, rng: Generator) -> Candidate:
        """Return a candidate in the first parent's key with notes from both.

        Where a parent comes out whole it is the only ancestor. Of two parents the one
        that holds steps goes first, so that these stand in their own key.
        """
        if second.held is not None and first.held is None:
            first, second = second, first
        context = self.context(first.key)
        pair = (first.individual.id, second.individual.id)
        if pair not in self._brought:
            melody = brought_to(first.melody, second.melody, second.key, context)
            self._brought[pair] = Ancestor(
                second.individual, melody, first.key, second.held
            )
        second = self._brought[pair]
        operator = self.crossover_odds.drawn(rng)
        held = held_of_either(first.held, second.held)
        melody = self.varied(
            operator, (first.melody, second.melody), held, first.key, rng
        )
        for parent in (first, second):
            if melody == parent.melody:
                return Candidate(first.key, (parent,))
        return Candidate(first.key, (first, second), (Stage(operator.name, melody),))

    def mutated(self, candidate: Candidate, rng: Generator) -> Candidate:
        """Return the candidate after one mutation; itself if it changed nothing."""
        operator = self.mutation_odds.drawn(rng)
        parents = (candidate.melody,)
        melody = self.varied(operator, parents, candidate.held, candidate.key, rng)
        if melody == candidate.melody:
            return candidate
        stages = (*candidate.stages, Stage(operator.name, melody))
        return Candidate(candidate.key, candidate.ancestors, stages)
