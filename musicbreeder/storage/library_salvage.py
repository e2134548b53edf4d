"""A damaged library: the file is set aside, and what can be read of it is recovered.

Rows are read range by range. Where a page of the file is broken, the range is halved
until only the rows on that page are left out. Of a session that lost something what is
left becomes a session again, without the steps that could be undone.
"""

import logging
import sqlite3
import time
from datetime import date
from pathlib import Path
from typing import Any

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import LibraryError
from musicbreeder.storage.json_fields import fields_to_json, written
from musicbreeder.storage.library_connection import connected_for_writing
from musicbreeder.storage.session_content import SessionContent
from musicbreeder.storage.session_loading import read_content
from musicbreeder.storage.session_mending import is_whole, mended
from musicbreeder.storage.session_writing import write_content
from musicbreeder.theory.meter import Tempo

_SIDE_FILES = ("-wal", "-shm")
_MOST_FAILURES = 20_000
_LARGEST_ROWID = 1 << 32
_TABLES = (
    "sessions", "generations", "individuals", "marks", "hearings", "favourites",
    "steps",
)  # fmt: skip
_TABLES_OF_A_SESSION = tuple(name for name in _TABLES if name != "sessions")

_log = logging.getLogger(__name__)


def recover(path: Path) -> tuple[sqlite3.Connection, str]:
    """Put a new library in place of a damaged one.

    Returns:
        a connection for writing, and the sentence that says what happened.

    Raises:
        LibraryError: the damaged file cannot be moved.
        sqlite3.Error: the new library cannot be written.
    """
    aside = _set_aside(path)
    connection = connected_for_writing(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        _copy_rows(aside, connection)
        session_count, mended_count = _mend(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    found = f"{session_count} session{'' if session_count == 1 else 's'}"
    if mended_count:
        found += f", {mended_count} of them in part,"
    return connection, (
        f"The library was damaged: {found} could be recovered, and the old file is "
        f"kept as “{aside}”."
    )


def _set_aside(path: Path) -> Path:
    beginning, number = f"{path.stem}.damaged-{date.today().isoformat()}", 2
    aside = path.with_name(f"{beginning}{path.suffix}")
    while aside.exists():
        aside = path.with_name(f"{beginning}-{number}{path.suffix}")
        number += 1
    try:
        path.rename(aside)
        for ending in _SIDE_FILES:
            side_file = path.with_name(path.name + ending)
            if side_file.exists():
                side_file.rename(aside.with_name(aside.name + ending))
    except OSError as error:
        raise LibraryError(
            f"The library “{path}” is damaged and cannot be set aside; close "
            "musicbreeder everywhere and start it again."
        ) from error
    return aside


# Rows.


def _copy_rows(damaged: Path, connection: sqlite3.Connection) -> None:
    """Copy every row that can be read, table by table."""
    source = sqlite3.connect(damaged, isolation_level=None)
    # Broken text is better than none.
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        for table_name in _TABLES if _is_database(source) else ():
            columns = _columns(source, table_name, connection)
            rows = _Rows(source, table_name, columns)
            rows.read(0, _LARGEST_ROWID)
            names, places = ", ".join(columns), ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT OR IGNORE INTO {table_name} ({names}) VALUES ({places})",
                rows.found,
            )
            if rows.failure_count:
                _log.info("%s: %d failures", table_name, rows.failure_count)
    finally:
        source.close()


def _is_database(source: sqlite3.Connection) -> bool:
    try:
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _columns(
    source: sqlite3.Connection, table_name: str, connection: sqlite3.Connection
) -> list[str]:
    """Return the columns that the old table has in common with the new one."""
    query = "SELECT name FROM pragma_table_info(?)"
    new = [name for (name,) in connection.execute(query, (table_name,))]
    try:
        old = {name for (name,) in source.execute(query, (table_name,))}
    except sqlite3.DatabaseError:
        return new
    return [name for name in new if name in old] or new


class _Rows:
    """The rows of a damaged table, as far as they can be read."""

    def __init__(
        self, source: sqlite3.Connection, table_name: str, columns: list[str]
    ) -> None:
        self.found: list[Any] = []
        self.failure_count = 0
        self._source = source
        self._query = (
            f"SELECT rowid, {', '.join(columns)} FROM {table_name} NOT INDEXED "
            "WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        )

    def read(self, first: int, last: int) -> None:
        """Read rows by their rowid, both ends included."""
        ranges = [(first, last)]
        while ranges and self.failure_count < _MOST_FAILURES:
            low, high = ranges.pop()
            reached = low - 1
            try:
                for rowid, *row in self._source.execute(self._query, (low, high)):
                    self.found.append(row)
                    reached = rowid
            except sqlite3.DatabaseError:
                self.failure_count += 1
                low = reached + 1
                if low < high:
                    middle = (low + high) // 2
                    ranges += [(middle + 1, high), (low, middle)]


# Sessions.


def _mend(connection: sqlite3.Connection) -> tuple[int, int]:
    """Make sessions of what was found; return how many, and how many lost something."""
    _add_missing_heads(connection)
    rows = connection.execute("SELECT session_id FROM sessions").fetchall()
    session_count = mended_count = 0
    for (session_id,) in rows:
        content = _readable(connection, session_id)
        if content is not None and is_whole(content):
            session_count += 1
            continue
        found = None if content is None else mended(content)
        if found is None:
            _delete(connection, session_id)
            continue
        _put_back(connection, session_id, *found)
        session_count, mended_count = session_count + 1, mended_count + 1
    return session_count, mended_count


def _add_missing_heads(connection: sqlite3.Connection) -> None:
    """Give melodies whose session was lost another one."""
    now = time.time()
    settings = written(fields_to_json(BreedingSettings()))
    tempo = Tempo()
    connection.execute(
        """INSERT INTO sessions (session_id, name, random_seed, created_at, changed_at,
            opened_at, settings, instrument, tempo_bpm, swing, current_index,
            done_count)
        SELECT DISTINCT session_id, 'Recovered melodies', '0', ?, ?, 0, ?,
            'electric piano', ?, ?, -1, 0
        FROM individuals
        WHERE session_id NOT IN (SELECT session_id FROM sessions)""",
        (now, now, settings, tempo.bpm, tempo.swing),
    )


def _readable(connection: sqlite3.Connection, session_id: int) -> SessionContent | None:
    try:
        return read_content(connection, session_id, skips_damaged=True)
    except (ValueError, TypeError):
        # The session's own row is broken: its melodies are given another one.
        connection.execute("DELETE FROM sessions WHERE session_id = ?", (session_id,))
        _add_missing_heads(connection)
        return read_content(connection, session_id, skips_damaged=True)


def _put_back(
    connection: sqlite3.Connection,
    session_id: int,
    content: SessionContent,
    new_ids: dict[int, int],
) -> None:
    favourites = connection.execute(
        "SELECT individual_id, position, tags FROM favourites WHERE session_id = ?",
        (session_id,),
    ).fetchall()
    for table_name in _TABLES_OF_A_SESSION:
        connection.execute(
            f"DELETE FROM {table_name} WHERE session_id = ?", (session_id,)
        )
    (changed_at,) = connection.execute(
        "SELECT changed_at FROM sessions WHERE session_id = ?", (session_id,)
    ).fetchone()
    write_content(connection, session_id, content, now=changed_at)
    connection.executemany(
        "UPDATE favourites SET position = ?, tags = ? "
        "WHERE session_id = ? AND individual_id = ?",
        [
            (position, tags, session_id, new_ids[old])
            for old, position, tags in favourites
            if old in new_ids
        ],
    )


def _delete(connection: sqlite3.Connection, session_id: int) -> None:
    for table_name in _TABLES:
        connection.execute(
            f"DELETE FROM {table_name} WHERE session_id = ?", (session_id,)
        )
