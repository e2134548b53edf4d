"""Reading files with tunes in the background, one after the other."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.workers import URGENT, Dispatcher
from musicbreeder.services.humming import tunes_in
from musicbreeder.services.importing import Tune


class ImportReading(QObject):
    """Reads files in the order in which they were given.

    Signals:
        found: the tunes of a file.
        refused: one sentence, why a file cannot be read.
    """

    found = Signal(object)
    refused = Signal(str)

    def __init__(self, worker: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._unread: list[Path] = []
        self._is_stopped = False

    @property
    def is_busy(self) -> bool:
        return bool(self._unread)

    def add(self, paths: Sequence[Path]) -> None:
        """Read more files."""
        is_reading = self.is_busy
        self._unread += paths
        if not is_reading:
            self._read_next()

    def stop(self) -> None:
        """Read no further, and tell of nothing more."""
        self._is_stopped = True

    def _read_next(self) -> None:
        if self._unread and not self._is_stopped:
            self._worker.run(
                partial(tunes_in, self._unread[0]),
                done=self._on_read,
                failed=self._on_refused,
                priority=URGENT,
            )

    def _on_read(self, tunes: Sequence[Tune]) -> None:
        self._go_on()
        if not self._is_stopped:
            self.found.emit(tunes)

    def _on_refused(self, error: MusicBreederError) -> None:
        self._go_on()
        if not self._is_stopped:
            self.refused.emit(str(error))

    def _go_on(self) -> None:
        del self._unread[0]
        self._read_next()
