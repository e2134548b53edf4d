"""A quiet banner while no sound can be heard; everything else goes on working."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import follow_theme, label, set_kind, space

_LOOKING_MILLISECONDS = 1500


class Banner(QFrame):
    """Says what is missing for sound, and offers to look again."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._sign = QLabel()
        self.text = label("", wraps=True)
        self.retry_button = QPushButton("Try again")
        self.retry_button.setToolTip("Look for a sound output again")
        self.retry_button.clicked.connect(self._retry)
        self.device_button = QPushButton("Choose…")
        set_kind(self.device_button, "quiet")
        self.device_button.setToolTip("Choose the sound output in the preferences")
        self.device_button.clicked.connect(actions.preferences.trigger)
        self.hide_button = QPushButton("Hide")
        set_kind(self.hide_button, "quiet")
        self.hide_button.setToolTip("Hide this message until something changes")
        self.hide_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        space(row, (16, 7, 12, 8), spacing=8)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        for button in (self.retry_button, self.device_button, self.hide_button):
            row.addWidget(button)
        self._looking = QTimer(self, singleShot=True, interval=_LOOKING_MILLISECONDS)
        self._looking.timeout.connect(self._show_retry)
        follow_theme(self, self._show_sign)
        theme_source().changed.connect(self.update)
        conductor.sound_problem_changed.connect(self.show_problem)
        self.show_problem(conductor.sound_problem)

    def show_problem(self, problem: str) -> None:
        """Show a sentence; an empty one hides the banner."""
        self._looking.stop()
        self._show_retry()
        self.text.setText(problem)
        self.setAccessibleName(problem)
        self.setVisible(bool(problem))

    def _retry(self) -> None:
        self.retry_button.setEnabled(False)
        self.retry_button.setText("Looking…")
        self._looking.start()
        self._conductor.retry_sound()

    def _show_retry(self) -> None:
        self.retry_button.setEnabled(True)
        self.retry_button.setText("Try again")

    def _show_sign(self) -> None:
        theme = current_theme()
        colour = theme.palette.warning
        sign = pixmap("warning", theme.px(18), colour, self.devicePixelRatioF())
        self._sign.setPixmap(QPixmap(sign))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        tint = QColor(palette.warning)
        tint.setAlphaF(0.10)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(palette.line))
