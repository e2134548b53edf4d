"""Saving many melodies at once: which, as what, and where to."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.export_choices import NO_KIND
from musicbreeder.gui.export_window import BUSY, ExportWindow
from musicbreeder.gui.exporter import print_score
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import label
from musicbreeder.gui.wav_format import SAMPLE_FORMATS, SAMPLE_RATES, WavFormat
from musicbreeder.services.exchange import ExportSettings

FAVOURITES, SELECTED, GENERATION = "favourites", "selected", "generation"
FINALS = "finals"
_LONGEST_NAME = 24


class ExportDialog(ExportWindow):
    """Favourites, one melody or a whole generation, in every kind of file."""

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
        super().__init__(
            conductor,
            "Export melodies",
            "WAV, as it sounds here",
            parent,
            backing=conductor.session.sound.backing,
        )
        del actions  # every dialog of the window is made alike
        self._finalists = tuple(finalists)
        self._make_controls()
        captions = (
            "Melodies",
            "Files",
            "Sample rate",
            "Sample format",
            "Names",
            "Folder",
        )
        self._captions = [label(caption, "secondary") for caption in captions]
        fields: tuple[QWidget | QLayout, ...] = (
            self.which,
            self.kind_ticks,
            self.sample_rate,
            self.sample_format,
            self.names,
            self.folder_row(),
        )
        self.arrange(list(zip(self._captions, fields, strict=True)), width_px=560)
        self.show_state()

    def _make_controls(self) -> None:
        conductor = self.conductor
        session = conductor.session
        self._favourites = tuple(session.favourites)
        selected = conductor.individual(conductor.selected_id)
        finals = {FINALS: f"Finals ({len(self._finalists)})"} if self._finalists else {}
        self.which = Segments(
            "Which melodies",
            finals
            | {
                FAVOURITES: f"Favourites ({len(self._favourites)})",
                SELECTED: _shortened(selected.name),
                GENERATION: f"This generation ({len(session.generation)})",
            },
        )
        self.which.show_value(FAVOURITES if self._favourites else SELECTED)
        self.which.show_value(FINALS)
        self.which.chosen.connect(lambda _: self.show_state())
        wanted = WavFormat.of(conductor.preferences)
        self.sample_rate = Segments("Sample rate", SAMPLE_RATES)
        self.sample_rate.show_value(wanted.sample_rate)
        self.sample_format = Segments("Sample format", SAMPLE_FORMATS)
        self.sample_format.show_value(wanted.sample_format)

    # What is chosen.

    @property
    def individuals(self) -> tuple[Individual, ...]:
        """The melodies that are chosen."""
        conductor = self.conductor
        if self.which.value == FINALS:
            return self._finalists
        if self.which.value == FAVOURITES:
            return self._favourites
        if self.which.value == GENERATION:
            return conductor.session.generation
        return (conductor.individual(conductor.selected_id),)

    def hindrance(self) -> str:
        """Return why nothing can be exported now; empty = it can."""
        if not self.individuals:
            return "Nothing is a favourite yet: press L on a melody you like."
        if not self.kinds:
            return NO_KIND
        if self.names.problem:
            return self.names.problem
        if not self.folder.text().strip():
            return "Choose a folder for the files."
        return ""

    def show_state(self) -> None:
        """Show what can be done now, and how many files it makes."""
        super().show_state()
        count = len(self.individuals) * len(self.kinds)
        files = "1 file" if count == 1 else f"{count} files"
        if "stems" in self.kinds:
            # How many stems there are shows when each is arranged.
            melodies = len(self.individuals)
            files = "1 melody" if melodies == 1 else f"{melodies} melodies"
        self.export_button.setText(f"Export {files}" if count else "Export")
        if not self.hindrance():
            self.export_button.setToolTip(f"Write {files} into the folder")
        self.caution.show_individuals(self.individuals)
        pieces = self.conductor.pieces(self.individuals[:1])
        first = pieces[0] if pieces else None
        self.names.show_example(first, self.kinds, len(self.individuals))
        for widget in (self.sample_rate, self.sample_format, *self._captions[2:4]):
            has_wav = bool({"wav", "stems"} & set(self.kinds))
            widget.setEnabled(has_wav)
            widget.setToolTip("" if has_wav else "For WAV files only")

    # What a person does.

    def export(self) -> None:
        """Write the chosen files in the background."""
        conductor = self.conductor
        rate, sample_format = self.sample_rate.value, self.sample_format.value
        pattern = self.names.pattern
        settings = ExportSettings(self.kinds, rate, sample_format, pattern, print_score)
        conductor.change_preferences(
            export_folder=self.chosen_folder,
            wav_sample_rate=rate,
            wav_sample_format=sample_format,
            file_pattern=pattern,
        )
        self.begin(len(self.individuals) * len(self.kinds))
        if conductor.exporter.is_exporting:
            self.fail(BUSY)
            return
        conductor.exporter.export_pieces(
            conductor.pieces(self.individuals), self.chosen_folder, settings
        )


def _shortened(name: str) -> str:
    """Return a name that does not make the window wider than the screen."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 1].rstrip()}…"
