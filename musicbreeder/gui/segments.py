"""A row of buttons of which one is chosen: few choices, all in sight."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from musicbreeder.gui.themed import space


class Segments(QWidget):
    """A row of buttons of which one is chosen.

    Signals:
        chosen: the value a person chose; not emitted by `show_value`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Mapping[Any, str],
        parent: QWidget | None = None,
    ) -> None:
        """Make the row.

        Args:
            name: what is chosen, for screen readers and tooltips.
            choices: text by value, in order.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[Any, QPushButton] = {}
        row = QHBoxLayout(self)
        space(row, spacing=6)
        for value, text in choices.items():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {text}")
            button.setToolTip(f"{name}: {text}")
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button, 1)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def value(self) -> Any:
        """The chosen value, None while nothing is chosen."""
        for value, button in self._buttons.items():
            if button.isChecked():
                return value
        return None

    def button(self, value: object) -> QPushButton:
        """Return the button of a value."""
        return self._buttons[value]

    def show_value(self, value: object) -> None:
        """Show what is chosen, from outside."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.value)
