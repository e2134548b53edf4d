"""Melodies that came about in any other way are let into a session."""

import numpy as np
import pytest

from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.session_file import read_session_file, write_session_file
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key


def _tune(first_note: int = 60, *, bars: int = 4, meter: str = "4/4") -> Melody:
    steps = METERS[meter].steps_per_bar * bars
    notes = [
        Note(start, start + 4, first_note + place % 7)
        for place, start in enumerate(range(0, steps, 4))
    ]
    return Melody.from_notes(notes, steps, METERS[meter])


def _offspring(
    melody: Melody, *parent_ids: int, change: str = "Imported."
) -> Offspring:
    origins = np.full(melody.step_count, Origin.SEED, np.uint8)
    key = Key.named("C", "major")
    return Offspring(melody, key, parent_ids, ("import",), origins, change)


@pytest.fixture
def session() -> BreedingSession:
    settings = BreedingSettings(population_size=6, bars=2)
    return BreedingSession.new(settings, random_seed=5)


def test_a_melody_from_elsewhere_becomes_a_generation_that_one_undo_takes_back(session):
    before = session.current_generation
    shown = session.show_offspring([_offspring(_tune())], "import of Greensleeves")
    assert session.current_generation.index == shown.index == 1
    assert session.current_generation.parent_index == before.index
    assert session.generation[0].melody == _tune()
    assert session.generation[0].change == "Imported."
    assert session.undo_text == "import of Greensleeves"
    session.undo()
    assert session.current_index == before.index
    assert len(session.history) == 2
    session.redo()
    assert session.generation[0].melody == _tune()


def test_what_is_bred_next_comes_from_melodies_shown_as_parents(session):
    shown = session.show_offspring(
        [_offspring(_tune(bars=2))], "import", are_parents=True
    )
    tune = shown.individuals[0]
    assert tune.is_pinned
    assert session.parents[0].id == tune.id
    session.breed()
    assert any(tune.id in one.parent_ids for one in session.generation)


def test_settings_may_change_in_the_same_step(session):
    waltz = _tune(meter="3/4")
    settings = BreedingSettings(population_size=6, bars=4, meter="3/4")
    session.show_offspring([_offspring(waltz)], "import of a waltz", settings=settings)
    assert session.settings == session.current_generation.settings == settings
    session.undo()
    assert session.settings.meter == "4/4"


def test_the_places_that_are_left_are_bred_on_any_thread_without_repeating_it(session):
    tune = _tune(bars=2)
    session.rate(session.generation[0].id, 5)
    plan = session.prepare_offspring(
        lambda rng, is_cancelled: [_offspring(tune)],
        "morph",
        fills_up=True,
        are_parents=True,
    )
    made = plan.run()
    shown = session.accept_offspring(plan, made)
    assert len(shown.individuals) == 6
    assert [one.is_pinned for one in shown.individuals] == [True] + [False] * 5
    assert len({one.melody for one in shown.individuals}) == 6
    assert session.undo_text == "morph"


def test_the_same_seed_makes_the_same_melodies_again():
    def drawn(rng, is_cancelled):
        return [_offspring(_tune(48 + int(rng.integers(24))))]

    def shown():
        settings = BreedingSettings(population_size=6)
        session = BreedingSession.new(settings, random_seed=9)
        plan = session.prepare_offspring(drawn, "surprise", fills_up=True)
        session.accept_offspring(plan, plan.run())
        return [one.melody for one in session.generation]

    assert shown() == shown()


def test_a_cancelled_plan_brings_nothing(session):
    def made(rng, is_cancelled):
        plan.cancel()
        assert is_cancelled()
        return [_offspring(_tune())]

    plan = session.prepare_offspring(made, "morph", fills_up=True)
    assert session.accept_offspring(plan, plan.run()) is None
    assert len(session.history) == 1


def test_what_cannot_be_kept_is_refused(session):
    silent = Melody.from_notes([], 32, METERS["4/4"])
    for wrong in (
        [],
        [_offspring(_tune())] * 13,
        [_offspring(silent)],
        [_offspring(_tune(bars=9))],
        [_offspring(_tune(), 999)],
    ):
        with pytest.raises(ValueError, match=r"melod|individual"):
            session.show_offspring(wrong, "import")
    assert len(session.history) == 1


def test_it_is_kept_with_the_session(session, tmp_path):
    first = session.generation[0]
    session.show_offspring(
        [_offspring(_tune(), first.id, change="Edited.")], "edit", are_parents=True
    )
    path = tmp_path / "one.musicbreeder"
    write_session_file(path, session.content)
    again = BreedingSession.restored(read_session_file(path))
    assert again.generation[0].melody == _tune()
    assert again.generation[0].parent_ids == (first.id,)
    assert again.generation[0].is_pinned
    assert again.undo_text == "edit"


def test_steps_of_one_gesture_are_undone_together(session):
    for first_note in (60, 62, 64):
        session.show_offspring(
            [_offspring(_tune(first_note))], "edit", gesture="edit 1"
        )
    session.undo()
    assert session.current_index == 0
    assert session.undo_text is None
