"""The large piano roll of the inspector: every note, its name, place and origin.

Clicks and keys seek, like bars, lock bars and notes, and edit; `inspector_roll_view`
paints.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from musicbreeder.gui.bar_marks import (
    DISLIKED,
    LIKED,
)
from musicbreeder.gui.inspector_roll_view import RollView
from musicbreeder.gui.lock_marks import is_bar_locked


class InspectorRoll(RollView):
    """A piano roll with ruler and note names; a click or an arrow key seeks.

    A click on a bar of the ruler likes it, dislikes it or neither, in turn; ↑ and ↓ do
    so for the bar at the playhead. At the right of a bar of the ruler stands its
    padlock; Ctrl and a click on a note locks that note. While `editing`, clicks and
    keys change notes instead.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
        bar_cycled: a bar, from 0, whose mark is to go on to the next.
        bar_judged: a bar, from 0, and +1 (liked) or -1 (disliked).
        bar_lock_toggled: a bar, from 0, that offspring are to keep, or no longer.
        note_lock_toggled: the step on which such a note starts.
        menu_wanted: where on the screen; the bar of the ruler there, None = none; the
            note there, None = none.
    """

    seek_requested = Signal(float)
    bar_cycled = Signal(int)
    bar_judged = Signal(int, int)
    bar_lock_toggled = Signal(int)
    note_lock_toggled = Signal(int)
    menu_wanted = Signal(QPoint, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_bar: int | None = None
        self._is_lock_pressed = False

    # Seeking.

    def _seek_to(self, fraction: float) -> None:
        self.seek_requested.emit(min(max(fraction, 0.0), 1.0))

    def _fraction_at(self, x: float) -> float:
        return (x - self._geometry.field.left()) / max(
            self._geometry.field.width(), 1.0
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._individual is None:
            return
        position = event.position()
        bar = self._bar_at(position)
        if bar is None and self.editing is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.editing.press(event, self._geometry)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_bar, self._is_lock_pressed = bar, self._is_on_lock(position)
        if bar is not None:
            return
        note = self._note_at(position)
        if note is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.note_lock_toggled.emit(note.start)
        else:
            self._seek_to(self._fraction_at(position.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._bar_at(event.position()))
        if self._pressed_bar is not None:
            return
        if self.editing is not None:
            self.editing.drag(event, self._geometry)
            return
        if event.buttons() & Qt.MouseButton.LeftButton and self._individual is not None:
            self._seek_to(self._fraction_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_bar = self._pressed_bar, None
        if pressed is not None and pressed == self._bar_at(event.position()):
            if self._is_lock_pressed == self._is_on_lock(event.position()):
                is_lock = self._is_lock_pressed
                (self.bar_lock_toggled if is_lock else self.bar_cycled).emit(pressed)
        elif pressed is None and self.editing is not None:
            self.editing.release()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.editing is None or self._bar_at(event.position()) is not None:
            self.mousePressEvent(event)
        else:
            self.editing.delete_at(event.position(), self._geometry)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Elsewhere the wheel scrolls the panel, it never seeks.
        if self.editing is None or not self.editing.wheel(event, self._geometry):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = QPointF(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = QPointF(self._geometry.field.center())
        note = self.editing.note if self.editing is not None else None
        note = self._note_at(position) or note
        self.menu_wanted.emit(event.globalPos(), self._bar_at(position), note)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.editing is not None:
            self.editing.flush()

    def _is_on_lock(self, position: QPointF) -> bool:
        bar = self._bar_at(position)
        if bar is None or self._individual is None:
            return False
        area = self._geometry.lock_area(bar, self._individual.melody)
        return area.contains(position)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _bar_at(self, position: QPointF) -> int | None:
        if self._individual is None:
            return None
        return self._geometry.bar_at(position, self._individual.melody)

    def _hover(self, bar: int | None) -> None:
        if bar != self._hovered_bar:
            self._hovered_bar = bar
            shape = Qt.CursorShape.ArrowCursor
            if bar is not None:
                shape = Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self._redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.editing is not None and self.editing.key(event):
            return
        liking = {Qt.Key.Key_Up: LIKED, Qt.Key.Key_Down: DISLIKED}.get(
            Qt.Key(event.key())
        )
        if liking is not None and self._individual is not None:
            meter = self._individual.melody.meter
            self.bar_judged.emit(meter.bar_at(self.sliderPosition()), liking)
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

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self.editing is not None:
            is_asked = event.type() == QEvent.Type.ShortcutOverride
            if is_asked and self.editing.wants(event):
                event.accept()
                return True
            if is_asked:
                # Whatever the window does next is done to what was edited.
                self.editing.flush()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self._bar_at(QPointF(event.pos()))
            if bar is not None:
                is_on_lock = self._is_on_lock(QPointF(event.pos()))
                text = self._lock_text(bar) if is_on_lock else self._bar_text(bar)
                QToolTip.showText(event.globalPos(), text, self)
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

    def _lock_text(self, bar: int) -> str:
        assert self._individual is not None
        if is_bar_locked(self._individual, bar):
            return f"Offspring keep bar {bar + 1}: click to let it change"
        return f"Bar {bar + 1}: click to let offspring keep it"
