"""The favourites of all sessions as a list that is read page by page."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from shiboken6 import isValid

from musicbreeder.gui.library_desk import LibraryDesk, MelodyKey, key_of
from musicbreeder.storage.library_lists import LibraryMelody

MELODY_ROLE = int(Qt.ItemDataRole.UserRole)
_PAGE_ROWS = 120

_Index = QModelIndex | QPersistentModelIndex


class FavouritesModel(QAbstractListModel):
    """Favourites in the listener's order.

    Signals:
        reloaded: the list was read anew; selection and scrolling can be put back.
    """

    reloaded = Signal()

    def __init__(self, desk: LibraryDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.melodies: list[LibraryMelody] = []
        self.text = ""
        self.tag: str | None = None
        self.has_loaded = False
        self._has_more = True
        self._request = 0
        self._is_reading = False

    @property
    def is_filtered(self) -> bool:
        return bool(self.text.strip()) or self.tag is not None

    @property
    def has_more(self) -> bool:
        """Whether there are more than those read so far."""
        return self._has_more

    def filter(self, text: str, tag: str | None) -> None:
        """Show only what has these words in its name and this tag."""
        if (text, tag) != (self.text, self.tag):
            self.text, self.tag = text, tag
            self._read(_PAGE_ROWS)

    def reload(self) -> None:
        """Read anew what is shown."""
        self._read(max(len(self.melodies), _PAGE_ROWS))

    def _read(self, row_count: int) -> None:
        self._request += 1
        request = self._request
        self._is_reading = True

        def show(melodies: tuple[LibraryMelody, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self.has_loaded = True
            self._has_more = len(melodies) >= row_count
            self._show(list(melodies))

        self._desk.list_favourites(show, self.text, self.tag, limit=row_count)

    def _show(self, melodies: list[LibraryMelody]) -> None:
        if [key_of(one) for one in melodies] == [key_of(one) for one in self.melodies]:
            self.melodies = melodies
            if melodies:
                last = self.index(len(melodies) - 1)
                self.dataChanged.emit(self.index(0), last)
        else:
            self.beginResetModel()
            self.melodies = melodies
            self.endResetModel()
        self.reloaded.emit()

    def row_of(self, key: MelodyKey | None) -> int:
        """Return the row of a melody, -1 = it is not in the list."""
        for row, one in enumerate(self.melodies):
            if key_of(one) == key:
                return row
        return -1

    # What Qt asks.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self.melodies)

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._has_more and not self._is_reading

    def fetchMore(self, parent: _Index) -> None:
        if not self.canFetchMore(parent) or not self.melodies:
            return
        self._is_reading = True
        request = self._request

        def add(melodies: tuple[LibraryMelody, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self._has_more = len(melodies) >= _PAGE_ROWS
            if melodies:
                first = len(self.melodies)
                self.beginInsertRows(QModelIndex(), first, first + len(melodies) - 1)
                self.melodies.extend(melodies)
                self.endInsertRows()
            self.reloaded.emit()

        self._desk.list_favourites(
            add, self.text, self.tag, limit=_PAGE_ROWS, after=self.melodies[-1]
        )

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.melodies):
            return None
        melody = self.melodies[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return melody.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(melody)
        if role == MELODY_ROLE:
            return melody
        return None

    def setData(
        self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        melody = self.melodies[index.row()]
        name = " ".join(str(value).split())
        if not name or name == melody.name:
            return False
        self._desk.rename_favourite(melody, name)
        return True


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
