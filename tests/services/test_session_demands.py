"""Breeding on demand: of whom, and what is to be new."""

import numpy as np
import pytest

from musicbreeder.breeding.description import describe
from musicbreeder.breeding.on_demand import Demand
from musicbreeder.breeding.search import spread_points
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.similarity import is_near_duplicate
from musicbreeder.services.breeding_session import BreedingSession


@pytest.fixture(scope="module")
def session() -> BreedingSession:
    """Two generations of six, with ratings."""
    session = BreedingSession.new(BreedingSettings(population_size=6), random_seed=8)
    for stars, one in enumerate(session.generation[:3], start=3):
        session.rate(one.id, stars)
    session.breed()
    return session


def bred(session, demand, *ids):
    plan = session.prepare_offspring(
        session.making(demand, ids), session.demand_text(demand, ids)
    )
    shown = session.accept_offspring(plan, plan.run())
    assert shown is not None
    heard = [one for one in session.individuals if one.generation < shown.index]
    for number, one in enumerate(shown.individuals):
        for other in (*heard, *shown.individuals[:number]):
            assert not is_near_duplicate(other.melody, one.melody)
    return shown.individuals


def test_two_of_different_generations_become_the_parents_of_a_screen(session):
    first, second = session.history[0].individuals[4], session.history[1].individuals[1]
    children = bred(session, Demand.PAIR, first.id, second.id)
    assert len(children) == 6
    assert all(set(one.parent_ids) == {first.id, second.id} for one in children)
    assert session.undo_text == f"breeding of {first.name} and {second.name}"
    assert all(one.prediction is not None for one in children)


def test_more_like_one_stays_close_to_it(session):
    parent = session.history[0].individuals[0]
    children = bred(session, Demand.LIKE, parent.id)
    assert len(children) >= 5
    assert all(one.parent_ids == (parent.id,) for one in children)
    shares = [
        np.mean(one.melody.events[parent.melody.onsets] == parent.melody.midi_notes)
        for one in children
    ]
    assert np.median(shares) > 0.5


def test_only_the_rhythm_is_new(session):
    parent = session.history[0].individuals[1]
    for one in bred(session, Demand.NEW_RHYTHM, parent.id):
        assert one.melody.midi_notes.tolist() == parent.melody.midi_notes.tolist()
        assert one.melody.onsets.tolist() != parent.melody.onsets.tolist()


def test_only_the_pitches_are_new(session):
    parent = session.history[0].individuals[1]
    for one in bred(session, Demand.NEW_PITCHES, parent.id):
        assert one.melody.onsets.tolist() == parent.melody.onsets.tolist()
        assert one.melody.midi_notes.tolist() != parent.melody.midi_notes.tolist()


def test_only_the_ending_is_new_and_it_says_so(session):
    parent = session.history[0].individuals[2]
    children = bred(session, Demand.NEW_ENDING, parent.id)
    assert len(children) >= 4
    last_bar = parent.melody.step_count - 16
    beginning = HeldSteps.of(parent.melody, [(0, last_bar)])
    for one in children:
        assert beginning.are_in(one.melody)
        assert "new ending" in one.change


def test_a_surprise_is_musical_and_farther_from_all_heard_than_breeding(session):
    heard = [one.melody for one in session.individuals]
    children = [one.melody for one in bred(session, Demand.SURPRISE)]
    known = spread_points(describe(heard))

    def distance(melodies):
        points = spread_points(describe(melodies))
        gaps = ((points[:, None, :] - known[None, :, :]) ** 2).sum(axis=2)
        return np.sqrt(gaps.min(axis=1)).mean()

    usual = [one.melody for one in session.history[1].individuals]
    others = [one for one in heard if one not in usual]
    known_before = spread_points(describe(others))
    points = spread_points(describe(usual))
    gaps = ((points[:, None, :] - known_before[None, :, :]) ** 2).sum(axis=2)
    assert distance(children) > 1.3 * np.sqrt(gaps.min(axis=1)).mean()
    assert np.median(musicality(children)) > 0.7


def test_locks_hold_in_what_is_demanded(session):
    parent = session.history[0].individuals[3]
    session.set_bar_locked(parent.id, 1, True)
    held = HeldSteps.of(parent.melody, session.locked_steps(parent.id))
    for demand in (Demand.LIKE, Demand.NEW_ENDING):
        for one in bred(session, demand, parent.id):
            assert held.are_in(one.melody)
    for one in bred(
        session, Demand.PAIR, parent.id, session.history[1].individuals[0].id
    ):
        assert held.are_in(one.melody)


def test_where_all_is_locked_a_sentence_says_what_to_do(session):
    parent = session.history[0].individuals[5]
    for bar in range(4):
        session.set_bar_locked(parent.id, bar, True)
    plan = session.prepare_offspring(session.making(Demand.LIKE, [parent.id]), "more")
    with pytest.raises(MusicBreederError, match="unlock"):
        plan.run()


@pytest.mark.parametrize("meter", ["5/4", "7/8 pickup 1/8", "4/4 triplets"])
def test_demands_are_met_in_every_meter(meter):
    settings = BreedingSettings(population_size=6, meter=meter, bars=2)
    session = BreedingSession.new(settings, random_seed=2)
    first, second = session.generation[:2]
    bred(session, Demand.PAIR, first.id, second.id)
    bred(session, Demand.NEW_ENDING, first.id)
