"""The conductor: what widgets talk to, and what they listen to.

It stands between the session, which knows no window, the stage, which plays, and the
widgets. A widget calls a command and learns what came of it by a signal, like every
other widget; nothing but the conductor changes the session.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.gui.alone import Alone
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.own_tunes_watch import OwnTunesWatch
from musicbreeder.gui.shaping import Shaping
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.taste_keeper import TasteKeeper
from musicbreeder.services.backing import Backing
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.evolving import AlonePlan
from musicbreeder.services.own_instruments import OwnInstruments
from musicbreeder.storage.settings_file import Settings
from musicbreeder.theory.meter import Tempo


class Conductor(Shaping):
    """Carries out what the listener asks and tells every widget what happened."""

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        exporter: Exporter,
        preferences: Settings,
        parent: QObject | None = None,
        *,
        taste: TasteKeeper | None = None,
        instruments: OwnInstruments | None = None,
    ) -> None:
        super().__init__(session, stage, exporter, preferences, parent)
        self.instruments = instruments or OwnInstruments(None)
        self.alone = Alone(self.worker, self)
        self.alone.found.connect(self._on_bred_alone)
        self.alone.changed.connect(self.breeding_changed)
        self.alone.failed.connect(self.error_posted)
        self.taste = taste or TasteKeeper(None)
        self.taste.setParent(self)
        self.taste.follow(lambda: self._session.profile)
        self.taste.base_changed.connect(self._on_taste_changed)
        self.taste.failed.connect(self.error_posted)
        self.taste.noticed.connect(self.message_posted)
        self.history_changed.connect(self.taste.keep_soon)
        self._is_starting = False
        OwnTunesWatch(self)
        self._use_taste()

    def begin(self, *, is_silent: bool = False) -> None:
        """Make the first generation ready to be heard, and open the sound card.

        Args:
            is_silent: leave the sound card alone.
        """
        if not is_silent:
            self.stage.open_device(self._preferences.device_name)
        self.stage.prepare(self._session.generation, self._session.sound)
        self._get_ready()

    def shut_down(self) -> None:
        """End all work; the conductor is not used afterwards."""
        # What is being heard is noted, what is being bred given up.
        self.stage.stop()
        self.cancel_breeding()
        self.alone.cancel()
        self.replanner.cancel()
        self.taste.shut_down()
        self.worker.shut_down()
        self.exporter.shut_down()
        self.originality.shut_down()
        self.stage.shut_down()

    # What is there.

    @property
    def parents(self) -> tuple[Individual, ...]:
        """Those the listener chose to breed from, by stars, heart or pin; best first.

        Empty while nothing was chosen: then everything on screen may breed.
        """
        return tuple(
            one
            for one in self._session.parents
            if one.is_rated or one.is_favourite or one.is_pinned
        )

    @property
    def is_busy(self) -> bool:
        return self.is_breeding or self.alone.is_running or self._is_starting

    @property
    def breed_hint(self) -> str:
        """Why the next generation cannot be bred now; empty = it can."""
        if self.is_breeding:
            return "The next generation is being bred"
        if self.alone.is_running:
            return "Melodies are being bred without you"
        return "A new session is being made" if self._is_starting else ""

    @property
    def undo_text(self) -> str:
        return self._session.undo_text or ""

    @property
    def redo_text(self) -> str:
        return self._session.redo_text or ""

    @property
    def rated_count(self) -> int:
        return sum(one.is_rated for one in self._session.generation)

    def rename_session(self, name: str) -> None:
        """Give the session another name."""
        self._session.rename_session(name)
        self.settings_changed.emit()
        self.history_changed.emit()

    # Breeding.

    def breed_alone(self, seconds: float) -> None:
        """Breed on by the learned taste for some time, and show what comes of it."""
        if self.is_busy:
            return
        self.replanner.cancel()
        plan = self._session.prepare_alone()
        if plan is None:
            self.error_posted.emit(f"{self.alone_hint}.")
        else:
            self.alone.begin(plan, seconds)

    def finals(self, show: Callable[[tuple[Individual, ...]], None]) -> None:
        """Call `show` with the best of all that was shown, once they are known."""
        session = self._session

        def found(finalists: tuple[Individual, ...]) -> None:
            if session is self._session:
                show(finalists)

        self.worker.run(session.finding_finals(), done=found)

    def set_trial(self, is_trial: bool) -> None:
        """Begin a blind comparison of two ways to breed, or end it."""
        self._move(lambda: self._session.set_trial(is_trial))
        self.preferences_changed.emit()

    @property
    def knows_taste(self) -> bool:
        """Whether anything is known of what the listener likes."""
        if self.taste.base.carried_over:
            return True
        return any(
            one.is_rated or one.is_favourite for one in self._session.individuals
        )

    @property
    def alone_hint(self) -> str:
        """Why nothing can be bred without the listener now; empty = it can."""
        if self.breed_hint:
            return self.breed_hint
        return "" if self.knows_taste else "Rate some melodies first, to be bred by"

    def _on_bred_alone(self, plan: AlonePlan, offspring: Sequence[Offspring]) -> None:
        if not offspring:
            return
        self._session.accept_alone(plan, offspring)
        self._show_generation()
        count = len(offspring)
        self.message_posted.emit(f"{count} melodies were bred for you, all unheard")

    def open_generation(self, index: int) -> None:
        """Show a generation of the history."""
        self._move(lambda: self._session.open_generation(index))

    def step_generation(self, step: int) -> None:
        """Show the next (+1) or the previous (-1) generation of the history."""
        index = self._session.current_index + step
        if 0 <= index < len(self._session.history):
            self.open_generation(index)

    def breed_from(self, individual_id: int) -> None:
        """Open the generation of a melody and make the melody a parent of what comes.

        Nothing is bred yet: what else is asked for can still be changed.
        """
        self._move(lambda: self._session.start_from(individual_id))
        self.select(individual_id)
        name = self.individual(individual_id).name
        self.message_posted.emit(f"The next generation is bred from {name}")

    def undo(self) -> None:
        """Take the last gesture back."""
        text = self.undo_text
        if self._move(self._session.undo):
            self.message_posted.emit(f"Undid {text}")

    def redo(self) -> None:
        """Do again what was taken back last."""
        text = self.redo_text
        if self._move(self._session.redo):
            self.message_posted.emit(f"Did {text} again")

    def new_session(self) -> None:
        """Begin afresh with the same settings and sound, and all that is known."""
        if self._is_starting:
            return
        self.cancel_breeding()
        self.alone.cancel()
        self.taste.settle()
        old, base = self._session, self.taste.base
        self._is_starting = True
        self.breeding_changed.emit(True)
        self.worker.run(
            lambda: BreedingSession.new(
                old.settings, sound=old.sound, profile=base, asks_again=True
            ),
            done=self._on_started,
        )

    def _on_started(self, session: BreedingSession) -> None:
        self._is_starting = False
        self.adopt(session)
        self.breeding_changed.emit(False)

    def adopt(self, session: BreedingSession) -> None:
        """Show another session in place of this one."""
        # What was heard until now belongs to the session that is left.
        self.stage.stop()
        self.cancel_breeding()
        self.replanner.cancel()
        self.alone.cancel()
        self.pairing.skip()
        self.taste.settle()
        self._session = session
        self._use_taste()
        self._heard.clear()
        self._show_generation()
        self.settings_changed.emit()

    def _use_taste(self) -> None:
        """Let the session breed by the profile in use; nothing counts twice."""
        self.taste.leave_out(self._session.opinions)
        self._session.change_profile(self.taste.base)

    def _on_taste_changed(self) -> None:
        base = self.taste.base
        self._session.change_profile(base)
        self.change_preferences(taste_profile=base.name)
        self.history_changed.emit()

    # Settings and preferences.

    def change_settings(self, *, gesture: str | None = None, **fields: Any) -> None:
        """Ask for other melodies from the next generation on, see `BreedingSettings`.

        Args:
            gesture: changes with the same gesture in a row are undone together.
        """
        settings = replace(self._session.settings, **fields)
        self._session.change_settings(settings, gesture=gesture)
        self.settings_changed.emit()
        self.history_changed.emit()

    def set_variation(self, variation: float) -> None:
        """Breed closer (0) or wilder (1)."""
        self.change_settings(gesture="variation", variation=variation)

    def change_backing(
        self, backing: Backing, *, bred_for: str | None = None, gesture: str = "backing"
    ) -> None:
        """Hear something else beside the melodies.

        Args:
            bred_for: the chords that melodies are to go with from the next generation
                on, empty = none, None = as it is.
            gesture: changes with the same gesture in a row are undone together.
        """
        session = self._session
        if bred_for is not None and bred_for != session.settings.chords:
            settings = replace(session.settings, chords=bred_for)
            session.change_settings(settings, gesture=gesture)
        sound = replace(session.sound, backing=backing)
        session.change_sound(sound, gesture=gesture)
        self.stage.change_sound(sound)
        self.settings_changed.emit()
        self.history_changed.emit()

    def change_sound(
        self,
        *,
        instrument: str | None = None,
        tempo_bpm: float | None = None,
        swing: float | None = None,
        changes: tuple[tuple[str, float], ...] | None = None,
        gesture: str | None = None,
    ) -> None:
        """Hear everything with another instrument, tempo or swing; None = as it is.

        Args:
            swing: see `theory.meter.Tempo`.
            changes: of the instrument's parameters; another instrument has none.
        """
        old = self._session.sound
        if changes is None:
            changes = old.changes if instrument is None else ()
        tempo = Tempo(
            old.tempo.bpm if tempo_bpm is None else tempo_bpm,
            old.tempo.swing if swing is None else swing,
        )
        sound = replace(
            old,
            instrument=instrument or old.instrument,
            tempo=tempo,
            changes=changes,
        )
        self._session.change_sound(sound, gesture=gesture)
        self.stage.change_sound(sound)
        self.settings_changed.emit()
        self.history_changed.emit()
