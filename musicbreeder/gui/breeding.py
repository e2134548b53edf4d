"""Breeding in the background: one generation at a time is made, shown or given up.

A part of the conductor, above `Saving`. Whoever makes melodies in another way than by
the session's own breeding hands a function to `breed_offspring`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.saving import Saving
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.workers import IDLE
from musicbreeder.services.breeding_plan import BreedingPlan
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_edits import EDIT_OPERATOR
from musicbreeder.services.session_offspring import Make, OffspringPlan
from musicbreeder.storage.settings_file import Settings

Message = str | Callable[[int], str]


class Breeding(Saving):
    """Breeds in the background and shows what came of it.

    Signals, besides those of `Saving`:
        generation_shown: another generation is on screen.
        settings_changed: breeding settings, sound or the session's name.
        breeding_changed: whether a generation is being bred.
    """

    generation_shown = Signal()
    settings_changed = Signal()
    breeding_changed = Signal(bool)

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        exporter: Exporter,
        preferences: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session, stage, exporter, preferences, parent)
        self._plan: BreedingPlan | OffspringPlan | None = None

    @property
    def is_breeding(self) -> bool:
        return self._plan is not None

    def breed(self) -> None:
        """Breed the next generation in the background and show it."""
        if not self.is_busy:
            self.replanner.cancel()
            self._begin(self._session.prepare_breeding(), "")

    def breed_offspring(
        self, make: Make, text: str, *, message: Message = "", **options: Any
    ) -> None:
        """Make melodies in the background and show them as a generation of their own.

        While they are made the button says so and offers to cancel. Nothing happens
        while something else is bred: disable what leads here by `breed_hint`.

        Args:
            make: makes them, on a worker; a `MusicBreederError` is shown.
            text: what is done, to follow the word "Undo".
            message: a quiet line once they are there, or what makes one of their
                number.
            options: see `BreedingSession.prepare_offspring`.
        """
        if not self.is_busy:
            self.replanner.cancel()
            plan = self._session.prepare_offspring(make, text, **options)
            self._begin(plan, message)

    def show_offspring(
        self,
        offspring: Sequence[Offspring],
        text: str,
        *,
        message: Message = "",
        **options: Any,
    ) -> None:
        """Show melodies that are there already, see `BreedingSession.show_offspring`.

        What is being bred meanwhile is given up.
        """
        self.replanner.cancel()
        self.cancel_breeding()
        settings = self._session.settings
        self._session.show_offspring(offspring, text, **options)
        self._on_shown(settings is not self._session.settings, message)

    def cancel_breeding(self) -> None:
        """Forget the generation that is being bred."""
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None
            self.breeding_changed.emit(False)

    def _begin(self, plan: BreedingPlan | OffspringPlan, message: Message) -> None:
        self._plan = plan
        self.breeding_changed.emit(True)
        run: Callable[[], Any] = plan.run
        self.worker.run(
            run,
            done=lambda bred: self._on_bred(plan, bred, message),
            failed=lambda error: self._on_breeding_failed(plan, error),
        )

    def _on_bred(
        self, plan: BreedingPlan | OffspringPlan, bred: Any, message: Message
    ) -> None:
        if plan is not self._plan:
            return
        self._plan = None
        self.breeding_changed.emit(False)
        if not bred:
            return
        settings = self._session.settings
        if isinstance(plan, OffspringPlan):
            self._session.accept_offspring(plan, bred)
        else:
            self._session.accept(plan, bred)
        self._on_shown(settings is not self._session.settings, message)

    def _on_breeding_failed(
        self, plan: BreedingPlan | OffspringPlan, error: MusicBreederError
    ) -> None:
        if plan is self._plan:
            self.cancel_breeding()
            self.error_posted.emit(str(error))

    def _on_shown(self, are_settings_new: bool, message: Message) -> None:
        self._show_generation()
        if are_settings_new:
            self.settings_changed.emit()
        if callable(message):
            message = message(len(self._session.generation))
        if message:
            self.message_posted.emit(message)

    def _move(self, gesture: Callable[[], Any]) -> bool:
        """Let the session change by `gesture`, then tell of all that is different."""
        index, before = self._session.current_index, self._session.individuals
        shown = [one.id for one in self._session.generation]
        sound, settings, name = self._sound_and_settings()
        if gesture() is False:
            return False
        if self._session.current_index != index:
            self._show_generation()
        else:
            self._show_places(shown)
        self._follow_edits()
        # Marks of any generation may have changed: the family tree shows them all.
        # What was edited came as one more, at the end.
        for old, new in zip(before, self._session.individuals, strict=False):
            if old is not new:
                self.individual_changed.emit(new.id)
        self.parents_changed.emit()
        self.history_changed.emit()
        if (sound, settings, name) != self._sound_and_settings():
            self.stage.change_sound(self._session.sound)
            self.settings_changed.emit()
        return True

    def _sound_and_settings(self) -> tuple[object, object, str]:
        session = self._session
        return session.sound, session.settings, session.name

    def _follow_edits(self) -> None:
        """Select who stands in the place of a selected melody, on any page."""
        session, selected = self._session, self.individual(self.selected_id)
        if session.is_on_screen(selected.id):
            return
        standing = session.standing_for(selected.id)
        if standing == selected.id and selected.operators == (EDIT_OPERATOR,):
            standing = session.standing_for(selected.parent_ids[0])
        if standing != selected.id:
            self.places_replanned.emit(())
            self.select(standing)

    def _show_places(self, shown_before: Sequence[int]) -> None:
        """Show what stands in another's place now: a melody edited, or taken back."""
        generation = self._session.generation
        changed = {
            place: (old, one.id)
            for place, (old, one) in enumerate(
                zip(shown_before, generation, strict=True)
            )
            if old != one.id
        }
        if not changed:
            return
        self.stage.prepare(generation, self._session.sound)
        self.stage.replace_coming(
            {old: generation[at] for at, (old, _) in changed.items()}
        )
        self.places_replanned.emit(tuple(changed))
        for old, new in changed.values():
            if self.selected_id == old:
                self.select(new)

    def _show_generation(self) -> None:
        generation = self._session.generation
        self._selected_id = generation[0].id
        self.stage.stop()
        self.question.skip()
        self.stage.prepare(generation, self._session.sound)
        self._get_ready()
        self.generation_shown.emit()
        self.selection_changed.emit(self._selected_id)
        self.parents_changed.emit()
        self.history_changed.emit()

    def _get_ready(self) -> None:
        """Make ahead what the next generation needs, while this one is heard."""
        self.worker.run(self._session.getting_ready(), priority=IDLE)
