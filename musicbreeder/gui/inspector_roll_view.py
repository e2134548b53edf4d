"""The picture side of the inspector's piano roll: notes, marks, locks, playhead.

The grid and the notes are painted once into a cached picture; while a melody plays only
two thin strips, the old and the new place of the playhead, and the sounding note are
painted again. While it is edited the notes are painted live over the cached grid.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.bar_marks import (
    likings_in_words,
)
from musicbreeder.gui.inspector_roll_picture import (
    RULER_PX,
    RollGeometry,
    RollPicture,
    paint_chosen_note,
    pitch_span,
)
from musicbreeder.gui.lock_marks import is_note_locked, locks_in_words
from musicbreeder.gui.note_editing import Snapping
from musicbreeder.gui.origin_marks import OriginLooks, origin_of
from musicbreeder.gui.roll_editing import RollEditing
from musicbreeder.gui.roll_painter import sounding_note, step_fractions
from musicbreeder.gui.theme import Theme, current_theme, theme_source
from musicbreeder.melody.melody import Melody, Note

_HEIGHT_PX = 216
_PLAYHEAD_PX = 2


class RollView(QAbstractSlider):
    """A piano roll with ruler and note names.

    To a screen reader it is a slider over the steps of the melody.

    Attributes:
        editing: changes its notes, None = they are only shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Nothing behind it needs painting while the playhead moves.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Piano roll")
        self.setToolTip(
            "Click to hear the melody from there; arrow keys go by beats.\n"
            "↑ and ↓ like and dislike the bar at the playhead.\n"
            "Ctrl and a click lock a note, the padlocks above whole bars."
        )
        self.setMouseTracking(True)
        self._likings: dict[int, int] = {}
        self._hovered_bar: int | None = None
        self.editing: RollEditing | None = None
        self._individual: Individual | None = None
        self._looks: OriginLooks | None = None
        self._fractions: NDArray[np.float64] = np.array([0.0, 1.0])
        self._fraction: float | None = None
        self._notes_in_words = ""
        self._picture: QPixmap | None = None
        self._pitch_span = (59, 73)
        self._has_room = False
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
        self._fit_pitches(melody)
        if self.editing is not None:
            self.editing.show_melody(melody)
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

    def begin_editing(self, snapping: Snapping) -> RollEditing:
        """Let clicks and keys change notes from now on."""
        assert self._individual is not None
        self.editing = RollEditing(self._individual.melody, snapping, self)
        self.editing.drafted.connect(self._on_drafted)
        self.editing.selected.connect(self._on_drafted)
        self._fit_pitches(self._individual.melody)
        self._describe()
        self._redraw()
        return self.editing

    def end_editing(self) -> None:
        """Let clicks and keys seek again."""
        if self.editing is not None:
            self.editing.flush()
            self.editing.deleteLater()
            self.editing = None
            if self._individual is not None:
                self._fit_pitches(self._individual.melody)
            self._describe()
            self._redraw()

    def _fit_pitches(self, melody: Melody) -> None:
        """Show rows for all notes; while editing rows move only if they must."""
        lowest, highest = self._pitch_span
        if self.editing is not None and melody.note_count:
            is_inside = lowest < melody.midi_notes.min()
            if is_inside and melody.midi_notes.max() < highest and self._has_room:
                return
        self._has_room = self.editing is not None
        self._pitch_span = pitch_span(melody, is_to_edit=self._has_room)

    def _on_drafted(self) -> None:
        self._describe()
        self.update()

    def show_likings(self, likings: Mapping[int, int]) -> None:
        """Show which bars, from 0, are liked (+1) and disliked (-1)."""
        if dict(likings) != self._likings:
            self._likings = dict(likings)
            self._describe()
            self._redraw()

    def show_locks(self, individual: Individual) -> None:
        """Show what is locked of the melody that is shown."""
        if self._individual is None or individual.id != self._individual.id:
            return
        is_new = individual.locked_steps != self._individual.locked_steps
        self._individual = individual
        if is_new:
            self._describe()
            self._redraw()

    def _describe(self) -> None:
        if self._individual is None:
            return
        words = [self._notes_in_words, likings_in_words(self._likings)]
        words.append(locks_in_words(self._individual))
        if self.editing is not None:
            note = self.editing.note
            words.append("no note chosen" if note is None else self._note_words(note))
        self.setAccessibleDescription("; ".join(one for one in words if one))

    def show_playhead(self, fraction: float | None) -> None:
        """Move the playhead to a share of the bars, None = hide it."""
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
            return self._roll_picture(self._individual, self._looks).painted(
                ratio, has_notes=self.editing is None
            )
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(current_theme().palette.panel))
        return picture

    def _roll_picture(self, individual: Individual, looks: OriginLooks) -> RollPicture:
        return RollPicture(
            self._geometry, individual, looks, self._likings, self._hovered_bar
        )

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(288), px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(_HEIGHT_PX))

    def _note_at(self, position: QPointF) -> Note | None:
        if self._individual is None:
            return None
        return self._geometry.note_at(position, self._individual.melody)

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

    def _note_text(self, note: Note) -> str:
        assert self._individual is not None
        assert self._looks is not None
        words = self._looks.texts[origin_of(self._individual, note.start)]
        text = f"{self._note_words(note)} · {words}"
        is_locked = is_note_locked(self._individual, note.start)
        return f"{text} · locked" if is_locked else text

    def _note_words(self, note: Note) -> str:
        assert self._individual is not None
        meter = self._individual.melody.meter
        name = self._individual.key.note_name(note.midi_note)
        since = note.start - meter.pickup_steps
        if since < 0:
            return f"{name} · pickup"
        beat = since % meter.steps_per_bar / meter.steps_per_beat + 1
        return f"{name} · bar {meter.bar_at(note.start) + 1}, beat {beat:g}"

    # Painting.

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
        if self.editing is not None:
            self._paint_draft(painter, theme, self.editing)
        if self._fraction is not None:
            self._paint_playhead(painter, theme, self._fraction)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.palette.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))

    def _paint_draft(
        self, painter: QPainter, theme: Theme, editing: RollEditing
    ) -> None:
        """Paint the notes as they are edited, and what is chosen of them."""
        assert self._individual is not None
        assert self._looks is not None
        picture = self._roll_picture(self._individual, self._looks)
        picture.paint_notes(painter, editing.melody.notes)
        picture.paint_locked_notes(painter, editing.melody.notes)
        if editing.note is not None:
            paint_chosen_note(
                painter, self._geometry, editing.note, self._individual.key
            )

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
