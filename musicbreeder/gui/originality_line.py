"""Whether the selected melody is new: the known tune it comes nearest to."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from musicbreeder.gui.originality_desk import Found, OriginalityDesk
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import follow_theme, label, space
from musicbreeder.melody.melody import Melody
from musicbreeder.services.originality_words import nearest_sentences

_LOOKING = "Looking through known tunes…"
_WAIT_MILLISECONDS = 300
_MEANING = (
    "A note is in common if the tune, in any key, at any place and at the same, half "
    "or double speed, has the same pitch starting at the same moment. Tunes looked "
    "through: {count:,}, your imports among them. Nothing leaves this computer."
)


class OriginalityLine(QWidget):
    """The nearest known tune, its source, and the notes and bars in common."""

    def __init__(self, desk: OriginalityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._melody: Melody | None = None
        self._is_answered = False
        self._is_quotation = False
        self.heading = label("Is it new?", "heading")
        self.text = label(_LOOKING, "secondary", wraps=True)
        self.text.setAccessibleName("Nearest known tune")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        space(column, spacing=6)
        column.addWidget(self.heading)
        column.addWidget(self.text)
        # Who walks over the cards asks nothing of those in between.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_WAIT_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        desk.tunes_changed.connect(self._ask_again)
        follow_theme(self, self._show_colour)

    def show_melody(self, melody: Melody) -> None:
        """Look through the known tunes for a melody and tell what was found."""
        if melody != self._melody:
            self._melody = melody
            self._ask_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_answered:
            self._pause.start()

    def _ask_again(self) -> None:
        self._is_answered = False
        self._pause.start()

    def _ask(self) -> None:
        melody = self._melody
        if melody is None or not self.isVisible():
            return

        def show(found: Found) -> None:
            if isValid(self) and melody is self._melody:
                self._show(found)

        self._desk.ask([melody], show)

    def _show(self, found: Found) -> None:
        [nearness] = found
        self._is_answered = True
        problem = self._desk.originality.problem
        if problem and nearness is None:
            self.text.setText(f"Known tunes cannot be looked through. {problem}")
        else:
            self.text.setText(nearest_sentences(nearness))
        count = self._desk.originality.tune_count
        self.text.setToolTip("" if problem else _MEANING.format(count=count))
        self._is_quotation = nearness is not None and nearness.is_quotation
        self._show_colour()

    def _show_colour(self) -> None:
        warning = current_theme().palette.warning
        self.text.setStyleSheet(f"color: {warning};" if self._is_quotation else "")
