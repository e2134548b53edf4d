"""Where things lie in the inspector's piano roll, and its picture without playhead."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.bar_marks import LIKED, paint_bar_mark
from musicbreeder.gui.origin_marks import OriginLooks, origin_of, paint_note
from musicbreeder.gui.theme import Theme
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

_GUTTER_PX = 34
RULER_PX = 20
_EDGE_PX = 8
_LABEL_DISTANCE_PX = 13


@dataclass(frozen=True, eq=False)
class RollGeometry:
    """Where things lie, in logical pixels.

    Attributes:
        fractions: when each step starts, as a share of the melody's length.
        pitch_span: lowest and highest MIDI note that has a row.
    """

    size: QSize
    fractions: NDArray[np.float64]
    pitch_span: tuple[int, int]
    theme: Theme

    @property
    def area(self) -> QRectF:
        return QRectF(0.0, 0.0, self.size.width(), self.size.height())

    @property
    def field(self) -> QRectF:
        """Where the notes lie: right of their names, below the ruler."""
        px = self.theme.px
        return self.area.adjusted(
            px(_GUTTER_PX), px(RULER_PX), -px(_EDGE_PX), -px(_EDGE_PX)
        )

    def x(self, step: int) -> float:
        field = self.field
        return field.left() + float(self.fractions[step]) * field.width()

    def row(self, midi_note: int) -> QRectF:
        lowest, highest = self.pitch_span
        field = self.field
        height = field.height() / (highest - lowest + 1)
        top = field.top() + (highest - midi_note) * height
        return QRectF(field.left(), top, field.width(), height)

    def note_rect(self, note: Note) -> QRectF:
        row = self.row(note.midi_note)
        height = min(max(row.height() - 1, 4.0), 11.0)
        left, right = self.x(note.start), self.x(note.end)
        width = max(right - left - 1.5, 3.0)
        return QRectF(left + 0.5, row.center().y() - height / 2, width, height)

    def bar_at(self, point: QPointF, bar_count: int) -> int | None:
        """Return the bar of the ruler under a point, None = it is elsewhere."""
        field = self.field
        share = (point.x() - field.left()) / max(field.width(), 1.0)
        if point.y() >= field.top() or not 0.0 <= share < 1.0:
            return None
        return int(share * bar_count)


@dataclass(frozen=True, eq=False)
class RollPicture:
    """Everything the roll shows beside the playhead.

    Attributes:
        looks: how notes of each origin are drawn.
        likings: bars, from 0, that are liked (+1) or disliked (-1).
        hovered_bar: the bar of the ruler under the pointer, None = none.
    """

    geometry: RollGeometry
    individual: Individual
    looks: OriginLooks
    likings: Mapping[int, int]
    hovered_bar: int | None

    def painted(self, ratio: float) -> QPixmap:
        """Return the picture at a ratio of device pixels to logical ones."""
        theme, geometry = self.geometry.theme, self.geometry
        picture = QPixmap(geometry.size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.palette.panel))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.well))
        painter.drawRoundedRect(geometry.area, theme.px(8), theme.px(8))
        self._paint_rows(painter, theme, self.individual)
        self._paint_ruler(painter, theme, self.individual)
        for note in self.individual.melody.notes:
            origin = origin_of(self.individual, note.start)
            hue = self.looks.colour(origin, theme)
            rect = geometry.note_rect(note)
            paint_note(painter, rect, origin, hue, note.velocity / 127)
        painter.end()
        return picture

    def _paint_rows(
        self, painter: QPainter, theme: Theme, individual: Individual
    ) -> None:
        """Shade the rows of the key, stress its tonic and name the rows."""
        lowest, highest = self.geometry.pitch_span
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
                row = self.geometry.row(midi_note)
                painter.fillRect(
                    row.adjusted(0, 0.5, 0, -0.5), tonic if is_tonic else in_key
                )
        font = theme.font(10)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        right = self.geometry.field.left() - theme.px(6)
        for midi_note in self._named_notes(individual):
            is_tonic = (midi_note - individual.key.tonic) % SEMITONES_PER_OCTAVE == 0
            colour = theme.palette.text if is_tonic else theme.palette.muted
            painter.setPen(QColor(colour))
            name = individual.key.note_name(midi_note)
            y = self.geometry.row(midi_note).center().y() + metrics.capHeight() / 2
            painter.drawText(QPointF(right - metrics.horizontalAdvance(name), y), name)

    def _named_notes(self, individual: Individual) -> list[int]:
        """Choose the rows whose names fit, the telling ones first."""
        lowest, highest = self.geometry.pitch_span
        used = [int(note) for note in individual.melody.midi_notes]
        everything = range(max(lowest, 0), min(highest, 127) + 1)
        tonics = [
            note
            for note in everything
            if (note - individual.key.tonic) % SEMITONES_PER_OCTAVE == 0
        ]
        ends = [min(used), max(used)] if used else []
        in_key = [note for note in everything if individual.key.contains(note)]
        distance = self.geometry.theme.px(_LABEL_DISTANCE_PX)
        chosen: dict[int, float] = {}
        for note in (*tonics, *ends, *sorted(set(used)), *in_key):
            y = self.geometry.row(note).center().y()
            if all(abs(y - other) >= distance for other in chosen.values()):
                chosen[note] = y
        return list(chosen)

    def _paint_ruler(
        self, painter: QPainter, theme: Theme, individual: Individual
    ) -> None:
        melody = individual.melody
        meter = melody.meter
        field = self.geometry.field
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
            x = round(self.geometry.x(step))
            top = theme.px(4 if is_bar else RULER_PX - 5)
            painter.fillRect(
                QRectF(x, top, 1, field.bottom() - top),
                bar_line if is_bar else beat_line,
            )
            if is_bar and step < melody.step_count:
                bar = step // meter.steps_per_bar
                painter.setPen(QColor(theme.palette.secondary))
                number_left = QPointF(x + theme.px(4), theme.px(14))
                painter.drawText(number_left, str(bar + 1))
                width = painter.fontMetrics().horizontalAdvance(str(bar + 1))
                centre = QPointF(number_left.x() + width + theme.px(9), theme.px(10))
                self._paint_liking(painter, centre, bar, theme)

    def _paint_liking(
        self, painter: QPainter, centre: QPointF, bar: int, theme: Theme
    ) -> None:
        """Paint the mark of a bar, or the one a click on the ruler offers."""
        liking = self.likings.get(bar)
        if liking is not None:
            paint_bar_mark(painter, centre, liking, theme)
        elif bar == self.hovered_bar:
            paint_bar_mark(painter, centre, LIKED, theme, is_offered=True)


def pitch_span(melody: Melody) -> tuple[int, int]:
    """Return the lowest and highest MIDI note to show: an octave or more, with air."""
    if melody.note_count == 0:
        return 59, 73
    lowest = int(melody.midi_notes.min()) - 1
    highest = int(melody.midi_notes.max()) + 1
    missing = max(SEMITONES_PER_OCTAVE + 2 - (highest - lowest), 0)
    return lowest - missing // 2, highest + missing - missing // 2
