"""The library: every session of one person in one SQLite file, written as it happens.

Several copies of the app may use it at once; each session is written by one of them.
Any thread may call; what a gesture changed is handed to a thread that writes it.
While the disk refuses, everything goes on in memory and `problem` says why.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from musicbreeder.errors import LibraryError
from musicbreeder.melody.melody import Melody
from musicbreeder.storage import library_changes, library_imports, library_lists
from musicbreeder.storage.library_access import PATIENCE_SECONDS, LibraryAccess
from musicbreeder.storage.library_connection import (
    UnreachableLibraryError,
    lock_folder,
)
from musicbreeder.storage.library_lists import LibraryMelody, SessionSummary
from musicbreeder.storage.library_opening import opened
from musicbreeder.storage.library_problems import (
    is_of_the_world,
    library_error,
)
from musicbreeder.storage.session_content import SessionContent
from musicbreeder.storage.session_loading import read_content
from musicbreeder.storage.session_lock import SessionLock
from musicbreeder.storage.session_writing import write_content


class Library(LibraryAccess):
    """Every session of one person; made by `open`."""

    @staticmethod
    def open(
        path: Path,
        *,
        on_problem: Callable[[str | None], None] = lambda problem: None,
        patience_seconds: float | None = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> "Library":
        """Open the library, made or brought forward if need be.

        A damaged file is set aside and what can be read of it is recovered. Where the
        disk refuses, the library opens all the same and writes once it can.

        Args:
            path: of the file.
            on_problem: told, on another thread, one sentence when writing fails and
                None when it works again.
            patience_seconds: see `PATIENCE_SECONDS`; None = until it is written.
            clock: seconds since 1970, UTC.

        Raises:
            LibraryError: it was written by a newer version, or is damaged and cannot
                be set aside; either way it is left as it is.
        """
        connection: sqlite3.Connection | None = None
        problem: LibraryError | None = None
        notice: str | None = None
        try:
            connection, notice = opened(path)
        except UnreachableLibraryError as error:
            problem = error
        except sqlite3.Error as error:
            if not is_of_the_world(error):
                raise
            problem = library_error(error)
        return Library(
            path,
            connection,
            problem=problem,
            notice=notice,
            on_problem=on_problem,
            patience_seconds=patience_seconds,
            clock=clock,
        )

    # Sessions whole.

    @staticmethod
    def new_session_id() -> int:
        """Return an id that no session has, nor any in another library."""
        return uuid4().int >> 66

    def lock(self, session_id: int) -> SessionLock:
        """Keep other copies of the app from writing to a session.

        Raises:
            SessionInUseError: another copy has it open.
            LibraryError: locks cannot be made here.
        """
        return SessionLock(lock_folder(self.path), str(session_id))

    def write(self, session_id: int, content: SessionContent) -> None:
        """Write what a gesture changed, in one transaction.

        Returns when it is written or, where the disk is slow or refuses, a moment
        later; then it is written in its turn.
        """
        now = self._clock()
        self._hand_over(
            lambda connection: write_content(connection, session_id, content, now=now)
        )

    def add(self, content: SessionContent) -> int:
        """Write a whole session as a new one and return its id.

        Raises:
            LibraryError: it cannot be written.
        """
        session_id, now = self.new_session_id(), self._clock()
        self._change(
            lambda connection: write_content(connection, session_id, content, now=now)
        )
        return session_id

    def read(self, session_id: int) -> SessionContent:
        """Return a whole session.

        Raises:
            LibraryError: there is none, or it cannot be read.
        """
        content = self._read(lambda connection: read_content(connection, session_id))
        if content is None:
            raise LibraryError(
                self.problem or "This session is no longer in the library."
            )
        return content

    def note_opened(self, session_id: int) -> None:
        """Remember that a session was opened, so that `last_session_id` finds it."""
        now = self._clock()
        self._hand_over(
            lambda connection: library_changes.note_opened(connection, session_id, now)
        )

    @property
    def last_session_id(self) -> int | None:
        """The session that was opened last, None = there is none.

        Raises:
            LibraryError: the library cannot be read.
        """
        found = self._read(
            lambda connection: connection.execute(
                """SELECT session_id FROM sessions WHERE binned_at IS NULL
                ORDER BY opened_at DESC LIMIT 1"""
            ).fetchone()
        )
        return None if found is None else int(found[0])

    # The list of sessions.

    def sessions(
        self,
        text: str = "",
        *,
        is_binned: bool = False,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[SessionSummary, ...]:
        """Return sessions, the latest first, page by page.

        Args:
            text: words, or their beginnings, that their names have.
            is_binned: those in the bin instead.
            limit: how many at most.
            offset: how many to leave out.

        Raises:
            LibraryError: the library cannot be read.
        """
        found = self._read(
            lambda connection: library_lists.list_sessions(
                connection, text, is_binned=is_binned, limit=limit, offset=offset
            )
        )
        return found or ()

    def find_melodies(self, text: str, limit: int = 50) -> tuple[LibraryMelody, ...]:
        """Return melodies of all sessions by words of their names, the latest first.

        Raises:
            LibraryError: the library cannot be read.
        """
        found = self._read(
            lambda connection: library_lists.find_melodies(
                connection, text, limit=limit
            )
        )
        return found or ()

    def made_by(self, operator: str, *, limit: int) -> tuple[tuple[str, Melody], ...]:
        """Return name and melody of what one operator alone has made, latest first.

        Raises:
            LibraryError: the library cannot be read.
        """
        found = self._read(
            lambda connection: library_imports.list_made_by(
                connection, operator, limit=limit
            )
        )
        return found or ()

    def bin_session(self, session_id: int) -> None:
        """Delete a session; it can be restored.

        Raises:
            SessionInUseError: a copy of the app has it open.
            LibraryError: it cannot be written.
        """
        lock = self.lock(session_id)
        try:
            now = self._clock()
            self._change(
                lambda connection: library_changes.set_binned(
                    connection, session_id, now
                )
            )
        finally:
            lock.release()

    def restore_session(self, session_id: int) -> None:
        """Take a session out of the bin.

        Raises:
            LibraryError: it cannot be written.
        """
        self._change(
            lambda connection: library_changes.set_binned(connection, session_id, None)
        )

    def empty_bin(self) -> int:
        """Delete all sessions in the bin for good and return how many there were.

        Raises:
            LibraryError: it cannot be written.
        """
        return self._change(library_changes.empty_bin)

    # Favourites of all sessions.

    def favourites(
        self,
        text: str = "",
        *,
        tag: str | None = None,
        limit: int = 100,
        after: LibraryMelody | None = None,
    ) -> tuple[LibraryMelody, ...]:
        """Return the favourites of all sessions in the listener's order, page by page.

        Args:
            text: words, or their beginnings, that their names have.
            tag: only those with that tag.
            limit: how many at most.
            after: the last one of the page before.

        Raises:
            LibraryError: the library cannot be read.
        """
        position = float("-inf") if after is None else after.position
        found = self._read(
            lambda connection: library_lists.list_favourites(
                connection, text, tag, limit=limit, after=position
            )
        )
        return found or ()

    @property
    def favourite_count(self) -> int:
        """How many favourites all sessions have.

        Raises:
            LibraryError: the library cannot be read.
        """
        return self._read(library_lists.count_favourites) or 0

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags of favourites, in alphabetical order.

        Raises:
            LibraryError: the library cannot be read.
        """
        return self._read(library_lists.list_tags) or ()

    def tag_favourite(
        self, session_id: int, individual_id: int, tags: Sequence[str]
    ) -> None:
        """Give a favourite its tags, in place of those it had.

        Raises:
            LibraryError: it cannot be written.
        """
        self._change(
            lambda connection: library_changes.tag_favourite(
                connection, session_id, individual_id, tags
            )
        )

    def move_favourite(
        self, moved: tuple[int, int], before: tuple[int, int] | None
    ) -> None:
        """Put a favourite before another one, or (None) last.

        Args:
            moved: ids of a session and of its melody.
            before: the same.

        Raises:
            LibraryError: it cannot be written.
        """
        self._change(
            lambda connection: library_changes.move_favourite(connection, moved, before)
        )
