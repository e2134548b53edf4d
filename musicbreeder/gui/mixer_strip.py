"""One strip of a mixer: a name, a level, mute and solo."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from musicbreeder.gui.themed import fix_size, label, space
from musicbreeder.services.backing import Channel

_PERCENT = 100
_NAME_PX, _BUTTON_PX = 84, 44


class MixerStrip(QWidget):
    """A name, a level, mute and solo.

    Signals:
        changed: the `Channel` a person has set.
    """

    changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._channel = Channel()
        caption = label(name.capitalize())
        fix_size(caption, width=_NAME_PX)
        self.level = QSlider(Qt.Orientation.Horizontal)
        self.level.setRange(0, _PERCENT)
        self.level.setPageStep(10)
        self.level.valueChanged.connect(
            lambda percent: self._take(level=percent / _PERCENT)
        )
        self.mute = self._toggle("M", "Mute")
        self.solo = self._toggle("S", "Solo")
        self.mute.toggled.connect(lambda is_on: self._take(is_muted=is_on))
        self.solo.toggled.connect(lambda is_on: self._take(is_solo=is_on))
        row = QHBoxLayout(self)
        space(row, spacing=8)
        row.addWidget(caption)
        row.addWidget(self.level, 1)
        row.addWidget(self.mute)
        row.addWidget(self.solo)
        self.show_channel(Channel(), "")

    def _toggle(self, letter: str, word: str) -> QPushButton:
        button = QPushButton(letter)
        button.setCheckable(True)
        button.setAccessibleName(f"{word} {self._name}")
        button.setToolTip(f"{word} {self._name}")
        fix_size(button, width=_BUTTON_PX)
        return button

    def show_channel(self, channel: Channel, reason: str) -> None:
        """Show how the strip is set.

        Args:
            reason: why there is nothing to set, empty = there is.
        """
        self._channel = channel
        percent = round(channel.level * _PERCENT)
        for widget in (self.level, self.mute, self.solo):
            widget.blockSignals(True)
        self.level.setValue(percent)
        self.mute.setChecked(channel.is_muted)
        self.solo.setChecked(channel.is_solo)
        for widget in (self.level, self.mute, self.solo):
            widget.blockSignals(False)
        self.level.setAccessibleName(f"Level of {self._name}: {percent} %")
        self.level.setToolTip(f"Level of {self._name}: {percent} %")
        self.setEnabled(not reason)
        self.setToolTip(reason)

    def _take(self, **changes: object) -> None:
        self._channel = replace(self._channel, **changes)  # type: ignore[arg-type]
        self.changed.emit(self._channel)
