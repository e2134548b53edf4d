"""Files appear whole or not at all.

What is written goes to a hidden file beside the target first and takes the target's
name only when it is complete and on the disk. A full disk, a withdrawn permission or
Ctrl+C leave the old file as it was, and nothing half-written behind.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from musicbreeder.errors import FileFormatError

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def writing(path: str | Path) -> Iterator[BinaryIO]:
    """Open a binary file that becomes `path` when the ``with`` block ends well.

    A link is followed, so that the file it points to is the one replaced.

    Raises:
        FileFormatError: the file cannot be written; the sentence says why.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".musicbreeder-{uuid4().hex}.part"
    try:
        # NB: renaming over a device would replace the device itself for everybody.
        if target.exists() and not target.is_file():
            raise FileFormatError(
                f"“{path}” is a folder or a device; name a file to write to."
            )
        # Not `tempfile`: its files are private, a saved file follows the umask.
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        raise FileFormatError(_sentence(target, error)) from error
    finally:
        _discard(temporary)


def make_folder(folder: str | Path) -> Path:
    """Create `folder` with everything above it, if it is not there yet.

    Raises:
        FileFormatError: it cannot be created.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileFormatError(
            f"The folder “{folder}” cannot be created "
            f"({_reason(error)}); choose another one."
        ) from error
    return Path(folder)


def _discard(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        # The folder itself is gone or withdrawn, so is the file; the error that
        # brought us here is the one to hear about.
        return


def _sentence(target: Path, error: OSError) -> str:
    name, folder = target.name, target.parent
    if error.errno in _NO_ROOM:
        return (
            f"There is no room on the disk for “{name}”; "
            "free some space or choose another folder."
        )
    if error.errno in _NO_PERMISSION:
        return (
            f"“{name}” cannot be written: the folder “{folder}” is protected; "
            "choose another one."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            f"“{name}” cannot be written: there is no folder “{folder}”; "
            "create it or choose another one."
        )
    if error.errno == errno.ENAMETOOLONG:
        return f"The name “{name[:40]}…” is too long; choose a shorter one."
    return (
        f"“{name}” cannot be written ({_reason(error)}); "
        "try again or choose another folder."
    )


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
