"""The contract of every crossover and mutation in the table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.context import VariationContext
from musicbreeder.breeding.operators import CROSSOVERS, MUTATIONS, OPERATORS, Operator
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

LOWEST, HIGHEST = 50, 76


def random_melody(key, meter, bars, rng):
    """Return a melody of at least two notes with rests and held notes anywhere."""
    pitches = [n for n in key.midi_notes if LOWEST <= n <= HIGHEST]
    step_count = bars * meter.steps_per_bar
    kinds = rng.choice(3, size=step_count, p=(0.6, 0.1, 0.3))
    kinds[rng.choice(step_count, size=2, replace=False)] = 2
    events = np.where(kinds == 1, NOTE_OFF, NO_EVENT)
    events = np.where(kinds == 2, rng.choice(pitches, size=step_count), events)
    return Melody(events, np.where(events >= 0, rng.integers(1, 128), 0), meter)


@st.composite
def cases(draw):
    """Return two parents, a context with fresh material, and a random seed."""
    key = Key(draw(st.integers(0, 11)), draw(st.sampled_from(list(SCALES.values()))))
    meter = draw(st.sampled_from(list(METERS.values())))
    meter = meter.with_pickup(draw(st.sampled_from([None, *meter.pickup_names])))
    bars = draw(st.integers(1, 8))
    variation = draw(st.sampled_from([0.0, 0.5, 1.0]))
    random_seed = draw(st.integers(0, 2**32))
    rng = np.random.default_rng(random_seed)
    first, second, fresh = (random_melody(key, meter, bars, rng) for _ in range(3))
    material = draw(
        st.sampled_from([(), (SeededMelody(fresh, Key(2, SCALES["major"]), "test"),)])
    )
    context = VariationContext(key, LOWEST, HIGHEST, variation, material)
    return (first, second), context, random_seed


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=list(OPERATORS))
@settings(max_examples=30)
@given(case=cases())
def test_every_operator_is_closed_over_melodies(operator, case):
    parents, context, random_seed = case
    parents = parents[: operator.parent_count]
    before = [(one.events.tobytes(), one.velocities.tobytes()) for one in parents]

    offspring = operator(parents, context, np.random.default_rng(random_seed))
    again = operator(parents, context, np.random.default_rng(random_seed))

    assert offspring == again
    assert before == [
        (one.events.tobytes(), one.velocities.tobytes()) for one in parents
    ]
    assert offspring.meter == parents[0].meter
    assert offspring.step_count == parents[0].step_count
    assert offspring.note_count >= 2
    notes = offspring.midi_notes
    assert LOWEST <= notes.min() <= notes.max() <= HIGHEST
    assert all(context.key.contains(note) for note in notes.tolist())
    if not operator.changes_rhythm:
        assert offspring.onsets.tolist() == parents[0].onsets.tolist()
    if not operator.changes_pitches:
        assert notes.tolist() == parents[0].midi_notes.tolist()


def test_every_operator_has_something_to_do_on_a_phrase(individuals):
    """An operator that never changes anything would be dead weight in the table."""
    key = individuals[0].key
    context = VariationContext(key, 40, 90, 0.5)
    first, second = (context.brought(one.melody, one.key) for one in individuals[:2])
    material = tuple(SeededMelody(i.melody, i.key, "test") for i in individuals[2:4])
    context = VariationContext(key, 40, 90, 0.5, material)
    rng = np.random.default_rng(3)
    for operator in OPERATORS.values():
        parents = (first, second)[: operator.parent_count]
        changed = sum(operator(parents, context, rng) != first for _ in range(40))
        assert changed >= 10, operator.name


def test_each_lock_leaves_several_operators():
    for changed in ("changes_rhythm", "changes_pitches"):
        assert sum(not getattr(one, changed) for one in MUTATIONS) >= 5
        assert any(not getattr(one, changed) for one in CROSSOVERS)


def test_wilder_variation_changes_more_notes(individuals):
    parent = individuals[0]
    rng = np.random.default_rng(4)
    change = OPERATORS["pitch"]
    changed = []
    for variation in (0.0, 1.0):
        context = VariationContext(parent.key, 40, 90, variation)
        offspring = [change((parent.melody,), context, rng) for _ in range(60)]
        changed.append(
            np.mean([(one.events != parent.melody.events).sum() for one in offspring])
        )
    assert changed[0] <= 1.0
    assert changed[1] > 1.5


def test_what_leaves_fewer_than_two_notes_gives_the_parent_back(individuals):
    parent = individuals[0].melody
    silence = Melody(np.full(64, NO_EVENT), np.zeros(64), parent.meter)
    silencer = Operator("silencer", "", 1, True, True, 0.5, lambda *_: silence)
    context = VariationContext(individuals[0].key, 40, 90, 0.5)
    assert silencer((parent,), context, np.random.default_rng(0)) is parent
