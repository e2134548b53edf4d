"""What the marks of the family tree mean; only those that are drawn at this zoom."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.tree_shape import Detail

_DOT_ENTRIES = (
    ("hollow", "not heard"),
    ("small", "heard"),
    ("large", "the larger, the more stars"),
    ("heart", "favourite"),
    ("ring", "pinned"),
)
_NOTE_ENTRIES = (
    ("bars", "stars"),
    ("heart", "favourite"),
    ("pin-filled", "pinned"),
)
_CARD_ENTRIES = (("unheard", "not heard"), ("pin-filled", "pinned as parent"))


class TreeLegend(QWidget):
    """One line of marks and their meaning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str], ...] = _CARD_ENTRIES
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme_changed)

    def show_detail(self, detail: Detail) -> None:
        """Show what is drawn at a level of detail."""
        entries: tuple[tuple[str, str], ...] = _CARD_ENTRIES
        if detail is Detail.DOT:
            entries = _DOT_ENTRIES
        elif detail is Detail.NOTES:
            entries = _NOTE_ENTRIES
        if entries != self._entries or not self.accessibleName():
            self._entries = entries
            words = ", ".join(text for _, text in entries)
            self.setAccessibleName(f"Marks: {words}")
            self._on_theme_changed()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        metrics = QFontMetricsF(theme.font(11))
        words = sum(metrics.horizontalAdvance(text) for _, text in self._entries)
        return QSize(round(words) + theme.px(36) * len(self._entries), theme.px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, current_theme().px(18))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        metrics = QFontMetricsF(painter.font())
        left = 0.0
        for mark, text in self._entries:
            self._paint_mark(
                painter, mark, QPointF(left + theme.px(7), self.height() / 2)
            )
            left += theme.px(18)
            width = metrics.horizontalAdvance(text)
            painter.setPen(QColor(theme.palette.secondary))
            painter.drawText(
                QRectF(left, 0, width + 2, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                text,
            )
            left += width + theme.px(16)
        painter.end()

    def _paint_mark(self, painter: QPainter, mark: str, middle: QPointF) -> None:
        theme = current_theme()
        palette, px = theme.palette, theme.px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.secondary))
        if mark in ("heart", "pin-filled"):
            side = px(13)
            colour = palette.heart if mark == "heart" else palette.accent
            corner = QPointF(round(middle.x() - side / 2), round(middle.y() - side / 2))
            painter.drawPixmap(
                corner, pixmap(mark, side, colour, self.devicePixelRatioF())
            )
        elif mark == "bars":
            painter.setBrush(QColor(palette.star))
            for star in range(3):
                x = middle.x() - px(7) + star * px(5)
                painter.drawRect(QRectF(x, middle.y() - 1, px(4), 2))
        elif mark == "unheard":
            painter.setBrush(QColor(palette.accent))
            painter.drawEllipse(middle, px(3), px(3))
        elif mark == "ring" or mark == "hollow":
            is_ring = mark == "ring"
            colour = palette.accent if is_ring else palette.secondary
            painter.setPen(QPen(QColor(colour), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = px(6) if is_ring else px(3)
            painter.drawEllipse(middle, radius, radius)
        else:
            radius = px(6) if mark == "large" else px(3)
            painter.drawEllipse(middle, radius, radius)
