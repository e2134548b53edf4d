"""Saving: melodies leave the window as files.

A part of the conductor, above `Judging`; it changes nothing in the session.
"""

from pathlib import Path

from PySide6.QtCore import QObject

from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.judging import Judging
from musicbreeder.gui.stage import Stage
from musicbreeder.services.breeding_session import BreedingSession
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
        self.exporter = exporter
        exporter.failed.connect(self.error_posted)
        exporter.saved.connect(lambda path: self.message_posted.emit(f"Saved {path}"))

    def export_folder(self) -> Path:
        """Return where files are saved unless the listener says otherwise."""
        return Path(self._preferences.export_folder or Path.home())

    def save_midi(self, individual_id: int, path: Path) -> None:
        """Save one melody as MIDI."""
        self.exporter.save_midi(
            self.individual(individual_id), self._session.sound, path
        )

    def save_wav(
        self,
        individual_id: int,
        path: Path,
        sample_rate: int,
        sample_format: SampleFormat,
    ) -> None:
        """Save one melody as it sounds."""
        individual, sound = self.individual(individual_id), self._session.sound
        self.exporter.save_wav(individual, sound, path, sample_rate, sample_format)

    def drag_file(self, individual_id: int, suffix: str) -> Path:
        """Return the file a drag carries, written and complete.

        Args:
            suffix: ``"mid"`` or ``"wav"``.

        Raises:
            FileFormatError: it cannot be written.
        """
        individual, sound = self.individual(individual_id), self._session.sound
        return self.exporter.drag_file(individual, sound, f".{suffix}")
