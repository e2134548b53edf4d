"""Taking a melody out of the app: drag pads, Save MIDI, Save WAV."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drag import DragPad
from musicbreeder.gui.originality_question import ask_before_saving
from musicbreeder.gui.score_saving import ScoreButton
from musicbreeder.gui.themed import button_icon, fix_size, label, space
from musicbreeder.gui.wav_format import SAMPLE_FORMATS, SAMPLE_RATES, WavFormat
from musicbreeder.services.exchange import file_name


class InspectorFiles(QWidget):
    """Drag pads and save buttons for the selected melody."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._dialog: QFileDialog | None = None
        self.midi_pad = self._pad("Drag MIDI into your DAW", "mid", "MIDI")
        self.midi_pad.clicked.connect(actions.copy_midi.trigger)
        self.wav_pad = self._pad("WAV", "wav", "WAV")
        self.wav_pad.setAccessibleName("Drag WAV into your DAW")
        self.wav_pad.clicked.connect(self.save_wav)
        self.midi_pad.setToolTip(
            "Drag the melody as a MIDI file into your DAW or a folder; "
            f"a click copies the file ({actions.copy_midi.shortcut().toString()})"
        )
        self.wav_pad.setToolTip(
            "Drag the melody as it sounds into your DAW or a folder; a click saves it"
        )
        self.save_midi_button = QPushButton("Save MIDI…")
        self.save_midi_button.setToolTip("Save the melody as a MIDI file")
        self.save_midi_button.clicked.connect(self.save_midi)
        self.save_wav_button = QPushButton("Save WAV…")
        self.save_wav_button.clicked.connect(self.save_wav)
        self.format_button = QToolButton()
        self.format_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.format_button.setAccessibleName("WAV format")
        self.format_button.setProperty("kind", "icon")
        button_icon(self.format_button, "chevron-down", size_px=14)
        self._menu = QMenu(self.format_button)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.format_button.setMenu(self._menu)
        self.save_score_button = ScoreButton(conductor)
        for button in (self.save_midi_button, self.save_wav_button):
            button.setMinimumWidth(1)  # never wider than the inspector
        pads = QHBoxLayout()
        space(pads, spacing=8)
        self.midi_pad.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        pads.addWidget(self.midi_pad, 1)
        fix_size(self.wav_pad, width=68)
        pads.addWidget(self.wav_pad)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.save_midi_button, 1)
        buttons.addWidget(self.save_wav_button, 1)
        buttons.addWidget(self.format_button)
        column = QVBoxLayout(self)
        space(column, spacing=8)
        column.addWidget(label("Take it to your DAW", "heading"))
        column.addLayout(pads)
        column.addLayout(buttons)
        column.addWidget(self.save_score_button)
        conductor.preferences_changed.connect(self._show_format)
        self._show_format()

    def _pad(self, text: str, suffix: str, kind: str) -> DragPad:
        conductor = self._conductor
        pad = DragPad(
            text,
            lambda done: conductor.write_drag_files(
                conductor.selected_id, (f".{suffix}",), done
            ),
            conductor.message_posted.emit,
        )
        pad.setAccessibleDescription(f"Drag it out of the window to get a {kind} file")
        return pad

    # Saving.

    @property
    def _format(self) -> WavFormat:
        return WavFormat.of(self._conductor.preferences)

    def save_midi(self) -> None:
        """Ask where, then save the selected melody as MIDI."""
        chosen_id = self._conductor.selected_id
        self._ask(
            "Save MIDI",
            "mid",
            "MIDI files (*.mid *.midi)",
            lambda path: self._conductor.save_midi(chosen_id, path),
        )

    def save_wav(self) -> None:
        """Ask where, then save the selected melody as sound."""
        chosen_id = self._conductor.selected_id
        wanted = self._format
        self._ask(
            "Save WAV",
            "wav",
            "WAV files (*.wav)",
            lambda path: self._conductor.save_wav(
                chosen_id, path, wanted.sample_rate, wanted.sample_format
            ),
        )

    def _ask(
        self, title: str, suffix: str, filters: str, save: Callable[[Path], None]
    ) -> None:
        """Ask for a path without holding up the window, then call `save` with it."""
        conductor = self._conductor
        individual = conductor.individual(conductor.selected_id)
        name = file_name(individual, conductor.session.sound, f".{suffix}")
        dialog = QFileDialog(self, title, str(conductor.export_folder()), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(
            lambda chosen: ask_before_saving(
                conductor.originality, individual, self, lambda: save(Path(chosen))
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    # The format of WAV files.

    def _fill_menu(self) -> None:
        self._menu.clear()
        wanted = self._format
        self._menu.addSection("Sample rate")
        self._add_choices(SAMPLE_RATES, wanted.sample_rate, "wav_sample_rate")
        self._menu.addSection("Sample format")
        self._add_choices(SAMPLE_FORMATS, wanted.sample_format, "wav_sample_format")

    def _add_choices(
        self, choices: Mapping[Any, str], current: object, field: str
    ) -> None:
        group = QActionGroup(self._menu)
        for value, text in choices.items():
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == current)
            group.addAction(action)
            action.triggered.connect(
                lambda _checked=False, value=value: self._conductor.change_preferences(
                    **{field: value}
                )
            )

    def _show_format(self) -> None:
        text = self._format.text
        self.save_wav_button.setToolTip(f"Save the melody as it sounds ({text})")
        self.format_button.setToolTip(f"WAV format: {text}")
        self.format_button.setAccessibleDescription(text)
