"""Files with notes that are dropped on the window."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

# What `formats.score_file` reads, said here so that the window need not load it.
TUNE_SUFFIXES = (
    ".mid", ".midi", ".kar", ".rmi", ".musicxml", ".mxl", ".xml", ".abc",
)  # fmt: skip


def dropped_tunes(event: QDropEvent) -> list[Path]:
    """Return the files with notes that a drag carries."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
    return [path for path in paths if path.suffix.lower() in TUNE_SUFFIXES]
