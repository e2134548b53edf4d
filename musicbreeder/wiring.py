"""Wires the real parts of the app together; all that takes time to load comes here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer

from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import LibraryError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.main_window import MainWindow
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.taste_keeper import TasteKeeper
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition, Sound
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.originality import KnownTune
from musicbreeder.services.own_instruments import OwnInstruments
from musicbreeder.services.session_library import OpenSession, SessionLibrary
from musicbreeder.services.taste_profile import TasteProfiles
from musicbreeder.storage.library import Library
from musicbreeder.storage.locations import Locations
from musicbreeder.storage.settings_file import Settings
from musicbreeder.synth.renderer import Renderer

_DRAGGED_FOLDER_NAME = "Dragged"


@dataclass(frozen=True)
class Opened:
    """What can be made without a window.

    Attributes:
        opened: the session to begin with.
        sessions: None = the library cannot be used.
        reason: why it cannot.
        profile: the taste that was learned before.
        notices: sentences the person should read.
    """

    opened: OpenSession
    sessions: SessionLibrary | None
    reason: str
    profiles: TasteProfiles
    profile: TasteProfile
    notices: tuple[str, ...]


def opened(settings: Settings, locations: Locations, random_seed: int | None) -> Opened:
    """Open the last session, or begin one; may run on any thread.

    Args:
        random_seed: the melodies that grow from it are asked for; None = whatever was
            open last.
    """
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
        session = OpenSession(begin())
        notices.append(reason)
    elif random_seed is not None:
        session = sessions.begin(begin())
    else:
        session, notice = sessions.open_last_or_begin(begin)
        notices += [sessions.library.notice, notice]
    return Opened(
        session,
        sessions,
        reason,
        profiles,
        found.profile,
        tuple(notice for notice in notices if notice),
    )


def wired(found: Opened, settings: Settings, locations: Locations) -> MainWindow:
    """Return the window over everything that was opened; GUI thread only."""
    renderer = Renderer()
    stage = Stage(Player(), Audition(renderer))
    exporter = Exporter(locations.export_folder / _DRAGGED_FOLDER_NAME, renderer)
    taste = TasteKeeper(found.profiles, found.profile)
    instruments = OwnInstruments(locations.instruments_folder)
    notices = (*found.notices, *instruments.load())
    conductor = Conductor(
        found.opened.session,
        stage,
        exporter,
        settings,
        taste=taste,
        instruments=instruments,
    )
    desk = LibraryDesk(
        conductor, found.sessions, found.opened, reason=found.reason, parent=conductor
    )
    if found.sessions is not None:
        conductor.originality.add_from(_own_tunes(found.sessions))
    message = " ".join(notices)
    if message:
        QTimer.singleShot(0, lambda: conductor.message_posted.emit(message))
    return MainWindow(conductor, desk)


def _own_tunes(sessions: SessionLibrary) -> Callable[[], Sequence[KnownTune]]:
    def read() -> Sequence[KnownTune]:
        # Loaded with the first question: the melodies must be there soon.
        from musicbreeder.services.own_tunes import own_tunes_of_library

        return own_tunes_of_library(sessions.library)

    return read


def _library(locations: Locations) -> tuple[SessionLibrary | None, str]:
    """Open the library; None and why not, if that cannot be."""
    try:
        return SessionLibrary(Library.open(locations.library_file)), ""
    except LibraryError as error:
        return None, str(error)
