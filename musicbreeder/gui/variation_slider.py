"""The one dial that is always in sight: how far offspring stray from their parents."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.themed import label, space

_STEP_COUNT = 100


class VariationSlider(QWidget):
    """Closer to the parents, or wilder; one drag is one step to undo."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEP_COUNT)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName("Variation")
        words = QHBoxLayout()
        space(words, spacing=4)
        words.addWidget(label("closer", "muted"))
        words.addStretch(1)
        words.addWidget(label("Variation", "heading"))
        words.addStretch(1)
        words.addWidget(label("wilder", "muted"))
        column = QVBoxLayout(self)
        space(column, spacing=4)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.slider)
        column.addStretch(1)
        self.slider.valueChanged.connect(
            lambda step: conductor.set_variation(step / _STEP_COUNT)
        )
        conductor.settings_changed.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        variation = self._conductor.session.settings.variation
        step = round(variation * _STEP_COUNT)
        if step != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(step)
            self.slider.blockSignals(False)
        place = "close to" if variation < 0.35 else "far from"
        place = "some way from" if 0.35 <= variation <= 0.65 else place
        text = (
            f"Offspring stay {place} their parents ({step} %), from the next generation"
        )
        self.slider.setToolTip(text)
        self.slider.setAccessibleDescription(text)
