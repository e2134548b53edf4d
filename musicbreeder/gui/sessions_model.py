"""The sessions of the library as a list that is read page by page."""

from datetime import datetime
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

from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.storage.library_lists import SessionSummary

SESSION_ROLE = int(Qt.ItemDataRole.UserRole)
_PAGE_ROWS = 100
_Index = QModelIndex | QPersistentModelIndex


class SessionsModel(QAbstractListModel):
    """Sessions, the latest first.

    Signals:
        reloaded: the list was read anew.
    """

    reloaded = Signal()

    def __init__(self, desk: LibraryDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sessions: list[SessionSummary] = []
        self.text = ""
        self.is_binned = False
        self.has_loaded = False
        self._has_more = True
        self._is_reading = False
        self._request = 0

    def filter(self, text: str, *, is_binned: bool) -> None:
        """Show sessions whose names have these words, of the library or of its bin."""
        if (text, is_binned) != (self.text, self.is_binned):
            self.text, self.is_binned = text, is_binned
            self._read(_PAGE_ROWS)

    def reload(self) -> None:
        """Read anew what is shown."""
        self._read(max(len(self.sessions), _PAGE_ROWS))

    def _read(self, row_count: int) -> None:
        self._request += 1
        request = self._request
        self._is_reading = True

        def show(sessions: tuple[SessionSummary, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self.has_loaded = True
            self._has_more = len(sessions) >= row_count
            self.beginResetModel()
            self.sessions = list(sessions)
            self.endResetModel()
            self.reloaded.emit()

        self._desk.list_sessions(
            show, self.text, is_binned=self.is_binned, limit=row_count
        )

    # What Qt asks.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self.sessions)

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._has_more and not self._is_reading

    def fetchMore(self, parent: _Index) -> None:
        if not self.canFetchMore(parent) or not self.sessions:
            return
        self._is_reading = True
        request = self._request

        def add(sessions: tuple[SessionSummary, ...]) -> None:
            if not isValid(self) or request != self._request:
                return
            self._is_reading = False
            self._has_more = len(sessions) >= _PAGE_ROWS
            if sessions:
                first = len(self.sessions)
                self.beginInsertRows(QModelIndex(), first, first + len(sessions) - 1)
                self.sessions.extend(sessions)
                self.endInsertRows()
            self.reloaded.emit()

        self._desk.list_sessions(
            add,
            self.text,
            is_binned=self.is_binned,
            limit=_PAGE_ROWS,
            offset=len(self.sessions),
        )

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.sessions):
            return None
        summary = self.sessions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return summary.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{summary.name}, {facts(summary)}"
        if role == SESSION_ROLE:
            return summary
        return None

    def setData(
        self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        summary = self.sessions[index.row()]
        name = " ".join(str(value).split())
        if not name or name == summary.name:
            return False
        self._desk.rename_session(summary.session_id, name)
        return True


def facts(summary: SessionSummary) -> str:
    """Return what is in a session, and when it was changed or deleted, in one line."""
    if summary.binned_at is not None:
        when = f"deleted {moment(summary.binned_at)}"
    else:
        when = moment(summary.changed_at)
    return " · ".join(
        (
            when,
            _counted(summary.generation_count, "generation"),
            _counted(summary.melody_count, "melody", "melodies"),
            _counted(summary.favourite_count, "favourite"),
        )
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def moment(at: datetime, now: datetime | None = None) -> str:
    """Return a moment in this person's time zone: ``"today 14:05"``."""
    local = at.astimezone()
    today = (now or datetime.now().astimezone()).date()
    days = (today - local.date()).days
    clock = local.strftime("%H:%M")
    if days == 0:
        return f"today {clock}"
    if days == 1:
        return f"yesterday {clock}"
    return f"{local.day} {local.strftime('%b %Y')}"
