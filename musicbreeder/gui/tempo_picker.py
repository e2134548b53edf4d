"""A tempo: typed, stepped, or tapped."""

from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QWidget

from musicbreeder.gui.themed import indent_text, space
from musicbreeder.theory.meter import MAXIMUM_TEMPO_BPM, MINIMUM_TEMPO_BPM

_LONGEST_TAP_SECONDS = 60.0 / MINIMUM_TEMPO_BPM * 1.2
_TAP_COUNT = 6


class TempoPicker(QWidget):
    """A field for quarter notes a minute with a button to tap them.

    Signals:
        chosen: the tempo a person chose, in quarter notes a minute.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taps: list[float] = []
        self.field = QSpinBox()
        self.field.setRange(int(MINIMUM_TEMPO_BPM), int(MAXIMUM_TEMPO_BPM))
        self.field.setSuffix(" bpm")
        self.field.setKeyboardTracking(False)
        self.field.setAccelerated(True)
        indent_text(self.field)
        self.field.setAccessibleName("Tempo")
        self.field.setToolTip("Tempo in quarter notes a minute")
        self.field.valueChanged.connect(lambda bpm: self.chosen.emit(float(bpm)))
        self.tap_button = QPushButton("Tap")
        self.tap_button.setAccessibleName("Tap the tempo")
        self.tap_button.setToolTip("Tap a few beats here to set the tempo")
        self.tap_button.pressed.connect(lambda: self.tap(monotonic()))
        row = QHBoxLayout(self)
        space(row, spacing=8)
        row.addWidget(self.field, 1)
        row.addWidget(self.tap_button)

    def show_tempo(self, bpm: float) -> None:
        """Show a tempo that was chosen elsewhere."""
        if not self.field.hasFocus() or round(bpm) != self.field.value():
            self.field.blockSignals(True)
            self.field.setValue(round(bpm))
            self.field.blockSignals(False)

    def edit(self) -> None:
        """Put the cursor in the field, the old tempo selected."""
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def tap(self, now_seconds: float) -> None:
        """Take a tap on the beat; the last few together give the tempo."""
        if self._taps and now_seconds - self._taps[-1] > _LONGEST_TAP_SECONDS:
            self._taps.clear()
        self._taps = [*self._taps[-_TAP_COUNT + 1 :], now_seconds]
        if len(self._taps) < 2:
            return
        beat_seconds = (self._taps[-1] - self._taps[0]) / (len(self._taps) - 1)
        bpm = 60.0 / max(beat_seconds, 60.0 / MAXIMUM_TEMPO_BPM)
        self.field.setValue(round(max(bpm, MINIMUM_TEMPO_BPM)))
