"""A file somebody gives us: there, a real file, and not too large to be read."""

from pathlib import Path

from musicbreeder.errors import FileFormatError


def file_bytes(path: Path, largest_bytes: int, kind: str) -> bytes:
    """Return what is in a file.

    Args:
        path: the file.
        largest_bytes: larger ones are refused unread.
        kind: what is expected, as in “name a MIDI file”.

    Raises:
        FileFormatError: it is not there, no file, too large, empty or unreadable.
    """
    name = path.name
    try:
        if not path.exists():
            raise FileFormatError(f"There is no file “{path}”; check its name.")
        # NB: reading a pipe or a device might never end.
        if not path.is_file():
            article = "an" if kind[0] in "AEIOU" else "a"
            raise FileFormatError(f"“{path}” is no file; name {article} {kind} file.")
        size = path.stat().st_size
        if size > largest_bytes:
            raise FileFormatError(
                f"“{name}” has {size / 2**20:.0f} MB; {kind} files of up to "
                f"{largest_bytes >> 20} MB can be read."
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a name with a null character in it.
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise FileFormatError(
            f"“{name}” cannot be read ({reason.lower()}); check its permissions."
        ) from error
    if not data:
        raise FileFormatError(f"“{name}” is empty; save it again where it was made.")
    return data


def file_text(data: bytes) -> str:
    """Return bytes as text: UTF-8 or UTF-16 by its mark, else as Western Europe had it.

    >>> file_text("Fräulein".encode("latin-1"))
    'Fräulein'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
