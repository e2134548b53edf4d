from collections import Counter

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.name_field import NameField
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.shortcuts_dialog import ShortcutsDialog, shortcut_rows


@pytest.fixture
def window(qtbot: QtBot, conductor: Conductor, actions: Actions) -> QMainWindow:
    made = QMainWindow()
    made.addActions(actions.all_actions)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


@pytest.mark.parametrize("is_tree_open", [False, True])
def test_no_two_actions_want_the_same_key_at_once(
    qtbot: QtBot, conductor: Conductor, actions: Actions, *, is_tree_open: bool
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(conductor.selected_id)
    actions.show_family_tree.setChecked(is_tree_open)
    keys = Counter(
        key.toString()
        for action in actions.all_actions
        for key in action.shortcuts()
        if action.isEnabled()
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_digits_rate_the_selected_card_and_zero_clears(
    window: QMainWindow, conductor: Conductor
) -> None:
    QTest.keyClick(window, Qt.Key.Key_4)
    assert conductor.individual(conductor.selected_id).rating == 4
    QTest.keyClick(window, Qt.Key.Key_0)
    assert conductor.individual(conductor.selected_id).rating is None


def test_a_letter_hears_the_card_in_its_place(
    qtbot: QtBot, window: QMainWindow, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        QTest.keyClick(window, Qt.Key.Key_S)
    assert conductor.playing_id == conductor.session.generation[5].id
    conductor.stop()


def test_typing_a_name_triggers_nothing(
    qtbot: QtBot, window: QMainWindow, conductor: Conductor
) -> None:
    field = NameField(window)
    OwnKeys(window)
    field.show_name("")
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "qwe 123 lp[]?")
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.text() == "qwe 123 lp[]?"
    assert conductor.playing_id == -1
    assert conductor.undo_text == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not conductor.is_breeding


def test_undo_names_what_it_takes_back(actions: Actions, conductor: Conductor) -> None:
    assert not actions.undo.isEnabled()
    assert "Nothing to undo" in actions.undo.toolTip()
    individual = conductor.session.generation[0]
    conductor.rate(individual.id, 5)
    assert actions.undo.text() == f"Undo rating of {individual.name}"
    assert actions.undo.isEnabled()
    actions.undo.trigger()
    assert actions.redo.text() == f"Redo rating of {individual.name}"


def test_a_disabled_action_says_why_and_an_enabled_one_does_not(
    actions: Actions, conductor: Conductor
) -> None:
    assert "first generation" in actions.previous_generation.toolTip()
    assert "is not rated" in actions.clear_rating.toolTip()
    conductor.rate(conductor.selected_id, 2)
    assert "is not rated" not in actions.clear_rating.toolTip()
    for action in actions.all_actions:
        assert action.isEnabled() or "\n" in action.toolTip(), action.text()


def test_a_key_without_a_card_is_disabled(
    actions: Actions, conductor: Conductor
) -> None:
    conductor.change_settings(population_size=6)
    conductor.session.breed()
    conductor.generation_shown.emit()
    enabled = [action.isEnabled() for action in actions.hear_cards]
    assert enabled == [True] * 6 + [False] * 6


def test_heart_and_pin_follow_the_selected_card(
    actions: Actions, conductor: Conductor
) -> None:
    actions.favourite.trigger()
    actions.pin.trigger()
    assert conductor.individual(conductor.selected_id).is_favourite
    assert conductor.individual(conductor.selected_id).is_pinned
    conductor.select(conductor.session.generation[1].id)
    assert not actions.favourite.isChecked()
    assert not actions.pin.isChecked()


def test_copying_puts_a_midi_file_on_the_clipboard(
    qtbot: QtBot,
    actions: Actions,
    conductor: Conductor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[QMimeData] = []

    class Clipboard:
        def setMimeData(self, data: QMimeData) -> None:  # noqa: N802  # Qt's name
            copied.append(data)

    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: Clipboard())
    actions.copy_midi.trigger()
    qtbot.waitUntil(lambda: bool(copied))
    (url,) = copied[0].urls()
    assert url.toLocalFile().endswith(".mid")
    with open(url.toLocalFile(), "rb") as file:
        assert file.read(4) == b"MThd"


def test_the_list_of_shortcuts_holds_every_action_with_a_key(
    qtbot: QtBot, actions: Actions
) -> None:
    listed = {
        key
        for group in actions.groups
        for row in shortcut_rows(group, actions)
        for key in row.keys
    }
    wanted = {
        key_text(action)
        for action in actions.all_actions
        if not action.shortcut().isEmpty()
    }
    assert "Enter" in listed
    assert listed == wanted
    dialog = ShortcutsDialog(actions)
    qtbot.addWidget(dialog)
    assert dialog.grab().height() > 200
