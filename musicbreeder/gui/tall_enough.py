"""Keeps a window as tall as its words need, when they wrap or change.

Qt holds a window to the smallest size of its layout, but does not count lines that
wrap: buttons above them would be cut off.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog

_WHEN = frozenset({QEvent.Type.Show, QEvent.Type.LayoutRequest})


class TallEnough(QObject):
    """An event filter that lets a window grow with what it holds."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._dialog and event.type() in _WHEN:
            self._grow()
        return False

    def _grow(self) -> None:
        dialog = self._dialog
        layout = dialog.layout()
        if layout is None or not dialog.isVisible():
            return
        needed = layout.sizeHint().height()
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(dialog.width())
        available = dialog.screen().availableGeometry().height()
        if dialog.height() < min(needed, available):
            dialog.resize(dialog.width(), min(needed, available))
