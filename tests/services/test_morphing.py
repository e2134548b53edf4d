import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.features import feature_matrix
from musicbreeder.seeding.latent_space import MEASURES, measure
from musicbreeder.services import morphing
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.morphing import DIRECTIONS, going, reason_against, walked


@pytest.fixture(scope="module")
def session():
    settings = BreedingSettings(seeder="tune library", population_size=6)
    return BreedingSession.new(settings, random_seed=3)


def test_a_walk_comes_in_the_key_and_the_bars_of_the_melody_it_starts_from(session):
    first, second = session.generation[:2]

    steps = walked(first, second, session.settings)

    assert len(steps) == 9
    assert steps[0].melody == first.melody
    assert {step.key for step in steps} == {first.key}
    assert {step.melody.step_count for step in steps} == {first.melody.step_count}
    assert {step.parent_ids for step in steps} == {(first.id, second.id)}
    assert steps[4].change == f"50 % of the way from {first.name} to {second.name}."


def test_what_is_kept_of_a_walk_is_a_generation_that_one_undo_takes_back(session):
    first, second = session.generation[:2]
    steps = walked(first, second, session.settings)
    count = len(session.history)

    session.show_offspring(steps[2:5], "morph")

    assert [one.melody for one in session.generation] == [s.melody for s in steps[2:5]]
    assert session.generation[0].parent_ids == (first.id, second.id)
    session.undo()
    assert session.current_index == count - 1


def test_locked_bars_stay_whatever_lies_between(session):
    first, second = session.generation[:2]
    session.set_bar_locked(first.id, 1, True)
    first = session.individual(first.id)
    try:
        for step in walked(first, second, session.settings)[1:-1]:
            assert (step.melody.events[17:32] == first.melody.events[17:32]).all()
    finally:
        session.undo()


@pytest.mark.parametrize("direction", ["denser", "lower", "more leaps"])
def test_going_in_a_direction_makes_melodies_that_went_there(session, direction):
    parent = session.generation[2]
    make = going(parent, direction, session.settings)

    made = make(np.random.default_rng(0), lambda: False)

    feature, sign = MEASURES[direction]
    values = measure(
        feature_matrix([parent.melody, *(one.melody for one in made)]), feature
    )
    assert 1 <= len(made) <= 6
    assert (sign * (values[1:] - values[0]) > 0).mean() > 0.8
    assert {one.parent_ids for one in made} == {(parent.id,)}
    assert all(one.change.startswith(f"{parent.name}, {direction}") for one in made)


def test_every_direction_of_the_model_is_offered():
    assert set(DIRECTIONS) == set(MEASURES)


def test_a_meter_the_model_does_not_know_is_said(session):
    odd = BreedingSession.new(BreedingSettings(meter="5/4", bars=1), random_seed=1)
    assert "5/4" in reason_against(odd.generation[0])
    assert reason_against(session.generation[0]) == ""


def test_without_the_model_the_reason_is_said(session, monkeypatch):
    monkeypatch.setattr(morphing, "has_model", lambda name: False)
    assert (
        reason_against(session.generation[0]) == "The model for this is not installed"
    )
