"""Bars and notes of a melody are locked, kept by offspring, undone and stored."""

import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.session_file import read_session_file, write_session_file


@pytest.fixture
def session() -> BreedingSession:
    settings = BreedingSettings(population_size=6)
    return BreedingSession.new(settings, random_seed=5)


def held(session, individual_id):
    individual = session.individual(individual_id)
    return HeldSteps.of(individual.melody, individual.locked_steps)


def test_a_locked_bar_is_undone_like_any_gesture(session):
    one = session.generation[0]
    session.set_bar_locked(one.id, 1, True)
    assert session.locked_bars(one.id) == (1,)
    assert session.undo_text == f"locking of bar 2 in {one.name}"
    session.set_bar_locked(one.id, 1, True)
    session.undo()
    assert session.locked_bars(one.id) == ()
    session.redo()
    session.set_bar_locked(one.id, 1, False)
    assert session.locked_steps(one.id) == ()
    assert session.undo_text == f"unlocking of bar 2 in {one.name}"


def test_a_single_note_is_locked_by_its_name(session):
    one = session.generation[0]
    note = one.melody.notes[2]
    session.set_note_locked(one.id, note.start, True)
    assert session.locked_steps(one.id) == ((note.start, note.end),)
    name = one.key.note_name(note.midi_note)
    assert session.undo_text == f"locking of the {name} in {one.name}"
    session.unlock_all(one.id)
    assert session.locked_steps(one.id) == ()


def test_offspring_keep_the_lock_until_somebody_takes_it_off(session):
    parent = session.generation[0]
    session.set_bar_locked(parent.id, 0, True)
    session.set_pinned(parent.id, True)
    session.breed()
    children = [one for one in session.generation if parent.id in one.parent_ids]
    assert children
    kept = held(session, parent.id)
    for child in children:
        assert kept.are_in(child.melody)
        assert session.locked_bars(child.id) == (0,)
    session.rate(children[0].id, 5)
    session.breed()
    grandchildren = [
        one for one in session.generation if children[0].id in one.parent_ids
    ]
    assert all(kept.are_in(one.melody) for one in grandchildren)
    session.set_bar_locked(children[0].id, 0, False)
    assert session.locked_bars(children[0].id) == ()
    assert session.locked_bars(parent.id) == (0,)
    session.unlock_all(parent.id)
    assert session.locked_bars(children[-1].id) == ()


def test_replanned_melodies_keep_the_lock(session):
    parent = session.generation[0]
    session.set_bar_locked(parent.id, 2, True)
    session.set_pinned(parent.id, True)
    session.breed()
    for one in session.generation[:4]:
        session.rate(one.id, 4)
    session.replan()
    kept = held(session, parent.id)
    for one in session.generation:
        if parent.id in one.parent_ids:
            assert kept.are_in(one.melody)


def test_locks_are_kept_with_the_session(session, tmp_path):
    one = session.generation[0]
    session.set_bar_locked(one.id, 1, True)
    session.set_note_locked(one.id, int(one.melody.onsets[0]), True)
    session.unlock_all(session.generation[1].id)
    path = tmp_path / "one.musicbreeder"
    write_session_file(path, session.content)
    again = BreedingSession.restored(read_session_file(path))
    assert again.locked_steps(one.id) == session.locked_steps(one.id)
    again.undo()
    assert again.locked_bars(one.id) == (1,)


def test_what_is_not_there_cannot_be_locked(session):
    one = session.generation[0]
    with pytest.raises(ValueError, match="bar must be"):
        session.set_bar_locked(one.id, 4, True)
    silent = next(
        step
        for step in range(one.melody.step_count)
        if step not in np.asarray(one.melody.onsets)
    )
    with pytest.raises(ValueError, match="no note starts"):
        session.set_note_locked(one.id, silent, True)
