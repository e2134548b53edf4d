"""A scale as textbooks draw it: a staircase of notes, each step with its wave."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

from musicbreeder.gui.theme import current_theme, theme_source

_CYCLES_OF_LOWEST = 3.0
_FOOT_PX, _HEAD_PX, _EDGE_PX = 40, 40, 16
_WAVE_PX = 15
_NO_PLACE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """One note of the scale.

    Attributes:
        degree: what a musician counts, from 1.
    """

    name: str
    degree: int
    frequency_hz: float


class Staircase(QAbstractSlider):
    """Steps as high as their notes; a click or the arrow keys let one sound.

    To a screen reader it is a slider along the notes.

    Signals:
        heard: the place of the step a person wants to hear.
    """

    heard = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._lit = _NO_PLACE
        self._hovered = -1
        self._pressed = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Scale")
        theme_source().changed.connect(self.update)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps

    @property
    def lit(self) -> frozenset[int]:
        """The places of the steps that sound."""
        return self._lit

    def show_steps(self, steps: Sequence[Step], name: str) -> None:
        """Show a scale, from its lowest note to its highest."""
        self._steps = tuple(steps)
        self._lit = _NO_PLACE
        self.blockSignals(True)
        self.setRange(0, max(len(self._steps) - 1, 0))
        self.setValue(min(self.value(), self.maximum()))
        self.blockSignals(False)
        self.setAccessibleName(f"{name}, {len(self._steps)} notes")
        self._describe()
        self.update()

    def light(self, places: frozenset[int]) -> None:
        """Light the steps that sound."""
        if places != self._lit:
            self._lit = places
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(760), current_theme().px(380))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(320), current_theme().px(180))

    def _describe(self) -> None:
        if self._steps:
            step = self._steps[self.value()]
            self.setAccessibleDescription(f"{step.name}, {step.frequency_hz:.1f} hertz")

    # Where things are.

    def _step_rect(self, place: int) -> QRectF:
        """Return the column of a step, from its tread down to the ground."""
        theme = current_theme()
        edge = theme.px(_EDGE_PX)
        area = QRectF(self.rect()).adjusted(
            edge, theme.px(_HEAD_PX), -edge, -theme.px(_FOOT_PX)
        )
        width = area.width() / len(self._steps)
        logs = np.log2([step.frequency_hz for step in self._steps])
        low, high = float(logs.min()), float(logs.max())
        share = (float(logs[place]) - low) / max(high - low, 1e-9)
        # The lowest step stands above the ground by as much as its wave needs.
        rise = theme.px(2.6 * _WAVE_PX)
        top = area.bottom() - rise - share * max(area.height() - rise, 0.0)
        left = area.left() + place * width
        return QRectF(left, top, width, area.bottom() - top)

    def _place_at(self, point: QPointF) -> int:
        for place in range(len(self._steps)):
            rect = self._step_rect(place)
            if rect.left() <= point.x() < rect.right():
                return place
        return -1

    # The mouse and the keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._pressed = place
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._hear(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if self._pressed >= 0 and place >= 0 and place != self._pressed:
            self._pressed = place
            self._hear(place)
        if place != self._hovered:
            self._hovered = place
            step = self._steps[place] if place >= 0 else None
            self.setToolTip(f"Click to hear {step.name}" if step else "")
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = -1

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, place = event.key(), self.value()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._hear(max(place - 1, 0))
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._hear(min(place + 1, self.maximum()))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._hear(0 if key == Qt.Key.Key_Home else self.maximum())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._hear(place)
        else:
            event.ignore()

    def _hear(self, place: int) -> None:
        self.setValue(place)
        self._describe()
        self.heard.emit(place)
        self.update()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.hasFocus()
        painter.setBrush(QColor(palette.well))
        painter.setPen(
            QPen(QColor(palette.accent if has_focus else palette.line), 1 + has_focus)
        )
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
        for place in range(len(self._steps)):
            self._paint_step(painter, place)
        painter.end()

    def _paint_step(self, painter: QPainter, place: int) -> None:
        theme = current_theme()
        palette = theme.palette
        rect = self._step_rect(place)
        step = self._steps[place]
        is_lit = place in self._lit
        ground = QColor(palette.play if is_lit else palette.card)
        if is_lit:
            ground.setAlphaF(0.25)
        elif place == self._hovered:
            ground = QColor(palette.hover)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(rect.adjusted(0.5, 0, -0.5, 0), ground)
        line = QColor(palette.play if is_lit else palette.control)
        painter.setPen(QPen(line, theme.px(3 if is_lit else 2)))
        painter.drawLine(rect.topLeft(), rect.topRight())
        if place > 0:
            riser = self._step_rect(place - 1).topRight()
            painter.setPen(QPen(QColor(palette.control), theme.px(2)))
            painter.drawLine(riser, QPointF(riser.x(), rect.top()))
        self._paint_wave(painter, rect, place, is_lit)
        self._paint_words(painter, rect, step, place, is_lit)

    def _paint_wave(
        self, painter: QPainter, rect: QRectF, place: int, is_lit: bool
    ) -> None:
        theme = current_theme()
        step = self._steps[place]
        lowest_hz = min(each.frequency_hz for each in self._steps)
        cycles = _CYCLES_OF_LOWEST * step.frequency_hz / lowest_hz
        inset = min(theme.px(6), rect.width() * 0.08)
        count = max(int(rect.width() * 2), 16)
        turn = np.linspace(0.0, 1.0, count)
        xs = rect.left() + inset + turn * (rect.width() - 2 * inset)
        middle = rect.top() + theme.px(1.3 * _WAVE_PX)
        ys = middle - theme.px(0.75 * _WAVE_PX) * np.sin(2 * np.pi * cycles * turn)
        points = zip(xs.tolist(), ys.tolist(), strict=True)
        wave = QPolygonF([QPointF(x, y) for x, y in points])
        colour = QColor(theme.palette.play if is_lit else theme.hue(0))
        painter.setPen(QPen(colour, theme.px(2.2 if is_lit else 1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(wave)

    def _paint_words(
        self, painter: QPainter, rect: QRectF, step: Step, place: int, is_lit: bool
    ) -> None:
        theme = current_theme()
        palette = theme.palette
        center = Qt.AlignmentFlag.AlignCenter
        is_narrow = rect.width() < theme.px(44)
        painter.setFont(theme.font(11 if is_narrow else 15, 600))
        painter.setPen(QColor(palette.play if is_lit else palette.text))
        height = theme.px(24)
        above = QRectF(rect.left(), rect.top() - height, rect.width(), height)
        name = step.name.rstrip("0123456789") if is_narrow else step.name
        painter.drawText(above, center, name)
        painter.setFont(theme.font(9 if is_narrow else 11, is_tabular=True))
        painter.setPen(QColor(palette.secondary if is_lit else palette.muted))
        foot = QRectF(rect.left(), rect.bottom(), rect.width(), theme.px(18))
        digits = 0 if rect.width() < theme.px(64) else 1
        unit = "" if is_narrow else " Hz"
        painter.drawText(foot, center, f"{step.frequency_hz:.{digits}f}{unit}")
        foot.translate(0, theme.px(16))
        is_current = place == self.value() and self.hasFocus()
        painter.setPen(QColor(palette.accent if is_current else palette.muted))
        painter.setFont(theme.font(11, 600 if is_current else 400))
        painter.drawText(foot, center, str(step.degree))
