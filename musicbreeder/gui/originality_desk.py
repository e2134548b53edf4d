"""Asks the known tunes about melodies, off the GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from musicbreeder.gui.workers import IDLE, Dispatcher
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.originality import Nearness
from musicbreeder.services.originality import KnownTune, Originality
from musicbreeder.services.originality_words import nearest_sentences

Found = tuple[Nearness | None, ...]
"""For each melody the known tune it comes nearest to."""


class OriginalityDesk(QObject):
    """Whoever shows or saves a melody asks here what it comes near to.

    Attributes:
        originality: the tunes; may be asked on any thread.

    Signals:
        tunes_changed: perhaps other tunes are looked through from now on.
    """

    tunes_changed = Signal()

    def __init__(
        self, originality: Originality | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.originality = originality or Originality()
        self._worker = Dispatcher(1, self)

    def shut_down(self) -> None:
        """Answer no more."""
        self._worker.shut_down()

    def add(self, title: str, source: str, melody: Melody) -> None:
        """Look through another tune from now on, see `Originality.add`."""
        self.add_from(lambda: [(title, source, melody)])

    def add_from(self, read: Callable[[], Sequence[KnownTune]]) -> None:
        """Look through further tunes from now on.

        Args:
            read: returns them; called in a worker with the next question.
        """
        self.originality.add_from(read)
        self.tunes_changed.emit()

    def ask(self, melodies: Sequence[Melody], done: Callable[[Found], None]) -> None:
        """Call `done` with what melodies come near to, on the GUI thread.

        The first question, if only of no melody, reads the tunes.
        """
        originality = self.originality
        self._worker.run(
            lambda: originality.nearest_of(melodies), done=done, priority=IDLE
        )

    def known_words(self, melody: Melody) -> str:
        """Return what a melody comes near to, empty while the tunes are not read.

        At once: it takes some milliseconds.
        """
        if not self.originality.is_ready or self.originality.problem:
            return ""
        return nearest_sentences(self.originality.nearest(melody))
