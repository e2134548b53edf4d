"""A quiet banner while no sound can be heard; everything else goes on working."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.themed import set_kind
from musicbreeder.gui.warning_strip import WarningStrip

_LOOKING_MILLISECONDS = 1500


class Banner(WarningStrip):
    """Says what is missing for sound, and offers to look again."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        self.retry_button = QPushButton("Try again")
        self.retry_button.setToolTip("Look for a sound output again")
        self.device_button = QPushButton("Choose…")
        set_kind(self.device_button, "quiet")
        self.device_button.setToolTip("Choose the sound output in the preferences")
        self.device_button.clicked.connect(actions.preferences.trigger)
        super().__init__(parent, (self.retry_button, self.device_button))
        self._conductor = conductor
        self.retry_button.clicked.connect(self._retry)
        self._looking = QTimer(self, singleShot=True, interval=_LOOKING_MILLISECONDS)
        self._looking.timeout.connect(self._show_retry)
        conductor.sound_problem_changed.connect(self.show_problem)
        self.show_problem(conductor.sound_problem)

    def show_problem(self, problem: str) -> None:
        """Show a sentence; an empty one hides the banner."""
        self._looking.stop()
        self._show_retry()
        super().show_problem(problem)

    def _retry(self) -> None:
        self.retry_button.setEnabled(False)
        self.retry_button.setText("Looking…")
        self._looking.start()
        self._conductor.retry_sound()

    def _show_retry(self) -> None:
        self.retry_button.setEnabled(True)
        self.retry_button.setText("Try again")
