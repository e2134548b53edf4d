"""Opening the library at the start: brought forward, or recovered if it is damaged."""

import os
import sqlite3
from pathlib import Path

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library_connection import connected_for_writing, lock_folder
from musicbreeder.storage.library_lists import list_sessions
from musicbreeder.storage.library_problems import DAMAGED, is_damage
from musicbreeder.storage.library_salvage import recover
from musicbreeder.storage.session_lock import is_any_locked


def opened(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """Open the library for writing.

    Returns:
        a connection, and one sentence if something had to be recovered.

    Raises:
        LibraryError: it was written by a newer version, or is damaged and in use.
        UnreachableLibraryError: there is no folder for it.
        sqlite3.Error: the disk refuses.
    """
    # A folder that may not be entered holds no note; it is refused in words below.
    if not os.path.exists(_damage_note(path)):
        try:
            return _tried(path), None
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
    if is_any_locked(lock_folder(path)):
        raise LibraryError(DAMAGED)
    connection, notice = recover(path)
    _damage_note(path).unlink(missing_ok=True)
    return connection, notice


def remember_damage(path: Path) -> None:
    """Let the library be recovered when it is opened next.

    Only a few pages are read at the start; damage elsewhere shows up later.
    """
    try:
        _damage_note(path).touch()
    except OSError:
        # Then it is found again.
        return


def _damage_note(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _tried(path: Path) -> sqlite3.Connection:
    connection = connected_for_writing(path)
    try:
        list_sessions(connection, "", is_binned=False, limit=1, offset=0)
    except BaseException:
        connection.close()
        raise
    return connection
