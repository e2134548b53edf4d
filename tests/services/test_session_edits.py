"""A melody edited by hand is a new one, in the place of the old one."""

from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.session_file import read_session_file, write_session_file


@pytest.fixture
def session() -> BreedingSession:
    return BreedingSession.new(BreedingSettings(population_size=6), random_seed=5)


def raised(melody: Melody, index: int = 0, semitones: int = 2) -> Melody:
    """Return a melody with one note moved up."""
    notes = list(melody.notes)
    notes[index] = replace(notes[index], midi_note=notes[index].midi_note + semitones)
    return Melody.from_notes(notes, melody.step_count, melody.meter)


def test_an_edited_melody_stands_in_the_place_of_its_parent(session):
    before = session.generation
    old = before[2]
    new = session.edit(old.id, raised(old.melody))
    assert [one.id for one in session.generation] == [
        *(one.id for one in before[:2]), new.id, *(one.id for one in before[3:])
    ]  # fmt: skip
    assert new.parent_ids == (old.id,)
    assert new.name == f"{old.name} 2"
    assert new.change == f"{old.name}, edited by hand."
    moved = old.melody.notes[0].start
    assert new.origins[moved] == Origin.MUTATION
    kept = np.delete(old.melody.onsets, 0)
    assert (new.origins[kept] == Origin.FIRST_PARENT).all()
    assert session.undo_text == f"edit of {old.name}"
    assert not session.is_on_screen(old.id)
    assert session.is_on_screen(new.id)


def test_undo_brings_the_old_melody_back_and_loses_nothing(session):
    old = session.generation[0]
    new = session.edit(old.id, raised(old.melody))
    session.undo()
    assert session.generation[0].id == old.id
    assert session.standing_for(old.id) == old.id
    session.redo()
    assert session.generation[0].id == new.id
    assert session.standing_for(old.id) == new.id


def test_one_stretch_of_edits_has_one_parent_and_is_undone_edit_by_edit(session):
    old = session.generation[0]
    first = session.edit(old.id, raised(old.melody))
    second = session.edit(first.id, raised(first.melody, 1), of_id=old.id)
    assert second.parent_ids == (old.id,)
    assert second.name == f"{old.name} 2"
    assert session.generation[0].id == second.id
    session.undo()
    assert session.generation[0].id == first.id
    back = session.edit(first.id, old.melody, of_id=old.id)
    assert back.id == old.id
    assert session.generation[0].id == old.id


def test_a_later_stretch_goes_on_from_what_was_edited(session):
    old = session.generation[0]
    first = session.edit(old.id, raised(old.melody))
    second = session.edit(first.id, raised(first.melody, 1))
    assert second.parent_ids == (first.id,)
    assert second.name == f"{old.name} 3"
    assert session.generation[0].id == session.standing_for(old.id) == second.id


def test_what_was_edited_is_bred_from(session):
    old = session.generation[0]
    new = session.edit(old.id, raised(old.melody))
    session.rate(new.id, 5)
    assert session.parents[0].id == new.id
    session.breed()
    assert any(new.id in one.parent_ids for one in session.generation)


def test_replanning_leaves_an_edited_melody_alone(session):
    session.breed()
    old = session.generation[5]
    new = session.edit(old.id, raised(old.melody))
    for one in session.generation[:4]:
        session.rate(one.id, 4)
    session.replan()
    assert session.generation[5].id == new.id


def test_edits_are_kept_with_the_session(session, tmp_path):
    old = session.generation[0]
    new = session.edit(old.id, raised(old.melody))
    path = tmp_path / "one.musicbreeder"
    write_session_file(path, session.content)
    again = BreedingSession.restored(read_session_file(path))
    assert again.generation[0].id == new.id
    assert again.generation[0].melody == new.melody
    again.undo()
    assert again.generation[0].id == old.id


def test_nothing_changed_is_no_step_and_silence_is_refused(session):
    old = session.generation[0]
    assert session.edit(old.id, old.melody).id == old.id
    assert session.undo_text is None
    silent = Melody.from_notes([], old.melody.step_count, old.melody.meter)
    with pytest.raises(ValueError, match="cannot take the place"):
        session.edit(old.id, silent)


def test_locked_bars_stay_locked_where_an_edit_left_them_alone(session):
    old = session.generation[0]
    session.set_bar_locked(old.id, 3, True)
    new = session.edit(old.id, raised(old.melody))
    assert session.locked_bars(new.id) == (3,)
    assert isinstance(new.melody.notes[0], Note)
