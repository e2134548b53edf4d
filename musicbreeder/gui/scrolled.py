"""A part of a window that scrolls only where the screen is too low for it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.theme import current_theme

_LOWEST_PX = 120


class Scrolled(ScrolledPanel):
    """Wants as much room as what it holds, and is content with less height."""

    def __init__(self, layout: QLayout, parent: QWidget | None = None) -> None:
        """Make the area.

        Args:
            layout: of what it holds.
        """
        inside = QWidget()
        inside.setLayout(layout)
        super().__init__(inside, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        inside.installEventFilter(self)

    @property
    def _inside(self) -> QWidget:
        return self.widget() or self.viewport()

    def sizeHint(self) -> QSize:
        hint = self._inside.sizeHint()
        return QSize(hint.width(), self.heightForWidth(hint.width()))

    def heightForWidth(self, width: int) -> int:
        """Return how high all of it is where it is `width` pixels wide."""
        if self._inside.hasHeightForWidth():
            return self._inside.heightForWidth(width)
        return self._inside.sizeHint().height()

    def minimumSizeHint(self) -> QSize:
        inside = self._inside.minimumSizeHint()
        lowest = min(inside.height(), current_theme().px(_LOWEST_PX))
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inside.width() + bar, lowest)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._show_bar()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_bar()
        super().resizeEvent(event)

    def _show_bar(self) -> None:
        """Show the bar where it is needed.

        Qt keeps one that is there as long as words wrap more for its sake.
        """
        is_whole = self.heightForWidth(self.width()) <= self.height()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if is_whole else policy.ScrollBarAsNeeded
        )
