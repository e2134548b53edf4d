"""The one thread that writes to the library, in order, and does not give up.

Who hands over a gesture may go on at once. While the disk refuses, gestures wait in
memory and are tried again until they are written; there is one sentence that says so.
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

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_Work = Callable[[sqlite3.Connection], _Answer]


@dataclass(frozen=True, eq=False)
class _Task:
    work: Callable[[sqlite3.Connection], Any]
    is_kept: bool
    answer: Future[Any] = field(default_factory=Future)


class LibraryWriter:
    """Runs work in transactions of its own, one after another, on a thread of its own.

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
            self._changed.notify()
        return task.answer

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
                while not self._tasks and not self._is_closing:
                    self._changed.wait()
                if not self._tasks:
                    break
                task = self._tasks[0]
            failure = self._attempt(task)
            if failure is None:
                self._report(None)
                self._forget(task)
            else:
                self._report(failure)
                self._refuse(failure)
        if self._connection is not None:
            self._connection.close()

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
