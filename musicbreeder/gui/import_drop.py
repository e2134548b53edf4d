"""Files with notes that are dropped on the window."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

# What `formats.score_file` reads, said here so that the window need not load it.
TUNE_SUFFIXES = (
    ".mid", ".midi", ".kar", ".rmi", ".musicxml", ".mxl", ".xml", ".abc",
)  # fmt: skip


RECORDING_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".aif", ".aiff")
ALL_SUFFIXES = (*TUNE_SUFFIXES, *RECORDING_SUFFIXES)


def dropped_tunes(event: QDropEvent) -> list[Path]:
    """Return the files that a drag carries in which there may be a melody."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
    return [path for path in paths if path.suffix.lower() in ALL_SUFFIXES]
