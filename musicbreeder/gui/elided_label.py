"""One line of text that is shortened where there is no room for it."""

from collections.abc import Sequence

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
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_texts(self, text: str, shorter: Sequence[str] = ()) -> None:
        """Show a line.

        Args:
            shorter: other words for where there is less room, the longest first.
        """
        self._shorter = tuple(shorter)
        self.setText(text)
        self.update()

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
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown_text())
        painter.end()

    def shown_text(self) -> str:
        """Return the words there is room for."""
        metrics = QFontMetrics(self.font())
        texts = (self.text(), *self._shorter)
        for text in texts:
            if metrics.horizontalAdvance(text) <= self.width():
                return text
        mode = Qt.TextElideMode.ElideRight
        return metrics.elidedText(texts[-1], mode, self.width())
