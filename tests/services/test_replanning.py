"""Planning anew what nobody has heard, and nothing else."""

import numpy as np
import pytest
from plain_listeners import high_and_sparse, rate_screen, stars

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.breeding_session import BreedingSession


@pytest.fixture
def session() -> BreedingSession:
    return half_heard(random_seed=8)


def half_heard(random_seed: int) -> BreedingSession:
    session = BreedingSession.new(random_seed=random_seed)
    for one in session.generation[:4]:
        session.rate(one.id, stars(high_and_sparse, one))
    session.mark_heard(session.generation[4].id, 0.3)
    session.set_pinned(session.generation[5].id, True)
    return session


def ids(session: BreedingSession) -> list[int]:
    return [one.id for one in session.generation]


def test_what_was_heard_rated_or_marked_keeps_its_place(session):
    before = ids(session)
    changed = session.replan()
    assert set(changed) <= set(range(6, 12))
    assert len(changed) >= 4
    after = ids(session)
    assert [p for p in range(12) if before[p] != after[p]] == list(changed)


def test_the_new_ones_are_liked_better_than_those_they_replace():
    gains = []
    for random_seed in (8, 9, 10):
        session = half_heard(random_seed)
        before = session.generation
        for place in session.replan():
            new = high_and_sparse(session.generation[place].melody)
            gains.append(new - high_and_sparse(before[place].melody))
    assert np.mean(gains) > 0.6


def test_what_was_replaced_stays_in_the_record_but_off_the_screen(session):
    before = session.generation
    changed = session.replan()
    for place in changed:
        assert session.individual(before[place].id).melody == before[place].melody
        assert not session.is_on_screen(before[place].id)
        assert session.is_on_screen(session.generation[place].id)
        assert session.generation[place].generation == 0
    assert len(session.individuals) == 12 + len(changed)
    gone = {before[place].id for place in changed}
    assert not gone & {one.id for one in session.finals(12)}


def test_no_two_melodies_on_the_screen_are_alike_after_replanning(session):
    session.replan()
    shown = MelodyIndex()
    for one in session.generation:
        assert not shown.near([one.melody])[0]
        shown.add([one.melody])


def test_it_is_wanted_after_every_few_ratings():
    session = BreedingSession.new(random_seed=8)
    wanted = []
    for place in range(12):
        one = session.generation[place]
        session.rate(one.id, stars(high_and_sparse, one))
        wanted.append(session.wants_replan)
        if session.wants_replan:
            session.replan()
    assert [place for place, wants in enumerate(wanted) if wants] == [3, 7]
    session.breed()
    assert not session.wants_replan


def test_a_late_plan_is_dropped_if_anything_was_said_meanwhile(session):
    plan = session.prepare_replan()
    found = plan.run()
    session.rate(session.generation[7].id, 2)
    before = ids(session)
    assert session.accept_replan(plan, found) == ()
    assert ids(session) == before


def test_what_is_heard_while_planning_stays(session):
    plan = session.prepare_replan()
    found = plan.run()
    heard, playing = session.generation[7].id, session.generation[9].id
    session.mark_heard(heard)
    changed = session.accept_replan(plan, found, keep_ids=[playing])
    assert changed
    assert ids(session)[7] == heard
    assert ids(session)[9] == playing


def test_a_cancelled_plan_changes_nothing(session):
    plan = session.prepare_replan()
    plan.cancel()
    before = ids(session)
    assert session.accept_replan(plan, plan.run()) == ()
    assert ids(session) == before
    breeding = session.prepare_breeding()
    breeding.cancel()
    session.accept(breeding, breeding.run())
    assert len(session.history) == 1


def test_with_nothing_said_or_everything_heard_nothing_is_planned():
    session = BreedingSession.new(BreedingSettings(population_size=6), random_seed=1)
    assert session.replan() == ()
    rate_screen(session, high_and_sparse)
    assert session.prepare_replan() is None


def test_undo_moves_no_melody_that_replanning_brought(session):
    session.replan()
    after = ids(session)
    while session.undo():
        pass
    assert ids(session) == after
    while session.redo():
        pass
    assert ids(session) == after


def test_what_was_rated_once_is_never_replaced_even_if_that_was_taken_back(session):
    one = session.generation[8]
    session.rate(one.id, 4)
    session.undo()
    session.replan()
    assert session.generation[8].id == one.id
