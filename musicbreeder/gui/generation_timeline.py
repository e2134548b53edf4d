"""The line of generations: one dot each, the open one filled and numbered.

It is a slider to the keyboard and to a screen reader: the arrow keys go through the
generations while it has the focus.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.theme import current_theme, theme_source

_PITCH_PX, _TIGHTEST_PITCH_PX = 26, 21
_DOT_PX, _CURRENT_PX = 11, 22
_MOST_DOTS = 10
_LEAST_DOTS = 4


def shown_indices(
    generation_count: int, current_index: int, capacity: int
) -> tuple[int, ...]:
    """Return which generations get a dot where there is room for `capacity`.

    The first, the newest and the open one always do, with the neighbours of the open
    one; where the indices jump, the line shows a gap.

    >>> shown_indices(100, 50, 7)
    (0, 48, 49, 50, 51, 52, 99)
    """
    if generation_count <= capacity:
        return tuple(range(generation_count))
    inner = max(capacity - 2, 1)
    first = min(max(current_index - inner // 2, 1), generation_count - 1 - inner)
    return (0, *range(first, first + inner), generation_count - 1)


class GenerationTimeline(QAbstractSlider):
    """One dot for each generation; a click opens it."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._hovered: int | None = None
        self._summaries: tuple[str, ...] = ()
        self._rated: tuple[bool, ...] = ()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.valueChanged.connect(self._on_value_changed)
        conductor.generation_shown.connect(self.show_history)
        conductor.individual_changed.connect(lambda _id: self.show_history())
        theme_source().changed.connect(self._on_theme_changed)
        self.show_history()

    def show_history(self) -> None:
        """Show the generations as they are now."""
        session = self._conductor.session
        history = session.history
        index = session.current_index
        self._rated = tuple(
            any(one.is_rated or one.is_favourite for one in generation.individuals)
            for generation in history
        )
        self._summaries = tuple(
            _summary(
                place,
                generation.parent_index,
                [one.is_rated for one in generation.individuals],
                [one.is_favourite for one in generation.individuals],
            )
            for place, generation in enumerate(history)
        )
        self.blockSignals(True)
        self.setRange(0, len(history) - 1)
        self.setValue(index)
        self.blockSignals(False)
        self.setAccessibleName(f"Generation {index + 1} of {len(history)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        dots = min(self.maximum() + 1, _MOST_DOTS)
        width = theme.px(_PITCH_PX) * (dots - 1) + 2 * round(self._margin_px)
        return QSize(width, theme.px(32))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        dots = min(self.maximum() + 1, _LEAST_DOTS)
        width = theme.px(_TIGHTEST_PITCH_PX) * (dots - 1) + 2 * round(self._margin_px)
        return QSize(width, theme.px(32))

    @property
    def _margin_px(self) -> float:
        """Room for half the numbered dot at either end of the line."""
        return self._current_width_px / 2 + current_theme().px(3)

    @property
    def _current_width_px(self) -> float:
        theme = current_theme()
        metrics = QFontMetricsF(theme.font(12, 700, is_tabular=True))
        text_width = metrics.horizontalAdvance(str(self.value() + 1))
        return max(theme.px(_CURRENT_PX), text_width + theme.px(12))

    def _places(self) -> list[tuple[int, QPointF]]:
        """Return each shown generation with the middle of its dot."""
        theme = current_theme()
        margin = self._margin_px
        room = max(self.width() - 2 * margin, 0.0)
        # Neighbours of a wide number must not slip under it.
        tightest = max(
            theme.px(_TIGHTEST_PITCH_PX),
            round((self._current_width_px + theme.px(_DOT_PX)) / 2) + 2,
        )
        capacity = min(max(int(room // tightest) + 1, 3), _MOST_DOTS)
        indices = shown_indices(self.maximum() + 1, self.value(), capacity)
        pitch = theme.px(_PITCH_PX)
        if len(indices) > 1:
            pitch = min(pitch, int(room / (len(indices) - 1)))
        left = self.width() - margin - pitch * (len(indices) - 1)
        middle = self.height() / 2
        return [
            (index, QPointF(left + place * pitch, middle))
            for place, index in enumerate(indices)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places()
        for (before, start), (after, end) in pairwise(places):
            pen = QPen(QColor(palette.control), theme.px(2))
            if after - before > 1:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            first, last = (
                self._current_width_px / 2
                if index == self.value()
                else theme.px(_DOT_PX) / 2 + 1
                for index in (before, after)
            )
            if end.x() - last > start.x() + first:
                painter.drawLine(start + QPointF(first, 0), end - QPointF(last, 0))
        for index, middle in places:
            if index == self.value():
                self._paint_current(painter, middle)
            else:
                self._paint_dot(painter, index, middle)
        painter.end()

    def _paint_dot(self, painter: QPainter, index: int, middle: QPointF) -> None:
        theme = current_theme()
        palette = theme.palette
        is_hovered = index == self._hovered
        radius = theme.px(_DOT_PX + 3 * is_hovered) / 2
        colour = QColor(palette.text if is_hovered else palette.muted)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(QColor(palette.background))
        painter.drawEllipse(middle, radius, radius)
        if self._rated[index]:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(middle, radius - 3, radius - 3)

    def _paint_current(self, painter: QPainter, middle: QPointF) -> None:
        theme = current_theme()
        palette = theme.palette
        text = str(self.value() + 1)
        font = theme.font(12, 700, is_tabular=True)
        painter.setFont(font)
        height = theme.px(_CURRENT_PX)
        width = self._current_width_px
        pill = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.text), 2))
        painter.setBrush(QColor(palette.accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(palette.on_accent))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    # Mouse.

    def _index_at(self, x: float) -> int | None:
        reach = current_theme().px(_PITCH_PX) / 2
        nearest = min(self._places(), key=lambda place: abs(place[1].x() - x))
        return nearest[0] if abs(nearest[1].x() - x) <= reach else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._index_at(event.position().x())
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(
                Qt.CursorShape.ArrowCursor
                if hovered is None
                else Qt.CursorShape.PointingHandCursor
            )
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.setValue(index)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(event.pos().x())
            text = "" if index is None else self._summaries[index]
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _on_value_changed(self, index: int) -> None:
        if index != self._conductor.session.current_index:
            self._conductor.open_generation(index)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _summary(
    index: int,
    parent_index: int | None,
    rated: Sequence[bool],
    favourites: Sequence[bool],
) -> str:
    """Return a generation in words: ``"Generation 7 · 5 rated · 2 favourites"``."""
    words = [f"Generation {index + 1}"]
    if parent_index is not None and parent_index != index - 1:
        words.append(f"bred from generation {parent_index + 1}")
    if any(rated):
        words.append(f"{sum(rated)} rated")
    if any(favourites):
        count = sum(favourites)
        words.append(f"{count} favourite" + "s" * (count > 1))
    return " · ".join(words)
