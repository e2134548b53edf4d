"""One writer for each session: a lock that the system takes back from the dead."""

import errno
import os
import sys
from pathlib import Path

from musicbreeder.errors import LibraryError
from musicbreeder.storage.locations import created

if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_to_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_ENDING = ".lock"
_HELD_BY_ANOTHER = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class SessionInUseError(LibraryError):
    """Another copy of the app has the session open."""


def is_any_locked(folder: Path) -> bool:
    """Tell whether any copy of the app has a session open."""
    for path in folder.glob(f"*{_ENDING}"):
        try:
            SessionLock(folder, path.name.removesuffix(_ENDING)).release()
        except SessionInUseError:
            return True
    return False


class SessionLock:
    """Held while a session is open, so that no other copy of the app writes to it.

    Args:
        folder: where the locks of all sessions lie.
        name: names the lock.

    Raises:
        SessionInUseError: somebody holds it.
        LibraryError: the folder cannot be made.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path = created(folder) / f"{name}{_ENDING}"
        self._descriptor: int | None = None
        while self._descriptor is None:
            self._descriptor = self._locked()

    def _locked(self) -> int | None:
        """Return a locked file; None if it was removed by its last holder meanwhile."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise LibraryError(
                f"The folder “{self._path.parent}” is protected; allow writing there."
            ) from error
        try:
            _try_to_lock(descriptor)
            if os.path.samestat(os.fstat(descriptor), os.stat(self._path)):
                return descriptor
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno not in _HELD_BY_ANOTHER:
                # A drive that knows no locks: better unlocked than not at all.
                return descriptor
            os.close(descriptor)
            raise SessionInUseError(
                "This session is open in another window of musicbreeder; go on there, "
                "or close it and try again."
            ) from error
        os.close(descriptor)
        return None

    def release(self) -> None:
        """Let others have the session; nothing happens the second time."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if sys.platform == "win32":
            os.close(descriptor)
            self._remove()
        else:
            # Removed first: whoever waits for the old file looks again, see `_locked`.
            self._remove()
            os.close(descriptor)

    def _remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            # An empty file stays behind, which harms nobody.
            return
