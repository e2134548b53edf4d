"""Locked steps never change, whatever breeds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.locks import held_of
from musicbreeder.breeding.operators import OPERATORS
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Ancestor, Candidate, Variation
from musicbreeder.melody.holding import HeldSteps, held_of_either
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.services.session_breeding import GeneralSense
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

KEYS = (Key.named("C", "major"), Key.named("D", "dorian"), Key.named("F#", "minor"))


def heard(melody):
    """Return what sounds on each step: pitch, whether it is struck, how hard."""
    steps = [(None, False, 0)] * melody.step_count
    for note in melody.notes:
        for step in range(note.start, note.end):
            steps[step] = (note.midi_note, step == note.start, note.velocity)
    return steps


def random_melody(meter, bars, rng):
    step_count = bars * meter.steps_per_bar
    kinds = rng.choice(3, size=step_count, p=(0.6, 0.1, 0.3))
    kinds[rng.choice(step_count, size=2, replace=False)] = 2
    events = np.where(kinds == 1, NOTE_OFF, NO_EVENT)
    events = np.where(kinds == 2, rng.integers(48, 85, size=step_count), events)
    return Melody(events, np.where(events >= 0, rng.integers(1, 128), 0), meter)


@st.composite
def locked_pairs(draw):
    """Return two individuals, the one or both locked somewhere, and what they need."""
    meter = draw(st.sampled_from(list(METERS.values())))
    meter = meter.with_pickup(draw(st.sampled_from([None, *meter.pickup_names])))
    bars = draw(st.integers(1, 4))
    random_seed = draw(st.integers(0, 2**32))
    rng = np.random.default_rng(random_seed)
    step_count = bars * meter.steps_per_bar
    runs = st.lists(
        st.tuples(st.integers(0, step_count - 1), st.integers(1, 16)),
        min_size=1,
        max_size=2,
    )
    both_locked = draw(st.booleans())
    individuals = []
    for place in range(2):
        melody = random_melody(meter, bars, rng)
        found = ()
        if place == draw(st.integers(0, 1)) or both_locked:
            held = HeldSteps.of(melody, [(a, a + size) for a, size in draw(runs)])
            found = held.runs
        individuals.append(
            Individual(
                place + 1, f"Name {place}", melody, draw(st.sampled_from(KEYS)), 0,
                locked_steps=found,
            )
        )  # fmt: skip
    request = BreedingSettings(
        bars=bars,
        meter=meter.name,
        key=draw(st.sampled_from([None, "E"])),
        variation=draw(st.sampled_from([0.0, 0.5, 1.0])),
        keep_rhythm=draw(st.booleans()),
        keep_contour=draw(st.booleans()),
    )
    fresh = random_melody(meter, bars, rng)
    material = (SeededMelody(fresh, KEYS[0], "test"),)
    return individuals, request, material, random_seed


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=locked_pairs())
def test_no_operator_changes_a_locked_step(case):
    individuals, request, material, random_seed = case
    variation = Variation(request, material)
    fitting = Fitting(request.seed_request)
    first, second = (Ancestor.fitted(one, fitting) for one in individuals)
    held = held_of_either(first.held, second.held)
    for ancestor, individual in zip((first, second), individuals, strict=True):
        original = held_of(individual)
        if original is not None:
            assert original.are_in(ancestor.melody)
    rng = np.random.default_rng(random_seed)
    for operator in OPERATORS.values():
        if operator.parent_count == 1:
            parents, keeps = (first.melody,), first.held
        else:
            parents, keeps = (first.melody, second.melody), held
        offspring = variation.varied(operator, parents, keeps, first.key, rng)
        if offspring == parents[0]:  # it was left as it was
            keeps = first.held
        if keeps is not None:
            before, after = heard(keeps.melody), heard(offspring)
            for step in np.flatnonzero(keeps.is_held):
                assert after[step] == before[step], operator.name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=locked_pairs())
def test_crossing_and_mutating_on_keep_what_every_ancestor_holds(case):
    individuals, request, material, random_seed = case
    variation = Variation(request, material)
    fitting = Fitting(request.seed_request)
    ancestors = [Ancestor.fitted(one, fitting) for one in individuals]
    rng = np.random.default_rng(random_seed)
    for _ in range(12):
        candidate = Candidate(ancestors[0].key, (ancestors[0],))
        if variation.crossover_odds.operators:
            candidate = variation.crossed(ancestors[0], ancestors[1], rng)
        for _ in range(3):
            if variation.mutation_odds.operators:
                candidate = variation.mutated(candidate, rng)
        firsts = [one for one in candidate.ancestors if one.held is not None]
        if firsts:
            held = firsts[0].held
            before, after = heard(held.melody), heard(candidate.melody)
            for step in np.flatnonzero(held.is_held):
                assert after[step] == before[step]


@pytest.fixture
def locked(individuals):
    """Twelve phrases; the first has its second bar locked and five stars."""
    first = replace(individuals[0], locked_steps=((16, 32),), rating=5, is_pinned=True)
    return (first, *individuals[1:])


@pytest.mark.parametrize(
    ("learns_taste", "asked"),
    [
        (False, {}),
        (False, {"key": "Bb", "density": 0.9}),
        (True, {"key": "Bb", "lowest_note": 70}),
    ],
)
def test_offspring_on_screen_keep_the_locked_bar_of_their_parent(
    locked, learns_taste, asked
):
    request = BreedingSettings(population_size=8, variation=0.9, **asked)
    breeder = Breeder(
        request, PhraseGrammar(), GeneralSense(), learns_taste=learns_taste
    )
    breeder.tell(locked)
    offspring = breeder.ask(np.random.default_rng(4))
    held = held_of(locked[0])
    children = [one for one in offspring if locked[0].id in one.parent_ids]
    assert children
    for child in children:
        assert held.are_in(child.melody)
    assert len({child.melody for child in children}) == len(children)


def test_a_lock_is_over_where_the_grid_is_another(individuals):
    one = replace(individuals[0], locked_steps=((16, 32),))
    in_three = Ancestor.fitted(one, Fitting(BreedingSettings(meter="3/4").seed_request))
    shorter = Ancestor.fitted(one, Fitting(BreedingSettings(bars=2).seed_request))
    assert in_three.held is None
    assert shorter.held is None


@pytest.mark.parametrize("learns_taste", [False, True])
def test_kept_contour_rises_and_falls_as_in_a_parent(individuals, learns_taste):
    told = (replace(individuals[0], rating=5), *individuals[1:])
    request = BreedingSettings(population_size=8, variation=0.7, keep_contour=True)
    breeder = Breeder(
        request, PhraseGrammar(), GeneralSense(), learns_taste=learns_taste
    )
    breeder.tell(told)
    contours = [np.sign(np.diff(one.melody.midi_notes)).tolist() for one in told]
    offspring = breeder.ask(np.random.default_rng(4))
    assert len(offspring) == 8
    bred = [one for one in offspring if one.parent_ids]
    assert len(bred) >= 6
    for one in bred:
        assert np.sign(np.diff(one.melody.midi_notes)).tolist() in contours
