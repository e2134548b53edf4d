"""What is dropped on the window."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

from musicbreeder.storage.session_file import SUFFIX


def dropped_session(event: QDropEvent) -> Path | None:
    """Return the session's file that a drag carries, None = it carries none."""
    for url in event.mimeData().urls():
        if url.toLocalFile().lower().endswith(SUFFIX):
            return Path(url.toLocalFile())
    return None
