"""The app as a musician meets it: a real window, a keyboard, and files at the end."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.timing import timed_notes
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.synth.patch import patch_named
from musicbreeder.synth.renderer import Renderer

pytestmark = pytest.mark.window

PROGRAMS = ("Xvfb", "xdotool")
RANDOM_SEED = 7
PATIENCE_SECONDS = 60.0


def wait_for(is_there: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if is_there():
            return
        time.sleep(0.1)
    pytest.fail(f"{what} did not happen within {PATIENCE_SECONDS:.0f} s")


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        reason = f"NOT TESTED: the real window; {', '.join(missing)} not installed"
        if sys.platform.startswith("linux"):
            with warnings.catch_warnings():
                warnings.simplefilter("default")
                warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    reader, writer = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24",
         "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as numbers:
        number = numbers.readline().strip()
    monkeypatch.setenv("DISPLAY", f":{number}")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    try:
        yield f":{number}"
    finally:
        screen.terminate()
        screen.wait()


class App:
    """The running app, its window and the hands on its keyboard."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "musicbreeder", "--silent", "--theme", "dark",
                 "--random-seed", str(RANDOM_SEED)],
                stdout=output,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        wait_for(lambda: self._window_id() is not None, "the window")
        window = self._window_id()
        assert window is not None
        self.window = window
        self.focus()
        wait_for(lambda: "generation 1" in self.title, "generation 1")

    def _window_id(self) -> str | None:
        assert self.process.poll() is None, self.log.read_text()
        found = self._xdotool("search", "--onlyvisible", "--name", "musicbreeder")
        return found.split()[0] if found.split() else None

    @staticmethod
    def _xdotool(*words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], capture_output=True, text=True, check=False
        ).stdout

    @property
    def title(self) -> str:
        return self._xdotool("getwindowname", self.window)

    def focus(self) -> None:
        """Do what a window manager does once a dialog is closed."""
        self._xdotool("windowfocus", "--sync", self.window)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._xdotool("key", "--clearmodifiers", key)
            time.sleep(0.15)

    def breed(self, number: int) -> None:
        self.press("Return")
        wait_for(lambda: f"generation {number} " in self.title, f"generation {number}")


def expected() -> tuple[BreedingSession, Individual]:
    """The same gestures without a window: the same seed gives the same melodies."""
    session = BreedingSession.new(random_seed=RANDOM_SEED)
    for _ in range(3):
        session.rate(session.generation[0].id, 5)
        session.rate(session.generation[1].id, 2)
        session.breed()
    session.undo()
    kept = session.generation[2]
    return session, kept


def midi_notes(path: Path) -> list[tuple[int, int, int]]:
    """Return start tick, end tick and number of every note, read by mido alone."""
    notes, sounding, tick = [], {}, 0
    file = mido.MidiFile(path)
    for message in mido.merge_tracks(file.tracks):
        tick += message.time
        if message.type == "note_on" and message.velocity:
            sounding[message.note] = tick
        elif message.type in ("note_on", "note_off"):
            notes.append((sounding.pop(message.note), tick, message.note))
    assert not sounding
    return sorted(notes)


def test_a_musician_hears_rates_breeds_undoes_keeps_and_saves(
    display: str, tmp_path: Path
) -> None:
    app = App(tmp_path / "log.txt")
    try:
        for generation in (2, 3, 4):
            app.press("q", "5", "w", "2")
            app.breed(generation)
        app.press("ctrl+z")
        wait_for(lambda: "generation 3 " in app.title, "the undo of breeding")
        app.press("e", "l", "Escape", "ctrl+e")
        time.sleep(1.0)
        app.press("Return")
        folder = Path(os.environ["XDG_MUSIC_DIR"]) / "Musicbreeder"
        wait_for(
            lambda: folder.is_dir() and len(list(folder.glob("*.*"))) >= 2, "the export"
        )
        app.press("Escape")
        app.focus()
        app.press("ctrl+q")
        assert app.process.wait(timeout=PATIENCE_SECONDS) == 0, app.log.read_text()
    finally:
        with contextlib.suppress(ProcessLookupError):
            app.process.kill()
    assert app.log.read_text() == ""

    session, kept = expected()
    [midi_path] = folder.glob("*.mid")
    [wav_path] = folder.glob("*.wav")
    assert midi_path.stem == wav_path.stem
    assert kept.name in midi_path.name
    ticks_per_quarter = mido.MidiFile(midi_path).ticks_per_beat
    ticks_per_step = ticks_per_quarter * kept.melody.meter.quarters_per_step
    assert midi_notes(midi_path) == sorted(
        (int(n.start * ticks_per_step), int(n.end * ticks_per_step), n.midi_note)
        for n in kept.melody.notes
    )
    samples, sample_rate = soundfile.read(wav_path, dtype="float32")
    notes = timed_notes(kept.melody, session.sound.tempo)
    rendered = Renderer(sample_rate).render(
        notes, patch_named(session.sound.instrument)
    )
    assert samples.shape == rendered.shape
    assert np.abs(samples - rendered).max() < 2**-22  # 24 bit
