"""The partials of a tone as bars: click to choose one, drag to make it stronger."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.synth.additive import Partial

_HEIGHT_PX = 128
_CAPTION_PX = 18
_WIDEST_BAR_PX = 40
_KEY_STEP = 0.05


class PartialBars(QAbstractSlider):
    """A bar for each partial, in the colour of its wave.

    To a screen reader it is a slider: the amplitude of the chosen partial.

    Signals:
        chosen: the place of the partial a person chose.
        amplitude_moved: a place and the amplitude it was drawn to, 0..1.
    """

    chosen = Signal(int)
    amplitude_moved = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._partials: tuple[Partial, ...] = ()
        self._chosen = 0
        self._hovered = -1
        self.setRange(0, 100)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Partials")
        theme_source().changed.connect(self.updateGeometry)
        theme_source().changed.connect(self.update)

    def show_partials(self, partials: Sequence[Partial], chosen: int) -> None:
        """Show the partials of a tone, one of them chosen."""
        self._partials, self._chosen = tuple(partials), chosen
        partial = self._partials[chosen]
        self.blockSignals(True)
        self.setValue(round(100 * partial.amplitude))
        self.blockSignals(False)
        self.setAccessibleName(
            f"Amplitude of partial {chosen + 1} of {len(self._partials)}"
        )
        self.setAccessibleDescription(
            f"{partial.ratio:.2f} times the fundamental, "
            f"{100 * partial.amplitude:.0f} percent"
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(260), current_theme().px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), current_theme().px(_HEIGHT_PX))

    # Where things are.

    def _column(self, place: int) -> QRectF:
        theme = current_theme()
        edge = theme.px(10)
        area = QRectF(self.rect()).adjusted(edge, theme.px(8), -edge, 0)
        area.setBottom(area.bottom() - theme.px(_CAPTION_PX))
        width = min(area.width() / len(self._partials), float(theme.px(_WIDEST_BAR_PX)))
        return QRectF(area.left() + place * width, area.top(), width, area.height())

    def _place_at(self, x: float) -> int:
        for place in range(len(self._partials)):
            column = self._column(place)
            if column.left() <= x < column.right():
                return place
        return -1

    # The mouse and the keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setSliderDown(True)
            self.chosen.emit(place)
            self._draw_to(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._draw_to(event.position().y())
            return
        place = self._place_at(event.position().x())
        if place != self._hovered:
            self._hovered = place
            self.setToolTip(self._words(place) if place >= 0 else "")
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def _draw_to(self, y: float) -> None:
        column = self._column(self._chosen)
        amplitude = (column.bottom() - y) / column.height()
        self.amplitude_moved.emit(self._chosen, min(max(amplitude, 0.0), 1.0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self._partials)
        if key == Qt.Key.Key_Left:
            self.chosen.emit(max(self._chosen - 1, 0))
        elif key == Qt.Key.Key_Right:
            self.chosen.emit(min(self._chosen + 1, count - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.chosen.emit(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = _KEY_STEP if key == Qt.Key.Key_Up else -_KEY_STEP
            amplitude = self._partials[self._chosen].amplitude + step
            self.amplitude_moved.emit(self._chosen, min(max(amplitude, 0.0), 1.0))
        else:
            event.ignore()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def _words(self, place: int) -> str:
        partial = self._partials[place]
        return (
            f"Partial {place + 1}: {partial.ratio:.2f} times the fundamental, "
            f"{100 * partial.amplitude:.0f} %\nDrag to change how strong it is"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(QColor(palette.well))
        has_focus = self.hasFocus()
        painter.setPen(
            QPen(QColor(palette.accent if has_focus else palette.line), 1 + has_focus)
        )
        painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
        painter.setFont(theme.font(11, is_tabular=True))
        for place, partial in enumerate(self._partials):
            self._paint_bar(painter, place, partial)
        painter.end()

    def _paint_bar(self, painter: QPainter, place: int, partial: Partial) -> None:
        theme = current_theme()
        palette = theme.palette
        column = self._column(place)
        gap = min(theme.px(3), column.width() * 0.16)
        groove = column.adjusted(gap, 0, -gap, 0)
        is_chosen = place == self._chosen
        ground = QColor(palette.hover if place == self._hovered else palette.card)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(groove, theme.px(3), theme.px(3))
        bar = QRectF(groove)
        bar.setTop(groove.bottom() - partial.amplitude * groove.height())
        colour = QColor(theme.hue(place))
        colour.setAlphaF(1.0 if is_chosen else 0.7)
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, theme.px(3), theme.px(3))
        if is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), theme.px(1.6)))
            painter.drawRoundedRect(groove, theme.px(3), theme.px(3))
        painter.setPen(QColor(palette.text if is_chosen else palette.muted))
        caption = QRectF(
            column.left() - 4,
            column.bottom(),
            column.width() + 8,
            theme.px(_CAPTION_PX),
        )
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, str(place + 1))
