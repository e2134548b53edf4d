"""The door: what scripts, the window and experiments rely on."""

import subprocess
import sys

import numpy as np
import pytest

from musicbreeder.melody.similarity import is_near_duplicate
from musicbreeder.services.breeding_session import BreedingSession, BreedingSettings
from musicbreeder.theory.scale import Key


@pytest.fixture
def session() -> BreedingSession:
    return BreedingSession.new(random_seed=7)


def rate_by_height(session: BreedingSession) -> None:
    for individual in session.generation:
        mean = individual.melody.midi_notes.mean()
        session.rate(individual.id, int(np.clip((mean - 55) / 4, 1, 5)))


def melodies(session: BreedingSession) -> list[list[int]]:
    return [one.melody.events.tolist() for one in session.generation]


def test_a_new_session_shows_twelve_melodies_of_four_bars(session):
    assert len(session.generation) == 12
    assert all(one.melody.events.shape == (64,) for one in session.generation)
    assert len({one.name for one in session.generation}) == 12


def test_settings_are_obeyed_from_the_first_generation_on():
    settings = BreedingSettings(
        bars=2, meter="6/8", key="D", scale="dorian", lowest_note=55, highest_note=79,
        population_size=8,
    )  # fmt: skip
    session = BreedingSession.new(settings, random_seed=3)
    d_dorian = Key.named("D", "dorian")
    for _ in range(3):
        assert len(session.generation) == 8
        for individual in session.generation:
            assert individual.melody.events.shape == (24,)
            assert individual.key == d_dorian
            notes = individual.melody.midi_notes
            assert notes.min() >= 55
            assert notes.max() <= 79
            assert all(d_dorian.contains(int(note)) for note in notes)
        session.breed()


def test_changed_settings_hold_for_the_next_generation(session):
    rate_by_height(session)
    session.change_settings(
        BreedingSettings(bars=2, meter="3/4", key="G", scale="blues")
    )
    session.breed()
    assert all(one.melody.events.shape == (24,) for one in session.generation)
    assert {one.key.name for one in session.generation} == {"G blues"}


def test_no_melody_is_shown_twice_not_even_transposed(session):
    for _ in range(4):
        rate_by_height(session)
        session.breed()
    shown = [one.melody for one in session.individuals]
    for place, melody in enumerate(shown):
        for earlier in shown[:place]:
            assert not is_near_duplicate(melody, earlier)


def test_offspring_come_from_what_was_liked(session):
    liked = session.generation[4]
    for individual in session.generation:
        session.rate(individual.id, 5 if individual is liked else 1)
    session.breed()
    bred = [one for one in session.generation if one.parent_ids]
    from_liked = [one for one in bred if liked.id in one.parent_ids]
    assert len(from_liked) > len(bred) / 2


def test_a_pinned_melody_stays_a_parent_over_generations(session):
    pinned = session.generation[0]
    session.set_pinned(pinned.id, True)
    for _ in range(3):
        rate_by_height(session)
        session.breed()
        assert any(pinned.id in one.parent_ids for one in session.generation)
        assert pinned.id in [one.id for one in session.parents]


def test_undo_and_redo_walk_every_step_and_lose_no_generation(session):
    first = session.generation[0]
    session.rate(first.id, 4)
    session.rename(first.id, "My Tune")
    session.breed()
    bred = melodies(session)
    assert session.undo_text == "breeding"
    session.undo()
    assert session.current_index == 0
    assert len(session.history) == 2
    session.undo()
    assert session.individual(first.id).name == first.name
    session.undo()
    assert session.individual(first.id).rating is None
    assert not session.undo()
    while session.redo():
        pass
    assert melodies(session) == bred
    assert session.individual(first.id).rating == 4
    assert session.individual(first.id).name == "My Tune"


def test_breeding_from_an_earlier_generation_opens_a_branch(session):
    session.breed()
    session.breed()
    session.open_generation(0)
    session.breed()
    assert [generation.parent_index for generation in session.history] == [
        None,
        0,
        1,
        0,
    ]
    assert session.current_generation.number == 2
    assert len(session.history) == 4


def test_breeding_again_after_undo_gives_other_melodies(session):
    session.breed()
    first_try = melodies(session)
    session.undo()
    session.breed()
    assert melodies(session) != first_try


def test_a_drag_is_undone_in_one_step(session):
    for variation in (0.6, 0.7, 0.8):
        settings = BreedingSettings(variation=variation)
        session.change_settings(settings, gesture="drag")
    session.undo()
    assert session.settings == BreedingSettings()
    assert session.undo_text is None


def test_finals_put_the_best_rated_first(session):
    session.rate(session.generation[3].id, 5)
    session.rate(session.generation[5].id, 4)
    session.rate(session.generation[0].id, 1)
    finals = session.finals(12)
    assert [one.rating for one in finals[:2]] == [5, 4]
    assert finals[-1].rating == 1
    assert len(session.finals()) == 5


def test_nonsense_is_refused_and_changes_nothing(session):
    with pytest.raises(ValueError, match=r"1\.\.5"):
        session.rate(session.generation[0].id, 6)
    with pytest.raises(ValueError, match="no individual"):
        session.rate(10_000, 3)
    with pytest.raises(ValueError, match="generation index"):
        session.open_generation(5)
    assert session.undo_text is None


def test_a_plan_made_earlier_still_lands_after_more_ratings(session):
    plan = session.prepare_breeding()
    offspring = plan.run()
    session.rate(session.generation[0].id, 5)
    session.accept(plan, offspring)
    assert session.current_index == 1
    assert session.history[0].individuals[0].rating == 5


SCRIPT = """
from musicbreeder.services.breeding_session import BreedingSession
session = BreedingSession.new(random_seed=11)
for _ in range(2):
    for place, one in enumerate(session.generation):
        session.rate(one.id, 1 + place % 5)
    session.breed()
print([one.melody.events.tolist() for one in session.generation])
"""


def test_the_same_seed_and_ratings_give_the_same_melodies_in_another_process():
    def run(hash_seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": hash_seed},
        ).stdout  # fmt: skip

    assert run("1") == run("2") != ""


def test_going_to_a_generation_and_back_leaves_nothing_to_undo() -> None:
    session = BreedingSession.new(random_seed=7)
    session.rate(session.generation[0].id, 4)
    session.breed()
    before = session.undo_text
    session.open_generation(0)
    assert session.undo_text != before
    session.open_generation(1)
    assert session.undo_text == before
    assert session.redo_text is None


def test_starting_from_a_melody_opens_its_generation_and_pins_it_in_one_step() -> None:
    session = BreedingSession.new(random_seed=7)
    first = session.generation[3]
    session.rate(first.id, 4)
    session.breed()
    session.start_from(first.id)
    assert session.current_index == 0
    assert session.individual(first.id).is_pinned
    assert session.undo_text == f"breeding from {first.name}"
    session.undo()
    assert session.current_index == 1
    assert not session.individual(first.id).is_pinned
