"""Finals: the best of the session in a row, for a last choice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_row import CardRow
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.grid_plan import GAP_PX
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space

FINALS_KEYS = "QWERT"
_WIDEST_CARD_PX, _NARROWEST_CARD_PX, _CARD_HEIGHT_PX = 204, 132, 184
_MARGIN_PX = 24
_SHARE_OF_SCREEN = 0.94


def _card_px(count: int, screen_width_px: float) -> tuple[int, int]:
    """Return the size of `count` cards that stand side by side on a screen."""
    room = screen_width_px * _SHARE_OF_SCREEN - 2 * _MARGIN_PX - (count - 1) * GAP_PX
    width = min(max(int(room / max(count, 1)), _NARROWEST_CARD_PX), _WIDEST_CARD_PX)
    return width, _CARD_HEIGHT_PX


class FinalsDialog(QDialog):
    """Cards to hear once more, with stars and hearts, and Export at the end.

    Signals:
        export_wanted: the ids of melodies to be saved, a tuple.
    """

    export_wanted = Signal(tuple)

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        finalists: Sequence[Individual],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._ids = tuple(one.id for one in finalists)
        self.setWindowTitle("Finals")
        screen_width_px = self.screen().availableGeometry().width()
        size_px = _card_px(len(finalists), screen_width_px / current_theme().scale)
        self.row = CardRow(conductor, actions, finalists, FINALS_KEYS, size_px)
        self.play_button = QPushButton(" Play in a row")
        self._play_icon = button_icon(self.play_button, "play", size_px=16)
        self.play_button.clicked.connect(self._play_or_stop)
        self.export_button = QPushButton("Export…")
        set_kind(self.export_button, "primary")
        self.export_button.clicked.connect(self._export)
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Back to breeding")
        self.close_button.clicked.connect(self.reject)
        self._arrange()
        self._listen()
        self._show_row()
        self._show_choice()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.play_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        space(column, (_MARGIN_PX, 20, _MARGIN_PX, 20), spacing=14)
        column.addWidget(label("Finals", "title"))
        text = (
            "What the app believes you like best of all you were shown, best first. "
            "Hear them once more, give a heart to what you keep, then export."
        )
        column.addWidget(label(text, "secondary", wraps=True))
        column.addWidget(self.row)
        column.addLayout(buttons)
        TallEnough(self)

    def _listen(self) -> None:
        conductor, actions = self._conductor, self._actions
        # The window's own keys go on working here; cards have keys of their own.
        self.addActions(
            [
                *actions.rate_actions,
                actions.clear_rating,
                actions.favourite,
                actions.play_pause,
                actions.loop,
                actions.taste.like_bar,
                actions.taste.dislike_bar,
                actions.undo,
                actions.redo,
            ]
        )
        for card, key in zip(self.row.cards, FINALS_KEYS, strict=False):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(
                lambda individual_id=card.individual_id: self._hear(individual_id)
            )
        conductor.playing_changed.connect(self._show_row)
        conductor.individual_changed.connect(self._show_choice)
        conductor.preferences_changed.connect(self._show_row)

    def _hear(self, individual_id: int) -> None:
        if self._conductor.playing_id == individual_id:
            self._conductor.toggle_play()
        else:
            self._conductor.hear(individual_id)

    def _play_or_stop(self) -> None:
        if self._conductor.is_auto_advancing:
            self._conductor.stop()
        else:
            self._conductor.play_in_turn(self._ids)

    def _show_row(self) -> None:
        conductor = self._conductor
        is_row = conductor.is_auto_advancing
        self.play_button.setText(" Stop" if is_row else " Play in a row")
        self.play_button.setToolTip(
            "Stop playing" if is_row else "Hear them one after another, in tempo"
        )
        self._play_icon.show("stop" if is_row else "play")

    def _show_choice(self) -> None:
        count = len(self._chosen)
        is_choice = count < len(self._ids)
        words = "1 favourite" if count == 1 else f"{count} favourites"
        self.export_button.setText(f"Export {words}…" if is_choice else "Export all…")
        self.export_button.setToolTip("Save as MIDI, WAV or both")

    @property
    def _chosen(self) -> tuple[int, ...]:
        """Those with a heart; all, while none has one."""
        conductor = self._conductor
        hearts = tuple(
            one for one in self._ids if conductor.individual(one).is_favourite
        )
        return hearts or self._ids

    def _export(self) -> None:
        self._conductor.stop()
        self.export_wanted.emit(self._chosen)
        self.accept()
