"""A quiet strip that says what does not work, while everything else goes on."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import follow_theme, label, set_kind, space


class WarningStrip(QFrame):
    """A sentence with what can be done about it, and a button to put it away."""

    def __init__(
        self, parent: QWidget | None = None, buttons: Sequence[QPushButton] = ()
    ) -> None:
        """Make a strip.

        Args:
            buttons: beside the sentence, before the one that hides it.
        """
        super().__init__(parent)
        self._sign = QLabel()
        self.text = label("", wraps=True)
        self.hide_button = QPushButton("Hide")
        set_kind(self.hide_button, "quiet")
        self.hide_button.setToolTip("Hide this message until something changes")
        self.hide_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        space(row, (16, 7, 12, 8), spacing=8)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        for button in (*buttons, self.hide_button):
            row.addWidget(button)
        # A strip that is put away by a click must not leave the keyboard anywhere else.
        OwnKeys(self)
        follow_theme(self, self._show_sign)
        theme_source().changed.connect(self.update)

    def show_problem(self, problem: str) -> None:
        """Show a sentence; an empty one hides the strip."""
        self.text.setText(problem)
        self.setAccessibleName(problem)
        self.setVisible(bool(problem))

    def _show_sign(self) -> None:
        theme = current_theme()
        colour, ratio = theme.palette.warning, self.devicePixelRatioF()
        self._sign.setPixmap(QPixmap(pixmap("warning", theme.px(18), colour, ratio)))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        tint = QColor(palette.warning)
        tint.setAlphaF(0.10)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(palette.line))
        painter.end()
