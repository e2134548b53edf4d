"""Shaping: the listener's hand in what is bred: locks, demands, edited notes.

A part of the conductor, above `Breeding`.
"""

from PySide6.QtCore import QObject

from musicbreeder.breeding.on_demand import Demand
from musicbreeder.gui.breeding import Breeding
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.lock_marks import is_bar_locked, is_note_locked
from musicbreeder.gui.pairing import Pairing
from musicbreeder.gui.stage import Stage
from musicbreeder.melody.melody import Melody
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.settings_file import Settings

_MESSAGES = {
    Demand.PAIR: "{count} melodies were bred from {names}",
    Demand.LIKE: "{count} melodies more like {names}",
    Demand.NEW_RHYTHM: "{count} other rhythms for {names}",
    Demand.NEW_PITCHES: "{count} times other pitches for {names}",
    Demand.NEW_ENDING: "{count} other endings for {names}",
    Demand.SURPRISE: "{count} melodies unlike all you have heard",
}


class Shaping(Breeding):
    """Carries out what the listener wants of one melody, or of two."""

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        exporter: Exporter,
        preferences: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session, stage, exporter, preferences, parent)
        self.pairing = Pairing(self.breed_two, self)

    # Breeding on demand.

    def demand(
        self, demand: Demand, *individual_ids: int, gesture: str | None = None
    ) -> None:
        """Breed what is asked for of these melodies, in the background.

        Args:
            gesture: steps of one gesture in a row are undone together.
        """
        session = self._session
        names = " and ".join(session.individual(one).name for one in individual_ids)
        self.breed_offspring(
            session.making(demand, individual_ids),
            session.demand_text(demand, individual_ids),
            message=lambda count: _MESSAGES[demand].format(count=count, names=names),
            gesture=gesture,
        )

    def breed_two(
        self, first_id: int, second_id: int, *, gesture: str | None = None
    ) -> None:
        """Breed a screen from two melodies, of any generation."""
        self.demand(Demand.PAIR, first_id, second_id, gesture=gesture)

    def point_at(self, individual_id: int) -> bool:
        """Take a click on a melody as an answer; false = nothing is asked."""
        if self.pairing.is_asked:
            self.pairing.answer(individual_id)
            return True
        return super().point_at(individual_id)

    # Locks.

    def toggle_bar_lock(self, individual_id: int, bar: int) -> None:
        """Let offspring keep a bar, from 0, or no longer."""
        individual = self.individual(individual_id)
        is_locked = not is_bar_locked(individual, bar)
        self._move(lambda: self._session.set_bar_locked(individual_id, bar, is_locked))
        verb = "will keep" if is_locked else "may change"
        self.message_posted.emit(f"Offspring of {individual.name} {verb} bar {bar + 1}")

    def toggle_note_lock(self, individual_id: int, start: int) -> None:
        """Let offspring keep the note that starts on a step, or no longer."""
        individual = self.individual(individual_id)
        is_locked = not is_note_locked(individual, start)
        self._move(
            lambda: self._session.set_note_locked(individual_id, start, is_locked)
        )
        name = individual.key.note_name(int(individual.melody.events[start]))
        verb = "will keep" if is_locked else "may change"
        self.message_posted.emit(f"Offspring of {individual.name} {verb} this {name}")

    def unlock_all(self, individual_id: int) -> None:
        """Take every lock off a melody."""
        self._move(lambda: self._session.unlock_all(individual_id))
        name = self.individual(individual_id).name
        self.message_posted.emit(f"Nothing of {name} is locked any more")

    # Notes edited by hand.

    def edit_notes(self, individual_id: int, melody: Melody, of_id: int) -> int:
        """Put an edited melody in the place of one, see `BreedingSession.edit`.

        Returns:
            the id of the melody that stands there now.
        """
        edited_ids: list[int] = []

        def gesture() -> None:
            one = self._session.edit(individual_id, melody, of_id=of_id)
            edited_ids.append(one.id)

        self._move(gesture)
        return edited_ids[0]

    def hear_edited(self, individual_id: int, step: int) -> None:
        """Play an edited melody from a little before the step that was changed."""
        melody = self.individual(individual_id).melody
        start = max(step - melody.meter.steps_per_beat, 0)
        self.hear(individual_id, start / melody.step_count)
