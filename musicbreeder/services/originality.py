"""Known tunes and the listener's own imports, to ask whether a melody is new.

Nothing is read before the first question, and nothing is ever sent anywhere. A question
may come from any thread; the first one reads the collection and takes a few tenths of a
second, later ones some milliseconds, the same melody again none.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.originality import Nearness, OriginalityIndex
from musicbreeder.melody.originality_figures import FigureRarity
from musicbreeder.melody.originality_tunes import Tunes
from musicbreeder.services.originality_words import nearest_words
from musicbreeder.services.provenance import Provenance

_MOST_ANSWERS = 5_000

KnownTune = tuple[str, str, Melody]
"""Title, source and melody."""


@cache
def shipped_index() -> OriginalityIndex:
    """Return the tunes that ship with the app, read when first asked for.

    Raises:
        ModelError: the file is not there or does not fit this version.
    """
    from musicbreeder.seeding.tune_collection import known_tunes

    return OriginalityIndex(known_tunes())


class Originality:
    """Finds the known tune that a melody comes nearest to.

    Args:
        read_collection: gives the known tunes; called with the first question.
    """

    def __init__(
        self, read_collection: Callable[[], OriginalityIndex] = shipped_index
    ) -> None:
        self._read_collection = read_collection
        self._lock = threading.RLock()
        self._collection: OriginalityIndex | None = None
        self._problem: str | None = None
        self._own: list[KnownTune] = []
        self._unread: list[Callable[[], Sequence[KnownTune]]] = []
        self._own_melodies: set[Melody] = set()
        self._own_index: OriginalityIndex | None = None
        self._answers: dict[Melody, Nearness | None] = {}

    @property
    def is_ready(self) -> bool:
        """Whether the collection was read, so that answers take milliseconds."""
        return self._problem is not None

    @property
    def problem(self) -> str:
        """Why the collection cannot be looked through; empty = it can, or not tried."""
        return self._problem or ""

    @property
    def tune_count(self) -> int:
        """Tunes that are looked through, imports included."""
        shipped = 0 if self._collection is None else len(self._collection.tunes)
        return shipped + len(self._own)

    @property
    def tune_counts(self) -> dict[str, int]:
        """How many shipped tunes each book has; empty before they are read."""
        collection = self._collection
        return {} if collection is None else dict(Counter(collection.tunes.sources))

    def add(self, title: str, source: str, melody: Melody) -> None:
        """Look through another tune from now on, such as one the listener imported.

        Args:
            title: as the listener knows it.
            source: where it is from: ``"your file “Tune.mid”"``.
            melody: of any meter and length.
        """
        with self._lock:
            if melody not in self._own_melodies and melody.note_count:
                self._own_melodies.add(melody)
                self._own.append((title, source, melody))
                self._own_index = None
                self._answers.clear()

    def add_from(self, read: Callable[[], Sequence[KnownTune]]) -> None:
        """Look through further tunes, which are read with the next question.

        Args:
            read: returns them; called on the thread that asks.
        """
        self._unread.append(read)

    def get_ready(self) -> None:
        """Read the collection; a file that is missing is told by `problem`."""
        with self._lock:
            if self._problem is None:
                try:
                    self._collection = self._read_collection()
                    self._problem = ""
                except ModelError as error:
                    self._problem = str(error)
            while self._unread:
                for title, source, melody in self._unread.pop(0)():
                    self.add(title, source, melody)

    def nearest(self, melody: Melody) -> Nearness | None:
        """Return the tune that a melody shares most with; None = none worth naming."""
        with self._lock:
            self.get_ready()
            if melody not in self._answers:
                if len(self._answers) >= _MOST_ANSWERS:
                    self._answers.clear()
                self._answers[melody] = self._found(melody)
            return self._answers[melody]

    def nearest_of(self, melodies: Sequence[Melody]) -> tuple[Nearness | None, ...]:
        """Return for each melody what `nearest` does; of none, get ready."""
        self.get_ready()
        return tuple(self.nearest(melody) for melody in melodies)

    def nearest_sentence(self, melody: Melody) -> str:
        """Return what a file tells of the nearest tune, as plain text."""
        nearness = self.nearest(melody)
        return (
            self.problem
            if self.problem and nearness is None
            else (nearest_words(nearness))
        )

    def told_beside(self, provenance: Provenance, melody: Melody) -> Provenance:
        """Return a provenance with the tune that its melody comes nearest to."""
        return provenance.beside(self.nearest_sentence(melody))

    def _found(self, melody: Melody) -> Nearness | None:
        found = [
            nearness
            for index in (self._collection, self._index_of_own())
            if index is not None and (nearness := index.nearest(melody)) is not None
        ]
        return max(found, key=lambda nearness: nearness.bits, default=None)

    def _index_of_own(self) -> OriginalityIndex | None:
        if self._own_index is None and self._own:
            # What a figure is worth, thousands of tunes know better than a handful.
            rarity = (
                FigureRarity() if self._collection is None else self._collection.rarity
            )
            self._own_index = OriginalityIndex(Tunes.of(self._own), rarity)
        return self._own_index
