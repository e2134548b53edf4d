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
    qtbot.waitUntil(lambda: made.take_button.isEnabled())
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
    assert not dialog.take_button.isEnabled()
    assert dialog.take_button.toolTip() == "No tune is chosen"
    assert "No tune" in dialog.about.text()


def test_a_tune_becomes_the_parent_of_what_is_bred_next(
    qtbot: QtBot, dialog: TuneDialog, conductor: Conductor
) -> None:
    search(qtbot, dialog, "the ranting highlandman")
    QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
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
    QTest.mouseClick(dialog.style_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(conductor.session.history) == 2, timeout=10_000)
    sources = {one.operators[0] for one in conductor.session.generation}
    assert sources == {"style of your tunes", "event transformer"}
