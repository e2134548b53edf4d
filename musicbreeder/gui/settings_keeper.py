"""Keeps how the app is set up: written soon after a change, and at the end."""

import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from musicbreeder.errors import LibraryError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.workers import IDLE, Dispatcher
from musicbreeder.storage.settings_file import Settings, write_settings

_PAUSE_MILLISECONDS = 1000

_log = logging.getLogger(__name__)


class SettingsKeeper(QObject):
    """Writes preferences, and what the next new session is to begin with.

    Args:
        conductor: tells of changes.
        path: the settings file.
        passing_theme: the theme of this start only; it is not kept unless it is chosen
            in the app. None = no theme was asked for at the start.
        kept_theme: what is kept in its place.
        parent: owns the keeper.
    """

    def __init__(
        self,
        conductor: Conductor,
        path: Path,
        passing_theme: str | None,
        kept_theme: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._path = path
        self._passing_theme = passing_theme
        self._kept_theme = kept_theme
        self._worker = Dispatcher(1, self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._keep_in_background)
        conductor.preferences_changed.connect(self._timer.start)
        conductor.settings_changed.connect(self._timer.start)

    @property
    def settings(self) -> Settings:
        """What would be kept now."""
        session, preferences = self._conductor.session, self._conductor.preferences
        is_passing = preferences.theme == self._passing_theme
        return replace(
            preferences,
            theme=self._kept_theme if is_passing else preferences.theme,
            instrument=session.sound.instrument,
            tempo=session.sound.tempo,
            breeding=session.settings,
        )

    def shut_down(self) -> None:
        """Write for the last time; a full disk must not stop the app from closing."""
        self._timer.stop()
        self._worker.shut_down()
        try:
            write_settings(self._path, self.settings)
        except LibraryError as error:
            _log.warning("%s", error)

    def _keep_in_background(self) -> None:
        settings = self.settings
        self._worker.run(
            lambda: write_settings(self._path, settings),
            failed=lambda error: _log.warning("%s", error),
            priority=IDLE,
        )
