from dataclasses import replace

import pytest
from plain_listeners import high_and_sparse, rate_screen, stars

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_record import TRIAL_CHANGE
from musicbreeder.services.trial import BY_MODEL, BY_TASTE, PLAIN, source_result


@pytest.fixture
def session() -> BreedingSession:
    session = BreedingSession.new(random_seed=6)
    rate_screen(session, high_and_sparse)
    session.set_trial(True)
    session.breed()
    return session


def test_a_screen_is_shared_evenly_and_tells_nothing(session):
    sources = [session._record.trial_sources[one.id] for one in session.generation]
    assert sorted(sources) == sorted(4 * [BY_TASTE, PLAIN, BY_MODEL])
    assert sources != sorted(sources)
    for one in session.generation:
        assert one.change == TRIAL_CHANGE
        assert one.operators == ()
        assert one.parent_ids == ()
        assert len(set(one.origins.tolist())) == 1
        assert one.prediction is not None
    session.set_trial(False)
    assert all(one.change != TRIAL_CHANGE for one in session.generation)
    assert any(one.parent_ids for one in session.generation)


def test_no_two_melodies_of_a_screen_are_alike(session):
    shown = MelodyIndex()
    for one in session.individuals:
        assert not shown.near([one.melody])[0]
        shown.add([one.melody])


def test_nothing_is_planned_anew_during_a_trial(session):
    for one in session.generation[:5]:
        session.rate(one.id, 4)
    assert not session.wants_replan
    assert session.replan() == ()


def test_taste_wins_for_a_listener_with_a_clear_taste(session):
    for _ in range(2):
        for one in session.generation:
            session.rate(one.id, stars(lambda m: high_and_sparse(m) - 2.5, one))
        session.breed()
    results = {one.source: one for one in session.trial_results}
    plain, taste = results[PLAIN], results[BY_TASTE]
    assert plain.heard_count == taste.heard_count == 8
    assert results[BY_MODEL].heard_count == 8
    assert taste.mean_stars > plain.mean_stars


def test_a_models_melodies_are_its_own(session):
    session.set_trial(False)
    written = [
        one
        for one in session.generation
        if session._record.trial_sources[one.id] == BY_MODEL
    ]
    assert [one.operators for one in written] == 4 * [("event transformer",)]


@pytest.mark.parametrize("changes", [{"keep_rhythm": True}, {"meter": "5/4"}])
def test_where_a_model_can_write_nothing_two_ways_are_compared(changes):
    settings = BreedingSettings(population_size=6, **changes)
    session = BreedingSession.new(settings, random_seed=6)
    rate_screen(session, high_and_sparse)
    session.set_trial(True)
    session.breed()
    sources = [session._record.trial_sources[one.id] for one in session.generation]
    assert sorted(sources) == sorted(3 * [PLAIN, BY_TASTE])
    assert len(session.trial_results) == 2


def test_the_first_screen_of_a_trial_belongs_to_no_way():
    session = BreedingSession.new(BreedingSettings(population_size=6), random_seed=6)
    session.set_trial(True)
    session.breed()
    assert len(session.generation) == 6
    assert [one.heard_count for one in session.trial_results] == [0, 0]


def test_a_trial_is_begun_and_ended_by_steps_that_can_be_undone(session):
    session.set_trial(False)
    assert session.undo_text == "end of the blind trial"
    session.undo()
    assert session.is_trial
    session.set_trial(True)
    assert session.undo_text == "breeding"


def test_results_count_listens_for_each_favourite_with_an_interval(session):
    one = session.generation[0]
    heard = [
        *(replace(one, rating=3) for _ in range(6)),
        replace(one, rating=5),
        replace(one, rating=None, is_favourite=True),
    ]
    result = source_result(PLAIN, heard)
    assert (result.heard_count, result.favourite_count) == (8, 2)
    assert result.mean_stars == pytest.approx(23 / 7)
    assert result.listens_per_favourite == 4.0
    # 2 of 8 by Wilson: 0.071 to 0.591.
    assert result.least_listens == pytest.approx(1 / 0.5907, rel=1e-3)
    assert result.most_listens == pytest.approx(1 / 0.0715, rel=1e-2)
    assert "4.0 listens per favourite (probably 2 to 14)" in result.sentence
    assert source_result(PLAIN, heard[:3]).sentence.endswith("no favourite yet.")
    assert source_result(PLAIN, []).mean_stars is None
