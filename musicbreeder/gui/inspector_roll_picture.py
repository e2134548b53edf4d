"""Where things lie in the inspector's piano roll, and its picture without playhead."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.bar_marks import LIKED, paint_bar_mark
from musicbreeder.gui.lock_marks import (
    locked_bars,
    paint_lock,
    single_locked_notes,
)
from musicbreeder.gui.origin_marks import OriginLooks, origin_of, paint_note
from musicbreeder.gui.roll_painter import grid_lines
from musicbreeder.gui.theme import Theme
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

_GUTTER_PX = 34
RULER_PX = 20
_EDGE_PX = 8
_LABEL_DISTANCE_PX = 13
_LOCK_PX = 15
_ROOM_TO_EDIT = 5
"""Rows above and below the melody while it is edited."""


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
        """Return where a step begins, in pixels from the left of the widget."""
        field = self.field
        return field.left() + float(self.fractions[step]) * field.width()

    def row(self, midi_note: int) -> QRectF:
        """Return the row of a pitch, across the whole field."""
        lowest, highest = self.pitch_span
        field = self.field
        height = field.height() / (highest - lowest + 1)
        top = field.top() + (highest - midi_note) * height
        return QRectF(field.left(), top, field.width(), height)

    def note_rect(self, note: Note) -> QRectF:
        """Return where a note is drawn, a little smaller than its row and steps."""
        row = self.row(note.midi_note)
        height = min(max(row.height() - 1, 4.0), 11.0)
        left, right = self.x(note.start), self.x(note.end)
        width = max(right - left - 1.5, 3.0)
        return QRectF(left + 0.5, row.center().y() - height / 2, width, height)

    def bar_at(self, point: QPointF, melody: Melody) -> int | None:
        """Return the bar of the ruler under a point, None = it is elsewhere."""
        field = self.field
        share = (point.x() - field.left()) / max(field.width(), 1.0)
        if point.y() >= field.top() or not 0.0 <= share < 1.0:
            return None
        return melody.meter.bar_at(int(self.step_at(point.x())))

    def lock_area(self, bar: int, melody: Melody) -> QRectF:
        """Return where the padlock of a bar lies, at the right of its ruler."""
        start, stop = melody.meter.bar_span(bar, melody.bar_count)
        side = min(self.theme.px(_LOCK_PX), (self.x(stop) - self.x(start)) / 2)
        return QRectF(self.x(stop) - side - 1, 0.0, side, self.theme.px(RULER_PX))

    def step_at(self, x: float) -> float:
        """Return which step lies at `x` pixels, with its fraction; 0 is the first."""
        field = self.field
        share = (x - field.left()) / max(field.width(), 1.0)
        steps = np.arange(len(self.fractions))
        return float(np.interp(share, self.fractions, steps))

    def midi_note_at(self, point: QPointF) -> int | None:
        """Return the pitch whose row is under a point of the field, None = none."""
        if not self.field.contains(point):
            return None
        highest = self.pitch_span[1]
        return min(max(highest - self._row_index(point.y()), 0), 127)

    def rows_between(self, from_y: float, to_y: float) -> int:
        """Return by how many rows a pointer went up, between two heights in pixels."""
        return self._row_index(from_y) - self._row_index(to_y)

    def _row_index(self, y: float) -> int:
        lowest, highest = self.pitch_span
        field = self.field
        return int((y - field.top()) // (field.height() / (highest - lowest + 1)))

    def note_at(self, point: QPointF, melody: Melody) -> Note | None:
        """Return the note under a point, None = there is none."""
        for note in melody.notes:
            if self.note_rect(note).adjusted(-1, -4, 1, 4).contains(point):
                return note
        return None


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

    def painted(self, ratio: float, *, has_notes: bool = True) -> QPixmap:
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
        self._paint_locked_bars(painter, theme)
        self._paint_ruler(painter, theme, self.individual)
        if has_notes:
            self.paint_notes(painter, self.individual.melody.notes)
            self.paint_locked_notes(painter, self.individual.melody.notes)
        painter.end()
        return picture

    def paint_notes(self, painter: QPainter, notes: Iterable[Note]) -> None:
        """Paint notes as their origin asks for."""
        theme = self.geometry.theme
        for note in notes:
            origin = origin_of(self.individual, note.start)
            hue = self.looks.colour(origin, theme)
            rect = self.geometry.note_rect(note)
            paint_note(painter, rect, origin, hue, note.velocity / 127)

    def _paint_locked_bars(self, painter: QPainter, theme: Theme) -> None:
        """Frame locked bars, so that they are seen as one held piece."""
        melody, field = self.individual.melody, self.geometry.field
        ground = QColor(theme.palette.text)
        ground.setAlphaF(0.07)
        for bar in locked_bars(self.individual):
            start, stop = melody.meter.bar_span(bar, melody.bar_count)
            left, right = self.geometry.x(start), self.geometry.x(stop)
            painter.fillRect(
                QRectF(left, field.top(), right - left, field.height()), ground
            )

    def paint_locked_notes(self, painter: QPainter, notes: Collection[Note]) -> None:
        """Ring those of the notes that are locked, and put a padlock over each."""
        theme = self.geometry.theme
        for note in single_locked_notes(self.individual):
            if note not in notes:
                continue
            rect = self.geometry.note_rect(note)
            painter.setPen(QPen(QColor(theme.palette.text), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 3, 3)
            above = rect.top() - theme.px(8)
            y = above if above > self.geometry.field.top() else rect.bottom() + 8
            paint_lock(painter, QPointF(rect.center().x(), y), theme)

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
        meter, field = melody.meter, self.geometry.field
        bar_line = QColor(theme.palette.text)
        bar_line.setAlphaF(0.22)
        beat_line = QColor(theme.palette.text)
        beat_line.setAlphaF(0.07)
        painter.setFont(theme.font(10, 600))
        is_dense = field.width() / (melody.step_count / meter.steps_per_beat) < 5
        # A line at the end closes the last bar, as does one before an upbeat.
        lines = dict(grid_lines(melody)) | {melody.step_count: True}
        for step, is_bar in ({0: True} | lines).items():
            if is_dense and not is_bar:
                continue
            x = round(self.geometry.x(step))
            top = theme.px(4 if is_bar else RULER_PX - 5)
            painter.fillRect(
                QRectF(x, top, 1, field.bottom() - top),
                bar_line if is_bar else beat_line,
            )
            if is_bar and step in lines and step < melody.step_count:
                bar = meter.bar_at(step)
                painter.setPen(QColor(theme.palette.secondary))
                number_left = QPointF(x + theme.px(4), theme.px(14))
                painter.drawText(number_left, str(bar + 1))
                width = painter.fontMetrics().horizontalAdvance(str(bar + 1))
                centre = QPointF(number_left.x() + width + theme.px(9), theme.px(10))
                self._paint_liking(painter, centre, bar, theme)
                self._paint_lock(painter, bar, theme)

    def _paint_lock(self, painter: QPainter, bar: int, theme: Theme) -> None:
        """Paint the padlock of a bar, or the one a click offers."""
        area = self.geometry.lock_area(bar, self.individual.melody)
        centre = QPointF(area.center().x(), theme.px(10))
        if bar in locked_bars(self.individual):
            paint_lock(painter, centre, theme)
        elif bar == self.hovered_bar and area.width() >= theme.px(9):
            paint_lock(painter, centre, theme, is_offered=True)

    def _paint_liking(
        self, painter: QPainter, centre: QPointF, bar: int, theme: Theme
    ) -> None:
        """Paint the mark of a bar, or the one a click on the ruler offers."""
        liking = self.likings.get(bar)
        if liking is not None:
            paint_bar_mark(painter, centre, liking, theme)
        elif bar == self.hovered_bar:
            paint_bar_mark(painter, centre, LIKED, theme, is_offered=True)


def paint_chosen_note(
    painter: QPainter, geometry: RollGeometry, note: Note, key: Key
) -> None:
    """Ring the chosen note, and say its pitch and how loud it is played."""
    theme = geometry.theme
    rect = geometry.note_rect(note)
    painter.setPen(QPen(QColor(theme.palette.text), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 4, 4)
    painter.setFont(theme.font(10, 600))
    text = f"{key.note_name(note.midi_note)} · {round(note.velocity / 1.27)} %"
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 2
    field = geometry.field
    left = min(max(rect.left(), field.left()), field.right() - width)
    top = rect.top() - height - 5
    if top < field.top():
        top = rect.bottom() + 5
    tag = QRectF(left, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.palette.panel))
    painter.drawRoundedRect(tag, 3, 3)
    painter.setPen(QColor(theme.palette.text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def pitch_span(melody: Melody, *, is_to_edit: bool = False) -> tuple[int, int]:
    """Return the lowest and highest MIDI note to show: an octave or more, with air."""
    if melody.note_count == 0:
        return 59, 73
    air = _ROOM_TO_EDIT if is_to_edit else 1
    lowest = int(melody.midi_notes.min()) - air
    highest = int(melody.midi_notes.max()) + air
    missing = max(SEMITONES_PER_OCTAVE + 2 - (highest - lowest), 0)
    return lowest - missing // 2, highest + missing - missing // 2
