"""Opens the app: the window first, and then what it is filled with.

Everything that takes time to load, the session among it, is loaded in a worker once the
window can be seen; sound card and waveform view come after that.
"""

import argparse
import gc
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from musicbreeder import __version__
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.error_dialog import show_our_errors
from musicbreeder.gui.opening_window import OpeningWindow
from musicbreeder.gui.workers import URGENT, Dispatcher
from musicbreeder.storage.locations import Locations
from musicbreeder.storage.settings_file import Settings, read_settings

if TYPE_CHECKING:
    from musicbreeder.wiring import Opened

WINDOW_IS_THERE = "the window is there after %.3f s of processor time"
MELODIES_ARE_THERE = "the melodies are there after %.3f s of processor time"

_log = logging.getLogger(__name__)


def run_app(arguments: argparse.Namespace) -> int:
    """Open the app and return its exit status when it is closed.

    Raises:
        MusicBreederError: there is no screen to open a window on.
    """
    _require_screen()
    logging.basicConfig(level=arguments.log_level.upper(), stream=sys.stderr)
    qInstallMessageHandler(_end_without_screen)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    qInstallMessageHandler(_log_qt_message)
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    application.setApplicationName("musicbreeder")
    application.setApplicationDisplayName("musicbreeder")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("musicbreeder")
    with ExitStack() as leaving:
        locations = _locations(arguments.temporary_profile, leaving)
        found = read_settings(locations.settings_file)
        settings = found.settings
        if arguments.theme is not None:
            settings = replace(settings, theme=arguments.theme)
        if settings.export_folder is None:
            settings = replace(settings, export_folder=locations.export_folder)
        window = OpeningWindow(application, settings)
        show_our_errors(window)
        opening = _Opening(
            window, settings, found.settings.theme, found.notice, locations, arguments
        )
        window.appeared.connect(opening.begin)
        window.show()
        status = application.exec()
        opening.end()
    return status


class _Opening:
    """Loads the app behind its window, and at the end puts it away.

    Args:
        window: what is filled.
        settings: what the app begins with.
        kept_theme: that of the settings file, whatever the command line asks for.
        notice: a sentence about the settings file, or nothing.
        locations: where things are kept.
        arguments: of the command line.
    """

    def __init__(
        self,
        window: OpeningWindow,
        settings: Settings,
        kept_theme: str,
        notice: str | None,
        locations: Locations,
        arguments: argparse.Namespace,
    ) -> None:
        self._window = window
        self._settings = settings
        self._kept_theme = kept_theme
        self._notice = notice
        self._locations = locations
        self._arguments = arguments
        self._worker = Dispatcher(1)
        self._put_away: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Load the rest; the window can be moved, sized and closed meanwhile."""
        _log.info(WINDOW_IS_THERE, time.process_time())
        self._worker.run(self._opened, done=self._fill, priority=URGENT)

    def end(self) -> None:
        """Put everything away, whatever is there by now."""
        self._worker.shut_down()
        for put_away in self._put_away:
            put_away()

    def _opened(self) -> "Opened":
        from musicbreeder import wiring

        return wiring.opened(
            self._settings, self._locations, self._arguments.random_seed
        )

    def _fill(self, opened: "Opened") -> None:
        from musicbreeder.gui.settings_keeper import SettingsKeeper
        from musicbreeder.wiring import wired

        content = wired(opened, self._settings, self._locations)
        conductor = content.conductor
        keeper = SettingsKeeper(
            conductor,
            self._locations.settings_file,
            self._arguments.theme,
            self._kept_theme,
        )
        self._put_away = [
            conductor.shut_down,
            content.desk.shut_down,
            keeper.shut_down,
        ]
        self._window.fill(content)
        _log.info(MELODIES_ARE_THERE, time.process_time())
        if self._notice:
            conductor.message_posted.emit(self._notice)
        is_silent = self._arguments.silent
        QTimer.singleShot(0, lambda: conductor.begin(is_silent=is_silent))
        QTimer.singleShot(0, self._collect_garbage_from_now_on)

    def _collect_garbage_from_now_on(self) -> None:
        """Keep what the start has made out of every later search for garbage."""
        from musicbreeder.gui.idle_collector import IdleCollector

        gc.freeze()
        self._collector = IdleCollector(self._window)


_NO_SCREEN = (
    "There is no screen to open a window on: start musicbreeder from a desktop or over "
    "“ssh -X”, or breed without one by “musicbreeder evolve --out melodies”."
)
_SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _require_screen() -> None:
    is_linux = sys.platform.startswith("linux")
    if is_linux and not any(os.environ.get(name) for name in _SCREEN_VARIABLES):
        raise MusicBreederError(_NO_SCREEN)


def _end_without_screen(
    kind: QtMsgType, context: QMessageLogContext, message: str | None
) -> None:
    """Say in one sentence what Qt would end the process over."""
    del context
    if kind == QtMsgType.QtFatalMsg:
        sentence = (
            "musicbreeder: The window cannot open here; “musicbreeder doctor” says "
            "what is missing and how to install it."
        )
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
        os._exit(1)
    _log.debug("Qt: %s", message)


def _log_qt_message(
    kind: QtMsgType, context: QMessageLogContext, message: str | None
) -> None:
    del context
    is_grave = kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    _log.log(logging.ERROR if is_grave else logging.DEBUG, "Qt: %s", message)


def _locations(is_temporary: bool, leaving: ExitStack) -> Locations:
    if not is_temporary:
        return Locations.of_this_person()
    folder = leaving.enter_context(tempfile.TemporaryDirectory(prefix="musicbreeder-"))
    return Locations.under(Path(folder))
