"""The favourites of all sessions as a list that is read page by page."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from musicbreeder.gui.library_desk import LibraryDesk, MelodyKey, key_of
from musicbreeder.gui.paged_model import ROW_ROLE, Index, PagedModel
from musicbreeder.storage.library_lists import LibraryMelody

MELODY_ROLE = ROW_ROLE
_PAGE_ROWS = 120

_Done = Callable[[tuple[LibraryMelody, ...]], None]


class FavouritesModel(PagedModel):
    """Favourites in the listener's order."""

    rows: list[LibraryMelody]

    def __init__(self, desk: LibraryDesk, parent: QObject | None = None) -> None:
        super().__init__(_PAGE_ROWS, parent)
        self._desk = desk
        self.text = ""
        self.tag: str | None = None

    @property
    def melodies(self) -> list[LibraryMelody]:
        """Those read so far."""
        return self.rows

    @property
    def is_filtered(self) -> bool:
        return bool(self.text.strip()) or self.tag is not None

    def filter(self, text: str, tag: str | None) -> None:
        """Show only what has these words in its name and this tag."""
        if (text, tag) != (self.text, self.tag):
            self.text, self.tag = text, tag
            self.read_anew()

    def row_of(self, key: MelodyKey | None) -> int:
        """Return the row of a melody, -1 = it is not in the list."""
        for row, one in enumerate(self.rows):
            if key_of(one) == key:
                return row
        return -1

    # What this list says itself.

    def list_rows(self, done: _Done, limit: int) -> None:
        """Call `done` with the first favourites."""
        self._desk.list_favourites(done, self.text, self.tag, limit=limit)

    def list_further(self, done: _Done, limit: int) -> None:
        """Call `done` with the favourites behind those read so far."""
        self._desk.list_favourites(
            done, self.text, self.tag, limit=limit, after=self.rows[-1]
        )

    def key(self, row: LibraryMelody) -> MelodyKey:
        """Return what a favourite is known by."""
        return key_of(row)

    def spoken(self, row: LibraryMelody) -> str:
        """Return a favourite as a screen reader says it."""
        return spoken(row)

    def rename(self, row: LibraryMelody, name: str) -> None:
        """Rename a favourite in its session."""
        self._desk.rename_favourite(row, name)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled


def facts(melody: LibraryMelody) -> str:
    """Return where a melody is from and how it sounds, in one line."""
    return " · ".join(
        (
            melody.key.name,
            f"{melody.tempo.bpm:g} bpm",
            melody.instrument,
            melody.session_name,
        )
    )


def spoken(melody: LibraryMelody) -> str:
    """Return a favourite in words, as a screen reader says it."""
    words = [melody.name, f"from {melody.session_name}", melody.key.name]
    if melody.rating is not None:
        words.append(f"rated {melody.rating} of 5")
    if melody.tags:
        words.append("tags " + ", ".join(melody.tags))
    return ", ".join(words)
