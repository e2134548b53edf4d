"""Saving favourites: which, as what, and where to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLayout, QLineEdit, QWidget
from shiboken6 import isValid

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.export_choices import NO_KIND
from musicbreeder.gui.export_window import BUSY, ExportWindow
from musicbreeder.gui.exporter import print_score
from musicbreeder.gui.favourites_model import FavouritesModel
from musicbreeder.gui.library_desk import LibraryDesk, MelodyKey, key_of
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import label
from musicbreeder.services.audition import Sound
from musicbreeder.services.exchange import ExportSettings, Piece
from musicbreeder.services.favourite_origins import favourite_origins
from musicbreeder.services.file_pattern import UNKNOWN_GENERATION, unfit_sign
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
        generation=UNKNOWN_GENERATION,
        rating=melody.rating,
        sound_genes=melody.sound_genes,
    )
    sound = Sound(melody.instrument, melody.tempo, melody.sound_changes)
    return Piece(individual, sound, session=melody.session_name)


def told_pieces(
    melodies: Sequence[LibraryMelody], origins: Mapping[MelodyKey, Provenance]
) -> list[Piece]:
    """Return melodies of the library as pieces that tell where they came from."""
    return [
        replace(as_piece(one), provenance=origins.get(key_of(one), Provenance()))
        for one in melodies
    ]


class FavouritesExportDialog(ExportWindow):
    """All or the selected favourites, as files, one MIDI file or one archive."""

    def __init__(
        self,
        conductor: Conductor,
        desk: LibraryDesk,
        model: FavouritesModel,
        selected: list[LibraryMelody],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            conductor, "Export favourites", "WAV, as each sounds in its session", parent
        )
        self._desk = desk
        self._model = model
        self._selected = selected
        self._make_controls()
        rows: tuple[tuple[QLabel, QWidget | QLayout], ...] = (
            (label("Melodies", "secondary"), self.which),
            (label("As", "secondary"), self.form),
            (label("Files", "secondary"), self.kind_ticks),
            (self.names_caption, self.names),
            (self.name_caption, self.name),
            (label("Folder", "secondary"), self.folder_row()),
        )
        self.arrange(rows, width_px=580)
        self.show_state()

    def _make_controls(self) -> None:
        model = self._model
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
        self.names_caption = label("Names", "secondary")
        self.name_caption = label("File name", "secondary")
        self.name = QLineEdit("Favourites")
        self.name.setAccessibleName("File name")
        self.name.setToolTip("Name of the file, without its ending")
        for chosen in (self.which.chosen, self.form.chosen):
            chosen.connect(lambda _: self.show_state())
        self.name.textChanged.connect(lambda _: self.show_state())

    # What is chosen.

    @property
    def _path(self) -> Path:
        """The one file to write."""
        suffix = ".zip" if self.form.value == ZIP else ".mid"
        stem = self.name.text().strip().removesuffix(suffix)
        path, number = self.chosen_folder / f"{stem}{suffix}", 1
        while path.exists():
            number += 1
            path = self.chosen_folder / f"{stem} ({number}){suffix}"
        return path

    def hindrance(self) -> str:
        """Return why nothing can be exported now; empty = it can."""
        if self.which.value == SELECTED and not self._selected:
            return "Select melodies in the list first."
        if self.form.value != ONE_MIDI and not self.kinds:
            return NO_KIND
        if self.form.value != ONE_MIDI and self.names.problem:
            return self.names.problem
        if not self.folder.text().strip():
            return "Choose a folder."
        name = self.name.text().strip()
        if self.form.value != FILES and not name:
            return "Give the file a name."
        if self.form.value != FILES and (unfit := unfit_sign(name)):
            return f"“{unfit}” cannot stand in the name of a file."
        return ""

    def show_state(self) -> None:
        """Show what can be done now."""
        super().show_state()
        is_files = self.form.value == FILES
        is_one = self.form.value == ONE_MIDI
        self.name.setVisible(not is_files)
        self.name_caption.setVisible(not is_files)
        self.names.setVisible(not is_one)
        self.names_caption.setVisible(not is_one)
        reason = "All melodies go into one MIDI file" if is_one else ""
        self.kind_ticks.show_reason(reason)
        is_all = self.which.value == ALL
        shown = self._model.melodies if is_all else self._selected
        self.caution.show_individuals([as_piece(one).individual for one in shown])
        first = as_piece(shown[0]) if shown else None
        self.names.show_example(first, self.kinds, len(shown))

    # What a person does.

    def export(self) -> None:
        """Write what is chosen in the background."""
        self.begin()
        self.conductor.change_preferences(
            export_folder=self.chosen_folder, file_pattern=self.names.pattern
        )
        if self.which.value == SELECTED:
            self._write(tuple(self._selected))
        else:
            self._desk.list_favourites(
                self._write, self._model.text, self._model.tag, limit=_MOST_MELODIES
            )

    def _write(self, melodies: tuple[LibraryMelody, ...]) -> None:
        if isValid(self):
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
        exporter = self.conductor.exporter
        if exporter.is_exporting or not melodies:
            self.fail(BUSY)
            return
        preferences = self.conductor.preferences
        settings = ExportSettings(
            self.kinds,
            preferences.wav_sample_rate,
            preferences.wav_sample_format,
            self.names.pattern,
            print_score,
        )
        pieces = told_pieces(melodies, origins)
        if self.form.value == ONE_MIDI:
            exporter.export_one_midi(pieces, self._path)
        elif self.form.value == ZIP:
            exporter.export_zip(pieces, self._path, settings)
        else:
            exporter.export_pieces(pieces, self.chosen_folder, settings)
