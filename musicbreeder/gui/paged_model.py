"""A list of the library that is read page by page, in the background.

What stays of it when it is read anew keeps its selection; answers that come late, to a
question that was asked differently since, are dropped.
"""

from abc import abstractmethod
from collections.abc import Callable
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

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""Gives the row itself: a session or a melody of the library."""

Index = QModelIndex | QPersistentModelIndex


class PagedModel(QAbstractListModel):
    """Rows with a name that can be changed.

    Attributes:
        rows: those read so far.
        has_loaded: the list was read at least once.
        has_more: there are more than those read so far.

    Signals:
        reloaded: the list was read anew; selection and scrolling can be put back.
    """

    reloaded = Signal()

    def __init__(self, page_rows: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Any] = []
        self.has_loaded = False
        self.has_more = True
        self._page_rows = page_rows
        self._request = 0
        self._is_reading = False

    # What a list says itself.

    @abstractmethod
    def list_rows(self, done: Callable[[tuple[Any, ...]], None], limit: int) -> None:
        """Call `done` with the first rows, at most `limit`."""

    @abstractmethod
    def list_further(self, done: Callable[[tuple[Any, ...]], None], limit: int) -> None:
        """Call `done` with the rows behind those read so far."""

    @abstractmethod
    def key(self, row: Any) -> object:
        """Return what a row is known by."""

    @abstractmethod
    def spoken(self, row: Any) -> str:
        """Return a row as a screen reader says it."""

    @abstractmethod
    def rename(self, row: Any, name: str) -> None:
        """Give what a row stands for another name."""

    # Reading.

    def read_anew(self) -> None:
        """Read the first page, of what is asked for now."""
        self._read(self._page_rows)

    def reload(self) -> None:
        """Read anew what is shown."""
        self._read(max(len(self.rows), self._page_rows))

    def _read(self, row_count: int) -> None:
        self._request += 1
        request = self._request
        self._is_reading = True

        def show(rows: tuple[Any, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self.has_loaded = True
            self.has_more = len(rows) >= row_count
            self._show(list(rows))

        self.list_rows(show, row_count)

    def _show(self, rows: list[Any]) -> None:
        if [self.key(one) for one in rows] == [self.key(one) for one in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        self.reloaded.emit()

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self.rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.has_more and not self._is_reading

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent) or not self.rows:
            return
        self._is_reading = True
        request = self._request

        def add(rows: tuple[Any, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self.has_more = len(rows) >= self._page_rows
            if rows:
                first = len(self.rows)
                self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
                self.rows.extend(rows)
                self.endInsertRows()
            self.reloaded.emit()

        self.list_further(add, self._page_rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return row if role == ROW_ROLE else None

    def setData(
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row = self.rows[index.row()]
        name = " ".join(str(value).split())
        if not name or name == row.name:
            return False
        self.rename(row, name)
        return True
