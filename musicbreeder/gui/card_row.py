"""A few cards side by side outside the grid, for a dialog."""

from collections.abc import Sequence

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card import MelodyCard
from musicbreeder.gui.card_painter import Sounding
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import space


class RowCard(MelodyCard):
    """A card on a panel outside the grid, without the grid's menu."""

    @property
    def _behind(self) -> str:
        return current_theme().palette.panel

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()


class CardRow(QWidget):
    """Cards that are kept true, each under a key of its own."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        individuals: Sequence[Individual],
        card_keys: str,
        card_px: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        """Make a card for each melody, and its sound ready.

        Args:
            card_keys: a letter or digit for each, shown on its badge.
            card_px: width and height of a card, in pixels of the design.
        """
        super().__init__(parent)
        self._conductor = conductor
        row = QHBoxLayout(self)
        space(row, spacing=12)
        self.cards: list[MelodyCard] = []
        for key, individual in zip(card_keys, individuals, strict=False):
            conductor.stage.make_ready(individual)
            card = RowCard(conductor, actions, key, individual.id)
            card.setFixedSize(*map(current_theme().px, card_px))
            row.addWidget(card)
            self.cards.append(card)
        conductor.playing_changed.connect(self._show_sounding)
        conductor.preferences_changed.connect(self._show_sounding)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        conductor.individual_changed.connect(self._on_individual_changed)
        conductor.rendering_ready.connect(self._on_rendering_ready)
        conductor.selection_changed.connect(self._on_selection_changed)
        self._show_sounding()

    def show_individuals(self, individuals: Sequence[Individual]) -> None:
        """Show other melodies in the same cards."""
        for card, individual in zip(self.cards, individuals, strict=True):
            self._conductor.stage.make_ready(individual)
            card.arrive(individual.id)
        self._show_sounding()

    def _of(self, individual_id: int) -> list[MelodyCard]:
        return [one for one in self.cards if one.individual_id == individual_id]

    def _show_sounding(self) -> None:
        conductor = self._conductor
        for card in self.cards:
            sounding = Sounding.SILENT
            if card.individual_id == conductor.playing_id:
                is_playing = conductor.is_playing
                sounding = Sounding.PLAYING if is_playing else Sounding.PAUSED
            card.show_sounding(sounding)

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        for card in self._of(individual_id):
            card.show_playhead(fraction)

    def _on_individual_changed(self, individual_id: int) -> None:
        for card in self._of(individual_id):
            card.show_individual(individual_id)

    def _on_rendering_ready(self, individual_id: int) -> None:
        for card in self._of(individual_id):
            card.redraw_well()

    def _on_selection_changed(self, individual_id: int) -> None:
        for card in self.cards:
            card.show_selected(card.individual_id == individual_id)
