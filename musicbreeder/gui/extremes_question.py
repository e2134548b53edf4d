"""“Which was the best of these, and which the worst?”, asked one after the other."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal


class Asking(Enum):
    """What is asked now."""

    NOTHING = auto()
    BEST = auto()
    WORST = auto()


class ExtremesQuestion(QObject):
    """Takes two answers and hands them on together; it can be skipped at any time.

    Signals:
        changed: something else is asked now.
    """

    changed = Signal()

    def __init__(
        self, judge: Callable[[int, int], None], parent: QObject | None = None
    ) -> None:
        """Ask nothing yet.

        Args:
            judge: told the ids of the best and the worst.
        """
        super().__init__(parent)
        self._judge = judge
        self._asking = Asking.NOTHING
        self._best_id: int | None = None

    @property
    def asking(self) -> Asking:
        return self._asking

    @property
    def is_asked(self) -> bool:
        return self._asking is not Asking.NOTHING

    @property
    def best_id(self) -> int | None:
        """The first answer, None before it."""
        return self._best_id

    def begin(self) -> None:
        """Ask for the best."""
        self._ask(Asking.BEST, None)

    def answer(self, individual_id: int) -> None:
        """Take an answer; the worst cannot be the best."""
        if self._asking is Asking.BEST:
            self._ask(Asking.WORST, individual_id)
        elif self._asking is Asking.WORST and self._best_id not in (
            None,
            individual_id,
        ):
            best_id = self._best_id
            self._ask(Asking.NOTHING, None)
            assert best_id is not None
            self._judge(best_id, individual_id)

    def skip(self) -> None:
        """Ask nothing any more; what was answered is forgotten."""
        if self.is_asked:
            self._ask(Asking.NOTHING, None)

    def _ask(self, asking: Asking, best_id: int | None) -> None:
        self._asking, self._best_id = asking, best_id
        self.changed.emit()
