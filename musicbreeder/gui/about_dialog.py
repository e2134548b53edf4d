"""What this app is, and the facts a report of a fault needs."""

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.themed import label, set_kind, space

_LIBRARIES = ("PySide6-Essentials", "numpy", "sounddevice", "pyqtgraph", "deap", "mido")


def details(conductor: Conductor) -> str:
    """Return versions, system, sound and random seed, one a line."""
    lines = [f"musicbreeder {_version('musicbreeder')}"]
    lines.append(f"Python {platform.python_version()}, {platform.platform()}")
    lines.append(f"Screen: {QGuiApplication.platformName()}")
    lines.extend(f"{library} {_version(library)}" for library in _LIBRARIES)
    lines.append(f"Sound: {conductor.sound_problem or 'works'}")
    lines.append(f"Random seed: {conductor.session.random_seed}")
    return "\n".join(lines)


class AboutDialog(QDialog):
    """Name, purpose and licence, with the details to copy."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.setWindowTitle("About musicbreeder")
        copy = QPushButton("Copy details")
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy_details)
        close = QPushButton("Close")
        set_kind(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        facts = label(details(conductor), "secondary")
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), 12)
        column.addWidget(label(f"musicbreeder {_version('musicbreeder')}", "title"))
        column.addWidget(
            label("Breed melodies by ear. MIT licence; type: Inter, SIL OFL 1.1.")
        )
        column.addWidget(facts)
        column.addLayout(buttons)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(details(self._conductor))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
