"""A slider made from a parameter: its words, its range, its curve, its unit."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QSlider, QWidget

from musicbreeder.gui.themed import label, space
from musicbreeder.synth.parameter import Parameter

_STEP_COUNT = 1000
_SMALL_STEP, _LARGE_STEP = 10, 100
_CHANGED_MARK = "•"


class _Slider(QSlider):
    """A slider that tells of a double click.

    Signals:
        doubly_clicked: anywhere on it.
    """

    doubly_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.doubly_clicked.emit()


class SoundSlider(QWidget):
    """One parameter of a sound.

    Signals:
        moved: the parameter's name and the slider's place, 0..1, by a person's hand.
        reset: the parameter's name: it is to be as the instrument has it.
    """

    moved = Signal(str, float)
    reset = Signal(str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEP_COUNT)
        self.slider.setSingleStep(_SMALL_STEP)
        self.slider.setPageStep(_LARGE_STEP)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.doubly_clicked.connect(lambda: self.reset.emit(parameter.name))
        self._name = label(parameter.label, "secondary")
        self.value_text = label("")
        self._shown: tuple[float, float] | None = None
        grid = QGridLayout(self)
        space(grid, spacing=2)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self.value_text, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.slider, 1, 0, 1, 2)

    def show_value(self, value: float, original: float) -> None:
        """Show a value, and whether it differs from what the instrument has."""
        if (value, original) == self._shown:
            return
        self._shown = value, original
        parameter = self.parameter
        step = round(parameter.to_0to1(value) * _STEP_COUNT)
        if step != self.slider.value() and not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(step)
            self.slider.blockSignals(False)
        text = parameter.text(value)
        is_changed = value != original
        mark = f"{_CHANGED_MARK} " if is_changed else ""
        self.value_text.setText(f"{mark}{text}")
        state = "" if not is_changed else f", {parameter.text(original)} before"
        self.slider.setAccessibleName(f"{parameter.label}: {text}{state}")
        hint = f"{parameter.label}: {text}"
        if is_changed:
            hint += f"\nThe instrument has {parameter.text(original)}; "
            hint += "a double click brings it back"
        self.slider.setToolTip(hint)

    def _on_moved(self, step: int) -> None:
        self.moved.emit(self.parameter.name, step / _STEP_COUNT)
