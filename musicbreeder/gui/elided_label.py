"""One line of text that is shortened where there is no room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from musicbreeder.gui.theme import current_theme


class ElidedLabel(QLabel):
    """Shows as much of a line as there is room for; its tooltip may have the rest."""

    def __init__(self, shortest_px: int, parent: QWidget | None = None) -> None:
        """Make an empty line.

        Args:
            shortest_px: it always has this much room; 0 = it is shown whole or not.
        """
        super().__init__(parent)
        self._shortest_px = shortest_px
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        full = super().minimumSizeHint()
        return QSize(
            min(full.width(), current_theme().px(self._shortest_px)), full.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shortest_px == 0 and self.width() < super().minimumSizeHint().width():
            return
        painter = QPainter(self)
        painter.setPen(QColor(current_theme().palette.secondary))
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
