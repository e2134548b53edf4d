"""The large piano roll of the inspector: every note, its name, place and origin.

The grid and the notes are painted once into a cached picture; while a melody plays only
two thin strips, the old and the new place of the playhead, and the sounding note are
painted again.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
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
from musicbreeder.gui.origin_marks import OriginLooks, origin_of, paint_note
from musicbreeder.gui.roll_painter import sounding_note, step_fractions
from musicbreeder.gui.theme import Theme, current_theme, theme_source
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

_GUTTER_PX = 34
_RULER_PX = 20
_EDGE_PX = 8
_HEIGHT_PX = 216
_LABEL_DISTANCE_PX = 13
_PLAYHEAD_PX = 2


class InspectorRoll(QAbstractSlider):
    """A piano roll with ruler and note names; a click or an arrow key seeks.

    To a screen reader it is a slider over the steps of the melody.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
    """

    seek_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Nothing behind it needs painting while the playhead moves.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Piano roll")
        self.setToolTip("Click to hear the melody from there; arrow keys go by beats")
        self._individual: Individual | None = None
        self._looks: OriginLooks | None = None
        self._fractions: NDArray[np.float64] = np.array([0.0, 1.0])
        self._fraction: float | None = None
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
        self._pitch_span = _pitch_span(melody)
        self.setRange(0, melody.step_count)
        self.setSingleStep(melody.meter.steps_per_beat)
        self.setPageStep(melody.meter.steps_per_bar)
        self.setAccessibleName(f"Piano roll of {individual.name}")
        names = ", ".join(individual.key.note_name(int(n)) for n in melody.midi_notes)
        self.setAccessibleDescription(
            f"{melody.note_count} notes in {melody.bar_count} bars, {names}"
        )
        self._redraw()

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
        pixels = self._field.width() * self.devicePixelRatioF()
        return round(fraction * pixels) == round(self._fraction * pixels)

    # Geometry, in logical pixels.

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(288), px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(_HEIGHT_PX))

    @property
    def _field(self) -> QRectF:
        px = current_theme().px
        return QRectF(self.rect()).adjusted(
            px(_GUTTER_PX), px(_RULER_PX), -px(_EDGE_PX), -px(_EDGE_PX)
        )

    def _x(self, step: int) -> float:
        field = self._field
        return field.left() + float(self._fractions[step]) * field.width()

    def _row(self, midi_note: int) -> QRectF:
        lowest, highest = self._pitch_span
        field = self._field
        height = field.height() / (highest - lowest + 1)
        top = field.top() + (highest - midi_note) * height
        return QRectF(field.left(), top, field.width(), height)

    def _note_rect(self, note: Note) -> QRectF:
        row = self._row(note.midi_note)
        height = min(max(row.height() - 1, 4.0), 11.0)
        left, right = self._x(note.start), self._x(note.end)
        width = max(right - left - 1.5, 3.0)
        return QRectF(left + 0.5, row.center().y() - height / 2, width, height)

    def _note_at(self, position: QPointF) -> Note | None:
        if self._individual is None:
            return None
        for note in self._individual.melody.notes:
            if self._note_rect(note).adjusted(-3, -4, 3, 4).contains(position):
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
        x = self._field.left() + place * self._field.width()
        strip = QRectF(x - 3, 0, 6, self.height()).toAlignedRect()
        sounding = self._sounding(place)
        if sounding is not None:
            around = self._note_rect(sounding).adjusted(-2, -2, 2, 2)
            strip |= around.toAlignedRect()
        return strip

    # Seeking.

    def _seek_to(self, fraction: float) -> None:
        self.seek_requested.emit(min(max(fraction, 0.0), 1.0))

    def _fraction_at(self, x: float) -> float:
        return (x - self._field.left()) / max(self._field.width(), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._individual is not None:
            self._seek_to(self._fraction_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._individual is not None:
            self._seek_to(self._fraction_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
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
            note = self._note_at(QPointF(event.pos()))
            text = self.toolTip() if note is None else self._note_text(note)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        return super().event(event)

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
            self._picture = self._painted(theme)
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
            painter.drawRoundedRect(self._note_rect(sounding), 2.5, 2.5)
        field = self._field
        x = field.left() + fraction * field.width()
        top = theme.px(_RULER_PX) - theme.px(5)
        painter.drawRect(
            QRectF(x - _PLAYHEAD_PX / 2, top, _PLAYHEAD_PX, self.height() - top)
        )

    def _painted(self, theme: Theme) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.palette.panel))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.well))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(8), theme.px(8))
        if self._individual is not None and self._looks is not None:
            self._paint_rows(painter, theme, self._individual)
            self._paint_ruler(painter, theme, self._individual)
            for note in self._individual.melody.notes:
                origin = origin_of(self._individual, note.start)
                hue = self._looks.colour(origin, theme)
                rect = self._note_rect(note)
                paint_note(painter, rect, origin, hue, note.velocity / 127)
        painter.end()
        return picture

    def _paint_rows(
        self, painter: QPainter, theme: Theme, individual: Individual
    ) -> None:
        """Shade the rows of the key, stress its tonic and name the rows."""
        lowest, highest = self._pitch_span
        painter.setPen(Qt.PenStyle.NoPen)
        in_key = QColor(theme.palette.text)
        in_key.setAlphaF(0.045)
        tonic = QColor(theme.palette.text)
        tonic.setAlphaF(0.11)
        for midi_note in range(lowest, highest + 1):
            if individual.key.contains(midi_note):
                is_tonic = (
                    midi_note - individual.key.tonic
                ) % SEMITONES_PER_OCTAVE == 0
                row = self._row(midi_note)
                painter.fillRect(
                    row.adjusted(0, 0.5, 0, -0.5), tonic if is_tonic else in_key
                )
        font = theme.font(10)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        right = self._field.left() - theme.px(6)
        for midi_note in self._named_notes(individual):
            is_tonic = (midi_note - individual.key.tonic) % SEMITONES_PER_OCTAVE == 0
            colour = theme.palette.text if is_tonic else theme.palette.muted
            painter.setPen(QColor(colour))
            name = individual.key.note_name(midi_note)
            y = self._row(midi_note).center().y() + metrics.capHeight() / 2
            painter.drawText(QPointF(right - metrics.horizontalAdvance(name), y), name)

    def _named_notes(self, individual: Individual) -> list[int]:
        """Choose the rows whose names fit, the telling ones first."""
        lowest, highest = self._pitch_span
        used = [int(note) for note in individual.melody.midi_notes]
        everything = range(max(lowest, 0), min(highest, 127) + 1)
        tonics = [
            note
            for note in everything
            if (note - individual.key.tonic) % SEMITONES_PER_OCTAVE == 0
        ]
        ends = [min(used), max(used)] if used else []
        in_key = [note for note in everything if individual.key.contains(note)]
        distance = current_theme().px(_LABEL_DISTANCE_PX)
        chosen: dict[int, float] = {}
        for note in (*tonics, *ends, *sorted(set(used)), *in_key):
            y = self._row(note).center().y()
            if all(abs(y - other) >= distance for other in chosen.values()):
                chosen[note] = y
        return list(chosen)

    def _paint_ruler(
        self, painter: QPainter, theme: Theme, individual: Individual
    ) -> None:
        melody = individual.melody
        meter = melody.meter
        field = self._field
        bar_line = QColor(theme.palette.text)
        bar_line.setAlphaF(0.22)
        beat_line = QColor(theme.palette.text)
        beat_line.setAlphaF(0.07)
        painter.setFont(theme.font(10, 600))
        is_dense = field.width() / (melody.step_count / meter.steps_per_beat) < 5
        for step in range(0, melody.step_count + 1, meter.steps_per_beat):
            is_bar = step % meter.steps_per_bar == 0
            if is_dense and not is_bar:
                continue
            x = round(self._x(step))
            top = theme.px(4 if is_bar else _RULER_PX - 5)
            painter.fillRect(
                QRectF(x, top, 1, field.bottom() - top),
                bar_line if is_bar else beat_line,
            )
            if is_bar and step < melody.step_count:
                painter.setPen(QColor(theme.palette.secondary))
                painter.drawText(
                    QPointF(x + theme.px(4), theme.px(14)),
                    str(step // meter.steps_per_bar + 1),
                )


def _pitch_span(melody: Melody) -> tuple[int, int]:
    """Return the lowest and highest MIDI note to show: an octave or more, with air."""
    if melody.note_count == 0:
        return 59, 73
    lowest = int(melody.midi_notes.min()) - 1
    highest = int(melody.midi_notes.max()) + 1
    missing = max(SEMITONES_PER_OCTAVE + 2 - (highest - lowest), 0)
    return lowest - missing // 2, highest + missing - missing // 2
