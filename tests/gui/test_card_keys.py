from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_grid import CardGrid
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.hints import Hints
from musicbreeder.gui.preferences_dialog import PreferencesDialog


def test_the_letters_of_the_cards_can_be_changed_and_show_everywhere(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    grid, hints = CardGrid(conductor, actions), Hints(conductor)
    dialog = PreferencesDialog(conductor, actions)
    for widget in (grid, hints, dialog):
        qtbot.addWidget(widget)
    assert dialog.card_keys.text() == "QWER ASDF ZXCV"
    dialog.card_keys.setText("azer qsdf wxcv")
    dialog.card_keys.editingFinished.emit()
    assert conductor.preferences.card_keys == "AZERQSDFWXCV"
    assert "".join(map(key_text, actions.hear_cards)) == "AZERQSDFWXCV"
    assert [card.state.card_key for card in grid.cards] == list("AZERQSDFWXCV")
    assert hints.remaining[0].key == "A"
    with qtbot.waitSignal(conductor.playing_changed, timeout=5000):
        actions.hear_cards[1].trigger()
    assert conductor.selected_id == conductor.session.generation[1].id
    conductor.stop()


def test_letters_that_cannot_be_taken_are_refused_with_a_reason(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    dialog = PreferencesDialog(conductor, actions)
    qtbot.addWidget(dialog)
    for typed, reason in (
        ("QWER", "12 different letters"),
        ("QQER ASDF ZXCV", "12 different letters"),
        ("QWER ASDF ZXCL", "Favourite"),
    ):
        dialog.card_keys.clear()
        QTest.keyClicks(dialog.card_keys, typed)
        dialog.card_keys.editingFinished.emit()
        assert reason in dialog.card_keys_text.text()
        assert conductor.preferences.card_keys == "QWERASDFZXCV"
