"""Saving: melodies leave the window as files.

A part of the conductor, above `Judging`; it changes nothing in the session.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from musicbreeder.breeding.individual import Individual
from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.judging import Judging
from musicbreeder.gui.originality_desk import OriginalityDesk
from musicbreeder.gui.stage import Stage
from musicbreeder.melody.originality import Nearness
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.exchange import Piece
from musicbreeder.services.originality_words import caution
from musicbreeder.services.provenance import Provenance, provenance_of
from musicbreeder.storage.settings_file import Settings


class Saving(Judging):
    """Carries out what the listener asks of files."""

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        exporter: Exporter,
        preferences: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session, stage, preferences, parent)
        self.originality = OriginalityDesk(parent=self)
        self.exporter = exporter
        exporter.told_beside = self.originality.originality.told_beside
        exporter.failed.connect(self.error_posted)
        exporter.saved.connect(lambda path: self.message_posted.emit(f"Saved {path}"))

    def export_folder(self) -> Path:
        """Return where files are saved unless the listener says otherwise."""
        return Path(self._preferences.export_folder or Path.home())

    def provenance(self, individual: Individual) -> Provenance:
        """Return what files tell of where a melody came from."""
        return provenance_of(self._session, individual)

    def pieces(self, individuals: Sequence[Individual]) -> list[Piece]:
        """Return melodies as they sound here, with where they came from."""
        sound, session = self._session.sound, self._session.name
        return [Piece(one, sound, self.provenance(one), session) for one in individuals]

    def save_midi(self, individual_id: int, path: Path) -> None:
        """Save one melody as MIDI."""
        [piece] = self.pieces([self.individual(individual_id)])
        self.exporter.save_midi(piece, path)

    def save_wav(
        self,
        individual_id: int,
        path: Path,
        sample_rate: int,
        sample_format: SampleFormat,
    ) -> None:
        """Save one melody as it sounds."""
        [piece] = self.pieces([self.individual(individual_id)])
        self.exporter.save_wav(piece, path, sample_rate, sample_format)

    def write_drag_files(
        self,
        individual_id: int,
        suffixes: Sequence[str],
        done: Callable[[list[Path]], None],
    ) -> None:
        """Have the files written that a drag of a melody carries, and hand them over.

        Args:
            suffixes: ``".mid"``, ``".wav"`` or both.
            done: called with the complete files; with none where they could not be
                written, which is told.
        """
        [piece] = self.pieces([self.individual(individual_id)])
        self.exporter.write_drag_files([piece], suffixes, done)
        self.originality.ask(
            [piece.individual.melody],
            lambda found: self._caution(piece.individual.name, found[0]),
        )

    def _caution(self, name: str, nearness: Nearness | None) -> None:
        """Say of a melody that is dragged or copied, and cannot be asked about."""
        if nearness is not None and nearness.is_quotation:
            self.message_posted.emit(caution(name, nearness))
