"""The sessions of the library as a list that is read page by page."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.paged_model import ROW_ROLE, PagedModel
from musicbreeder.storage.library_lists import SessionSummary

SESSION_ROLE = ROW_ROLE
_PAGE_ROWS = 100

_Done = Callable[[tuple[SessionSummary, ...]], None]


class SessionsModel(PagedModel):
    """Sessions, the latest first."""

    rows: list[SessionSummary]

    def __init__(self, desk: LibraryDesk, parent: QObject | None = None) -> None:
        super().__init__(_PAGE_ROWS, parent)
        self._desk = desk
        self.text = ""
        self.is_binned = False

    @property
    def sessions(self) -> list[SessionSummary]:
        """Those read so far."""
        return self.rows

    def filter(self, text: str, *, is_binned: bool) -> None:
        """Show sessions whose names have these words, of the library or of its bin."""
        if (text, is_binned) != (self.text, self.is_binned):
            self.text, self.is_binned = text, is_binned
            self.read_anew()

    # What this list says itself.

    def list_rows(self, done: _Done, limit: int) -> None:
        """Call `done` with the first sessions."""
        self._desk.list_sessions(done, self.text, is_binned=self.is_binned, limit=limit)

    def list_further(self, done: _Done, limit: int) -> None:
        """Call `done` with the sessions behind those read so far."""
        self._desk.list_sessions(
            done,
            self.text,
            is_binned=self.is_binned,
            limit=limit,
            offset=len(self.rows),
        )

    def key(self, row: SessionSummary) -> int:
        """Return what a session is known by."""
        return row.session_id

    def spoken(self, row: SessionSummary) -> str:
        """Return a session as a screen reader says it."""
        return f"{row.name}, {facts(row)}"

    def rename(self, row: SessionSummary, name: str) -> None:
        """Give a session another name."""
        self._desk.rename_session(row.session_id, name)


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
