"""The grid of cards: up to twelve melodies, each in its place and under its key."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card import MelodyCard
from musicbreeder.gui.card_painter import Sounding
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.grid_plan import GAP_PX, GridPlan, most_columns
from musicbreeder.gui.inspector_roll_view import RollView
from musicbreeder.gui.theme import current_theme, theme_source


class CardGrid(QScrollArea):
    """Shows the generation on screen and keeps each card true.

    The selected card is the one that has the keyboard; it is scrolled into view, and
    nothing else moves the grid.

    Signals:
        drag_started: the listener drags a melody out of the window; its id.
    """

    drag_started = Signal(int)

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._cards: list[MelodyCard] = []
        self._card_by_id: dict[int, MelodyCard] = {}
        self._plan = GridPlan(1, (), QSize())
        self._field = QWidget()
        self._field.setAccessibleName("Melodies of this generation")
        self.setWidget(self._field)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for action, steps in (
            (actions.select_left, (-1, 0)),
            (actions.select_right, (1, 0)),
            (actions.select_up, (0, -1)),
            (actions.select_down, (0, 1)),
        ):
            action.triggered.connect(lambda _=False, steps=steps: self._move(*steps))
        actions.rename.triggered.connect(self._on_rename)
        conductor.generation_shown.connect(self._on_generation_shown)
        conductor.individual_changed.connect(self._on_individual_changed)
        conductor.places_replanned.connect(self._on_places_replanned)
        conductor.preferences_changed.connect(self._show_individuals)
        conductor.selection_changed.connect(self._on_selection_changed)
        conductor.parents_changed.connect(self._show_parents)
        conductor.playing_changed.connect(self._show_sounding)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        conductor.rendering_ready.connect(self._on_rendering_ready)
        conductor.settings_changed.connect(self._redraw_wells)
        conductor.settings_changed.connect(self._show_individuals)
        conductor.preferences_changed.connect(self._show_keys)
        theme_source().changed.connect(self._arrange)
        self._on_generation_shown()

    @property
    def cards(self) -> tuple[MelodyCard, ...]:
        """The cards on screen, in reading order."""
        return tuple(self._card_by_id.values())

    @property
    def columns(self) -> int:
        return self._plan.columns

    def card(self, individual_id: int) -> MelodyCard | None:
        """Return the card of a melody, None = it is not on screen."""
        return self._card_by_id.get(individual_id)

    def focus_selected(self) -> None:
        """Give the keyboard to the selected card."""
        card = self.card(self._conductor.selected_id)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    # What happened.

    def _on_generation_shown(self) -> None:
        generation = self._conductor.session.generation
        for place, individual in enumerate(generation):
            if place == len(self._cards):
                self._cards.append(self._new_card(place, individual.id))
            self._cards[place].show_individual(individual.id)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(generation))
        shown = self._cards[: len(generation)]
        self._card_by_id = {card.individual_id: card for card in shown}
        self._show_parents()
        self._show_sounding()
        self._arrange()

    def _new_card(self, place: int, individual_id: int) -> MelodyCard:
        card = MelodyCard(
            self._conductor,
            self._actions,
            self._conductor.preferences.card_keys[place],
            individual_id,
            self._field,
        )
        card.drag_started.connect(self.drag_started)
        return card

    def _on_individual_changed(self, individual_id: int) -> None:
        card = self.card(individual_id)
        if card is not None:
            card.show_individual(individual_id)

    def _on_selection_changed(self, individual_id: int) -> None:
        for card in self.cards:
            card.show_selected(card.individual_id == individual_id)
        selected = self.card(individual_id)
        if selected is None:
            return
        self.ensureWidgetVisible(selected, 0, current_theme().px(GAP_PX))
        # The keyboard follows the selection within the grid; it is not taken away
        # from a field in which something is being typed, or from edited notes.
        focused = QApplication.focusWidget()
        is_editing = isinstance(focused, RollView) and focused.editing is not None
        if isinstance(self.focusWidget(), MelodyCard) and not is_editing:
            reason = Qt.FocusReason.OtherFocusReason
            if not selected.hasFocus():
                selected.setFocus(reason)

    def _on_places_replanned(self, places: tuple[int, ...]) -> None:
        generation = self._conductor.session.generation
        shown = self._cards[: len(generation)]
        for place in places:
            shown[place].arrive(generation[place].id)
        self._card_by_id = {card.individual_id: card for card in shown}
        self._show_parents()
        self._show_sounding()

    def _show_individuals(self) -> None:
        for card in self.cards:
            card.show_individual(card.individual_id)

    def _show_parents(self) -> None:
        # Where too little was rated, what is not rated fills up the parents. A chip on
        # nearly every card would say nothing, so it marks those the listener chose.
        parent_ids = {
            parent.id
            for parent in self._conductor.parents
            if parent.is_rated or parent.is_pinned
        }
        for card in self.cards:
            card.show_parent(card.individual_id in parent_ids)

    def _show_sounding(self) -> None:
        conductor = self._conductor
        for card in self.cards:
            sounding = Sounding.SILENT
            if card.individual_id == conductor.playing_id:
                sounding = Sounding.PLAYING
                if not conductor.is_playing:
                    sounding = Sounding.PAUSED
            card.show_sounding(sounding)

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        card = self.card(individual_id)
        if card is not None:
            card.show_playhead(fraction)

    def _on_rendering_ready(self, individual_id: int) -> None:
        card = self.card(individual_id)
        if card is not None:
            card.redraw_well()

    def _show_keys(self) -> None:
        keys = self._conductor.preferences.card_keys
        for card, key in zip(self._cards, keys, strict=False):
            card.show_key(key)

    def _redraw_wells(self) -> None:
        for card in self.cards:
            card.redraw_well()

    # What the listener does.

    def _move(self, column_step: int, row_step: int) -> None:
        if not self.isVisible():
            return  # another page is open
        ids = [card.individual_id for card in self.cards]
        selected_id = self._conductor.selected_id
        if selected_id not in ids:
            self._conductor.select(ids[0])
            return
        place = ids.index(selected_id)
        other = self._plan.neighbour(place, column_step, row_step)
        self._conductor.select(ids[other])
        self._cards[other].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_rename(self) -> None:
        card = self.card(self._conductor.selected_id)
        if card is not None and self.isVisible():
            self.ensureWidgetVisible(card)
            card.start_renaming()

    # Where the cards lie.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ParentChange:
            self._arrange()

    def _arrange(self) -> None:
        theme = current_theme()
        columns = most_columns(self.window().width(), theme)
        cards = self.cards
        area = self.maximumViewportSize()
        plan = GridPlan.of(len(cards), columns, area, theme)
        if plan.size.height() > area.height():
            bar_width = self.verticalScrollBar().sizeHint().width()
            narrower = QSize(area.width() - bar_width, area.height())
            plan = GridPlan.of(len(cards), columns, narrower, theme)
        self._plan = plan
        self._field.resize(plan.size)
        for card, place in zip(cards, plan.cards, strict=True):
            card.setGeometry(place)
