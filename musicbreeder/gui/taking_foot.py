"""The foot of a window that takes a tune in: hear it, leave it, or breed from it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from musicbreeder.gui.import_player import ImportPlayer
from musicbreeder.gui.import_roll import ImportRoll
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.themed import button_icon, set_kind, space
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Sound

Heard = tuple[Melody, Sound]


class TakingFoot(QWidget):
    """Hears what would be taken, and holds the buttons that take it.

    `leave`, `learn_style` and `take` are connected by the window, which also makes
    `take` its default once the foot is in it: Qt asks for that order.
    """

    def __init__(
        self,
        stage: Stage,
        roll: ImportRoll,
        find_heard: Callable[[], Heard | None],
        parent: QWidget | None = None,
    ) -> None:
        """Make the foot.

        Args:
            roll: shows what would be taken, and gets the playhead.
            find_heard: returns what is heard, and how; None = nothing is chosen.
        """
        super().__init__(parent)
        self._roll = roll
        self._find_heard = find_heard
        self.player = ImportPlayer(stage, self)
        self.player.changed.connect(self._show_playing)
        self.player.moved.connect(roll.show_playhead)
        self.hear = QPushButton("Hear it")
        button_icon(self.hear, "play", size_px=16)
        self.hear.clicked.connect(self._toggle_hearing)
        self.leave = QPushButton("Cancel")
        self.leave.setToolTip("Close this window and take nothing")
        self.learn_style = QPushButton("Breed in its style")
        self.take = QPushButton("Breed from it")
        set_kind(self.take, "primary")
        self._row = QHBoxLayout(self)
        space(self._row, spacing=8)
        self._row.addWidget(self.hear)
        self._row.addStretch(1)
        for button in (self.leave, self.learn_style, self.take):
            self._row.addWidget(button)

    def add_progress(self, widget: QWidget) -> None:
        """Show something that goes on beside the button that plays."""
        self._row.insertWidget(1, widget, 1)

    def show_hint(
        self,
        hear_hint: str,
        take_hint: str,
        *,
        style_text: str,
        take_text: str,
    ) -> None:
        """Enable what can be done, or say why it cannot.

        Args:
            hear_hint: why nothing can be heard; empty = it can.
            take_hint: why nothing can be taken.
            style_text: what learning the style does, for its tooltip.
            take_text: what taking does, for its tooltip.
        """
        for button, hint, text in (
            (self.hear, hear_hint, "Hear the bars that are taken"),
            (self.learn_style, take_hint, style_text),
            (self.take, take_hint, take_text),
        ):
            button.setEnabled(not hint)
            button.setToolTip(hint or text)

    def _toggle_hearing(self) -> None:
        heard = self._find_heard()
        if self.player.is_playing:
            self.player.stop()
        elif heard is not None:
            self.player.hear(*heard)

    def _show_playing(self) -> None:
        is_playing = self.player.is_playing
        self.hear.setText("Stop" if is_playing else "Hear it")
        if not is_playing:
            self._roll.show_playhead(None)
