from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.import_controls import PHRASES
from musicbreeder.gui.import_dialog import ImportDialog
from musicbreeder.gui.main_window import MainWindow

SONG = """X:1
T:Morning Song
M:3/4
L:1/4
Q:1/4=90
K:G
G2A|B2d|c2A|G3|B2c|d2e|d2B|A3|
G2A|B2d|e2d|B3|c2B|A2F|G2F|G3|]

X:2
T:Evening Song
M:3/4
L:1/4
K:Em
E2F|G2A|B2A|G3|E2G|F2D|E2D|E3|]
"""


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "songs.abc"
    path.write_text(SONG)
    return path


@pytest.fixture
def dialog(qtbot: QtBot, conductor: Conductor, song: Path) -> ImportDialog:
    made = ImportDialog(conductor)
    qtbot.addWidget(made)
    made.show()
    made.add_files([song])
    qtbot.waitUntil(lambda: made.foot.take.isEnabled())
    return made


def test_the_tunes_of_a_file_are_listed_and_what_was_found_is_shown(
    dialog: ImportDialog,
) -> None:
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    controls = dialog.controls
    assert names == ["Morning Song", "Evening Song"]
    assert controls.meter.currentText() == "3/4"
    assert controls.key.currentText() == "G major (as the file says)"
    assert controls.tempo.value() == 90
    assert dialog.status.text() == "Every note was on the grid."
    assert dialog.foot.learn_style.text() == "Breed in the style of 2 tunes"


def test_bars_are_chosen_by_the_mouse_and_by_the_arrow_keys(
    dialog: ImportDialog,
) -> None:
    dialog.controls.bar_count.setValue(4)
    roll = dialog.roll
    x = round(roll.width() * 9.5 / 16)
    QTest.mouseClick(roll, Qt.MouseButton.LeftButton, pos=roll.rect().center())
    QTest.mousePress(
        roll,
        Qt.MouseButton.LeftButton,
        pos=QPointF(x, roll.height() / 2).toPoint(),
    )
    assert dialog.controls.first_bar.value() == 10
    QTest.keyClick(roll, Qt.Key.Key_Left)
    assert [one.first_bar for one in dialog.excerpts] == [8]
    assert "4 bars from bar 9" in roll.accessibleDescription()


def test_of_a_long_tune_the_bars_around_those_chosen_are_seen(
    qtbot: QtBot, conductor: Conductor, tmp_path: Path
) -> None:
    path = tmp_path / "long.abc"
    bars = "|".join(f"C2{note}2E2G2" for note in "DEFGAB" * 12)
    path.write_text(f"X:1\nT:Long\nM:4/4\nL:1/8\nK:C\n{bars}|\n")
    dialog = ImportDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.add_files([path])
    qtbot.waitUntil(lambda: dialog.foot.take.isEnabled())
    dialog.controls.first_bar.setValue(61)
    roll = dialog.roll
    QTest.mouseClick(roll, Qt.MouseButton.LeftButton, pos=QPoint(12, 40))
    # Seventy-two bars, the last thirty-two of which are in sight.
    assert dialog.controls.first_bar.value() == 41


def test_a_taken_tune_becomes_the_pinned_parents_with_its_tempo_in_one_step(
    dialog: ImportDialog, conductor: Conductor
) -> None:
    dialog.controls.bar_count.setValue(4)
    dialog.controls.taking.show_value(PHRASES)
    dialog.controls.taking_changed.emit()
    assert dialog.foot.take.text() == "Breed from 4 phrases"
    dialog.foot.take.click()
    session = conductor.session
    assert [one.name for one in session.generation][:1] == ["Morning Song 1"]
    assert all(one.is_pinned for one in session.generation)
    assert (session.settings.meter, session.sound.tempo.bpm) == ("3/4", 90)
    assert session.undo_text == "import of Morning Song"
    conductor.undo()
    assert (session.settings.meter, session.sound.tempo.bpm) == ("4/4", 104)
    assert session.current_index == 0


def test_a_style_is_learned_and_breeds_a_whole_screen(
    qtbot: QtBot, dialog: ImportDialog, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.generation_shown, timeout=30_000):
        dialog.foot.learn_style.click()
    session = conductor.session
    assert len(session.generation) == 12
    assert session.settings.seeder == "your tunes"
    assert session.generation[0].change == "In the style of your tunes."
    assert session.undo_text == "style of 2 tunes"


def test_another_tune_another_meter_and_back(
    qtbot: QtBot, dialog: ImportDialog
) -> None:
    controls = dialog.controls
    controls.meter.setCurrentIndex(controls.meter.findData("4/4"))
    controls.meter.activated.emit(controls.meter.currentIndex())
    qtbot.waitUntil(lambda: dialog.excerpts[0].melody.meter.name == "4/4")
    dialog.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: dialog.excerpts[0].tune == "Evening Song")
    assert controls.meter.currentText() == "3/4"
    assert controls.key.currentText() == "E minor (as the file says)"


def test_a_tune_can_be_heard_and_stopped_before_it_is_taken(
    qtbot: QtBot, dialog: ImportDialog
) -> None:
    dialog.foot.hear.click()
    assert dialog.foot.hear.text() == "Stop"
    qtbot.waitUntil(lambda: dialog.foot.player._rendering is not None, timeout=20_000)
    dialog.foot.hear.click()
    assert dialog.foot.hear.text() == "Hear it"


def test_a_file_that_is_none_is_refused_in_a_sentence_beside_the_others(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "letter.mid"
    path.write_text("Dear Ada")
    dialog.add_files([path])
    qtbot.waitUntil(lambda: dialog.problem.isVisible())
    assert dialog.problem.text().startswith("“letter.mid” is no MIDI")
    assert dialog.foot.take.isEnabled()


def test_a_recording_among_the_files_is_heard(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path
) -> None:
    seconds = np.arange(8_000) / 16_000
    tones = [0.3 * np.sin(2 * np.pi * hertz * seconds) for hertz in (262, 330, 392)]
    soundfile.write(tmp_path / "whistle.wav", np.concatenate(tones), 16_000)
    dialog.add_files([tmp_path / "whistle.wav"])
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    dialog.list.setCurrentRow(2)
    qtbot.waitUntil(lambda: "confidence" in dialog.status.text())


def test_an_answer_after_closing_is_dropped(
    qtbot: QtBot, conductor: Conductor, song: Path
) -> None:
    dialog = ImportDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.add_files([song])
    dialog.reject()
    conductor.worker.run(
        lambda: None, done=lambda _: conductor.message_posted.emit("x")
    )
    with qtbot.waitSignal(conductor.message_posted):
        pass
    assert dialog.list.count() == 0


def test_files_dropped_on_the_window_open_the_dialog(
    qtbot: QtBot, conductor: Conductor, song: Path
) -> None:
    window = MainWindow(conductor)
    qtbot.addWidget(window)
    window.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(song))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert window.import_windows.eventFilter(window, event)
    dialog = window.import_windows.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    dialog.reject()
    assert window.import_windows.dialog is None
