"""A real conductor, session and player; only the sound card is left alone."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.inspector import Inspector
from musicbreeder.gui.palette import DARK
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.theme import Theme, apply_theme
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.settings_file import Settings
from musicbreeder.synth.renderer import Renderer


@pytest.fixture(autouse=True)
def garbage_is_freed_on_the_gui_thread(qapp: QApplication) -> Iterator[None]:
    """Let no worker look for garbage: a QObject it freed could halt the run."""
    was_enabled = gc.isenabled()
    gc.disable()
    yield
    gc.collect(1)
    if was_enabled:
        gc.enable()


@pytest.fixture
def breeding_settings() -> BreedingSettings:
    """What the session breeds; a test file may override it."""
    return BreedingSettings(bars=2)


@pytest.fixture
def conductor(
    qtbot: QtBot, tmp_path: Path, breeding_settings: BreedingSettings
) -> Iterator[Conductor]:
    """A conductor over a first generation, dark, nothing rendered yet."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, Theme(DARK))
    renderer = Renderer()
    made = Conductor(
        BreedingSession.new(breeding_settings, random_seed=7),
        Stage(Player(), Audition(renderer)),
        Exporter(tmp_path / "dragged", renderer),
        Settings(theme="dark"),
    )
    yield made
    made.shut_down()
    # Without an event loop nothing deletes the widgets pytest-qt has closed, and each
    # later theme change would reach all of them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def actions(conductor: Conductor) -> Actions:
    return Actions(conductor)


@pytest.fixture
def inspector(qtbot: QtBot, conductor: Conductor, actions: Actions) -> Inspector:
    made = Inspector(conductor, actions)
    qtbot.addWidget(made)
    made.resize(made.width(), 900)
    made.show()
    return made
