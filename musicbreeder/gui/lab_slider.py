"""A slider with its name and what it is set to, in the unit a musician reads."""

from collections.abc import Callable
from math import exp, log

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import fix_size, label, space

_STEP_COUNT = 1000


class LabSlider(QWidget):
    """A name, a slider and a value.

    Signals:
        moved: the value a person chose; not emitted by `show_value`.
    """

    moved = Signal(float)

    def __init__(
        self,
        name: str,
        lowest: float,
        highest: float,
        words: Callable[[float], str],
        *,
        is_logarithmic: bool = False,
        steps: int = _STEP_COUNT,
        name_width: float = 78,
        value_width: float = 124,
        parent: QWidget | None = None,
    ) -> None:
        """Make the slider.

        Args:
            words: what a value is shown as.
            is_logarithmic: equal ways are equal ratios.
        """
        super().__init__(parent)
        self._lowest, self._highest = lowest, highest
        self._is_logarithmic = is_logarithmic
        self._words = words
        self._value = lowest
        self._name = label(name, "secondary")
        fix_size(self._name, width=name_width)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 12))
        self.slider.setSingleStep(max(1, steps // 200))
        self.slider.setAccessibleName(name)
        self._shown = label()
        self._shown.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        fix_size(self._shown, width=value_width)
        row = QHBoxLayout(self)
        space(row, spacing=8)
        row.addWidget(self._name)
        row.addWidget(self.slider, 1)
        row.addWidget(self._shown)
        self.slider.valueChanged.connect(self._on_moved)
        theme_source().changed.connect(self._show_words)
        self._show_words()

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float) -> None:
        """Show a value from outside; it is kept exactly, between the slider's steps."""
        self._value = value
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._place(value) * self.slider.maximum()))
        self.slider.blockSignals(False)
        self._show_words()

    def show_name(self, name: str) -> None:
        """Say what the slider is about now, to screen readers too."""
        self.slider.setAccessibleName(name)

    def _place(self, value: float) -> float:
        lowest, highest = self._lowest, self._highest
        if self._is_logarithmic:
            place = log(max(value, lowest) / lowest) / log(highest / lowest)
        else:
            place = (value - lowest) / (highest - lowest)
        return min(max(place, 0.0), 1.0)

    def _on_moved(self, step: int) -> None:
        place = step / self.slider.maximum()
        if self._is_logarithmic:
            ratio = exp(place * log(self._highest / self._lowest))
            self._value = self._lowest * ratio
        else:
            self._value = self._lowest + place * (self._highest - self._lowest)
        self._show_words()
        self.moved.emit(self._value)

    def _show_words(self) -> None:
        words = self._words(self._value)
        self._shown.setFont(current_theme().font(12, is_tabular=True))
        self._shown.setText(words)
        self.slider.setAccessibleDescription(words)
        self.slider.setToolTip(f"{self.slider.accessibleName()}: {words}")
