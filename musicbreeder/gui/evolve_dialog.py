"""Breeding on without the listener: for how long, how far it is, and what comes."""

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, set_kind, space

_MINUTES = {1: "1 minute", 3: "3 minutes", 10: "10 minutes"}
_STEPS = 1000


class EvolveDialog(QDialog):
    """Starts breeding alone, shows how far it is, and ends it early on request."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.setWindowTitle("Breed without me")
        self.minutes = Segments("How long", _MINUTES)
        self.minutes.show_value(1)
        self.progress = QProgressBar()
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of breeding")
        self.state_text = label("", "muted", wraps=True)
        self.keep_button = QPushButton("Stop and keep")
        self.keep_button.setToolTip("End now and show what was found so far")
        self.keep_button.clicked.connect(conductor.alone.finish)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        self.begin_button = QPushButton("Breed")
        set_kind(self.begin_button, "primary")
        self.begin_button.setDefault(True)
        self.begin_button.clicked.connect(self._begin)
        self._arrange()
        conductor.alone.progressed.connect(self._show_progress)
        conductor.alone.changed.connect(self._on_changed)
        self._show_state()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addStretch(1)
        for button in (self.cancel_button, self.keep_button, self.begin_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Breed without me", "title"))
        column.addWidget(
            label(
                "The app breeds generation after generation by what it has learned "
                "of your taste, and brings back a short list of unlike melodies for "
                "you to hear. Your session stays as it is; the list is added to it.",
                "secondary",
                wraps=True,
            )
        )
        column.addWidget(self.minutes)
        column.addWidget(self.progress)
        column.addWidget(self.state_text)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(current_theme().px(440))
        TallEnough(self)

    def _begin(self) -> None:
        self.progress.setValue(0)
        self._conductor.breed_alone(60.0 * self.minutes.value)
        self._show_state()

    def _show_state(self) -> None:
        is_running = self._conductor.alone.is_running
        self.minutes.setEnabled(not is_running)
        self.progress.setVisible(is_running)
        self.keep_button.setVisible(is_running)
        self.begin_button.setVisible(not is_running)
        hint = self._conductor.alone_hint
        self.begin_button.setEnabled(not hint)
        self.begin_button.setToolTip(hint or "Begin to breed by your taste")
        self.cancel_button.setToolTip(
            "End at once and bring nothing back" if is_running else "Close this window"
        )
        if is_running:
            self.state_text.setText("Breeding by your taste. You may go on listening.")
        else:
            self.state_text.setText(hint)
        self.state_text.setVisible(bool(self.state_text.text()))

    def _show_progress(self, share: float) -> None:
        self.progress.setValue(round(share * _STEPS))

    def _on_changed(self, is_running: bool) -> None:
        self._show_state()
        if not is_running and self.isVisible():
            super().accept()

    def reject(self) -> None:
        """Close; what is being bred is given up."""
        self._conductor.alone.cancel()
        super().reject()
