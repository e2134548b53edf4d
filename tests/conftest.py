"""What every test stands on: no screen, a profile of its own, nothing left running."""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from itertools import count

# As the app does, before numpy is loaded: threads cost small matrices more than they
# give, and several tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import numpy as np
import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS

# Doctests are for the package; a conftest is no module that could be imported by name.
collect_ignore_glob = ["conftest.py", "*/conftest.py"]

# Before Qt is imported: no test opens a window on somebody's desk.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The suite asks the same questions each time; HYPOTHESIS_PROFILE=explore asks new ones.
hypothesis.settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that need a screen, a sound card or MIDI follow one after another."""
    for item in items:
        for device in ("window", "sound_card", "midi_system"):
            if item.get_closest_marker(device):
                item.add_marker(pytest.mark.xdist_group(device))


_profile_numbers = count()


@pytest.fixture(autouse=True)
def profile_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep tests, and programs they start, away from the files of whoever runs them."""
    # Only named here; whoever needs one of the folders creates it.
    profile = tmp_path_factory.getbasetemp() / f"profile-{next(_profile_numbers)}"
    for variable in (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "XDG_MUSIC_DIR",
    ):
        monkeypatch.setenv(variable, str(profile / variable.lower()))
    if sys.platform == "darwin":
        monkeypatch.setenv("HOME", str(profile))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def melody() -> Melody:
    """Two bars of 4/4 in C major with a rest, a repeated note and three dynamics."""
    notes = [
        Note(0, 4, 60, 100),
        Note(4, 6, 64),
        Note(6, 8, 65),
        Note(8, 12, 67),
        Note(12, 14, 67, 80),
        Note(16, 20, 69),
        Note(20, 24, 65),
        Note(24, 30, 60),
    ]
    return Melody.from_notes(notes, 32, METERS["4/4"])


class _UnexpectedWarnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_warning_in_the_log(
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """Fail a test that logs a warning, unless it reads the log itself by `caplog`."""
    handler = _UnexpectedWarnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.messages and "caplog" not in request.fixturenames:
        pytest.fail("unexpected in the log:\n" + "\n".join(handler.messages))


@pytest.fixture(autouse=True)
def no_thread_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    # Python keeps a Dummy for a thread of Qt's pools; tqdm's monitor serves all bars.
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and not thread.name.startswith("Dummy-")
        and thread.name != "tqdm_monitor"
    ]
    for thread in left:
        thread.join(timeout=2)
    still_running = [thread.name for thread in left if thread.is_alive()]
    if still_running:
        pytest.fail(f"threads left running: {', '.join(still_running)}")


@pytest.fixture(autouse=True)
def no_clock_left_ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test of the window that leaves a timer behind which wakes the app up."""
    if "PySide6.QtCore" not in sys.modules:
        yield
        return
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    started: dict[QTimer, str] = {}
    start = QTimer.start

    def remember_and_start(timer: QTimer, *arguments: object) -> None:
        caller = traceback.extract_stack(limit=2)[0]
        started[timer] = f"{caller.filename}:{caller.lineno}"
        start(timer, *arguments)

    monkeypatch.setattr(QTimer, "start", remember_and_start)
    yield
    ticking = [
        place
        for timer, place in started.items()
        if isValid(timer) and timer.isActive() and not timer.isSingleShot()
    ]
    if ticking:
        pytest.fail(f"timers left ticking, started in {', '.join(ticking)}")
