"""A small button that shows a melody: its name and its notes."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.roll_painter import RollColours, roll_image
from musicbreeder.gui.theme import current_theme, theme_source

_EDGE_PX = 7
_NAME_HEIGHT_PX = 18


class MelodyThumbnail(QAbstractButton):
    """A melody as a small button; what a click does is said by its tooltip.

    Attributes:
        hue: of its notes, an index for `Theme.hue`.
    """

    def __init__(
        self,
        individual: Individual,
        hue: int,
        *,
        shows_name: bool,
        swing: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        """Show a melody.

        Args:
            hue: index for `Theme.hue`.
            shows_name: False leaves only the notes, for narrow places.
            swing: 0..1.
        """
        super().__init__(parent)
        self.individual = individual
        self.hue = hue
        self._shows_name = shows_name
        self._swing = swing
        self._picture: QPixmap | None = None
        self.setText(individual.name)
        self.setAccessibleName(individual.name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme_source().changed.connect(self._redraw)

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(136), px(64)) if self._shows_name else QSize(px(66), px(40))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(80), px(64)) if self._shows_name else QSize(px(48), px(40))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    @property
    def _notes_rect(self) -> QRectF:
        px = current_theme().px
        edge = px(_EDGE_PX)
        top = px(_NAME_HEIGHT_PX) + px(6) if self._shows_name else edge
        return QRectF(self.rect()).adjusted(edge, top, -edge, -edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_hot = self.underMouse() or self.isDown()
        border = palette.accent if self.hasFocus() else palette.line
        painter.setPen(QPen(QColor(border), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(palette.hover if is_hot else palette.well))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
        notes = self._notes_rect
        if self._picture is None and notes.width() > 4 and notes.height() > 4:
            colours = RollColours.of(palette, theme.hue(self.hue))
            image = roll_image(
                self.individual.melody,
                notes.size().toSize(),
                colours,
                self.devicePixelRatioF(),
                self._swing,
            )
            self._picture = QPixmap.fromImage(image)
        if self._picture is not None:
            painter.drawPixmap(notes.topLeft(), self._picture)
        if self._shows_name:
            painter.setFont(theme.font(12, 500))
            painter.setPen(QColor(palette.text if is_hot else palette.secondary))
            left, width = theme.px(9), self.width() - 2 * theme.px(9)
            painter.drawText(
                QRectF(left, theme.px(4), width, theme.px(_NAME_HEIGHT_PX)),
                Qt.AlignmentFlag.AlignVCenter,
                painter.fontMetrics().elidedText(
                    self.individual.name, Qt.TextElideMode.ElideRight, width
                ),
            )
