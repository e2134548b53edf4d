"""Lets the wheel scroll a panel wherever the pointer is, and change nothing in it.

Lists, number fields and sliders take the wheel for themselves. In a panel that scrolls,
somebody who scrolls past would change the instrument without noticing.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget


class CalmWheel(QObject):
    """An event filter for every control that is inside a panel when it is made."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        for widget in panel.findChildren(QWidget):
            if isinstance(widget, QComboBox | QAbstractSpinBox | QSlider):
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel:
            return False
        # Not accepted, it goes on to what is around, up to the panel.
        event.ignore()
        return True
