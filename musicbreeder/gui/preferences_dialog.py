"""How the app looks and sounds on this machine, apart from any session."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.dialog_foot import closing_row
from musicbreeder.gui.scrolled import Scrolled
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, space
from musicbreeder.playback.device import OutputDevice
from musicbreeder.storage.settings_file import CARD_KEYS, are_card_keys

_INTERFACE_PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
_SYSTEM_DEVICE = "System default"
_CARD_KEYS_HINT = "Three rows of four, such as AZER QSDF WXCV on a French keyboard."


class PreferencesDialog(QDialog):
    """Theme, size, sound output, hints and folders; every change applies at once."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.setWindowTitle("Preferences")
        self._make_controls()
        self._arrange()
        conductor.preferences_changed.connect(self._show_preferences)
        conductor.sound_problem_changed.connect(self._show_sound)
        self._show_preferences()
        self.refresh_devices()

    def _make_controls(self) -> None:
        conductor = self._conductor
        self.theme = Segments(
            "Theme", {"system": "As the system", "dark": "Dark", "light": "Light"}
        )
        self.theme.chosen.connect(conductor.set_theme)
        self.interface_size = QComboBox()
        self.interface_size.setAccessibleName("Interface size")
        self.interface_size.setToolTip("How large everything is drawn")
        for percent in _INTERFACE_PERCENTS:
            self.interface_size.addItem(f"{percent} %", percent / 100)
        self.interface_size.activated.connect(
            lambda index: conductor.set_interface_scale(
                self.interface_size.itemData(index)
            )
        )
        self.device = QComboBox()
        self.device.setAccessibleName("Sound output")
        self.device.setToolTip("Where the sound goes")
        self.device.activated.connect(
            lambda index: conductor.choose_device(self.device.itemData(index))
        )
        self.refresh_button = QPushButton("Refresh")
        self.refresh_button.setToolTip("Look for sound outputs again")
        button_icon(self.refresh_button, "refresh", size_px=16)
        self.refresh_button.clicked.connect(self._look_again)
        self.test_button = QPushButton("Test tone")
        self.test_button.setToolTip("Play a short tone through this output")
        self.test_button.clicked.connect(conductor.play_test_tone)
        self.sound_text = label("", "muted", wraps=True)
        self.midi_button = QPushButton("MIDI output…")
        self.midi_button.setToolTip(self._actions.out.midi_output.toolTip())
        self.midi_button.clicked.connect(self._actions.out.midi_output.trigger)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setAccessibleName("Volume")
        self.volume.valueChanged.connect(
            lambda percent: conductor.set_volume(percent / 100)
        )
        self.volume_text = QLabel()
        self.hints_button = QPushButton("Show the first hints again")
        self.hints_button.clicked.connect(
            lambda: conductor.change_preferences(hints_used=frozenset())
        )
        self.shortcuts_button = QPushButton("All shortcuts…")
        self.shortcuts_button.setToolTip(self._actions.shortcuts.toolTip())
        self.shortcuts_button.clicked.connect(self._actions.shortcuts.trigger)
        self.card_keys = QLineEdit()
        self.card_keys.setAccessibleName("Keys of the cards")
        self.card_keys.setToolTip(
            "The letters that hear the cards, row by row as they lie on your keyboard"
        )
        self.card_keys.editingFinished.connect(self._take_card_keys)
        self.card_keys_text = label(_CARD_KEYS_HINT, "muted", wraps=True)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName("Folder for saved files")
        self.folder.setToolTip("Where Save and Export begin")
        self.folder_button = QPushButton("Choose…")
        self.folder_button.setToolTip("Choose where Save and Export begin")
        self.folder_button.clicked.connect(self._choose_folder)

    def _arrange(self) -> None:
        grid = QGridLayout()
        space(grid, spacing=12)
        grid.setColumnStretch(1, 1)
        buttons = _row(self.refresh_button, self.test_button)
        buttons.addStretch(1)
        midi = _row(self.midi_button)
        midi.addStretch(1)
        hints = _row(self.hints_button, self.shortcuts_button)
        hints.addStretch(1)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("Theme", self.theme),
            ("Interface size", self.interface_size),
            ("Sound output", self.device),
            ("", buttons),
            ("", self.sound_text),
            ("Volume", _row(self.volume, self.volume_text)),
            ("Other synths", midi),
            ("Keyboard", hints),
            ("Keys of the cards", self.card_keys),
            ("", self.card_keys_text),
            ("Saved files", _row(self.folder, self.folder_button)),
        )
        for number, (caption, field) in enumerate(rows):
            grid.addWidget(label(caption, "secondary"), number, 0)
            if isinstance(field, QWidget):
                grid.addWidget(field, number, 1)
            else:
                grid.addLayout(field, number, 1)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=18)
        column.addWidget(label("Preferences", "title"))
        column.addWidget(Scrolled(grid), 1)
        column.addLayout(closing_row(self, "Changes apply at once."))
        self.setMinimumWidth(current_theme().px(540))

    # Showing.

    def _show_preferences(self) -> None:
        preferences = self._conductor.preferences
        self.theme.show_value(preferences.theme)
        scale = preferences.interface_scale
        nearest = min(
            range(len(_INTERFACE_PERCENTS)),
            key=lambda index: abs(_INTERFACE_PERCENTS[index] / 100 - scale),
        )
        self.interface_size.setCurrentIndex(nearest)
        percent = round(preferences.volume * 100)
        if percent != self.volume.value():
            self.volume.blockSignals(True)
            self.volume.setValue(percent)
            self.volume.blockSignals(False)
        self.volume.setToolTip(f"Volume {percent} %")
        self.volume_text.setText(f"{percent} %")
        self.card_keys.setText(_in_rows(preferences.card_keys))
        self.folder.setText(str(self._conductor.export_folder()))
        has_hidden_hints = bool(preferences.hints_used)
        self.hints_button.setEnabled(has_hidden_hints)
        self.hints_button.setToolTip(
            "Show the hints on the breeding page again"
            if has_hidden_hints
            else "No hint has been put away"
        )
        self._show_sound()

    def _show_sound(self) -> None:
        problem = self._conductor.sound_problem
        self.sound_text.setText(problem or "Sound works.")
        self.test_button.setEnabled(not problem)
        self.test_button.setToolTip(problem or "Play a short tone through this output")

    def _take_card_keys(self) -> None:
        """Take the letters that were typed, or say why they cannot be taken."""
        keys = "".join(self.card_keys.text().split()).upper()
        if not are_card_keys(keys):
            reason = f"It takes {len(CARD_KEYS)} different letters, one for each card."
            self.card_keys_text.setText(reason)
            return
        for key in keys:
            holder = self._holder_of(key)
            if holder is not None:
                action = self._actions.base_text(holder)
                reason = f"{key} is the key of “{action}”: choose another letter."
                self.card_keys_text.setText(reason)
                return
        self.card_keys_text.setText(_CARD_KEYS_HINT)
        self._conductor.change_preferences(card_keys=keys)
        self.card_keys.setText(_in_rows(keys))

    def _holder_of(self, key: str) -> QAction | None:
        """Return the action that a key alone runs, apart from hearing a card."""
        actions = self._actions
        others = (one for one in actions.all_actions if one not in actions.hear_cards)
        return next((one for one in others if key_text(one) == key), None)

    # Devices.

    def refresh_devices(self) -> None:
        """Fill the list of sound outputs, without waiting for it."""
        self._conductor.output_devices(self._show_devices)

    def _look_again(self) -> None:
        self._conductor.retry_sound()
        self.refresh_devices()

    def _show_devices(self, devices: tuple[OutputDevice, ...]) -> None:
        chosen = self._conductor.preferences.device_name
        self.device.clear()
        self.device.addItem(_SYSTEM_DEVICE, None)
        for device in devices:
            words = f"{device.name} (default)" if device.is_default else device.name
            self.device.addItem(words, device.name)
        names = [device.name for device in devices]
        if chosen is not None and chosen not in names:
            # A device that was chosen once is never forgotten silently.
            self.device.addItem(f"{chosen} (not connected)", chosen)
        self.device.setCurrentIndex(max(self.device.findData(chosen), 0))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(
            lambda chosen: self._conductor.change_preferences(
                export_folder=Path(chosen)
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _in_rows(keys: str) -> str:
    """Return the keys of the cards as they lie on screen.

    >>> _in_rows("QWERASDFZXCV")
    'QWER ASDF ZXCV'
    """
    return " ".join(keys[start : start + 4] for start in range(0, len(keys), 4))


def _row(*widgets: QWidget) -> QHBoxLayout:
    """Return widgets side by side, the first as wide as it can be."""
    row = QHBoxLayout()
    space(row, spacing=8)
    for number, widget in enumerate(widgets):
        is_button = isinstance(widget, QPushButton)
        row.addWidget(widget, 0 if number or is_button else 1)
    return row
