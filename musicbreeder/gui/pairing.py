"""“Breed with…”: one melody is chosen, and the listener is asked for the other."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


class Pairing(QObject):
    """Asks for the second of two melodies; it can be skipped at any time.

    The question stays while the listener goes through other generations or the family
    tree to find the second one.

    Signals:
        changed: it is asked now, or no longer.
    """

    changed = Signal()

    def __init__(
        self, breed: Callable[[int, int], None], parent: QObject | None = None
    ) -> None:
        """Ask nothing yet.

        Args:
            breed: told the ids of both.
        """
        super().__init__(parent)
        self._breed = breed
        self._first_id: int | None = None

    @property
    def first_id(self) -> int | None:
        """The melody that is to be bred with another, None = nothing is asked."""
        return self._first_id

    @property
    def is_asked(self) -> bool:
        return self._first_id is not None

    def begin(self, individual_id: int) -> None:
        """Ask what to breed a melody with."""
        self._ask(individual_id)

    def answer(self, individual_id: int) -> None:
        """Take the second melody; it cannot be the first one."""
        first_id = self._first_id
        if first_id is not None and individual_id != first_id:
            self._ask(None)
            self._breed(first_id, individual_id)

    def skip(self) -> None:
        """Ask no more."""
        if self.is_asked:
            self._ask(None)

    def _ask(self, first_id: int | None) -> None:
        self._first_id = first_id
        self.changed.emit()
