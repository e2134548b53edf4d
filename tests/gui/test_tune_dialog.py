import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.tune_dialog import TuneDialog


@pytest.fixture
def dialog(qtbot: QtBot, conductor: Conductor) -> TuneDialog:
    made = TuneDialog(conductor)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.foot.take.isEnabled())
    return made


def search(qtbot: QtBot, dialog: TuneDialog, words: str) -> None:
    with qtbot.waitSignal(dialog.search.searched):
        QTest.keyClicks(dialog.search, words)


def test_tunes_known_widely_are_listed_first_and_all_can_be_searched(
    qtbot: QtBot, dialog: TuneDialog
) -> None:
    assert dialog.model.rowCount() == 400
    search(qtbot, dialog, "ranting highlandman")
    assert dialog.model.stringList() == [
        "The Ranting Highlandman",
        "The Ranting Roaring Highlandman",
    ]
    assert dialog.title.text() == "The Ranting Highlandman"
    assert "Aird's Airs" in dialog.about.text()
    assert "Jack Campin" in dialog.about.text()


def test_nothing_can_be_taken_where_nothing_is_found(
    qtbot: QtBot, dialog: TuneDialog
) -> None:
    search(qtbot, dialog, "zzzz")
    assert not dialog.foot.take.isEnabled()
    assert dialog.foot.take.toolTip() == "No tune is chosen"
    assert "No tune" in dialog.about.text()


def test_enter_breeds_from_the_tune_wherever_the_keyboard_is(
    qtbot: QtBot, dialog: TuneDialog, conductor: Conductor
) -> None:
    dialog.stays_in_key.setFocus()
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.stays_in_key, Qt.Key.Key_Return)
    assert conductor.session.generation[0].is_pinned


def test_a_tune_becomes_the_parent_of_what_is_bred_next(
    qtbot: QtBot, dialog: TuneDialog, conductor: Conductor
) -> None:
    search(qtbot, dialog, "the ranting highlandman")
    QTest.mouseClick(dialog.foot.take, Qt.MouseButton.LeftButton)
    session = conductor.session
    (individual,) = session.generation
    assert individual.name == "The Ranting Highlandman"
    assert individual.melody.midi_notes[:4].tolist() == [71, 71, 71, 69]
    assert individual.key.name == "G major"
    assert "Aird's Airs" in individual.change
    assert individual.is_pinned
    assert not dialog.isVisible()


def test_melodies_are_bred_in_the_style_of_a_tune(
    qtbot: QtBot, dialog: TuneDialog, conductor: Conductor
) -> None:
    search(qtbot, dialog, "the ranting highlandman")
    QTest.mouseClick(dialog.foot.learn_style, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(conductor.session.history) == 2, timeout=10_000)
    sources = {one.operators[0] for one in conductor.session.generation}
    assert sources == {"style of your tunes", "event transformer"}
