"""What SQLite complains of, as sentences for the screen."""

import sqlite3

from musicbreeder.errors import LibraryError

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PROTECTED = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}
_WORLD = _DAMAGED | _BUSY | _PROTECTED | {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


DAMAGED = (
    "The library is damaged; close musicbreeder everywhere and start it again to "
    "recover what can be read."
)


class DamagedLibraryError(LibraryError):
    """The library's file is damaged; its readable part can be recovered."""


def is_of_the_world(error: BaseException) -> bool:
    """Tell whether disk, permissions or other programs are to blame, not our SQL."""
    return _code(error) in _WORLD


def is_damage(error: BaseException) -> bool:
    """Tell whether the file itself is broken."""
    return _code(error) in _DAMAGED


def library_error(error: sqlite3.Error) -> LibraryError:
    """Return the sentence for what SQLite complains of."""
    code = _code(error)
    if code in _DAMAGED:
        return DamagedLibraryError(DAMAGED)
    if code in _BUSY:
        return LibraryError(
            "Another program holds the library; what you do is kept in memory until "
            "that program lets go."
        )
    if code == sqlite3.SQLITE_FULL:
        return LibraryError(
            "There is no room on the disk for the library; free some space: until then "
            "what you do is kept in memory only."
        )
    if code in _PROTECTED:
        return LibraryError(
            "The library's folder is protected; allow writing there: until then what "
            "you do is kept in memory only."
        )
    return LibraryError(
        "The disk does not take what the library writes; check that it has room and is "
        "connected: until then what you do is kept in memory only."
    )


def _code(error: BaseException) -> int:
    # The low byte is the kind, the rest its details.
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
