"""Keeps a window as large as its words need, when they wrap or change.

Qt holds a window to the smallest size of its layout, but does not count lines that
wrap: buttons above them would be cut off. Nor does it look at the layout where a window
has a smallest width of its own: what is wider would be cut off on the right.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog

_WHEN = frozenset({QEvent.Type.Show, QEvent.Type.LayoutRequest})


class TallEnough(QObject):
    """An event filter that lets a window grow with what it holds."""

    def __init__(self, dialog: QDialog) -> None:
        # The window is not kept here: it may go before its last event has come.
        super().__init__(dialog)
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _WHEN and isinstance(watched, QDialog):
            self._grow(watched)
        return False

    def _grow(self, dialog: QDialog) -> None:
        layout = dialog.layout()
        if layout is None or not dialog.isVisible():
            return
        available = dialog.screen().availableGeometry()
        narrowest = min(layout.totalMinimumSize().width(), available.width())
        if dialog.minimumWidth() < narrowest:
            dialog.setMinimumWidth(narrowest)
        width = max(dialog.width(), narrowest)
        needed = layout.sizeHint().height()
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width)
        height = max(dialog.height(), min(needed, available.height()))
        if (width, height) != (dialog.width(), dialog.height()):
            dialog.resize(width, height)
