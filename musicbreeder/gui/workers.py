"""Work off the GUI thread, answers on it.

Activities side by side: the GUI thread, which owns the dispatcher and every widget, and
the pool's threads, which run plain functions on plain data. A worker never sees a
QObject: it answers through the dispatcher's bound signal, so that nothing of Qt is
destroyed on a pool thread.
"""

import logging
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    QRunnable,
    QThreadPool,
    Signal,
)
from shiboken6 import isValid

from musicbreeder.errors import MusicBreederError

_log = logging.getLogger(__name__)

URGENT, SOON, IDLE = 2, 1, 0
"""Priorities: what a person waits for, what comes next, what may be wanted."""


class _Work(QRunnable):
    def __init__(
        self,
        number: int,
        function: Callable[[], Any],
        answer: Callable[[int, Any, BaseException | None], None],
    ) -> None:
        super().__init__()
        self._number = number
        self._function = function
        self._answer = answer

    def run(self) -> None:
        result, error = None, None
        try:
            result = self._function()
        except BaseException as raised:  # noqa: BLE001  # handed to the GUI thread
            error = raised
        try:
            self._answer(self._number, result, error)
        except RuntimeError:
            _log.debug("an answer came after the window was gone")


class _Answers(QObject):
    """What workers answer through.

    It belongs to the application and outlives every dispatcher: to answer through one
    that is just being destroyed on the GUI thread would crash the program.
    """

    answered = Signal(int, object, object)


class Dispatcher(QObject):
    """Runs functions on a pool of threads and hands their results to the GUI thread.

    An error that nobody waits for is raised again on the GUI thread, where the
    program's hook for uncaught errors shows it.
    """

    def __init__(self, thread_count: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(thread_count)
        self._numbers = count()
        self._waiting: dict[
            int, tuple[Callable[[Any], None] | None, Callable[[Any], None] | None]
        ] = {}
        self._answers = _Answers(QCoreApplication.instance())
        self._answers.answered.connect(self._on_answered)

    def run(
        self,
        function: Callable[[], Any],
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[MusicBreederError], None] | None = None,
        priority: int = SOON,
    ) -> None:
        """Run `function` on the pool; GUI thread only.

        What has the same priority runs in no particular order.

        Args:
            done: called with the result, on the GUI thread.
            failed: called with a `MusicBreederError`, on the GUI thread.
        """
        number = next(self._numbers)
        self._waiting[number] = (done, failed)
        self._pool.start(_Work(number, function, self._answers.answered.emit), priority)

    def finish(self) -> None:
        """Wait for all work that was asked for, and forget the answers."""
        self._pool.waitForDone()
        self._waiting.clear()

    def shut_down(self) -> None:
        """Drop what has not begun, wait for what runs, and forget the answers."""
        self._pool.clear()
        self._pool.waitForDone()
        self._waiting.clear()

    def _on_answered(
        self, number: int, result: Any, error: BaseException | None
    ) -> None:
        if number not in self._waiting:
            return
        done, failed = self._waiting.pop(number)
        if is_gone(done if error is None else failed):
            _log.debug("an answer came after the window that asked was closed")
        elif error is None:
            if done is not None:
                done(result)
        elif failed is not None and isinstance(error, MusicBreederError):
            failed(error)
        else:
            raise error


def is_gone(answer: Callable[[Any], None] | None) -> bool:
    """Tell whether the widget that an answer is for was deleted meanwhile.

    It is the one the method belongs to, or that a function was made in.
    """
    owners = [getattr(answer, "__self__", None)]
    for cell in getattr(answer, "__closure__", None) or ():
        try:
            held = cell.cell_contents
        except ValueError:  # not bound yet
            continue
        owners += [held, getattr(held, "__self__", None)]
    return any(isinstance(one, QObject) and not isValid(one) for one in owners)
