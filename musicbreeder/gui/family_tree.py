"""The family tree of a session: every melody ever shown, to see, hear and select.

A screen reader meets one button that says which melody the keyboard is on; the arrow
keys go from melody to melody, along the family and through a generation.
"""

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.stage import NOTHING
from musicbreeder.gui.tree_view import TreeView
from musicbreeder.gui.tree_words import told

_HOVER_MILLISECONDS = 160
_WHEEL_NOTCH = 120.0
_ZOOM_OF_NOTCH = 1.25
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NO_COMBINATION = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class FamilyTree(TreeView):
    """Lets a person move through the tree, hear what is in it and choose.

    Signals:
        menu_requested: the id of a melody and where on the screen its menu belongs.

    Attributes:
        hears_on_hover: melodies are played as the pointer or the arrow keys reach them.
    """

    menu_requested = Signal(int, object)

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(conductor, parent)
        self.hears_on_hover = True
        self._hovered: int | None = None
        self._previewed_id = NOTHING
        self._pressed_at: QPointF | None = None
        self._is_panning = False
        self._hover_timer = QTimer(self, interval=_HOVER_MILLISECONDS, singleShot=True)
        self._hover_timer.timeout.connect(self._hear_hovered)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: conductor.hear(conductor.selected_id))

    # Keyboard.

    def step(self, column_step: int, row_step: int, *, compares: bool = False) -> None:
        """Go to the melody beside, hear it and select it, or compare with it."""
        conductor = self._conductor
        start = conductor.selected_id
        if compares and self._compared:
            start = self._compared[1]
        node = self.model.node_of.get(start)
        if node is None:
            return
        other = self.model.ids[self.model.beside(node, column_step, row_step)]
        self.reveal(other)
        if not compares:
            self.highlight(other)
            conductor.inspect(other)
        elif other != conductor.selected_id:
            self.compare((conductor.selected_id, other))
        if other != start and self.hears_on_hover:
            self._preview(other)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS:
            self.step(*_STEPS[key], compares=is_shift)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_OF_NOTCH)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1 / _ZOOM_OF_NOTCH)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_own = event.key() == Qt.Key.Key_0 or event.key() in _STEPS
            if is_own and not event.modifiers() & ~_NO_COMBINATION:
                event.accept()
                return True
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 + event.value(), event.position())
                return True
        elif kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().event(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        individual_id = self.id_at(QPointF(event.pos()))
        if individual_id is None:
            QToolTip.hideText()
            return
        node = self.model.node_of[individual_id]
        conductor = self._conductor
        individual = conductor.individual(individual_id)
        lines = [f"{individual.name} · {individual.key.name}"]
        lines += [individual.change] if individual.change else []
        lines.append(told(conductor, self.model, node))
        QToolTip.showText(event.globalPos(), "\n".join(lines), self)

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position()
            self._is_panning = event.button() == Qt.MouseButton.MiddleButton
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._pressed_at is None:
            self._hover(self.id_at(position))
            return
        by = position - self._pressed_at
        if not self._is_panning:
            if by.manhattanLength() < QApplication.startDragDistance():
                return
            self._is_panning = True
            self._hover(None)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._pressed_at = position
        self._look(self.camera.panned(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_panning, self._is_panning = self._is_panning, False
        is_ours, self._pressed_at = self._pressed_at is not None, None
        self.unsetCursor()
        event.accept()
        if was_panning or not is_ours:
            return
        individual_id = self.id_at(event.position())
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        selected_id = self._conductor.selected_id
        if individual_id is None:
            self.highlight(None)
        elif not is_shift:
            self.choose(individual_id)
        elif individual_id != selected_id:
            self.compare((selected_id, individual_id))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        individual_id = self.id_at(event.position())
        if individual_id is None:
            self.zoom(2.0, event.position())
        else:
            self._previewed_id = NOTHING  # goes on when the pointer leaves
            self._conductor.hear(individual_id)

    def choose(self, individual_id: int) -> None:
        """Select a melody for the inspector and let its family stand out."""
        self.highlight(individual_id)
        self._conductor.inspect(individual_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        individual_id = self._conductor.selected_id
        if is_by_mouse:
            found = self.id_at(QPointF(event.pos()))
            if found is None:
                return
            individual_id = found
        place = self.area_of(individual_id).center().toPoint()
        at = event.globalPos() if is_by_mouse else self.mapToGlobal(place)
        self.menu_requested.emit(individual_id, at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        pixels = event.pixelDelta()
        has_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        is_trackpad = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if is_trackpad and not pixels.isNull() and not has_control:
            # Two fingers move the tree; with Ctrl, or by a pinch, they zoom.
            self._look(self.camera.panned(QPointF(pixels)))
            return
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches:
            self.zoom(_ZOOM_OF_NOTCH**notches, event.position())
        elif event.angleDelta().x():
            self._look(self.camera.panned(QPointF(event.angleDelta().x() / 2, 0)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, individual_id: int | None) -> None:
        if individual_id == self._hovered:
            return
        self._hovered = self.overlay.hovered_id = individual_id
        self.setCursor(
            Qt.CursorShape.ArrowCursor
            if individual_id is None
            else Qt.CursorShape.PointingHandCursor
        )
        self._hover_timer.stop()
        self._end_preview()
        if individual_id is not None and self.hears_on_hover:
            self._hover_timer.start()
        self.update()

    def _hear_hovered(self) -> None:
        if self._hovered is not None and self._hovered != self._conductor.playing_id:
            self._preview(self._hovered)

    def _preview(self, individual_id: int) -> None:
        self._previewed_id = individual_id
        self._conductor.preview(individual_id)

    def _end_preview(self) -> None:
        if self._previewed_id != NOTHING:
            if self._conductor.playing_id in (self._previewed_id, NOTHING):
                self._conductor.stop()
            self._previewed_id = NOTHING

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hover(None)
