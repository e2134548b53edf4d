"""A field to search names in: it asks once typing pauses."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

_TYPING_MILLISECONDS = 120


class SearchField(QLineEdit):
    """Words of names.

    Signals:
        searched: other words are asked for, and nothing was typed for a moment.
    """

    searched = Signal()

    def __init__(self, things: str, tip: str) -> None:
        """Make a field.

        Args:
            things: what is searched: ``"sessions"``.
            tip: what is shown then.
        """
        super().__init__()
        self.setPlaceholderText("Search names")
        self.setAccessibleName(f"Search {things} by name")
        self.setToolTip(tip)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_MILLISECONDS)
        self._pause.timeout.connect(self.searched)
        self.textChanged.connect(lambda _: self._pause.start())
