"""A tune as a piano roll, in which bars are chosen.

Of a long tune a stretch of bars is seen at a time, around those that are chosen; the
wheel goes on and back.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from musicbreeder.gui.roll_painter import (
    PitchAxis,
    RollColours,
    note_rectangles,
    paint_grid,
    paint_notes,
    paint_playhead,
    paint_tonic_lines,
    step_fractions,
)
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.melody.melody import Melody
from musicbreeder.services.phrases import cut_out
from musicbreeder.theory.scale import Key

_EDGE_PX = 8
_THICKEST_NOTE_PX = 7.0
_MOST_BARS_SEEN, _BARS_BEFORE, _BARS_A_TURN = 32, 8, 4
_NUMBER_PX, _NARROWEST_BAR_PX = 10, 24


class ImportRoll(QWidget):
    """Shows a tune and the bars that are taken of it.

    Signals:
        bar_chosen: the first bar, from 0, that a person pointed at.
    """

    bar_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._melody: Melody | None = None
        self._tonic = 0
        self._whole: Melody | None = None
        self._first_seen = 0
        self._first_number = 1
        self._bars: tuple[tuple[int, int], ...] = ()
        self._fraction: float | None = None
        self._picture: QPixmap | None = None
        self.setAccessibleName("The tune")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click a bar, or use the arrow keys, to begin there")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_source().changed.connect(self._redraw)

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(560), px(200))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(320), px(120))

    def show_melody(
        self, melody: Melody | None, key: Key | None, first_number: int = 1
    ) -> None:
        """Show another tune, or none.

        Args:
            first_number: of its first bar, 0 where that is only an upbeat.
        """
        self._first_number = first_number
        self._whole = melody
        self._see(0)
        self._tonic = 0 if key is None else key.tonic
        self._fraction = None
        self._redraw()

    def show_bars(self, bars: tuple[tuple[int, int], ...]) -> None:
        """Show which bars are taken.

        Args:
            bars: pairs of a first bar, from 0, and how many.
        """
        self._bars = bars
        first = min((start for start, _ in bars), default=0)
        last = max((start + length for start, length in bars), default=0)
        if not self._first_seen <= first < last <= self._first_seen + _MOST_BARS_SEEN:
            self._see(first - _BARS_BEFORE)
        count = sum(length for _, length in bars)
        number = first + self._first_number
        self.setAccessibleDescription(f"{count} bars from bar {number} are taken")
        self._redraw()

    def show_playhead(self, fraction: float | None) -> None:
        """Show what is heard: a share of the first bars taken; None = nothing."""
        self._fraction = fraction
        self.update()

    def _see(self, first: int) -> None:
        """Show the bars from one on, as many as there is room for."""
        whole = self._whole
        if whole is None or whole.bar_count <= _MOST_BARS_SEEN:
            self._first_seen, self._melody = 0, whole
        else:
            last_first = whole.bar_count - _MOST_BARS_SEEN
            self._first_seen = min(max(first, 0), last_first)
            self._melody = cut_out(whole, self._first_seen, _MOST_BARS_SEEN)
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    @property
    def _area(self) -> QRectF:
        edge = current_theme().px(_EDGE_PX)
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    def _bar_rectangle(self, first: int, count: int) -> QRectF:
        area, melody = self._area, self._melody
        total = 1 if melody is None else melody.bar_count
        start = min(max(first - self._first_seen, 0), total)
        stop = min(max(first - self._first_seen + count, 0), total)
        width = area.width() / total
        left = area.left() + start * width
        return QRectF(left, area.top(), (stop - start) * width, area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._melody is None or event.button() != Qt.MouseButton.LeftButton:
            return
        area = self._area
        share = (event.position().x() - area.left()) / max(area.width(), 1.0)
        count = self._melody.bar_count
        bar = min(max(int(share * count), 0), count - 1)
        self.bar_chosen.emit(self._first_seen + bar)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            step = -_BARS_A_TURN if turned > 0 else _BARS_A_TURN
            self._see(self._first_seen + step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
        step = steps.get(event.key())
        if step is None or self._whole is None or not self._bars:
            super().keyPressEvent(event)
            return
        bar = self._bars[0][0] + step
        self.bar_chosen.emit(min(max(bar, 0), self._whole.bar_count - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            self._picture = self._painted()
        painter.drawPixmap(0, 0, self._picture)
        theme = current_theme()
        if self._fraction is not None and self._bars:
            taken = self._bar_rectangle(*self._bars[0])
            top = taken.topLeft()
            top.setX(top.x() + self._fraction * taken.width())
            paint_playhead(painter, top, taken.height(), theme.palette.text)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.palette.accent), 2))
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
        painter.end()

    def _painted(self) -> QPixmap:
        theme = current_theme()
        palette, ratio = theme.palette, self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.setBrush(QColor(palette.well))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
        melody, area = self._melody, self._area
        if melody is not None and area.width() > 8 and area.height() > 8:
            self._paint_bars(painter)
            colours = RollColours.of(palette, theme.hue(0))
            # The numbers of the bars stand above the notes.
            field = area.adjusted(0, theme.px(_NUMBER_PX + 6), 0, -theme.px(4))
            axis = PitchAxis.of(melody, field, _THICKEST_NOTE_PX * theme.scale)
            paint_tonic_lines(painter, field, axis, self._tonic, colours)
            paint_grid(painter, area, melody, colours)
            self._paint_numbers(painter, melody)
            fractions = step_fractions(melody)
            rectangles = note_rectangles(melody, field, axis, fractions)
            paint_notes(painter, melody, rectangles, colours, self._note_colours())
        painter.end()
        return picture

    def _paint_bars(self, painter: QPainter) -> None:
        tint = QColor(current_theme().palette.accent)
        tint.setAlphaF(0.16)
        for first, count in self._bars:
            painter.fillRect(self._bar_rectangle(first, count), tint)

    def _note_colours(self) -> list[str]:
        """Return a colour for each note: bright where it is taken."""
        theme, melody = current_theme(), self._melody
        if melody is None:
            return []
        length = melody.meter.steps_per_bar
        taken = {
            bar - self._first_seen
            for first, count in self._bars
            for bar in range(first, first + count)
        }
        hue, muted = theme.hue(0), theme.palette.muted
        return [
            hue if note.start // length in taken else muted for note in melody.notes
        ]

    def _paint_numbers(self, painter: QPainter, melody: Melody) -> None:
        theme, area = current_theme(), self._area
        painter.setPen(QColor(theme.palette.muted))
        painter.setFont(theme.font(_NUMBER_PX))
        width = area.width() / melody.bar_count
        every = 1 if width >= theme.px(_NARROWEST_BAR_PX) else 4
        for bar in range(0, melody.bar_count, every):
            left = area.left() + bar * width + theme.px(3)
            bottom = area.top() + theme.px(_NUMBER_PX)
            number = self._first_seen + bar + self._first_number
            painter.drawText(QPointF(left, bottom), str(number))
