"""A real conductor, session and player; only the sound card is left alone."""

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
from musicbreeder.gui.palette import DARK
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.theme import Theme, apply_theme
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.settings_file import Settings
from musicbreeder.synth.renderer import Renderer


@pytest.fixture
def conductor(qtbot: QtBot, tmp_path: Path) -> Iterator[Conductor]:
    """A conductor over a first generation of twelve, dark, nothing rendered yet."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, Theme(DARK))
    renderer = Renderer()
    made = Conductor(
        BreedingSession.new(BreedingSettings(bars=2), random_seed=7),
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
