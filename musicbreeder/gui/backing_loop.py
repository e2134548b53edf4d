"""A sound file of one's own that goes round under the melodies."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.formats.audio_file import AUDIO_SUFFIXES
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.file_question import file_to_open
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.theory.meter import MAXIMUM_TEMPO_BPM, MINIMUM_TEMPO_BPM

_NAME_PX = 200
_JUST_WIDE_ENOUGH = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class BackingLoop(QWidget):
    """Chooses a loop, by a dialog or dropped here, and offers its tempo.

    Signals:
        chosen: the path of a sound file, empty = none.
        tempo_wanted: quarter notes a minute that the session is to have.
    """

    chosen = Signal(str)
    tempo_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._bpm: float | None = None
        self.name = ElidedLabel(_NAME_PX)
        self.choose_button = QPushButton("Choose a loop…")
        self.choose_button.setToolTip("A WAV, FLAC or MP3 file; or drop one here")
        self.choose_button.setSizePolicy(_JUST_WIDE_ENOUGH)
        self.choose_button.clicked.connect(self._choose)
        self.remove_button = QPushButton()
        set_kind(self.remove_button, "icon")
        button_icon(self.remove_button, "close", size_px=14)
        self.remove_button.setAccessibleName("Take the loop away")
        self.remove_button.setToolTip("Take the loop away")
        self.remove_button.clicked.connect(lambda: self.chosen.emit(""))
        self.tempo_text = label("", "muted", wraps=True)
        self.tempo_button = QPushButton("Use its tempo")
        self.tempo_button.clicked.connect(self._use_tempo)
        self.half_button = self._other_tempo("Half", 0.5)
        self.double_button = self._other_tempo("Double", 2.0)
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.name)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        tempo_row = QHBoxLayout()
        space(tempo_row, spacing=8)
        tempo_row.addWidget(self.tempo_text, 1)
        for button in (self.half_button, self.double_button, self.tempo_button):
            tempo_row.addWidget(button)
        column = QVBoxLayout(self)
        space(column, spacing=6)
        column.addLayout(row)
        column.addLayout(tempo_row)
        self.show_loop("", None, 0.0)

    def _other_tempo(self, text: str, factor: float) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(f"Read it at {text.lower()} that tempo")
        button.clicked.connect(lambda: self._scale(factor))
        return button

    def show_loop(self, path: str, bpm: float | None, session_bpm: float) -> None:
        """Show which loop plays.

        Args:
            bpm: the tempo that was found in it, None = none was.
            session_bpm: the tempo of the melodies.
        """
        self._bpm = bpm
        self._session_bpm = session_bpm
        self.name.setText(Path(path).name if path else "No loop")
        self.name.setToolTip(path)
        self.remove_button.setVisible(bool(path))
        self._show_tempo(bool(path))

    def _show_tempo(self, has_loop: bool) -> None:
        bpm = self._bpm
        is_usable = bpm is not None and MINIMUM_TEMPO_BPM <= bpm <= MAXIMUM_TEMPO_BPM
        for button in (self.tempo_button, self.half_button, self.double_button):
            button.setVisible(has_loop and bpm is not None)
        self.tempo_button.setEnabled(is_usable)
        self.tempo_text.setVisible(has_loop)
        if bpm is None:
            text = "No clear beat was found; type or tap its tempo at the bottom."
        elif abs(bpm - self._session_bpm) < 0.05:
            text = f"It runs at {bpm:.4g} bpm, like the melodies."
        else:
            text = f"It seems to run at {bpm:.4g} bpm."
        self.tempo_text.setText(text)

    def _scale(self, factor: float) -> None:
        if self._bpm is not None:
            self._bpm *= factor
            self._show_tempo(has_loop=True)

    def _use_tempo(self) -> None:
        if self._bpm is not None:
            self.tempo_wanted.emit(self._bpm)

    def _choose(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in AUDIO_SUFFIXES)
        filters = f"Sound ({pattern});;All files (*)"
        path = file_to_open(self, "Choose a loop", filters)
        if path is not None:
            self.chosen.emit(str(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_sound(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_sound(event)
        if path:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.chosen.emit(path)


def _dropped_sound(event: QDropEvent) -> str:
    for url in event.mimeData().urls():
        path = url.toLocalFile()
        if path.lower().endswith(AUDIO_SUFFIXES):
            return path
    return ""
