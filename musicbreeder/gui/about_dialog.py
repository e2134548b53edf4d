"""What this app is, whose music it makes, and the facts a report of a fault needs."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from musicbreeder.gui.about_text import sections
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, set_kind, space

_WIDTH_PX, _HEIGHT_PX = 640, 720
_NARROWEST_PX, _LOWEST_PX = 420, 320
_FRAME_PX = 80
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
    """What the app is, what its models learned from, whose music it is, and versions.

    The page scrolls; versions can be copied for a report of a fault.
    """

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.setWindowTitle("About musicbreeder")
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setAccessibleName("About musicbreeder")
        self.copy_button = copy = QPushButton("Copy details")
        copy.setToolTip("Copy versions, system and random seed, for a report")
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy_details)
        close = QPushButton("Close")
        close.setToolTip("Close this window")
        set_kind(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), 12)
        column.addWidget(label(f"musicbreeder {_version('musicbreeder')}", "title"))
        column.addWidget(
            label("Breed melodies by ear. MIT licence; type: Inter, SIL OFL 1.1.")
        )
        column.addWidget(self.page, 1)
        column.addLayout(buttons)
        self._show_sections({}, "")
        conductor.originality.ask([], self._on_tunes_read)
        px = current_theme().px
        room = px(_HEIGHT_PX)
        if parent is not None:
            room = min(room, max(parent.height() - px(_FRAME_PX), px(_LOWEST_PX)))
        self.resize(px(_WIDTH_PX), room)
        self.setMinimumSize(px(_NARROWEST_PX), px(_LOWEST_PX))
        self.page.setFocus()

    def _on_tunes_read(self, _: object) -> None:
        if isValid(self):
            known = self._conductor.originality.originality
            self._show_sections(known.tune_counts, known.problem)

    def _show_sections(self, tune_counts: Mapping[str, int], problem: str) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        space(column, (0, 0, 14, 0), 8)
        for section in sections(tune_counts, problem):
            column.addWidget(label(section.heading, "heading"))
            for paragraph in section.paragraphs:
                column.addWidget(label(paragraph, "secondary", wraps=True))
            column.addSpacing(current_theme().px(10))
        column.addWidget(label("Details", "heading"))
        facts = label(details(self._conductor), "secondary")
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(facts)
        column.addStretch(1)
        place = self.page.verticalScrollBar().value()
        self.page.setWidget(body)
        self.page.verticalScrollBar().setValue(place)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(details(self._conductor))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
