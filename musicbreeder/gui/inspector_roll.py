"""The large piano roll of the inspector: every note, its name, place and origin.

The grid and the notes are painted once into a cached picture; while a melody plays only
two thin strips, the old and the new place of the playhead, and the sounding note are
painted again.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QToolTip, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.bar_marks import (
    DISLIKED,
    LIKED,
    likings_in_words,
)
from musicbreeder.gui.inspector_roll_picture import (
    RULER_PX,
    RollGeometry,
    RollPicture,
    pitch_span,
)
from musicbreeder.gui.origin_marks import OriginLooks, origin_of
from musicbreeder.gui.roll_painter import sounding_note, step_fractions
from musicbreeder.gui.theme import Theme, current_theme, theme_source
from musicbreeder.melody.melody import Note

_HEIGHT_PX = 216
_PLAYHEAD_PX = 2


class InspectorRoll(QAbstractSlider):
    """A piano roll with ruler and note names; a click or an arrow key seeks.

    To a screen reader it is a slider over the steps of the melody.

    A click on a bar of the ruler likes it, dislikes it or neither, in turn; ↑ and ↓ do
    so for the bar at the playhead.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
        bar_cycled: a bar, from 0, whose mark is to go on to the next.
        bar_judged: a bar, from 0, and +1 (liked) or -1 (disliked).
    """

    seek_requested = Signal(float)
    bar_cycled = Signal(int)
    bar_judged = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Nothing behind it needs painting while the playhead moves.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Piano roll")
        self.setToolTip(
            "Click to hear the melody from there; arrow keys go by beats.\n"
            "↑ and ↓ like and dislike the bar at the playhead."
        )
        self.setMouseTracking(True)
        self._likings: dict[int, int] = {}
        self._hovered_bar: int | None = None
        self._pressed_bar: int | None = None
        self._individual: Individual | None = None
        self._looks: OriginLooks | None = None
        self._fractions: NDArray[np.float64] = np.array([0.0, 1.0])
        self._fraction: float | None = None
        self._notes_in_words = ""
        self._picture: QPixmap | None = None
        self._pitch_span = (59, 73)
        theme_source().changed.connect(self._on_theme_changed)

    def show_individual(
        self, individual: Individual, looks: OriginLooks, swing: float = 0.0
    ) -> None:
        """Show a melody.

        Args:
            looks: how notes of each origin are drawn.
            swing: 0..1; time runs linearly from left to right, so swing moves notes.
        """
        melody = individual.melody
        self._individual = individual
        self._looks = looks
        self._fractions = step_fractions(melody, swing)
        self._fraction = None
        self._pitch_span = pitch_span(melody)
        self.setRange(0, melody.step_count)
        self.setSingleStep(melody.meter.steps_per_beat)
        self.setPageStep(melody.meter.steps_per_bar)
        self.setAccessibleName(f"Piano roll of {individual.name}")
        names = ", ".join(individual.key.note_name(int(n)) for n in melody.midi_notes)
        self._notes_in_words = (
            f"{melody.note_count} notes in {melody.bar_count} bars, {names}"
        )
        self._likings = {}
        self._describe()
        self._redraw()

    def show_likings(self, likings: Mapping[int, int]) -> None:
        """Show which bars, from 0, are liked (+1) and disliked (-1)."""
        if dict(likings) != self._likings:
            self._likings = dict(likings)
            self._describe()
            self._redraw()

    def _describe(self) -> None:
        words = likings_in_words(self._likings)
        self.setAccessibleDescription(
            f"{self._notes_in_words}; {words}" if words else self._notes_in_words
        )

    def show_playhead(self, fraction: float | None) -> None:
        """Move the playhead, None = hide it."""
        if self._individual is None or self._looks_alike(fraction):
            return
        dirty = self._dirty_rect() | self._dirty_rect(fraction)
        self._fraction = fraction
        step = int(np.searchsorted(self._fractions, fraction or 0.0, side="right")) - 1
        self.setValue(step)
        self.update(dirty)

    def _looks_alike(self, fraction: float | None) -> bool:
        """Tell whether a playhead at `fraction` falls on the pixel it is drawn on."""
        if fraction is None or self._fraction is None:
            return fraction is self._fraction
        pixels = self._geometry.field.width() * self.devicePixelRatioF()
        return round(fraction * pixels) == round(self._fraction * pixels)

    # Where things lie, in logical pixels.

    @property
    def _geometry(self) -> RollGeometry:
        return RollGeometry(
            self.size(), self._fractions, self._pitch_span, current_theme()
        )

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._individual is not None and self._looks is not None:
            return RollPicture(
                self._geometry,
                self._individual,
                self._looks,
                self._likings,
                self._hovered_bar,
            ).painted(ratio)
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(current_theme().palette.panel))
        return picture

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(288), px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(_HEIGHT_PX))

    def _note_at(self, position: QPointF) -> Note | None:
        if self._individual is None:
            return None
        for note in self._individual.melody.notes:
            if self._geometry.note_rect(note).adjusted(-3, -4, 3, 4).contains(position):
                return note
        return None

    def _sounding(self, fraction: float | None) -> Note | None:
        if self._individual is None or fraction is None:
            return None
        melody = self._individual.melody
        index = sounding_note(melody, self._fractions, fraction)
        return None if index is None else melody.notes[index]

    _HERE = object()

    def _dirty_rect(self, fraction: float | object | None = _HERE) -> QRect:
        """Return what must be painted again for a playhead at `fraction`."""
        place = self._fraction if fraction is self._HERE else fraction
        if not isinstance(place, float):
            return QRect()
        x = self._geometry.field.left() + place * self._geometry.field.width()
        strip = QRectF(x - 3, 0, 6, self.height()).toAlignedRect()
        sounding = self._sounding(place)
        if sounding is not None:
            around = self._geometry.note_rect(sounding).adjusted(-2, -2, 2, 2)
            strip |= around.toAlignedRect()
        return strip

    # Seeking.

    def _seek_to(self, fraction: float) -> None:
        self.seek_requested.emit(min(max(fraction, 0.0), 1.0))

    def _fraction_at(self, x: float) -> float:
        return (x - self._geometry.field.left()) / max(
            self._geometry.field.width(), 1.0
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._individual is None:
            return
        self._pressed_bar = self._bar_at(event.position())
        if self._pressed_bar is None:
            self._seek_to(self._fraction_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._bar_at(event.position()))
        if self._pressed_bar is not None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton and self._individual is not None:
            self._seek_to(self._fraction_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_bar = self._pressed_bar, None
        if pressed is not None and pressed == self._bar_at(event.position()):
            self.bar_cycled.emit(pressed)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _bar_at(self, position: QPointF) -> int | None:
        if self._individual is None:
            return None
        return self._geometry.bar_at(position, self._individual.melody.bar_count)

    def _hover(self, bar: int | None) -> None:
        if bar != self._hovered_bar:
            self._hovered_bar = bar
            shape = Qt.CursorShape.ArrowCursor
            if bar is not None:
                shape = Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self._redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        liking = {Qt.Key.Key_Up: LIKED, Qt.Key.Key_Down: DISLIKED}.get(
            Qt.Key(event.key())
        )
        if liking is not None and self._individual is not None:
            bar_steps = self._individual.melody.meter.steps_per_bar
            self.bar_judged.emit(self.sliderPosition() // bar_steps, liking)
            return
        steps = {
            Qt.Key.Key_Left: -self.singleStep(),
            Qt.Key.Key_Right: self.singleStep(),
            Qt.Key.Key_PageUp: -self.pageStep(),
            Qt.Key.Key_PageDown: self.pageStep(),
            Qt.Key.Key_Home: -self.maximum(),
        }.get(Qt.Key(event.key()))
        if steps is None or not self.maximum():
            event.ignore()
            return
        target = min(max(self.sliderPosition() + steps, 0), self.maximum() - 1)
        self._seek_to(float(self._fractions[target]))

    # Painting.

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self._bar_at(QPointF(event.pos()))
            if bar is not None:
                QToolTip.showText(event.globalPos(), self._bar_text(bar), self)
                return True
            note = self._note_at(QPointF(event.pos()))
            text = self.toolTip() if note is None else self._note_text(note)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        return super().event(event)

    def _bar_text(self, bar: int) -> str:
        words = {
            None: f"Bar {bar + 1}: click to like it, twice to dislike it",
            LIKED: f"Bar {bar + 1} is liked: click to dislike it",
            DISLIKED: f"Bar {bar + 1} is disliked: click to take that back",
        }[self._likings.get(bar)]
        return f"{words}\nWhile it plays: + likes, - dislikes the bar that sounds"

    def _note_text(self, note: Note) -> str:
        assert self._individual is not None
        assert self._looks is not None
        meter = self._individual.melody.meter
        bar, step = divmod(note.start, meter.steps_per_bar)
        beat = step / meter.steps_per_beat + 1
        words = self._looks.texts[origin_of(self._individual, note.start)]
        name = self._individual.key.note_name(note.midi_note)
        return f"{name} · bar {bar + 1}, beat {beat:g} · {words}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        if self._picture is None:
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._fraction is not None:
            self._paint_playhead(painter, theme, self._fraction)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.palette.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))

    def _paint_playhead(self, painter: QPainter, theme: Theme, fraction: float) -> None:
        sounding = self._sounding(fraction)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.text))
        if sounding is not None:
            painter.drawRoundedRect(self._geometry.note_rect(sounding), 2.5, 2.5)
        field = self._geometry.field
        x = field.left() + fraction * field.width()
        top = theme.px(RULER_PX) - theme.px(5)
        painter.drawRect(
            QRectF(x - _PLAYHEAD_PX / 2, top, _PLAYHEAD_PX, self.height() - top)
        )
