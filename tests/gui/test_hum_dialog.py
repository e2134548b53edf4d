from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.hum_dialog import FILE, KEYBOARD, HumDialog
from musicbreeder.gui.level_meter import LevelMeter
from musicbreeder.live_midi.port import MidiPorts


@pytest.fixture
def dialog(qtbot: QtBot, conductor: Conductor) -> HumDialog:
    made = HumDialog(conductor)
    qtbot.addWidget(made)
    made.show()
    return made


def sung(path: Path) -> Path:
    rate, rows = 22_050, []
    for pitch in (60, 62, 64, 65, 67):
        seconds = np.arange(int(0.4 * rate)) / rate
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        swell = np.minimum(seconds / 0.02, seconds[::-1] / 0.05).clip(0, 1)
        rows.append(0.3 * swell * np.sin(2 * np.pi * hertz * seconds))
    soundfile.write(path, np.concatenate(rows), rate)
    return path


def test_a_recording_in_a_file_becomes_a_tune(
    qtbot: QtBot, dialog: HumDialog, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.recorded, timeout=20_000) as heard:
        dialog.open_recording(sung(tmp_path / "la la.flac"))
    (tune,) = heard.args
    assert tune.name == "la la"
    pitches = [note.midi_note for note in tune.lines[0].notes]
    assert pitches == [60, 62, 64, 65, 67]
    assert not dialog.isVisible()


def test_a_recording_without_a_melody_is_refused_in_a_sentence(
    qtbot: QtBot, dialog: HumDialog, tmp_path: Path
) -> None:
    path = tmp_path / "rain.wav"
    noise = np.random.default_rng(1).normal(0, 0.1, 8_000)
    soundfile.write(path, noise, 16_000)
    dialog.open_recording(path)
    qtbot.waitUntil(lambda: "No melody was heard in" in dialog.status.text())
    assert dialog.isVisible()
    assert not dialog.progress.isVisible()


def test_a_source_shows_its_own_fields_and_a_missing_keyboard_is_said(
    qtbot: QtBot, dialog: HumDialog
) -> None:
    dialog.source.show_value(FILE)
    dialog._on_source()
    assert dialog.open_button.isVisible()
    assert not dialog.record_button.isVisible()
    dialog.source.show_value(KEYBOARD)
    dialog._show_ports(MidiPorts((), (), can_be_virtual=False))
    assert not dialog.record_button.isEnabled()
    assert dialog.record_button.toolTip() == "No MIDI keyboard was found"
    dialog._show_ports(MidiPorts(("Keys",), (), can_be_virtual=False))
    assert dialog.record_button.isEnabled()


def test_the_light_is_there_for_those_who_keep_to_the_tempo(dialog: HumDialog) -> None:
    assert "104 bpm" in dialog.keeps_tempo.text()
    assert not dialog.light.isVisible()
    dialog.keeps_tempo.click()
    assert dialog.light.isVisible()


def test_a_level_rises_at_once_falls_slowly_and_says_when_it_is_too_loud(
    qtbot: QtBot,
) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show_level(0.5)
    loud = meter.share
    meter.show_level(0.0)
    assert 0 < meter.share < loud
    assert loud - meter.share < 0.1
    meter.show_level(1.0)
    assert meter.accessibleDescription() == "too loud"
