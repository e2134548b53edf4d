"""Notes edited and locked in the inspector's piano roll."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector import Inspector
from musicbreeder.gui.inspector_editing import grid_choices
from musicbreeder.theory.meter import METERS

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def selected(conductor: Conductor):
    return conductor.individual(conductor.selected_id)


def centre_of(inspector: Inspector, index: int) -> QPoint:
    roll = inspector.roll
    note = roll._individual.melody.notes[index]
    return roll._geometry.note_rect(note).center().toPoint()


def drag(roll, start: QPoint, *path: QPoint) -> None:
    QTest.mousePress(roll, LEFT, NO_KEYS, start)
    for place in path:
        QTest.mouseMove(roll, place)
        # A real drag tells which button is held; the test's move does not.
        from PySide6.QtCore import QEvent, QPointF
        from PySide6.QtGui import QMouseEvent

        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), roll.mapToGlobal(QPointF(place)),
            Qt.MouseButton.NoButton, LEFT, NO_KEYS,
        )  # fmt: skip
        QApplication.sendEvent(roll, event)
    QTest.mouseRelease(roll, LEFT, NO_KEYS, path[-1])


def test_a_dragged_note_makes_one_new_melody_in_the_place_of_the_old_one(
    inspector: Inspector, conductor: Conductor, actions: Actions
) -> None:
    old = selected(conductor)
    actions.shaping.edit_notes.trigger()
    inspector.editing.to_key.setChecked(False)
    inspector.editing._show_snapping()
    start = centre_of(inspector, 2)
    row_px = inspector.roll._geometry.row(60).height()
    up = [QPoint(start.x(), round(start.y() - rows * row_px)) for rows in (1, 2, 3)]
    drag(inspector.roll, start, *up)
    new = selected(conductor)
    assert new.id != old.id
    assert new.parent_ids == (old.id,)
    assert new.melody.notes[2] == replace(
        old.melody.notes[2], midi_note=old.melody.notes[2].midi_note + 3
    )
    assert conductor.session.generation[0].id == new.id
    assert len(conductor.session.individuals) == 13
    conductor.stop()
    conductor.undo()
    assert conductor.selected_id == old.id
    assert conductor.session.generation[0].id == old.id


def test_a_click_adds_and_a_double_click_deletes(
    inspector: Inspector, conductor: Conductor, actions: Actions
) -> None:
    actions.shaping.edit_notes.trigger()
    old = selected(conductor)
    roll = inspector.roll
    field = roll._geometry.field.toRect()
    at = QPoint(field.right() - 4, field.top() + 4)
    QTest.mouseClick(roll, LEFT, NO_KEYS, at)
    added = selected(conductor)
    assert added.melody.notes[-1].end == old.melody.step_count
    assert added.melody.notes[-1].midi_note > max(old.melody.midi_notes)
    first = centre_of(inspector, 0)
    QTest.mouseDClick(roll, LEFT, NO_KEYS, first)
    assert selected(conductor).melody.notes[0] != added.melody.notes[0]
    assert selected(conductor).parent_ids == (old.id,)
    conductor.stop()


def test_keys_do_all_that_the_mouse_does(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor, actions: Actions
) -> None:
    actions.shaping.edit_notes.trigger()
    old = selected(conductor)
    roll = inspector.roll
    roll.editing._typing.setInterval(60_000)  # however slow this machine types
    first, second = old.melody.notes[:2]
    for key, modifiers in (
        (Qt.Key.Key_Home, NO_KEYS),
        (Qt.Key.Key_Right, NO_KEYS),
        (Qt.Key.Key_Up, NO_KEYS),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier),
    ):
        QTest.keyClick(roll, key, modifiers)
    # Typed in a row they are one edit.
    assert conductor.selected_id == old.id
    roll.editing.flush()
    new = selected(conductor)
    assert new.melody.notes[0] == first
    assert new.melody.notes[1].midi_note == old.key.moved(second.midi_note, 1)
    assert new.melody.notes[1].velocity == min(second.velocity + 8, 127)
    QTest.keyClick(roll, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(roll, Qt.Key.Key_Delete)
    assert selected(conductor).melody.note_count == old.melody.note_count - 1
    QTest.keyClick(roll, Qt.Key.Key_Insert)
    roll.editing.flush()
    assert selected(conductor).melody.note_count == old.melody.note_count
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert not actions.shaping.edit_notes.isChecked()
    assert roll.editing is None
    conductor.stop()


def test_another_card_begins_another_stretch(
    inspector: Inspector, conductor: Conductor, actions: Actions
) -> None:
    actions.shaping.edit_notes.trigger()
    first, second = conductor.session.generation[:2]
    conductor.select(second.id)
    QTest.keyClick(inspector.roll, Qt.Key.Key_Up)
    inspector.roll.editing.flush()
    assert selected(conductor).parent_ids == (second.id,)
    assert conductor.session.generation[0].id == first.id
    conductor.stop()


def test_the_padlock_on_the_ruler_locks_a_bar_and_the_rest_of_it_likes(
    inspector: Inspector, conductor: Conductor
) -> None:
    roll, one = inspector.roll, selected(conductor)
    area = roll._geometry.lock_area(1, one.melody)
    QTest.mouseClick(roll, LEFT, NO_KEYS, area.center().toPoint())
    assert conductor.session.locked_bars(one.id) == (1,)
    assert "bar 2 locked" in roll.accessibleDescription()
    beside = QPoint(round(area.left()) - 20, round(area.center().y()))
    QTest.mouseClick(roll, LEFT, NO_KEYS, beside)
    assert conductor.bar_likings(one.id) == {1: 1}
    QTest.mouseClick(roll, LEFT, NO_KEYS, area.center().toPoint())
    assert conductor.session.locked_bars(one.id) == ()


def test_control_and_a_click_lock_a_note(
    inspector: Inspector, conductor: Conductor
) -> None:
    one = selected(conductor)
    note = one.melody.notes[1]
    control = Qt.KeyboardModifier.ControlModifier
    at = centre_of(inspector, 1)
    QTest.mouseClick(inspector.roll, LEFT, control, at)
    assert conductor.session.locked_steps(one.id) == ((note.start, note.end),)
    assert "1 note locked" in inspector.roll.accessibleDescription()
    QTest.mouseClick(inspector.roll, LEFT, control, at)
    assert conductor.session.locked_steps(one.id) == ()


def test_contour_is_kept_by_a_button(
    inspector: Inspector, conductor: Conductor
) -> None:
    inspector.keep_contour.click()
    assert conductor.session.settings.keep_contour
    conductor.undo()
    assert not inspector.keep_contour.isChecked()


@pytest.mark.parametrize("meter", METERS.values(), ids=lambda meter: meter.name)
def test_every_meter_has_its_grids(meter) -> None:
    assert 1 in grid_choices(meter)
    assert all(steps <= meter.steps_per_bar for steps in grid_choices(meter))
