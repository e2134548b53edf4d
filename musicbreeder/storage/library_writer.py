"""Writes to the library, in order, and does not give up.

A gesture is written where it is made, in a moment, so that it is kept when the app is
killed right after it. Whatever would take longer is left to a thread: what another
program holds up, tidying, and a disk that refuses. Then gestures wait in memory and are
tried again until they are written, and there is one sentence that says so.
"""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library_problems import is_of_the_world, library_error

RETRY_SECONDS = 1.0

_HASTY = ("PRAGMA busy_timeout = 4", "PRAGMA wal_autocheckpoint = 0")
_PATIENT = ("PRAGMA busy_timeout = 5000", "PRAGMA wal_autocheckpoint = 1000")
_GESTURES_BETWEEN_TIDYING = 400

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_Work = Callable[[sqlite3.Connection], _Answer]


@dataclass(frozen=True, eq=False)
class _Task:
    work: Callable[[sqlite3.Connection], Any]
    is_kept: bool
    answer: Future[Any] = field(default_factory=Future)


class LibraryWriter:
    """Runs work in transactions, one after another.

    Args:
        connect: opens the library; asked again while it cannot.
        on_problem: told, on the thread, what is wrong when writing fails and None when
            it works again.
        connection: one that is open already.
        problem: why there is none.
    """

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        on_problem: Callable[[LibraryError | None], None],
        connection: sqlite3.Connection | None,
        problem: LibraryError | None,
    ) -> None:
        self._connect = connect
        self._on_problem = on_problem
        self._connection = connection
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        # Held by whoever uses the connection.
        self._turn = threading.Lock()
        self._is_hasty = False
        self._untidied_count = 0
        self._is_closing = False
        self._problem: LibraryError | None = problem
        # A daemon: whoever forgets to close it can still leave.
        self._thread = threading.Thread(
            target=self._run, name="library writer", daemon=True
        )
        self._thread.start()

    @property
    def waiting_count(self) -> int:
        """How many pieces of work are not done yet."""
        return len(self._tasks)

    def submit(self, work: _Work[_Answer], *, is_kept: bool) -> Future[_Answer]:
        """Let work be done within a transaction.

        Args:
            work: gets the connection; may be run again where it failed before.
            is_kept: it is tried until it is done; otherwise it fails at once.

        Raises:
            RuntimeError: the writer is closed.
        """
        task = _Task(work, is_kept)
        with self._changed:
            if self._is_closing:
                raise RuntimeError("the library is closed")
            self._tasks.append(task)
        if is_kept and self._turn.acquire(blocking=False):
            try:
                self._do_at_once(task)
            finally:
                self._turn.release()
        with self._changed:
            self._changed.notify()
        return task.answer

    def _do_at_once(self, task: _Task) -> None:
        """Do a task here if it is its turn; where that fails the thread tries again."""
        if self._connection is None or self._problem is not None:
            return
        if not self._tasks or self._tasks[0] is not task:
            return
        self._hurry(True)
        if self._attempt(task) is None:
            self._forget(task)
            self._untidied_count += 1

    def close(self) -> None:
        """Do what is left, once more even where it failed, and end the thread."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    # On the thread.

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._tasks or self._is_closing or self._needs_tidying):
                    self._changed.wait()
                if self._is_closing and not self._tasks:
                    break
            with self._turn:
                failure = self._do_next()
            self._report(failure)
            if failure is not None:
                self._refuse(failure)
        with self._turn:
            if self._connection is not None:
                self._connection.close()

    @property
    def _needs_tidying(self) -> bool:
        return self._untidied_count >= _GESTURES_BETWEEN_TIDYING

    def _do_next(self) -> LibraryError | None:
        """Do the first task, and tidy up; return what keeps it from being done."""
        if self._connection is not None:
            self._hurry(False)
        failure = None
        if self._tasks:
            task = self._tasks[0]
            failure = self._attempt(task)
            if failure is None:
                self._forget(task)
        if self._needs_tidying and self._connection is not None:
            self._untidied_count = 0
            self._tidy(self._connection)
        return failure

    @staticmethod
    def _tidy(connection: sqlite3.Connection) -> None:
        """Bring the log into the file, so that it does not grow for ever."""
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            _log.info("the log stays as it is: %s", error)

    def _hurry(self, is_hasty: bool) -> None:
        if is_hasty != self._is_hasty and self._connection is not None:
            for pragma in _HASTY if is_hasty else _PATIENT:
                self._connection.execute(pragma).fetchall()
            self._is_hasty = is_hasty

    def _attempt(self, task: _Task) -> LibraryError | None:
        """Do a task; return what in the world keeps it from being done."""
        try:
            answer = self._transaction(task.work)
        except LibraryError as error:
            return error
        except sqlite3.Error as error:
            if is_of_the_world(error):
                _log.info("the library cannot be written: %s", error)
                return library_error(error)
            self._fail(task, error)
        except (KeyboardInterrupt, SystemExit):
            # Nothing is lost: the task stays, and the thread does it.
            raise
        except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
            self._fail(task, error)
        else:
            task.answer.set_result(answer)
        return None

    def _fail(self, task: _Task, error: BaseException) -> None:
        if task.is_kept:
            _log.error("a gesture was not written", exc_info=error)
        task.answer.set_exception(error)

    def _transaction(self, work: _Work[_Answer]) -> _Answer:
        if self._connection is None:
            self._connection = self._connect()
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            answer = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            self._roll_back(connection)
            raise
        return answer

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            # The file went away under it; the next attempt opens it anew.
            connection.close()
            self._connection = None
            self._is_hasty = False

    def _forget(self, task: _Task) -> None:
        with self._changed:
            if self._tasks and self._tasks[0] is task:
                self._tasks.popleft()

    def _refuse(self, failure: LibraryError) -> None:
        """Answer all that does not wait, keep the rest and wait a little."""
        with self._changed:
            kept = [one for one in self._tasks if one.is_kept and not self._is_closing]
            refused = [one for one in self._tasks if one not in kept]
            self._tasks = deque(kept)
            for task in refused:
                task.answer.set_exception(failure)
            if kept:
                self._changed.wait(RETRY_SECONDS)

    def _report(self, problem: LibraryError | None) -> None:
        if str(problem) != str(self._problem):
            self._problem = problem
            self._on_problem(problem)
