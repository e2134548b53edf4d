"""Saving many melodies at once: which, as what, and where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.originality_question import CautionLine
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.gui.wav_format import SAMPLE_FORMATS, SAMPLE_RATES, WavFormat
from musicbreeder.services.exchange import ExportSettings, FileKind

FAVOURITES, SELECTED, GENERATION = "favourites", "selected", "generation"
FINALS = "finals"


class ExportDialog(QDialog):
    """Favourites, one melody or a whole generation, as MIDI, WAV or both."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        parent: QWidget | None = None,
        *,
        finalists: Sequence[Individual] = (),
    ) -> None:
        """Make the dialog.

        Args:
            finalists: melodies that were chosen in the finals, none = there were none.
        """
        super().__init__(parent)
        del actions  # every dialog of the window is made alike
        self._conductor = conductor
        self._finalists = tuple(finalists)
        self._folder_of_result: Path | None = None
        self.setWindowTitle("Export melodies")
        self._make_controls()
        self._arrange()
        self._listen()
        self._show_state()

    def _make_controls(self) -> None:
        conductor = self._conductor
        session = conductor.session
        self._favourites = tuple(session.favourites)
        selected = conductor.individual(conductor.selected_id)
        finals = {FINALS: f"Finals ({len(self._finalists)})"} if self._finalists else {}
        self.which = Segments(
            "Which melodies",
            finals
            | {
                FAVOURITES: f"Favourites ({len(self._favourites)})",
                SELECTED: selected.name,
                GENERATION: f"This generation ({len(session.generation)})",
            },
        )
        self.which.show_value(FAVOURITES if self._favourites else SELECTED)
        self.which.show_value(FINALS)
        self.midi = QCheckBox("MIDI, to edit in a DAW")
        self.wav = QCheckBox("WAV, as it sounds here")
        for tick in (self.midi, self.wav):
            tick.setChecked(True)
            tick.setToolTip(tick.text())
        wanted = WavFormat.of(conductor.preferences)
        self.sample_rate = Segments("Sample rate", SAMPLE_RATES)
        self.sample_rate.show_value(wanted.sample_rate)
        self.sample_format = Segments("Sample format", SAMPLE_FORMATS)
        self.sample_format.show_value(wanted.sample_format)
        self.folder = QLineEdit(str(conductor.export_folder()))
        self.folder.setAccessibleName("Folder")
        self.folder.setToolTip("The folder the files are written to")
        self.choose_button = QPushButton("Choose…")
        self.choose_button.setToolTip("Choose a folder")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the export")
        self.caution = CautionLine(conductor.originality)
        self.result_text = label("", "secondary", wraps=True)
        self.open_button = QPushButton("Open folder")
        button_icon(self.open_button, "folder", size_px=16)
        self.open_button.setToolTip("Show the files in the file manager")
        self.cancel_button = QPushButton("Close")
        self.export_button = QPushButton("Export")
        set_kind(self.export_button, "primary")
        self.export_button.setDefault(True)

    def _arrange(self) -> None:
        kinds = QVBoxLayout()
        space(kinds, spacing=6)
        kinds.addWidget(self.midi)
        kinds.addWidget(self.wav)
        folder = QHBoxLayout()
        space(folder, spacing=8)
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.choose_button)
        grid = QGridLayout()
        space(grid, spacing=12)
        grid.setColumnStretch(1, 1)
        captions = ("Melodies", "Files", "Sample rate", "Sample format", "Folder")
        self._captions = [label(caption, "secondary") for caption in captions]
        for row, caption in enumerate(self._captions):
            grid.addWidget(caption, row, 0)
        grid.addWidget(self.which, 0, 1)
        grid.addLayout(kinds, 1, 1)
        grid.addWidget(self.sample_rate, 2, 1)
        grid.addWidget(self.sample_format, 3, 1)
        grid.addLayout(folder, 4, 1)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=16)
        column.addWidget(label("Export melodies", "title"))
        column.addLayout(grid)
        column.addWidget(self.caution)
        column.addWidget(self.progress)
        column.addWidget(self.result_text)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(current_theme().px(560))
        self.progress.hide()
        self.open_button.hide()

    def _listen(self) -> None:
        exporter = self._conductor.exporter
        exporter.progressed.connect(self._on_progressed)
        exporter.finished.connect(self._on_finished)
        exporter.failed.connect(self._on_failed)
        self.which.chosen.connect(self._show_state)
        self.midi.clicked.connect(self._show_state)
        self.wav.clicked.connect(self._show_state)
        self.folder.textChanged.connect(self._show_state)
        self.choose_button.clicked.connect(self._choose_folder)
        self.open_button.clicked.connect(self._open_folder)
        self.cancel_button.clicked.connect(self._cancel_or_close)
        self.export_button.clicked.connect(self.export)

    # What is chosen.

    @property
    def individuals(self) -> tuple[Individual, ...]:
        """The melodies that are chosen."""
        conductor = self._conductor
        if self.which.value == FINALS:
            return self._finalists
        if self.which.value == FAVOURITES:
            return self._favourites
        if self.which.value == GENERATION:
            return conductor.session.generation
        return (conductor.individual(conductor.selected_id),)

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """The kinds of files that are chosen."""
        kinds: list[FileKind] = []
        if self.midi.isChecked():
            kinds.append("midi")
        if self.wav.isChecked():
            kinds.append("wav")
        return tuple(kinds)

    def _hindrance(self) -> str:
        """Return why nothing can be exported now; empty = it can."""
        if not self.individuals:
            return "Nothing is a favourite yet: press L on a melody you like."
        if not self.kinds:
            return "Choose MIDI, WAV or both."
        if not self.folder.text().strip():
            return "Choose a folder for the files."
        return ""

    def _show_state(self) -> None:
        is_exporting = self._conductor.exporter.is_exporting
        hindrance = self._hindrance()
        count = len(self.individuals) * len(self.kinds)
        files = "1 file" if count == 1 else f"{count} files"
        self.export_button.setText(f"Export {files}" if count else "Export")
        self.export_button.setEnabled(not is_exporting and not hindrance)
        self.export_button.setToolTip(hindrance or f"Write {files} into the folder")
        self.cancel_button.setText("Cancel" if is_exporting else "Close")
        self.cancel_button.setToolTip(
            "Stop after the file that is being written; what is written stays"
            if is_exporting
            else "Close this window"
        )
        self.caution.show_individuals(self.individuals)
        for widget in (self.sample_rate, self.sample_format, *self._captions[2:4]):
            widget.setEnabled(self.wav.isChecked())
            widget.setToolTip("" if self.wav.isChecked() else "For WAV files only")
        if not is_exporting and self._folder_of_result is None:
            self.result_text.setText(hindrance)

    # What a person does.

    def export(self) -> None:
        """Write the chosen files in the background."""
        conductor = self._conductor
        folder = Path(self.folder.text().strip()).expanduser()
        rate, sample_format = self.sample_rate.value, self.sample_format.value
        settings = ExportSettings(self.kinds, rate, sample_format)
        conductor.change_preferences(
            export_folder=folder, wav_sample_rate=rate, wav_sample_format=sample_format
        )
        self._folder_of_result = None
        self.open_button.hide()
        self.result_text.setText("")
        self.progress.setRange(0, len(self.individuals) * len(self.kinds))
        self.progress.setValue(0)
        self.progress.show()
        conductor.exporter.export_pieces(
            conductor.pieces(self.individuals), folder, settings
        )
        self._show_state()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_folder(self) -> None:
        if self._folder_of_result is not None:
            url = QUrl.fromLocalFile(str(self._folder_of_result))
            QDesktopServices.openUrl(url)

    def _cancel_or_close(self) -> None:
        if self._conductor.exporter.is_exporting:
            self._conductor.exporter.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        """Close; an export that is running is stopped first."""
        self._conductor.exporter.cancel()
        super().reject()

    # What happened.

    def _on_progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.result_text.setText(f"{done} of {total} files")

    def _on_finished(self, file_count: int, folder: str) -> None:
        self.progress.hide()
        self._folder_of_result = Path(folder)
        files = "1 file" if file_count == 1 else f"{file_count} files"
        self.result_text.setText(f"{files} written to {folder}")
        self.open_button.setVisible(file_count > 0)
        self._show_state()

    def _on_failed(self, sentence: str) -> None:
        self.progress.hide()
        self._folder_of_result = None
        self._show_state()
        self.result_text.setText(sentence)
