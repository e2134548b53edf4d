"""A share from 0 to 1 that may also be left to the app."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSlider, QWidget

from musicbreeder.gui.themed import label, space

_STEP_COUNT = 100


class OptionalSlider(QWidget):
    """A tick for "left to the app", and a slider for when it is not.

    Signals:
        chosen: the share a person chose, 0..1, or None.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        automatic_text: str,
        low_text: str,
        high_text: str,
        initial: float = 0.5,
        parent: QWidget | None = None,
    ) -> None:
        """Make the control.

        Args:
            automatic_text: what it means to leave it to the app.
            low_text: what the left end means.
            high_text: what the right end means.
            initial: where the slider starts when the tick is first taken away.
        """
        super().__init__(parent)
        self._initial = initial
        self._name = name
        self._automatic_text = automatic_text
        self.tick = QCheckBox(automatic_text)
        self.tick.setAccessibleName(f"{name}: {automatic_text}")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEP_COUNT)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(name)
        self.value_text = QLabel()
        self.value_text.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout(self)
        space(grid, spacing=4)
        grid.addWidget(self.tick, 0, 0, 1, 2)
        grid.addWidget(self.value_text, 0, 2)
        grid.addWidget(self.slider, 1, 0, 1, 3)
        self._low = label(low_text, "muted")
        self._high = label(high_text, "muted")
        grid.addWidget(self._low, 2, 0)
        grid.addWidget(self._high, 2, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.tick.clicked.connect(self._on_ticked)
        self.slider.valueChanged.connect(self._on_moved)
        self.show_value(None)

    def show_value(self, value: float | None) -> None:
        """Show a share, or None for "left to the app"."""
        is_free = value is None
        self.tick.setChecked(is_free)
        self.slider.setEnabled(not is_free)
        step = round((self._initial if value is None else value) * _STEP_COUNT)
        if step != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(step)
            self.slider.blockSignals(False)
        self.value_text.setText("" if is_free else f"{step} %")
        for widget in (self._low, self._high, self.slider):
            widget.setVisible(not is_free)
        self.slider.setToolTip(f"{self._name}: {step} %")
        self.tick.setToolTip(f"{self._name}: {self._automatic_text.lower()}")

    def _on_ticked(self, is_checked: bool) -> None:
        value = None if is_checked else self._initial
        self.show_value(value)
        self.chosen.emit(value)

    def _on_moved(self, step: int) -> None:
        self.value_text.setText(f"{step} %")
        self._initial = step / _STEP_COUNT
        self.chosen.emit(step / _STEP_COUNT)
