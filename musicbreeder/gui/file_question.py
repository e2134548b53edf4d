"""Asks which files to open, from where a person last found some.

At first that is the folder for music, or the home folder: not the folder a program
happens to be started in.
"""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_last_folders: list[str] = []


def files_to_open(parent: QWidget, title: str, filters: str) -> list[Path]:
    """Let a person choose files; none = they changed their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, _folder(), filters)
    return _remembered([Path(name) for name in names])


def file_to_open(parent: QWidget, title: str, filters: str) -> Path | None:
    """Let a person choose one file; None = they changed their mind."""
    name, _ = QFileDialog.getOpenFileName(parent, title, _folder(), filters)
    return _remembered([Path(name)])[0] if name else None


def _folder() -> str:
    if _last_folders:
        return _last_folders[-1]
    music = QStandardPaths.StandardLocation.MusicLocation
    places = (QStandardPaths.writableLocation(music), str(Path.home()))
    return next((place for place in places if Path(place).is_dir()), "")


def _remembered(paths: list[Path]) -> list[Path]:
    if paths:
        _last_folders[:] = [str(paths[0].parent)]
    return paths
