"""The actions by which the listener shapes what is bred: demands, locks, notes."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from musicbreeder.breeding.on_demand import Demand
from musicbreeder.gui.action_maker import ActionMaker
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.morph_actions import MorphActions


class BreedActions:
    """Makes the actions and keeps them true.

    `edit_notes` is checked while the inspector's piano roll is edited, which connects
    it.
    """

    def __init__(self, conductor: Conductor, maker: ActionMaker) -> None:
        self._conductor = conductor
        self._maker = maker
        self.breed_with = maker.make("Breed with…", "G", self._ask_or_answer)
        self._demands = {
            demand: maker.make(text, keys, partial(self._demand, demand))
            for demand, text, keys in (
                (Demand.LIKE, "More like this", "J"),
                (Demand.NEW_RHYTHM, "Only new rhythm", "Y"),
                (Demand.NEW_PITCHES, "Only new pitches", "T"),
                (Demand.NEW_ENDING, "New ending", "Shift+T"),
                (Demand.SURPRISE, "Surprise me", "Shift+J"),
            )
        }
        self.morphing = MorphActions(conductor, maker)
        self.edit_notes = maker.make("Edit notes", "N")
        self.edit_notes.setCheckable(True)
        self.lock_bar = maker.make(
            "Lock or unlock the bar at the playhead", "Shift+L", self._bar
        )
        self.lock_note = maker.make(
            "Lock or unlock the note at the playhead", "Ctrl+Shift+L", self._note
        )
        self.unlock_all = maker.make(
            "Unlock everything",
            "Alt+L",
            lambda: conductor.unlock_all(conductor.selected_id),
        )
        conductor.pairing.changed.connect(self.show_state)

    @property
    def demanding(self) -> tuple[QAction, ...]:
        """What breeds on demand."""
        return (
            self.breed_with,
            *self._demands.values(),
            *self.morphing.all_actions,
        )

    @property
    def of_one(self) -> tuple[QAction, ...]:
        """What breeds on demand from the selected melody alone."""
        return tuple(
            action
            for demand, action in self._demands.items()
            if demand is not Demand.SURPRISE
        )

    @property
    def shaping(self) -> tuple[QAction, ...]:
        """What changes or locks notes of the selected melody."""
        return (self.edit_notes, self.lock_bar, self.lock_note, self.unlock_all)

    def fill_menu(self, menu: QMenu) -> None:
        """Add what can be bred from the selected melody, and its notes and locks."""
        menu.addActions([self.breed_with, *self.of_one])
        self.morphing.fill_menu(menu)
        menu.addAction(self._demands[Demand.SURPRISE])
        menu.addSeparator()
        menu.addActions([self.edit_notes, self.unlock_all])

    def show_state(self) -> None:
        """Enable what can be done now, and say why the rest cannot."""
        conductor, describe = self._conductor, self._maker.describe
        hint = conductor.breed_hint
        if conductor.session.is_trial:
            hint = "A blind trial is on"
        for action in self._demands.values():
            describe(action, hint)
        self._show_pairing(hint)
        self.morphing.show_state(hint)
        selected = conductor.individual(conductor.selected_id)
        reason = f"Nothing of {selected.name} is locked"
        describe(self.unlock_all, "" if selected.locked_steps else reason)

    def _show_pairing(self, hint: str) -> None:
        conductor, first_id = self._conductor, self._conductor.pairing.first_id
        text = ""
        if first_id is not None:
            selected = conductor.individual(conductor.selected_id).name
            first = conductor.individual(first_id).name
            text = f"Breed {first} with {selected}"
            if first_id == conductor.selected_id:
                hint = hint or "Select the other melody first"
        self._maker.describe(self.breed_with, hint, text)

    def _ask_or_answer(self) -> None:
        """Ask for the second melody; while it is asked, take the selected one."""
        conductor = self._conductor
        if conductor.pairing.is_asked:
            conductor.pairing.answer(conductor.selected_id)
        else:
            conductor.pairing.begin(conductor.selected_id)

    def _demand(self, demand: Demand) -> None:
        if demand is Demand.SURPRISE:
            self._conductor.demand(demand)
        else:
            self._conductor.demand(demand, self._conductor.selected_id)

    # Locks at the playhead.

    @property
    def _step(self) -> int:
        """The step of the selected melody that sounds, else its first one."""
        conductor = self._conductor
        is_here = conductor.playing_id == conductor.selected_id
        fraction = conductor.stage.fraction if is_here else 0.0
        count = conductor.individual(conductor.selected_id).melody.step_count
        return min(int(fraction * count), count - 1)

    @property
    def _note_start(self) -> int | None:
        step = self._step
        notes = self._conductor.individual(self._conductor.selected_id).melody.notes
        return next((one.start for one in notes if one.start <= step < one.end), None)

    def _bar(self) -> None:
        conductor = self._conductor
        melody = conductor.individual(conductor.selected_id).melody
        conductor.toggle_bar_lock(
            conductor.selected_id, melody.meter.bar_at(self._step)
        )

    def _note(self) -> None:
        start = self._note_start
        if start is None:
            self._conductor.message_posted.emit("A rest stands at the playhead")
        else:
            self._conductor.toggle_note_lock(self._conductor.selected_id, start)
