"""The only place that wires real parts together: it opens the app.

The window comes first: sound card and waveform view are loaded once it is shown.
"""

import argparse
import gc
import logging
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import (
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from musicbreeder import __version__
from musicbreeder.errors import LibraryError, MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.error_dialog import show_our_errors
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.main_window import MainWindow
from musicbreeder.gui.settings_keeper import SettingsKeeper
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.taste_keeper import TasteKeeper
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition, Sound
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import OpenSession, SessionLibrary
from musicbreeder.services.taste_profile import TasteProfiles
from musicbreeder.storage.library import Library
from musicbreeder.storage.locations import Locations
from musicbreeder.storage.settings_file import Settings, read_settings
from musicbreeder.synth.renderer import Renderer

_log = logging.getLogger(__name__)

_DRAGGED_FOLDER_NAME = "Dragged"


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
        conductor, desk = _conductor(settings, locations, arguments.random_seed)
        keeper = SettingsKeeper(
            conductor, locations.settings_file, arguments.theme, found.settings.theme
        )
        window = MainWindow(conductor, desk)
        show_our_errors(window)
        window.show()
        QTimer.singleShot(0, lambda: conductor.begin(is_silent=arguments.silent))
        QTimer.singleShot(0, _collect_garbage_from_now_on)
        if found.notice:
            conductor.message_posted.emit(found.notice)
        status = application.exec()
        conductor.shut_down()
        desk.shut_down()
        keeper.shut_down()
    return status


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


def _collect_garbage_from_now_on() -> None:
    """Keep what the start has made out of every later search for garbage."""
    gc.freeze()
    gc.enable()


def _locations(is_temporary: bool, leaving: ExitStack) -> Locations:
    if not is_temporary:
        return Locations.of_this_person()
    folder = leaving.enter_context(tempfile.TemporaryDirectory(prefix="musicbreeder-"))
    return Locations.under(Path(folder))


def _conductor(
    settings: Settings, locations: Locations, random_seed: int | None
) -> tuple[Conductor, LibraryDesk]:
    renderer = Renderer()
    profiles = TasteProfiles(locations.taste_folder)
    found = profiles.opened(settings.taste_profile)

    def begin() -> BreedingSession:
        return BreedingSession.new(
            settings.breeding,
            random_seed=random_seed,
            sound=Sound(settings.instrument, settings.tempo),
            profile=found.profile,
            asks_again=True,
        )

    notices = [found.notice]
    sessions, reason = _library(locations)
    if sessions is None:
        opened = OpenSession(begin())
        notices.append(reason)
    elif random_seed is not None:
        # Who asks for a seed asks for the melodies that grow from it.
        opened = sessions.begin(begin())
    else:
        opened, notice = sessions.open_last_or_begin(begin)
        notices += [sessions.library.notice, notice]
    stage = Stage(Player(), Audition(renderer))
    exporter = Exporter(locations.export_folder / _DRAGGED_FOLDER_NAME, renderer)
    taste = TasteKeeper(profiles, found.profile)
    conductor = Conductor(opened.session, stage, exporter, settings, taste=taste)
    desk = LibraryDesk(conductor, sessions, opened, reason=reason, parent=conductor)
    message = " ".join(notice for notice in notices if notice)
    if message:
        QTimer.singleShot(0, lambda: conductor.message_posted.emit(message))
    return conductor, desk


def _library(locations: Locations) -> tuple[SessionLibrary | None, str]:
    """Open the library; None and why not, if that cannot be."""
    try:
        return SessionLibrary(Library.open(locations.library_file)), ""
    except LibraryError as error:
        return None, str(error)
