from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.backing_actions import backing_in_a_word
from musicbreeder.gui.backing_dialog import BackingDialog
from musicbreeder.gui.conductor import Conductor
from musicbreeder.services.backing import BASS, SUGGESTED, Backing

RATE = 24_000


@pytest.fixture
def dialog(qtbot: QtBot, conductor: Conductor) -> BackingDialog:
    made = BackingDialog(conductor)
    qtbot.addWidget(made)
    made.show()
    return made


def backing_of(conductor: Conductor) -> Backing:
    return conductor.session.sound.backing


def test_suggested_chords_are_named_for_the_selected_melody(
    dialog: BackingDialog, conductor: Conductor
) -> None:
    dialog.chords.chosen.emit(SUGGESTED, False)
    selected = conductor.individual(conductor.selected_id)
    assert backing_of(conductor).chords == SUGGESTED
    assert selected.name in dialog.chords.reading.text()
    assert conductor.session.settings.chords == ""


def test_enter_takes_the_chords_that_were_typed(
    dialog: BackingDialog, conductor: Conductor
) -> None:
    dialog.chords.choice.button("own").click()
    field = dialog.chords.field
    field.selectAll()
    QTest.keyClicks(field, "Dm7 G7 C")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert backing_of(conductor).chords == "Dm7 G7 C"
    assert dialog.isVisible()


def test_own_chords_are_heard_and_bred_for_and_undone_together(
    dialog: BackingDialog, conductor: Conductor
) -> None:
    field = dialog.chords.field
    dialog.chords._take_known("Am | F")
    assert backing_of(conductor).chords == "| Am | F |"
    assert conductor.session.settings.chords == "| Am | F |"
    assert field.isVisible()
    conductor.undo()
    assert backing_of(conductor).chords == ""
    assert conductor.session.settings.chords == ""


def test_chords_nobody_can_read_are_told_and_not_taken(
    dialog: BackingDialog, conductor: Conductor, qtbot: QtBot
) -> None:
    dialog.chords._take_known("Am F")
    before = backing_of(conductor)
    dialog.chords.field.clear()
    qtbot.keyClicks(dialog.chords.field, "Am H7")
    dialog.chords.field.editingFinished.emit()
    assert "H7" in dialog.chords.reading.text()
    assert backing_of(conductor) == before


def test_melodies_need_not_be_bred_for_chords_that_are_heard(
    dialog: BackingDialog, conductor: Conductor
) -> None:
    dialog.chords._take_known("Am F")
    dialog.chords.breeds.click()
    assert conductor.session.settings.chords == ""
    assert backing_of(conductor).chords == "| Am F |"


def test_a_level_moves_in_one_step_of_undo(
    dialog: BackingDialog, conductor: Conductor
) -> None:
    dialog.chords.chosen.emit(SUGGESTED, False)
    strip = dialog.strips[BASS]
    for percent in (70, 60, 50):
        strip.level.setValue(percent)
    assert backing_of(conductor).channel(BASS).level == 0.5
    conductor.undo()
    assert backing_of(conductor).channel(BASS).level == 0.75
    assert strip.level.value() == 75


def test_what_does_not_play_says_why(dialog: BackingDialog) -> None:
    assert not dialog.strips[BASS].isEnabled()
    assert "chords" in dialog.strips[BASS].toolTip()


def test_a_loop_is_taken_with_its_tempo(
    dialog: BackingDialog, conductor: Conductor, qtbot: QtBot, tmp_path: Path
) -> None:
    beat = np.zeros(RATE // 2, np.float32)
    beat[:200] = np.hanning(200) * 0.8
    soundfile.write(tmp_path / "beat.wav", np.tile(beat, 8), RATE)
    dialog.loop.chosen.emit(str(tmp_path / "beat.wav"))
    qtbot.waitUntil(lambda: bool(backing_of(conductor).loop_path))
    assert "120" in dialog.loop.tempo_text.text()
    dialog.loop.tempo_button.click()
    assert conductor.session.sound.tempo.bpm == pytest.approx(120, abs=0.1)


def test_a_loop_that_is_no_sound_is_answered_in_a_sentence(
    dialog: BackingDialog, conductor: Conductor, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    with qtbot.waitSignal(conductor.error_posted) as told:
        dialog.loop.chosen.emit(str(tmp_path / "text.wav"))
    assert "text.wav" in told.args[0]
    assert backing_of(conductor).loop_path == ""


def test_the_button_says_in_a_word_what_is_heard() -> None:
    assert backing_in_a_word(Backing()) == "Off"
    assert backing_in_a_word(Backing("Am F", "Swing")) == "Swing"
    assert backing_in_a_word(Backing(has_metronome=True)) == "Click"
