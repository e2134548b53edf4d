import threading
from pathlib import Path
from typing import Any

import mido
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.gui import drag, exporter
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drag import DragPad, Written, file_picture, mime_data
from musicbreeder.gui.inspector_files import InspectorFiles
from musicbreeder.gui.out_windows import OutWindows


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would have been dragged: a real drag waits for a person."""
    paths: list[Path] = []

    def remember(source: object, files: list[Path], picture: object) -> bool:
        assert all(path.stat().st_size for path in files), "written before it begins"
        paths.extend(files)
        return True

    monkeypatch.setattr(drag, "drag_files", remember)
    return paths


@pytest.fixture
def files(qtbot: QtBot, conductor: Conductor, actions: Actions) -> InspectorFiles:
    made = InspectorFiles(conductor, actions)
    qtbot.addWidget(made)
    made.resize(288, 160)
    made.show()
    return made


def pull(qtbot: QtBot, pad: DragPad) -> None:
    start = QPoint(20, 20)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=start)
    for distance in (4, 12, 24):
        qtbot.mouseMove(pad, start + QPoint(distance, 0))
    # The release goes to the drop target, as in a real drag.


def test_a_drag_carries_the_address_of_the_file_and_nothing_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "Melodie é 1.mid"
    data = mime_data([path])
    assert data.formats() == ["text/uri-list"]
    assert [Path(url.toLocalFile()) for url in data.urls()] == [path]


def test_the_pad_drags_a_midi_file_of_the_selected_melody_twice_in_a_row(
    qtbot: QtBot, files: InspectorFiles, conductor: Conductor, dragged: list[Path]
) -> None:
    for count in (1, 2):
        pull(qtbot, files.midi_pad)
        qtbot.waitUntil(lambda count=count: len(dragged) == count)
    selected = conductor.individual(conductor.selected_id)
    assert dragged[0].name.startswith(selected.name)
    notes = [one for one in mido.MidiFile(dragged[0]) if one.type == "note_on"]
    sounding = [one for one in notes if one.velocity]
    assert len(sounding) == selected.melody.note_count


def test_dragging_the_next_melody_leaves_the_file_of_the_first_alone(
    qtbot: QtBot, files: InspectorFiles, conductor: Conductor, dragged: list[Path]
) -> None:
    pull(qtbot, files.midi_pad)
    qtbot.waitUntil(lambda: len(dragged) == 1)
    conductor.select(conductor.session.generation[1].id)
    pull(qtbot, files.midi_pad)
    qtbot.waitUntil(lambda: len(dragged) == 2)
    assert dragged[0] != dragged[1]
    assert dragged[0].exists()


def test_wav_is_dragged_the_same_way(
    qtbot: QtBot, files: InspectorFiles, dragged: list[Path]
) -> None:
    pull(qtbot, files.wav_pad)
    qtbot.waitUntil(lambda: len(dragged) == 1)
    assert dragged[0].suffix == ".wav"


def test_a_small_move_is_a_click_not_a_drag(
    qtbot: QtBot, files: InspectorFiles, dragged: list[Path]
) -> None:
    pad = files.midi_pad
    with qtbot.waitSignal(pad.clicked):
        qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        qtbot.mouseMove(pad, QPoint(22, 20))
        qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(22, 20))
    assert dragged == []


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_dragged(
    qtbot: QtBot,
    files: InspectorFiles,
    conductor: Conductor,
    dragged: list[Path],
    tmp_path: Path,
) -> None:
    (tmp_path / "dragged").write_text("a file where the folder should be")
    with qtbot.waitSignal(conductor.error_posted) as told:
        pull(qtbot, files.midi_pad)
    assert "dragged" in told.args[0]
    assert dragged == []


def test_the_label_that_travels_along_is_as_sharp_as_the_screen(qtbot: QtBot) -> None:
    picture = file_picture("Copper Fern - A minor - 104 bpm.mid", 2.0)
    assert picture.devicePixelRatio() == 2.0
    assert picture.width() == picture.deviceIndependentSize().width() * 2


def test_save_asks_where_with_a_name_that_says_what_it_is(
    qtbot: QtBot, files: InspectorFiles, conductor: Conductor, tmp_path: Path
) -> None:
    conductor.change_preferences(export_folder=tmp_path)
    files.save_midi()
    dialog = files._dialog
    assert dialog is not None
    selected = conductor.individual(conductor.selected_id)
    suggested = Path(dialog.selectedFiles()[0])
    assert suggested.name.startswith(f"{selected.name} - ")
    assert suggested.name.endswith(" - 104 bpm.mid")
    # The melody that was asked for is saved, whatever is selected by then.
    conductor.select(conductor.session.generation[1].id)
    with qtbot.waitSignal(conductor.exporter.saved) as saved:
        dialog.accept()
    assert Path(saved.args[0]) == suggested
    track_name = mido.MidiFile(suggested).tracks[-1].name
    assert track_name == selected.name


class SlowFile:
    """A file that is written when the test says so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: Written | None = None

    def write(self, done: Written) -> None:
        self.done = done

    def finish(self) -> None:
        assert self.done is not None
        self.path.write_text("whole")
        self.done([self.path])


def test_a_drag_that_waits_for_its_file_begins_when_it_is_there(
    qtbot: QtBot, dragged: list[Path], tmp_path: Path
) -> None:
    slow, late = SlowFile(tmp_path / "a.wav"), []
    pad = DragPad("WAV", slow.write, late.append)
    qtbot.addWidget(pad)
    pad.show()
    pull(qtbot, pad)
    assert dragged == []
    qtbot.waitUntil(lambda: QGuiApplication.overrideCursor() is not None)
    slow.finish()
    assert dragged == [slow.path]
    assert QGuiApplication.overrideCursor() is None
    assert late == []


def test_letting_go_before_the_file_is_there_drags_nothing_and_says_so(
    qtbot: QtBot, dragged: list[Path], tmp_path: Path
) -> None:
    slow, late = SlowFile(tmp_path / "a.wav"), []
    pad = DragPad("WAV", slow.write, late.append)
    qtbot.addWidget(pad)
    pad.show()
    pull(qtbot, pad)
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(44, 20))
    slow.finish()
    assert dragged == []
    assert late == ["a.wav is written now: drag it once more"]


@pytest.mark.parametrize(
    ("held", "suffixes"),
    [
        (Qt.KeyboardModifier.NoModifier, [".mid"]),
        (Qt.KeyboardModifier.ShiftModifier, [".wav"]),
        (Qt.KeyboardModifier.ControlModifier, [".mid", ".wav"]),
    ],
)
def test_a_card_is_dragged_as_what_the_keys_held_down_ask_for(
    qtbot: QtBot,
    conductor: Conductor,
    actions: Actions,
    dragged: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    held: Qt.KeyboardModifier,
    suffixes: list[str],
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    out = OutWindows(conductor, actions.out, window)
    monkeypatch.setattr(QGuiApplication, "queryKeyboardModifiers", lambda: held)
    chosen = conductor.session.generation[3]
    out.drag(chosen.id)
    qtbot.waitUntil(lambda: bool(dragged), timeout=20_000)
    assert [path.suffix for path in dragged] == suffixes
    assert all(path.name.startswith(chosen.name) for path in dragged)


def test_a_wav_is_rendered_off_the_gui_thread(
    conductor: Conductor, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []
    write = exporter.save_wav

    def remember(*arguments: Any, **options: Any) -> None:
        threads.append(threading.current_thread())
        write(*arguments, **options)

    monkeypatch.setattr(exporter, "save_wav", remember)
    paths: list[Path] = []
    conductor.write_drag_files(conductor.selected_id, (".wav",), paths.extend)
    qtbot.waitUntil(lambda: bool(paths), timeout=20_000)
    assert threads[0] is not threading.main_thread()
    again: list[Path] = []
    conductor.write_drag_files(conductor.selected_id, (".wav",), again.extend)
    assert again == paths, "what is written already is there at once"
