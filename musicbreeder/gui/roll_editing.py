"""Editing in the piano roll, by mouse and by keys.

It stands between the roll, which paints and gets the events, and `note_editing`, which
knows what notes do. While a note is dragged only the roll shows it; what a gesture came
to is told once, when it is over.
"""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from musicbreeder.gui.inspector_roll_picture import RollGeometry
from musicbreeder.gui.note_editing import (
    Snapping,
    moved,
    neighbour,
    new_note,
    octave_of,
    stretched,
    with_note,
    with_velocity,
    without_note,
)
from musicbreeder.melody.melody import Melody, Note

_EDGE_PX = 6.0
_VELOCITY_STEP = 8
_PIXELS_PER_VELOCITY = 1.0
_TYPING_PAUSE_MILLISECONDS = 450
"""Keys that follow one another more quickly are one edit."""

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_EDITING_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Insert,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
    }
)


_MODIFIER_KEYS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
    }
)


class _Grip(Enum):
    """What of a note is held."""

    BODY = auto()
    START = auto()
    END = auto()
    VELOCITY = auto()


@dataclass(frozen=True)
class _Drag:
    """A gesture of the mouse.

    Attributes:
        base: the melody before it.
        note: the held note in it.
        at: where it was taken.
    """

    grip: _Grip
    base: Melody
    note: Note
    at: QPointF


class RollEditing(QObject):
    """Turns events of the roll into another melody.

    Signals:
        drafted: the melody looks otherwise, while a gesture goes on.
        selected: another note is chosen, or none.
        edited: a gesture is over: the melody it came to, and the first step changed.
        left: the person wants to edit no more.
    """

    drafted = Signal()
    selected = Signal()
    edited = Signal(object, int)
    left = Signal()

    def __init__(self, melody: Melody, snapping: Snapping, parent: QObject) -> None:
        super().__init__(parent)
        self.snapping = snapping
        self._melody = melody
        self._told = melody
        self._note: Note | None = neighbour(melody, None, 1)
        self._drag: _Drag | None = None
        self._length = melody.meter.steps_per_beat
        self._typing = QTimer(self, singleShot=True)
        self._typing.setInterval(_TYPING_PAUSE_MILLISECONDS)
        self._typing.timeout.connect(self.flush)

    @property
    def melody(self) -> Melody:
        """The melody as it is drafted now."""
        return self._melody

    @property
    def note(self) -> Note | None:
        """The chosen note, None = none."""
        return self._note

    def show_melody(self, melody: Melody) -> None:
        """Go on from another melody: after undo, or what the last edit came to."""
        self._typing.stop()
        self._drag = None
        self._told = melody
        if melody != self._melody:
            self._melody = melody
            starts = [one.start for one in melody.notes]
            if self._note is not None and self._note not in melody.notes:
                near = min(
                    starts, key=lambda s: abs(s - self._note_start), default=None
                )
                self._choose(next((n for n in melody.notes if n.start == near), None))
        self.drafted.emit()

    @property
    def _note_start(self) -> int:
        return 0 if self._note is None else self._note.start

    def flush(self) -> None:
        """Tell what the keys came to, if that was not told yet."""
        self._typing.stop()
        if self._drag is None and self._melody != self._told:
            old, self._told = self._told, self._melody
            self.edited.emit(self._melody, _first_change(old, self._melody))

    # The mouse.

    def press(self, event: QMouseEvent, geometry: RollGeometry) -> None:
        """Take hold of a note, or lay a new one into an empty place."""
        self.flush()
        position = event.position()
        note = geometry.note_at(position, self._melody)
        if event.button() == Qt.MouseButton.RightButton:
            self._choose(note)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if note is not None:
            self._choose(note)
            grip = _grip_at(position, geometry, note)
            if event.modifiers() & _ALT:
                grip = _Grip.VELOCITY
            self._drag = _Drag(grip, self._melody, note, position)
            return
        pitch = geometry.midi_note_at(position)
        if pitch is None:
            return
        step = self.snapping.step_before(geometry.step_at(position.x()), self._melody)
        laid = new_note(
            self._melody, step, self.snapping.pitch(pitch), self._length, self._note
        )
        base = self._melody
        self._melody, laid = with_note(base, laid)
        self._choose(laid)
        self._drag = _Drag(_Grip.END, self._melody, laid, position)
        self.drafted.emit()

    def drag(self, event: QMouseEvent, geometry: RollGeometry) -> None:
        """Let the held note follow."""
        drag = self._drag
        if drag is None:
            return
        base, note, at = drag.base, drag.note, event.position()
        steps = geometry.step_at(at.x()) - geometry.step_at(drag.at.x())
        if drag.grip is _Grip.VELOCITY:
            change = round((drag.at.y() - at.y()) / _PIXELS_PER_VELOCITY)
            result = with_velocity(base, note, note.velocity + change)
        elif drag.grip is _Grip.END:
            end = self.snapping.step(note.end + steps, base)
            result = stretched(base, note, note.start, max(end, note.start + 1))
        elif drag.grip is _Grip.START:
            start = self.snapping.step(note.start + steps, base)
            result = stretched(base, note, start, note.end)
        else:
            start = self.snapping.step(note.start + steps, base)
            if abs(steps) < 0.5:
                start = note.start
            rows = geometry.rows_between(drag.at.y(), at.y())
            pitch = note.midi_note
            if rows:
                pitch = self.snapping.pitch(note.midi_note + rows)
            result = moved(base, note, start - note.start, pitch)
        self._draft(*result)

    def release(self) -> None:
        """End the gesture and tell what it came to."""
        drag, self._drag = self._drag, None
        if drag is not None and self._note is not None:
            self._length = self._note.step_count
        self.flush()

    def delete_at(self, position: QPointF, geometry: RollGeometry) -> None:
        """Delete the note under a double click."""
        note = geometry.note_at(position, self._melody)
        if note is not None:
            self._drag = None
            self._choose(note)
            self.delete()

    def wheel(self, event: QWheelEvent, geometry: RollGeometry) -> bool:
        """Play the note under the pointer softer or louder; false = there is none."""
        note = geometry.note_at(event.position(), self._melody)
        if note is None or not event.modifiers() & _ALT:
            return False
        # With Alt a mouse wheel is told as a horizontal one.
        delta = event.angleDelta().y() or event.angleDelta().x()
        self._choose(note)
        self._change_velocity(_VELOCITY_STEP if delta > 0 else -_VELOCITY_STEP)
        return True

    # The keys.

    @staticmethod
    def wants(event: QKeyEvent) -> bool:
        """Tell whether a key edits, or may, so that it is no shortcut of the window."""
        return Qt.Key(event.key()) in _EDITING_KEYS | _MODIFIER_KEYS

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; false = it says nothing here."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        upwards = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}.get(key)
        if sideways is not None:
            self._go_sideways(sideways, modifiers)
        elif upwards is not None:
            self._go_upwards(upwards, modifiers)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(
                neighbour(self._melody, None, 1 if key == Qt.Key.Key_Home else -1)
            )
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete()
        elif key == Qt.Key.Key_Insert:
            self.insert()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.flush()
            self.left.emit()
        else:
            return False
        return True

    def _go_sideways(self, places: int, modifiers: Qt.KeyboardModifier) -> None:
        note, grid = self._note, self.snapping.grid_steps
        if note is None or not modifiers & (_SHIFT | _CONTROL | _ALT):
            self._choose(neighbour(self._melody, note, places))
            return
        if modifiers & _SHIFT:
            end = max(note.end + places * grid, note.start + 1)
            self._type(*stretched(self._melody, note, note.start, end))
        else:
            start = min(
                max(note.start + places * grid, 0),
                self._melody.step_count - note.step_count,
            )
            self._type(*moved(self._melody, note, start - note.start, note.midi_note))

    def _go_upwards(self, rungs: int, modifiers: Qt.KeyboardModifier) -> None:
        note = self._note
        if note is None:
            self._choose(neighbour(self._melody, None, 1))
        elif modifiers & (_CONTROL | _ALT):
            self._change_velocity(rungs * _VELOCITY_STEP)
        else:
            if modifiers & _SHIFT:
                rungs *= octave_of(self.snapping)
            pitch = self.snapping.raised(note.midi_note, rungs)
            self._type(*moved(self._melody, note, 0, pitch))

    def _change_velocity(self, change: int) -> None:
        if self._note is not None:
            velocity = self._note.velocity + change
            self._type(*with_velocity(self._melody, self._note, velocity))

    def delete(self) -> None:
        """Delete the chosen note; the one beside it is chosen then."""
        note = self._note
        if note is None or self._melody.note_count < 2:
            return
        place = self._melody.notes.index(note)
        melody = without_note(self._melody, note)
        beside = melody.notes[min(place, melody.note_count - 1)]
        self._draft(melody, beside)
        self.flush()

    def insert(self) -> None:
        """Lay a note behind the chosen one, or into it where there is no gap."""
        note, melody = self._note, self._melody
        if note is None:
            pitch = self.snapping.raised(60, 0)
            start = 0
        else:
            pitch = note.midi_note
            start = note.end if note.end < melody.step_count else note.start
            if any(one.start == start for one in melody.notes):
                start = note.start + max(note.step_count // 2, 1)
        start = min(start, melody.step_count - 1)
        laid = new_note(melody, start, pitch, self._length, note)
        self._type(*with_note(melody, laid))

    # How it is done.

    def _type(self, melody: Melody, note: Note) -> None:
        self._draft(melody, note)
        self._typing.start()

    def _draft(self, melody: Melody, note: Note) -> None:
        is_other = melody != self._melody
        self._melody = melody
        self._choose(note)
        if is_other:
            self.drafted.emit()

    def _choose(self, note: Note | None) -> None:
        if note != self._note:
            self._note = note
            self.selected.emit()


def _grip_at(position: QPointF, geometry: RollGeometry, note: Note) -> _Grip:
    rect = geometry.note_rect(note)
    edge = min(_EDGE_PX, rect.width() / 3)
    if position.x() >= rect.right() - edge:
        return _Grip.END
    if position.x() <= rect.left() + edge and rect.width() > 3 * _EDGE_PX:
        return _Grip.START
    return _Grip.BODY


def _first_change(old: Melody, new: Melody) -> int:
    for step in range(min(old.step_count, new.step_count)):
        is_same = old.events[step] == new.events[step]
        if not is_same or old.velocities[step] != new.velocities[step]:
            return step
    return 0
