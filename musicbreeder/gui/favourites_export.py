"""Saving favourites: which, as what, and where to."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.favourites_model import FavouritesModel
from musicbreeder.gui.library_desk import LibraryDesk, MelodyKey, key_of
from musicbreeder.gui.originality_question import CautionLine
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.services.audition import Sound
from musicbreeder.services.exchange import ExportSettings, FileKind, Piece
from musicbreeder.services.favourite_origins import favourite_origins
from musicbreeder.services.provenance import Provenance
from musicbreeder.storage.library_lists import LibraryMelody

ALL, SELECTED = "all", "selected"
FILES, ONE_MIDI, ZIP = "files", "one midi", "zip"
_MOST_MELODIES = 100_000


def as_piece(melody: LibraryMelody) -> Piece:
    """Return a melody of the library as what is written to files."""
    # Ids of different sessions are alike; names of files go by name, key and tempo.
    individual = Individual(
        id=hash((melody.session_id, melody.individual_id)),
        name=melody.name,
        melody=melody.melody,
        key=melody.key,
        generation=0,
    )
    return Piece(individual, Sound(melody.instrument, melody.tempo))


class FavouritesExportDialog(QDialog):
    """All or the selected favourites, as files, one MIDI file or one archive."""

    def __init__(
        self,
        conductor: Conductor,
        desk: LibraryDesk,
        model: FavouritesModel,
        selected: list[LibraryMelody],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._desk = desk
        self._model = model
        self._selected = selected
        self._is_begun = False
        self._folder_of_result: Path | None = None
        self.setWindowTitle("Export favourites")
        self._make_controls()
        self._arrange()
        self._listen()
        self._show_state()

    def _make_controls(self) -> None:
        conductor, model = self._conductor, self._model
        count = f"{len(model.melodies)}{'+' if model.has_more else ''}"
        every = f"All found ({count})" if model.is_filtered else f"All ({count})"
        self.which = Segments(
            "Which melodies",
            {ALL: every, SELECTED: f"Selected ({len(self._selected)})"},
        )
        self.which.show_value(SELECTED if len(self._selected) > 1 else ALL)
        self.form = Segments(
            "As what",
            {
                FILES: "Files",
                ZIP: "One ZIP archive",
                ONE_MIDI: "One MIDI, a track each",
            },
        )
        self.form.show_value(FILES)
        self.midi = QCheckBox("MIDI, to edit in a DAW")
        self.wav = QCheckBox("WAV, as each sounds in its session")
        for tick in (self.midi, self.wav):
            tick.setChecked(True)
            tick.setToolTip(tick.text())
        self.folder = QLineEdit(str(conductor.export_folder()))
        self.folder.setAccessibleName("Folder")
        self.folder.setToolTip("The folder that is written to")
        self.choose_button = QPushButton("Choose…")
        self.choose_button.setToolTip("Choose a folder")
        self.name_caption = label("File name", "secondary")
        self.name = QLineEdit("Favourites")
        self.name.setAccessibleName("File name")
        self.name.setToolTip("Name of the file, without its ending")
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
        rows: tuple[tuple[QLabel, QWidget | QHBoxLayout | QVBoxLayout], ...] = (
            (label("Melodies", "secondary"), self.which),
            (label("As", "secondary"), self.form),
            (label("Files", "secondary"), kinds),
            (self.name_caption, self.name),
            (label("Folder", "secondary"), folder),
        )
        for number, (caption, field) in enumerate(rows):
            grid.addWidget(caption, number, 0)
            if isinstance(field, QWidget):
                grid.addWidget(field, number, 1)
            else:
                grid.addLayout(field, number, 1)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=16)
        column.addWidget(label("Export favourites", "title"))
        column.addLayout(grid)
        column.addWidget(self.caution)
        column.addWidget(self.progress)
        column.addWidget(self.result_text)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(current_theme().px(580))
        self.progress.hide()
        self.open_button.hide()

    def _listen(self) -> None:
        exporter = self._conductor.exporter
        exporter.progressed.connect(self._on_progressed)
        exporter.finished.connect(self._on_finished)
        exporter.failed.connect(self._on_failed)
        for chosen in (self.which.chosen, self.form.chosen):
            chosen.connect(lambda _: self._show_state())
        for tick in (self.midi, self.wav):
            tick.clicked.connect(lambda _: self._show_state())
        for field in (self.folder, self.name):
            field.textChanged.connect(lambda _: self._show_state())
        self.choose_button.clicked.connect(self._choose_folder)
        self.open_button.clicked.connect(self._open_folder)
        self.cancel_button.clicked.connect(self._cancel_or_close)
        self.export_button.clicked.connect(self.export)

    # What is chosen.

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """The kinds of files that are chosen."""
        kinds: list[FileKind] = ["midi"] if self.midi.isChecked() else []
        return (*kinds, "wav") if self.wav.isChecked() else tuple(kinds)

    @property
    def _path(self) -> Path:
        """The one file to write."""
        folder = Path(self.folder.text().strip()).expanduser()
        suffix = ".zip" if self.form.value == ZIP else ".mid"
        stem = self.name.text().strip().removesuffix(suffix)
        path, number = folder / f"{stem}{suffix}", 1
        while path.exists():
            number += 1
            path = folder / f"{stem} ({number}){suffix}"
        return path

    def _hindrance(self) -> str:
        """Return why nothing can be exported now; empty = it can."""
        if self.which.value == SELECTED and not self._selected:
            return "Select melodies in the list first."
        if self.form.value != ONE_MIDI and not self.kinds:
            return "Choose MIDI, WAV or both."
        if not self.folder.text().strip():
            return "Choose a folder."
        name = self.name.text().strip()
        if self.form.value != FILES and (not name or set(name) & set('/\\:*?"<>|')):
            return 'Give the file a name without any of / \\ : * ? " < > |'
        return ""

    def _show_state(self) -> None:
        is_exporting = self._is_begun
        hindrance = self._hindrance()
        is_files = self.form.value == FILES
        is_all = self.which.value == ALL
        self.caution.show_individuals(
            [
                as_piece(one).individual
                for one in (self._model.melodies if is_all else self._selected)
            ]
        )
        self.name.setVisible(not is_files)
        self.name_caption.setVisible(not is_files)
        for tick in (self.midi, self.wav):
            is_one = self.form.value == ONE_MIDI
            tick.setEnabled(not is_one)
            tick.setToolTip("One MIDI file holds no sound" if is_one else tick.text())
        self.export_button.setEnabled(not is_exporting and not hindrance)
        self.export_button.setToolTip(hindrance or "Write into the folder")
        self.cancel_button.setText("Cancel" if is_exporting else "Close")
        self.cancel_button.setToolTip(
            "Stop after the file that is being written"
            if is_exporting
            else "Close this window"
        )
        if not is_exporting and self._folder_of_result is None:
            self.result_text.setText(hindrance)

    # What a person does.

    def export(self) -> None:
        """Write what is chosen in the background."""
        self._is_begun = True
        self._folder_of_result = None
        self.open_button.hide()
        self.result_text.setText("")
        self.progress.setRange(0, 0)
        self.progress.show()
        self._show_state()
        self._conductor.change_preferences(
            export_folder=Path(self.folder.text().strip()).expanduser()
        )
        if self.which.value == SELECTED:
            self._write(tuple(self._selected))
        else:
            self._desk.list_favourites(
                self._write, self._model.text, self._model.tag, limit=_MOST_MELODIES
            )

    def _write(self, melodies: tuple[LibraryMelody, ...]) -> None:
        if not isValid(self):
            return
        self._desk.ask(
            lambda library: favourite_origins(library, melodies),
            lambda origins: self._write_pieces(melodies, origins),
            {},
        )

    def _write_pieces(
        self,
        melodies: tuple[LibraryMelody, ...],
        origins: Mapping[MelodyKey, Provenance],
    ) -> None:
        if not isValid(self):
            return
        exporter = self._conductor.exporter
        if exporter.is_exporting or not melodies:
            self._on_failed("Nothing could be exported; try again in a moment.")
            return
        preferences = self._conductor.preferences
        settings = ExportSettings(
            self.kinds, preferences.wav_sample_rate, preferences.wav_sample_format
        )
        pieces = [
            replace(as_piece(one), provenance=origins.get(key_of(one), Provenance()))
            for one in melodies
        ]
        if self.form.value == ONE_MIDI:
            exporter.export_one_midi(pieces, self._path)
        elif self.form.value == ZIP:
            exporter.export_zip(pieces, self._path, settings)
        else:
            exporter.export_pieces(pieces, self._path.parent, settings)

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
        if self._is_begun:
            self._conductor.exporter.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        """Close; an export that is running is stopped first."""
        if self._is_begun:
            self._conductor.exporter.cancel()
        super().reject()

    # What happened.

    def _on_progressed(self, done: int, total: int) -> None:
        if self._is_begun:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.result_text.setText(f"{done} of {total} files")

    def _on_finished(self, file_count: int, folder: str) -> None:
        if not self._is_begun:
            return
        self._is_begun = False
        self.progress.hide()
        self._folder_of_result = Path(folder)
        files = "1 file" if file_count == 1 else f"{file_count} files"
        self.result_text.setText(
            f"{files} written to {folder}" if file_count else "Nothing was written"
        )
        self.open_button.setVisible(file_count > 0)
        self._show_state()

    def _on_failed(self, sentence: str) -> None:
        if not self._is_begun:
            return
        self._is_begun = False
        self.progress.hide()
        self._folder_of_result = None
        self._show_state()
        self.result_text.setText(sentence)
