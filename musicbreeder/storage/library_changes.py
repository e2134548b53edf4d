"""What changes in the library besides what a session writes of itself."""

import sqlite3
from collections.abc import Sequence

_TABLES = (
    "individuals", "generations", "marks", "hearings", "favourites", "steps",
    "sessions",
)  # fmt: skip
_SMALLEST_GAP = 1e-9


def set_binned(
    connection: sqlite3.Connection, session_id: int, binned_at: float | None
) -> None:
    """Put a session into the bin, or (None) take it out."""
    connection.execute(
        "UPDATE sessions SET binned_at = ? WHERE session_id = ?",
        (binned_at, session_id),
    )


def note_opened(
    connection: sqlite3.Connection, session_id: int, opened_at: float
) -> None:
    """Remember when a session was opened last."""
    connection.execute(
        "UPDATE sessions SET opened_at = ? WHERE session_id = ?",
        (opened_at, session_id),
    )


def empty_bin(connection: sqlite3.Connection) -> int:
    """Delete all sessions in the bin for good and return how many there were."""
    rows = connection.execute(
        "SELECT session_id FROM sessions WHERE binned_at IS NOT NULL"
    ).fetchall()
    for table in _TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE session_id = ?", rows)
    return len(rows)


def tag_favourite(
    connection: sqlite3.Connection,
    session_id: int,
    individual_id: int,
    tags: Sequence[str],
) -> None:
    """Give a favourite its tags, in place of those it had."""
    plain = {" ".join(tag.split()): None for tag in tags}
    joined = "\n".join(tag for tag in plain if tag)
    connection.execute(
        "UPDATE favourites SET tags = ? WHERE session_id = ? AND individual_id = ?",
        (f"\n{joined}\n" if joined else "", session_id, individual_id),
    )


def move_favourite(
    connection: sqlite3.Connection,
    moved: tuple[int, int],
    before: tuple[int, int] | None,
) -> None:
    """Put a favourite before another one, or (None) last.

    Args:
        connection: to the library.
        moved: ids of a session and of its melody.
        before: the same; where it is no favourite any more nothing moves.
    """
    if moved == before:
        return
    place = _gap(connection, before)
    if place is None:
        _renumber(connection)
        place = _gap(connection, before)
    if place is not None:
        connection.execute(
            "UPDATE favourites SET position = ? "
            "WHERE session_id = ? AND individual_id = ?",
            (place, *moved),
        )


def _gap(
    connection: sqlite3.Connection, before: tuple[int, int] | None
) -> float | None:
    """Return a position before a favourite, None where there is no room."""
    if before is None:
        (last,) = connection.execute("SELECT max(position) FROM favourites").fetchone()
        return float(last or 0.0) + 1.0
    found = connection.execute(
        "SELECT position FROM favourites WHERE session_id = ? AND individual_id = ?",
        before,
    ).fetchone()
    if found is None:
        return None
    (upper,) = found
    (lower,) = connection.execute(
        "SELECT max(position) FROM favourites WHERE position < ?", (upper,)
    ).fetchone()
    if lower is None:
        return float(upper) - 1.0
    return (lower + upper) / 2 if upper - lower > _SMALLEST_GAP else None


def _renumber(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT rowid FROM favourites ORDER BY position"
    ).fetchall()
    connection.executemany(
        "UPDATE favourites SET position = ? WHERE rowid = ?",
        ((float(place), rowid) for place, (rowid,) in enumerate(rows, start=1)),
    )
