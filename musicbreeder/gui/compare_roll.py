"""One of two piano rolls side by side, with the notes both melodies share marked."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.roll_painter import (
    PitchAxis,
    RollColours,
    note_rectangles,
    paint_grid,
    step_fractions,
)
from musicbreeder.gui.shared_notes import SharedNotes
from musicbreeder.gui.theme import current_theme, theme_source

_PAD_PX = 10
_SMALLEST_SPAN_SEMITONES = 14


class CompareRoll(QAbstractButton):
    """A piano roll; shared notes are filled, the others hollow. A click hears it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._individual: Individual | None = None
        self._shared = SharedNotes(frozenset(), frozenset())
        self._pitches = (60, 72)
        self._hue = 0
        self._swing = 0.0
        self._fraction: float | None = None
        # A button would insist on its best width; a small window needs it smaller.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme_source().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(360), px(120))

    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(84))

    def show_individual(
        self,
        individual: Individual,
        other: Individual,
        hue: int,
        swing: float,
    ) -> None:
        """Show a melody beside another, both on the same axis of pitches.

        Args:
            hue: index for `Theme.hue`.
            swing: 0..1.
        """
        self._individual = individual
        self._shared = SharedNotes.of(individual.melody, other.melody)
        notes = [*individual.melody.notes, *other.melody.notes]
        pitches = [note.midi_note for note in notes] or [60]
        self._pitches = min(pitches), max(pitches)
        self._hue, self._swing = hue, swing
        self.setAccessibleName(f"Hear {individual.name}")
        self.setAccessibleDescription(self._shared.sentence)
        self.setToolTip(f"Hear {individual.name}")
        self.update()

    def show_playhead(self, fraction: float | None) -> None:
        """Show how far the melody is heard, 0..1; None = it is not."""
        if fraction != self._fraction:
            self._fraction = fraction
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the first click already started it

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus, is_hot = self.hasFocus(), self.underMouse()
        border = palette.accent if has_focus else palette.line
        painter.setPen(QPen(QColor(border), 2.0 if has_focus else 1.0))
        painter.setBrush(QColor(palette.hover if is_hot else palette.well))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
        if self._individual is not None:
            pad = theme.px(_PAD_PX)
            self._paint_roll(painter, frame.adjusted(pad, pad, -pad, -pad))
        painter.end()

    def _paint_roll(self, painter: QPainter, area: QRectF) -> None:
        assert self._individual is not None
        theme, melody = current_theme(), self._individual.melody
        colours = RollColours.of(theme.palette, theme.hue(self._hue))
        paint_grid(painter, area, melody, colours)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axis = self._axis(area)
        rectangles = note_rectangles(
            melody, area, axis, step_fractions(melody, self._swing)
        )
        colour = QColor(colours.note)
        for note, rectangle in zip(melody.notes, rectangles, strict=True):
            radius = min(rectangle.height(), rectangle.width()) * 0.3
            if self._shared.has(note):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(rectangle, radius, radius)
            else:
                painter.setPen(QPen(QColor(theme.palette.muted), 1.3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inner = rectangle.adjusted(0.65, 0.65, -0.65, -0.65)
                painter.drawRoundedRect(inner, radius, radius)
        if self._fraction is not None:
            x = area.left() + self._fraction * area.width()
            line = QRectF(
                QPointF(x - 1, area.top() - 4), QPointF(x + 1, area.bottom() + 4)
            )
            painter.fillRect(line, QColor(theme.palette.text))

    def _axis(self, area: QRectF) -> PitchAxis:
        lowest, highest = self._pitches
        span = max(highest - lowest + 1, _SMALLEST_SPAN_SEMITONES)
        note_px = min(max(area.height() / span, 3.0), 9.0)
        pitch_px = (area.height() - note_px) / (span - 1)
        return PitchAxis((lowest + highest) / 2, area.center().y(), pitch_px, note_px)
