"""Opening the library's file."""

import sqlite3
from pathlib import Path

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library_migrations import (
    SCHEMA_VERSION,
    migrate,
    refuse_newer,
    schema_version,
)
from musicbreeder.storage.locations import created
from musicbreeder.storage.session_lock import is_any_locked

_BUSY_SECONDS = 5.0
_LARGEST_LOG_BYTES = 16 << 20


class UnreachableLibraryError(LibraryError):
    """The library's folder cannot be reached or made for now."""


def connected_for_writing(path: Path) -> sqlite3.Connection:
    """Open the library, made or brought forward if need be.

    Any thread may use the connection, one at a time.

    Raises:
        LibraryError: it was written by a newer version; then it is left as it is.
        UnreachableLibraryError: there is no folder for it.
        sqlite3.Error: the file is damaged, protected or held.
    """
    try:
        created(path.parent)
        is_there = path.exists() and path.stat().st_size > 0
    except (LibraryError, OSError) as error:
        raise UnreachableLibraryError(
            f"The library's folder “{path.parent}” cannot be used; make room for it or "
            "allow writing there: until then what you do is kept in memory only."
        ) from error
    if is_there:
        _refuse_while_older_copies_run(path)
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        # A commit is one append to the log. A crash of the app loses none of it; a
        # power cut may lose the last moments, and never breaks the file.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG_BYTES}")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def lock_folder(path: Path) -> Path:
    """Return where the locks of the sessions of a library lie."""
    return path.parent / "open sessions"


def _refuse_while_older_copies_run(path: Path) -> None:
    """Raise if the tables are newer, or older and in use, without touching them."""
    connection = connected_for_reading(path)
    try:
        is_older = 0 < schema_version(connection) < SCHEMA_VERSION
    finally:
        connection.close()
    if is_older and is_any_locked(lock_folder(path)):
        raise LibraryError(
            "An older version of musicbreeder is running; close it before this one "
            "takes over the library."
        )


def connected_for_reading(path: Path) -> sqlite3.Connection:
    """Open a library that is there, to read only; the file stays as it is.

    Any thread may use the connection, one at a time.

    Raises:
        LibraryError: it was written by a newer version.
        sqlite3.Error: it cannot be opened, or is no library.
    """
    try:
        return _reading(path, "mode=ro")
    except sqlite3.OperationalError:
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size > 0:
            raise
        # In a protected folder SQLite cannot make the files by which copies of the app
        # take turns. Nobody else writes there either, so they are not needed.
        return _reading(path, "mode=ro&immutable=1")


def _reading(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        refuse_newer(connection)
    except BaseException:
        connection.close()
        raise
    return connection
