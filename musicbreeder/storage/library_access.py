"""Access to the library: reading on any thread, writing on one, and what goes wrong."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from typing import TypeVar

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library_connection import (
    connected_for_reading,
    connected_for_writing,
)
from musicbreeder.storage.library_opening import remember_damage
from musicbreeder.storage.library_problems import (
    DAMAGED,
    DamagedLibraryError,
    is_of_the_world,
    library_error,
)
from musicbreeder.storage.library_writer import LibraryWriter

PATIENCE_SECONDS = 0.008
"""So long a gesture waits to be written; what takes longer is written behind it."""

_LONGEST_WAIT_SECONDS = 2.0

_Answer = TypeVar("_Answer")


class LibraryAccess:
    """An open library file.

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
        self._latest: Future[None] = Future()
        self._latest.set_result(None)
        self._reading = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._writer = LibraryWriter(
            lambda: connected_for_writing(path), self._on_problem, connection, problem
        )

    @property
    def problem(self) -> str | None:
        """One sentence while what is done cannot be written, None while it can."""
        return None if self._problem is None else str(self._problem)

    @property
    def is_written(self) -> bool:
        """Whether everything handed over is on the disk's way."""
        return self._writer.waiting_count == 0

    def tell_problems(self, on_problem: Callable[[str | None], None]) -> None:
        """Tell somebody else from now on, see `Library.open`."""
        self._tell = on_problem

    def close(self) -> None:
        """Write what is left, as far as the disk lets, and let go of the file."""
        # Whoever closes last puts the log into the file, which a reader cannot.
        self._stop_reading()
        self._writer.close()

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

    # How it is done.

    def _hand_over(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Have something written in any case, now or once the disk lets it."""
        self._latest = self._writer.submit(work, is_kept=True)
        if self._problem is None:
            wait([self._latest], self._patience_seconds)

    def _change(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        return self._writer.submit(work, is_kept=False).result()

    def _read(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """Read what is written; None where there is no file yet."""
        if self._problem is None:
            # What was handed over a moment ago is to be seen.
            wait([self._latest], _LONGEST_WAIT_SECONDS)
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
