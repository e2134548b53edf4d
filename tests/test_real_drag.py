"""Dragging melodies into another program: two windows, a mouse, files at the end."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mido
import pytest
import soundfile
from test_real_window import App, display, wait_for

__all__ = ["display"]

pytestmark = pytest.mark.window

# Another program: it takes what is dropped on it and reads the files at once.
_OTHER_PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

class Target(QWidget):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()
        print("entered", flush=True)

    def dropEvent(self, event):
        event.acceptProposedAction()
        data = event.mimeData()
        files = [Path(url.toLocalFile()) for url in data.urls()]
        sizes = [file.stat().st_size for file in files]
        drop = {"formats": data.formats(), "files": [str(one) for one in files],
                "sizes": sizes}
        print(json.dumps(drop), flush=True)

application = QApplication([])
target = Target()
target.setAcceptDrops(True)
target.setWindowFlag(Qt.WindowType.FramelessWindowHint)
target.setWindowTitle("another program")
target.setGeometry(1200, 700, 300, 200)
target.show()
print("ready", flush=True)
application.exec()
"""
_TARGET_CENTRE = (1350, 800)
_CARD = (180, 200)
_MOST_TRIES, _PULL_SECONDS = 6, 10.0


class OtherProgram:
    """The program that files are dropped on, and what it says of them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OTHER_PROGRAM],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def drops(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    @property
    def entered_count(self) -> int:
        return self.lines.count("entered\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def other_program(display: str) -> Iterator[OtherProgram]:
    made = OtherProgram()
    yield made
    made.close()


def xdotool(*words: object) -> None:
    subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True)


def drag_card_onto(program: OtherProgram, *keys: str) -> dict[str, Any]:
    """Drag the first card to the other window; return what arrived there."""
    count, entered_count = len(program.drops), program.entered_count
    for key in keys:
        xdotool("keydown", key)
    for _ in range(_MOST_TRIES):
        pull_card()
        if has_happened(lambda: has_entered(program, entered_count), _PULL_SECONDS):
            break
        # A busy machine may not have laid the cards out yet when one is pulled.
        xdotool("mouseup", 1)
    else:
        pytest.fail("no drag began")
    xdotool("mouseup", 1)
    for key in keys:
        xdotool("keyup", key)
    wait_for(lambda: len(program.drops) > count, "the drop")
    return program.drops[count]


def pull_card() -> None:
    """Press on the first card and move to the other window, the button held."""
    x, y = _CARD
    xdotool("mousemove", x, y)
    xdotool("mousedown", 1)
    steps = 6
    words: list[object] = []
    for step in range(1, 5):
        words += ["mousemove", x + 6 * step, y + 2 * step, "sleep", 0.03]
    for step in range(1, steps + 1):
        target_x, target_y = _TARGET_CENTRE
        words += ["mousemove", x + (target_x - x) * step // steps,
                  y + (target_y - y) * step // steps, "sleep", 0.02]  # fmt: skip
    xdotool(*words)


def has_entered(program: OtherProgram, count_before: int) -> bool:
    # A drag begins once its file is written, and has to see the mouse move then.
    for offset in (0, 3):
        xdotool("mousemove", _TARGET_CENTRE[0] + offset, _TARGET_CENTRE[1])
        time.sleep(0.03)
    return program.entered_count > count_before


def has_happened(is_there: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_there():
            return True
        time.sleep(0.1)
    return False


def test_a_card_is_dropped_on_another_program_twice_and_as_sound(
    other_program: OtherProgram, tmp_path: Path
) -> None:
    app = App(tmp_path / "log.txt")
    try:
        wait_for(lambda: other_program.lines, "the other window")
        # Without a window manager what came last covers what was there.
        xdotool("search", "--name", "another program", "windowraise")
        first = drag_card_onto(other_program)
        second = drag_card_onto(other_program)
        sound = drag_card_onto(other_program, "shift")
    finally:
        with contextlib.suppress(ProcessLookupError):
            app.process.kill()
        app.process.wait()
    assert app.log.read_text() == ""
    for drop in (first, second, sound):
        assert "text/uri-list" in drop["formats"]
        assert all(drop["sizes"]), "complete when it is dropped"
    assert first["files"] == second["files"]
    [midi_path] = map(Path, first["files"])
    assert " bpm" in midi_path.stem
    assert any(one.type == "note_on" for one in mido.MidiFile(midi_path))
    [wav_path] = map(Path, sound["files"])
    assert wav_path.stem == midi_path.stem
    assert soundfile.info(wav_path).duration > 1.0
    # Programs read what was dropped when they like: it stays.
    assert midi_path.is_file()
    assert wav_path.is_file()
