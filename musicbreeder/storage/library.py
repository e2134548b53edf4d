"""The library: every session of one person in one SQLite file, written as it happens.

Several copies of the app may use it at once; each session is written by one of them.
Any thread may call; what a gesture changed is handed to a thread that writes it.
While the disk refuses, everything goes on in memory and `problem` says why.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from musicbreeder.errors import LibraryError
from musicbreeder.storage import library_changes, library_lists
from musicbreeder.storage.library_connection import (
    UnreachableLibraryError,
    connected_for_reading,
    connected_for_writing,
    lock_folder,
)
from musicbreeder.storage.library_lists import LibraryMelody, SessionSummary
from musicbreeder.storage.library_opening import opened, remember_damage
from musicbreeder.storage.library_problems import (
    DAMAGED,
    DamagedLibraryError,
    is_of_the_world,
    library_error,
)
from musicbreeder.storage.library_writer import LibraryWriter
from musicbreeder.storage.session_content import SessionContent
from musicbreeder.storage.session_loading import read_content
from musicbreeder.storage.session_lock import SessionLock
from musicbreeder.storage.session_writing import write_content

PATIENCE_SECONDS = 0.012
"""So long a gesture waits to be written; what takes longer is written behind it."""

_Answer = TypeVar("_Answer")


class Library:
    """Every session of one person; made by `open`.

    Attributes:
        path: of the file.
        notice: one sentence if something was recovered when it was opened.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection | None,
        *,
        problem: LibraryError | None,
        notice: str | None,
        on_problem: Callable[[str | None], None],
        patience_seconds: float | None,
        clock: Callable[[], float],
    ) -> None:
        self.path = path
        self.notice = notice
        self._problem = problem
        self._tell = on_problem
        self._patience_seconds = patience_seconds
        self._clock = clock
        self._reading = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._writer = LibraryWriter(
            lambda: connected_for_writing(path), self._on_problem, connection, problem
        )

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

    @property
    def problem(self) -> str | None:
        """One sentence while what is done cannot be written, None while it can."""
        return None if self._problem is None else str(self._problem)

    @property
    def is_written(self) -> bool:
        """Whether everything handed over is on the disk's way."""
        return self._writer.waiting_count == 0

    def close(self) -> None:
        """Write what is left, as far as the disk lets, and let go of the file."""
        self._writer.close()
        self._stop_reading()

    def _stop_reading(self) -> None:
        with self._reading:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def _on_problem(self, problem: LibraryError | None) -> None:
        self._problem = problem
        if isinstance(problem, DamagedLibraryError):
            remember_damage(self.path)
        # What could be read of a protected folder may be old once it is open again.
        self._stop_reading()
        self._tell(self.problem)

    def remember_damage(self) -> None:
        """Let the library be recovered when it is opened next."""
        remember_damage(self.path)

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
        answer = self._writer.submit(
            lambda connection: write_content(connection, session_id, content, now=now),
            is_kept=True,
        )
        if self._problem is None:
            wait([answer], self._patience_seconds)

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
            raise LibraryError("This session is no longer in the library.")
        return content

    def note_opened(self, session_id: int) -> None:
        """Remember that a session was opened, so that `last_session_id` finds it."""
        now = self._clock()
        self._writer.submit(
            lambda connection: library_changes.note_opened(connection, session_id, now),
            is_kept=True,
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

    # How it is done.

    def _change(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        return self._writer.submit(work, is_kept=False).result()

    def _read(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """Read what is written; None where there is no file yet."""
        with self._reading:
            try:
                if self._reader is None:
                    if not self.path.exists():
                        return None
                    self._reader = connected_for_reading(self.path)
                return work(self._reader)
            except sqlite3.Error as error:
                if not is_of_the_world(error):
                    raise
                problem = library_error(error)
                if isinstance(problem, DamagedLibraryError):
                    remember_damage(self.path)
                raise problem from error
            except ValueError as error:
                remember_damage(self.path)
                raise DamagedLibraryError(DAMAGED) from error
