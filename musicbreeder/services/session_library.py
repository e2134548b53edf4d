"""The sessions of one person: opened from the library, and written as they change.

This is the door for whoever lists, opens, copies or deletes sessions. A session that is
open is locked against other copies of the app until it is closed here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import (
    MAXIMUM_BARS,
    MAXIMUM_POPULATION,
    BreedingSettings,
)
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.services.audition import Sound
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.first_melody import first_melody
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_lists import LibraryMelody
from musicbreeder.storage.library_problems import DAMAGED, DamagedLibraryError
from musicbreeder.storage.session_file import read_session_file, write_session_file
from musicbreeder.storage.session_lock import SessionInUseError, SessionLock

_Answer = TypeVar("_Answer")

LAST_SESSION_IN_USE = (
    "Your last session is open in another window of musicbreeder, so this window "
    "begins a new one."
)


class OpenSession:
    """A session that is open, with its place in the library.

    Attributes:
        session: to be used on one thread.
        session_id: its place in the library, None = it is in memory only.
    """

    def __init__(
        self,
        session: BreedingSession,
        session_id: int | None = None,
        lock: SessionLock | None = None,
    ) -> None:
        self.session = session
        self.session_id = session_id
        self._lock = lock

    def close(self) -> None:
        """Write no more and let other copies of the app have the session."""
        self.session.keep_no_more()
        if self._lock is not None:
            self._lock.release()


class SessionLibrary:
    """Opens sessions of a library and changes those that are not open.

    Args:
        library: where they are kept.
    """

    def __init__(self, library: Library) -> None:
        self.library = library

    # Opening.

    def begin(self, session: BreedingSession) -> OpenSession:
        """Keep a new session from now on."""
        session_id = self.library.new_session_id()
        lock = self._lock_if_possible(session_id)
        session.keep(lambda content: self.library.write(session_id, content))
        return OpenSession(session, session_id, lock)

    def open(self, session_id: int) -> OpenSession:
        """Open a session as it was left; it goes on as if it had never been closed.

        Raises:
            SessionInUseError: another copy of the app has it open.
            LibraryError: it is not there any more, or damaged.
        """
        lock = self._lock_if_possible(session_id)
        try:
            session = self._restored(session_id)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        session.keep(
            lambda content: self.library.write(session_id, content), is_written=True
        )
        self.library.note_opened(session_id)
        return OpenSession(session, session_id, lock)

    def open_last_or_begin(
        self, begin: Callable[[], BreedingSession]
    ) -> tuple[OpenSession, str | None]:
        """Open the session that was open last, or else begin one.

        Args:
            begin: makes a new session.

        Returns:
            the session, and one sentence if the last one could not be opened.
        """
        try:
            opened, notice = self.open_last(), None
        except SessionInUseError:
            opened, notice = None, LAST_SESSION_IN_USE
        except LibraryError as error:
            opened, notice = None, str(error)
        return opened or self.begin(begin()), notice

    def open_last(self) -> OpenSession | None:
        """Open the session that was open last, None if there is none.

        Raises:
            SessionInUseError: another copy of the app has it open.
            LibraryError: it cannot be read.
        """
        session_id = self.library.last_session_id
        return None if session_id is None else self.open(session_id)

    def _lock_if_possible(self, session_id: int) -> SessionLock | None:
        try:
            return self.library.lock(session_id)
        except SessionInUseError:
            raise
        except LibraryError:
            # Nothing can be written there now; the library says so by its `problem`.
            return None

    def _restored(self, session_id: int) -> BreedingSession:
        content = self.library.read(session_id)
        try:
            return BreedingSession.restored(content)
        except (ValueError, KeyError) as error:
            self.library.remember_damage()
            raise DamagedLibraryError(DAMAGED) from error

    # Sessions that are not open.

    def change(
        self, session_id: int, gesture: Callable[[BreedingSession], _Answer]
    ) -> _Answer:
        """Open a session, let a gesture change it and close it again.

        Raises:
            SessionInUseError: a copy of the app, or this one, has it open.
            LibraryError: it cannot be read.
        """
        opened = self.open(session_id)
        try:
            return gesture(opened.session)
        finally:
            opened.close()

    def rename(self, session_id: int, name: str) -> None:
        """Give a session that is not open another name.

        Raises:
            SessionInUseError: it is open.
            LibraryError: it cannot be read.
        """
        self.change(session_id, lambda session: session.rename_session(name))

    def duplicate(self, session_id: int) -> int:
        """Copy a session with all its history and return the id of the copy.

        Raises:
            LibraryError: it cannot be read or written.
        """
        content = self.library.read(session_id)
        return self.library.add(content.renamed(f"{content.head.name} (copy)"))

    def export(self, session: BreedingSession | int, path: Path) -> None:
        """Write a session, open or by its id, to one portable file.

        Raises:
            LibraryError: it cannot be read.
            FileFormatError: the file cannot be written.
        """
        if isinstance(session, int):
            write_session_file(path, self.library.read(session))
        else:
            write_session_file(path, session.content)

    def import_file(self, path: Path) -> int:
        """Take a portable file into the library and return the id of its session.

        Raises:
            FileFormatError: it is no session.
            LibraryError: the library cannot be written.
        """
        content = read_session_file(path)
        try:
            session = BreedingSession.restored(content)
        except (ValueError, KeyError) as error:
            raise FileFormatError(
                f"“{path.name}” is damaged: its parts do not fit together; get another "
                "copy of it."
            ) from error
        # Written as it was understood, not as it came.
        return self.library.add(session.content)

    # Favourites.

    def begin_from(
        self,
        favourites: Sequence[LibraryMelody],
        *,
        random_seed: int | None = None,
        profile: TasteProfile | None = None,
    ) -> OpenSession:
        """Begin a session whose first generation starts with favourites, pinned.

        Args:
            favourites: at least one; those beyond a screen are left out.
            random_seed: the same seed gives the same melodies, None = another one.
            profile: what earlier sessions know of the listener.
        """
        chosen = favourites[:MAXIMUM_POPULATION]
        like = chosen[0]
        settings = BreedingSettings(
            bars=min(like.melody.bar_count, MAXIMUM_BARS),
            meter=like.melody.meter.name,
            population_size=MAXIMUM_POPULATION,
        )
        session = BreedingSession.new(
            settings,
            random_seed=random_seed,
            sound=Sound(like.instrument, like.tempo, like.sound_changes),
            profile=profile,
            first=[as_offspring(one) for one in chosen],
        )
        for shown, one in zip(session.generation, chosen, strict=False):
            session.rename(shown.id, one.name)
            session.set_pinned(shown.id, True)
        return self.begin(session)


def as_offspring(favourite: LibraryMelody) -> Offspring:
    """Return a favourite of any session as a first melody of another one."""
    return first_melody(
        favourite.melody,
        favourite.key,
        "favourite",
        f"A favourite from {favourite.session_name}.",
        sound_genes=favourite.sound_genes,
    )
