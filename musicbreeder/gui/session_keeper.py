"""Keeps the open session in the library, and opens others from it.

The library writes on a thread of its own; what goes wrong there is told by a signal.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import LibraryError
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import OpenSession, SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.storage.session_lock import SessionInUseError

_log = logging.getLogger(__name__)


class SessionKeeper(QObject):
    """Holds the library and the session that is open in it.

    Signals:
        problem_changed: one sentence while nothing can be written; empty = it can.
        session_changed: another session is open.

    Attributes:
        notices: sentences about what was found at the start.
    """

    problem_changed = Signal(str)
    session_changed = Signal()

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        """Open the library.

        Args:
            path: of its file; None = everything is in memory only.
            parent: destroys it.
        """
        super().__init__(parent)
        self.notices: list[str] = []
        self._opened: OpenSession | None = None
        self._sessions: SessionLibrary | None = None
        if path is None:
            return
        try:
            library = Library.open(path, on_problem=self._on_problem)
        except LibraryError as error:
            self.notices.append(str(error))
            return
        self._sessions = SessionLibrary(library)
        self.notices += [one for one in (library.notice, library.problem) if one]

    def _on_problem(self, problem: str | None) -> None:
        # On the library's thread; the signal crosses over to the GUI thread.
        self.problem_changed.emit(problem or "")

    @property
    def sessions(self) -> SessionLibrary | None:
        """The library's sessions, None = everything is in memory only."""
        return self._sessions

    @property
    def session_id(self) -> int | None:
        """The open session's id in the library, None = it is in memory only."""
        return None if self._opened is None else self._opened.session_id

    def first_session(
        self, begin: Callable[[], BreedingSession], *, is_fresh: bool = False
    ) -> BreedingSession:
        """Return the session that was open last, or a new one.

        Args:
            begin: makes a new one.
            is_fresh: a new one in any case.
        """
        if self._sessions is not None and not is_fresh:
            try:
                self._opened = self._sessions.open_last()
            except SessionInUseError:
                self.notices.append(
                    "Your last session is open in another window of musicbreeder, so "
                    "this window begins a new one."
                )
            except LibraryError as error:
                self.notices.append(str(error))
        if self._opened is None:
            self.follow(begin())
        assert self._opened is not None  # `follow` saw to it
        return self._opened.session

    def follow(self, session: BreedingSession) -> None:
        """Keep a new session from now on, in place of the one before."""
        if self._opened is not None and self._opened.session is session:
            return
        if self._sessions is None:
            opened = OpenSession(session)
        else:
            opened = self._sessions.begin(session)
        self.take(opened)

    def take(self, opened: OpenSession) -> None:
        """Let a session that was opened from the library follow the one before."""
        if self._opened is not None:
            self._opened.close()
        self._opened = opened
        self.session_changed.emit()

    def shut_down(self) -> None:
        """Write what is left and close the library."""
        if self._opened is not None:
            self._opened.close()
        if self._sessions is not None:
            library, self._sessions = self._sessions.library, None
            library.close()
            if library.problem:
                _log.warning("%s", library.problem)
