"""Lets a focused control keep its keys where the window has shortcuts on them.

The window listens to letters, arrows, Space and Enter everywhere. A slider that has the
focus still needs its arrows, a button its Space, a text field all but the combinations
with Ctrl. Qt asks the focused widget first, by a ShortcutOverride event; here it says
yes for each kind of control.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)

_ARROWS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
_PRESS = frozenset({Qt.Key.Key_Space})
_COMBINATIONS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class OwnKeys(QObject):
    """An event filter for every control inside a widget, now and later.

    Buttons and sliders inside take the focus by Tab only, not by a click: after a click
    on Breed, Space still plays.
    """

    def __init__(self, container: QWidget) -> None:
        super().__init__(container)
        self._container = container
        self.look_again()

    def look_again(self) -> None:
        """Take on controls that were added since."""
        for widget in self._container.findChildren(QWidget):
            widget.removeEventFilter(self)
            widget.installEventFilter(self)
            is_pressed = isinstance(widget, QAbstractButton | QAbstractSlider)
            if is_pressed and widget.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if not (is_asked and isinstance(event, QKeyEvent)):
            return False
        if not (isinstance(watched, QWidget) and _needs(watched, event)):
            return False
        event.accept()
        return True


def _needs(widget: QWidget, event: QKeyEvent) -> bool:
    if event.modifiers() & _COMBINATIONS:
        return False
    key = event.key()
    if isinstance(widget, QLineEdit | QAbstractSpinBox):
        return key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    if isinstance(widget, QAbstractSlider | QTabBar):
        return key in _ARROWS
    if isinstance(widget, QComboBox):
        return key in _ARROWS or key in _PRESS
    if isinstance(widget, QAbstractButton):
        return key in _PRESS
    return False
