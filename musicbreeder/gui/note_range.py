"""A range of notes on a piano keyboard, dragged at either end or typed."""

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QValidator,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import indent_text, space
from musicbreeder.theory.pitch import (
    SEMITONES_PER_OCTAVE,
    midi_note_to_name,
    name_to_midi_note,
)

LOWEST_KEY, HIGHEST_KEY = 21, 108
"""The keys of a piano, A0 to C8."""

_HEIGHT_PX = 52
_KEYS_HEIGHT_PX = 34
_BLACK = frozenset({1, 3, 6, 8, 10})
_NAME_SO_FAR = re.compile(r"[A-Ga-g]?[#♯b♭]?-?\d?")


class NoteField(QSpinBox):
    """A spin box that shows and takes note names instead of numbers."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(LOWEST_KEY, HIGHEST_KEY)
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}, such as C4 (middle C)")
        indent_text(self)

    def textFromValue(self, value: int) -> str:
        return midi_note_to_name(value)

    def valueFromText(self, text: str) -> int:
        try:
            return name_to_midi_note(text)
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            midi_note = name_to_midi_note(text)
        except ValueError:
            is_begun = _NAME_SO_FAR.fullmatch(text.strip()) is not None
            state = QValidator.State.Intermediate
            return (state if is_begun else QValidator.State.Invalid, text, position)
        is_key = self.minimum() <= midi_note <= self.maximum()
        state = QValidator.State.Acceptable if is_key else QValidator.State.Intermediate
        return (state, text, position)


class NoteRange(QWidget):
    """Lowest and highest note, at least an octave apart.

    Signals:
        chosen: the lowest and the highest MIDI note a person chose.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keyboard = RangeKeyboard()
        self.lowest = NoteField("Lowest note")
        self.highest = NoteField("Highest note")
        self.lowest.setMaximum(HIGHEST_KEY - SEMITONES_PER_OCTAVE)
        self.highest.setMinimum(LOWEST_KEY + SEMITONES_PER_OCTAVE)
        self.width_text = QLabel()
        self.width_text.setProperty("role", "muted")
        self.width_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid = QGridLayout(self)
        space(grid, spacing=6)
        grid.addWidget(self.keyboard, 0, 0, 1, 3)
        grid.addWidget(self.lowest, 1, 0)
        grid.addWidget(self.width_text, 1, 1)
        grid.addWidget(self.highest, 1, 2)
        for column, stretch in enumerate((3, 2, 3)):
            grid.setColumnStretch(column, stretch)
        self.keyboard.chosen.connect(self._choose)
        self.lowest.valueChanged.connect(self._on_lowest)
        self.highest.valueChanged.connect(self._on_highest)

    def show_range(self, lowest: int, highest: int) -> None:
        """Show a range that was chosen elsewhere."""
        for field, value in ((self.lowest, lowest), (self.highest, highest)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.keyboard.show_range(lowest, highest)
        octaves = (highest - lowest) / SEMITONES_PER_OCTAVE
        self.width_text.setText(f"{octaves:.2g} octave{'' if octaves == 1 else 's'}")

    def _on_lowest(self, lowest: int) -> None:
        self._choose(lowest, max(self.highest.value(), lowest + SEMITONES_PER_OCTAVE))

    def _on_highest(self, highest: int) -> None:
        self._choose(min(self.lowest.value(), highest - SEMITONES_PER_OCTAVE), highest)

    def _choose(self, lowest: int, highest: int) -> None:
        self.show_range(lowest, highest)
        self.chosen.emit(lowest, highest)


class RangeKeyboard(QWidget):
    """A piano keyboard on which the range is lit; its ends can be dragged.

    The note fields beside it do the same by keyboard, so it takes no focus itself.

    Signals:
        chosen: the lowest and the highest MIDI note a person dragged to.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lowest, self._highest = 48, 84
        self._grip = ""
        self._grabbed_at = 0
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip("Drag an end of the lit keys, or all of them")
        theme_source().changed.connect(self._on_theme_changed)

    def show_range(self, lowest: int, highest: int) -> None:
        """Light the keys of a range."""
        self._lowest, self._highest = lowest, highest
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(220), current_theme().px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), current_theme().px(_HEIGHT_PX))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def _key_px(self) -> float:
        margin = current_theme().px(6)
        return (self.width() - 2 * margin) / (HIGHEST_KEY - LOWEST_KEY + 1)

    def _x(self, midi_note: int) -> float:
        return current_theme().px(6) + (midi_note - LOWEST_KEY) * self._key_px

    def _note_at(self, x: float) -> int:
        note = LOWEST_KEY + int((x - current_theme().px(6)) // self._key_px)
        return min(max(note, LOWEST_KEY), HIGHEST_KEY)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        to_lowest = abs(x - self._x(self._lowest))
        to_highest = abs(x - self._x(self._highest + 1))
        is_inside = self._x(self._lowest) < x < self._x(self._highest + 1)
        if is_inside and min(to_lowest, to_highest) > current_theme().px(10):
            self._grip = "both"
            self._grabbed_at = self._note_at(x) - self._lowest
        else:
            self._grip = "lowest" if to_lowest <= to_highest else "highest"
            self._drag_to(self._note_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip:
            self._drag_to(self._note_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = ""

    def _drag_to(self, midi_note: int) -> None:
        lowest, highest = self._lowest, self._highest
        if self._grip == "lowest":
            lowest = min(midi_note, highest - SEMITONES_PER_OCTAVE)
        elif self._grip == "highest":
            highest = max(midi_note, lowest + SEMITONES_PER_OCTAVE)
        else:
            width = highest - lowest
            lowest = min(max(midi_note - self._grabbed_at, LOWEST_KEY), HIGHEST_KEY)
            lowest = min(lowest, HIGHEST_KEY - width)
            highest = lowest + width
        if (lowest, highest) != (self._lowest, self._highest):
            self.show_range(lowest, highest)
            self.chosen.emit(lowest, highest)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.px(_KEYS_HEIGHT_PX)
        for midi_note in range(LOWEST_KEY, HIGHEST_KEY + 1):
            is_black = midi_note % SEMITONES_PER_OCTAVE in _BLACK
            is_lit = self._lowest <= midi_note <= self._highest
            colour = QColor(palette.accent if is_lit else palette.muted)
            if is_black:
                colour = QColor(palette.panel)
            elif not is_lit:
                colour.setAlphaF(0.35)
            key = QRectF(self._x(midi_note), 0, self._key_px - 0.5, height)
            if is_black:
                # A black key covers the upper part of the keys beside it.
                ground = QColor(palette.accent if is_lit else palette.muted)
                ground.setAlphaF(1.0 if is_lit else 0.35)
                painter.fillRect(key, ground)
                key.setHeight(height * 0.6)
            painter.fillRect(key, colour)
        self._paint_grips(painter, height)
        painter.setFont(theme.font(10))
        painter.setPen(QColor(palette.muted))
        for octave in range(1, 8):
            midi_note = (octave + 1) * SEMITONES_PER_OCTAVE
            x = self._x(midi_note)
            painter.drawText(QPointF(x, height + theme.px(13)), f"C{octave}")

    def _paint_grips(self, painter: QPainter, height: float) -> None:
        theme = current_theme()
        width = theme.px(5)
        painter.setPen(QPen(QColor(theme.palette.panel), 1.5))
        painter.setBrush(QColor(theme.palette.text))
        for x in (self._x(self._lowest), self._x(self._highest + 1)):
            grip = QRectF(x - width / 2, -1, width, height + 2)
            painter.drawRoundedRect(grip, width / 2, width / 2)
