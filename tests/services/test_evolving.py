import pytest
from plain_listeners import high_and_sparse, mean_liking, rate_screen

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.breeding_session import BreedingSession


@pytest.fixture
def session() -> BreedingSession:
    session = BreedingSession.new(BreedingSettings(population_size=8), random_seed=3)
    rate_screen(session, high_and_sparse)
    session.breed()
    rate_screen(session, high_and_sparse)
    return session


def test_it_brings_back_a_short_list_of_unlike_unheard_melodies(session):
    shown = MelodyIndex()
    shown.add([one.melody for one in session.individuals])
    plan = session.prepare_alone(5)
    session.accept_alone(plan, plan.run(round_count=2))
    assert len(session.generation) == 5
    assert session.current_generation.is_bred_alone
    assert session.current_generation.parent_index == 1
    for one in session.generation:
        assert not session.hearing(one.id).is_heard
        assert one.prediction is not None
        assert not shown.near([one.melody])[0]
        shown.add([one.melody])
    assert mean_liking(session, high_and_sparse) > 5


def test_it_is_undone_like_any_breeding(session):
    plan = session.prepare_alone()
    session.accept_alone(plan, plan.run(round_count=1))
    assert session.undo_text == "breeding without you"
    session.undo()
    assert session.current_index == 1
    assert len(session.history) == 3
    session.redo()
    assert session.current_generation.is_bred_alone
    session.breed()
    assert session.current_generation.number == 4


def test_rounds_give_the_same_melodies_again(session):
    plans = session.prepare_alone(4), session.prepare_alone(4)
    first, second = ([o.melody for o in plan.run(round_count=2)] for plan in plans)
    assert first == second


def test_progress_is_told_and_reaches_the_end(session):
    shares = []
    session.prepare_alone(3).run(round_count=3, on_progress=shares.append)
    assert shares == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_a_set_time_ends_it(session):
    shares = []
    bred = session.prepare_alone(3).run(seconds=0.3, on_progress=shares.append)
    assert len(bred) == 3
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_it_can_be_cancelled_for_nothing_or_finished_with_what_there_is(session):
    cancelled, finished = session.prepare_alone(3), session.prepare_alone(3)
    assert cancelled.run(seconds=60, on_progress=lambda _: cancelled.cancel()) == ()
    session.accept_alone(cancelled, ())
    assert len(session.history) == 2
    assert len(finished.run(seconds=60, on_progress=lambda _: finished.finish())) == 3


def test_without_anything_known_it_is_not_offered():
    session = BreedingSession.new(BreedingSettings(population_size=6), random_seed=3)
    assert session.prepare_alone() is None
    session.rate(session.generation[0].id, 4)
    plan = session.prepare_alone()
    with pytest.raises(ValueError, match="rounds or a time"):
        plan.run()
