"""The conductor: what widgets talk to, and what they listen to.

It stands between the session, which knows no window, the stage, which plays, and the
widgets. A widget calls a command and learns what came of it by a signal, like every
other widget; nothing but the conductor changes the session.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.errors import MusicBreederError
from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.judging import Judging
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.workers import IDLE
from musicbreeder.services.breeding_plan import BreedingPlan
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.settings_file import Settings
from musicbreeder.theory.meter import Tempo


class Conductor(Judging):
    """Carries out what the listener asks and tells every widget what happened.

    Signals, besides those of `Judging`:
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
        super().__init__(session, stage, preferences, parent)
        self.exporter = exporter
        self._plan: BreedingPlan | None = None
        exporter.failed.connect(self.error_posted)
        exporter.saved.connect(lambda path: self.message_posted.emit(f"Saved {path}"))

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
        self.replanner.cancel()
        self.worker.shut_down()
        self.exporter.shut_down()
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
    def is_breeding(self) -> bool:
        return self._plan is not None

    @property
    def is_busy(self) -> bool:
        return self.is_breeding

    @property
    def breed_hint(self) -> str:
        """Why the next generation cannot be bred now; empty = it can."""
        return "The next generation is being bred" if self.is_breeding else ""

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

    def breed(self) -> None:
        """Breed the next generation in the background and show it."""
        if self.is_breeding:
            return
        self.replanner.cancel()
        plan = self._session.prepare_breeding()
        self._plan = plan
        self.breeding_changed.emit(True)
        self.worker.run(
            plan.run,
            done=lambda offspring: self._on_bred(plan, offspring),
            failed=lambda error: self._on_breeding_failed(plan, error),
        )

    def cancel_breeding(self) -> None:
        """Forget the generation that is being bred."""
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None
            self.breeding_changed.emit(False)

    def _on_bred(self, plan: BreedingPlan, offspring: Sequence[Offspring]) -> None:
        if plan is not self._plan:
            return
        self._plan = None
        self._session.accept(plan, offspring)
        self.breeding_changed.emit(False)
        self._show_generation()

    def _on_breeding_failed(self, plan: BreedingPlan, error: MusicBreederError) -> None:
        if plan is self._plan:
            self.cancel_breeding()
            self.error_posted.emit(str(error))

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
        """Begin afresh with the same settings and sound."""
        old = self._session
        self._adopt(BreedingSession.new(old.settings, sound=old.sound))

    def _adopt(self, session: BreedingSession) -> None:
        # What was heard until now belongs to the session that is left.
        self.stage.stop()
        self.cancel_breeding()
        self.replanner.cancel()
        self._session = session
        self._heard.clear()
        self._show_generation()
        self.settings_changed.emit()

    def _move(self, gesture: Callable[[], Any]) -> bool:
        """Let the session change by `gesture`, then tell of all that is different."""
        index, before = self._session.current_index, self._session.individuals
        sound, settings, name = self._sound_and_settings()
        if gesture() is False:
            return False
        if self._session.current_index != index:
            self._show_generation()
        # Marks of any generation may have changed: the family tree shows them all.
        for old, new in zip(before, self._session.individuals, strict=True):
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

    def _show_generation(self) -> None:
        generation = self._session.generation
        self._selected_id = generation[0].id
        self.stage.stop()
        self.stage.prepare(generation, self._session.sound)
        self._get_ready()
        self.generation_shown.emit()
        self.selection_changed.emit(self._selected_id)
        self.parents_changed.emit()
        self.history_changed.emit()

    def _get_ready(self) -> None:
        """Make ahead what the next generation needs, while this one is heard."""
        self.worker.run(self._session.getting_ready(), priority=IDLE)

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

    def change_sound(
        self,
        *,
        instrument: str | None = None,
        tempo_bpm: float | None = None,
        swing: float | None = None,
        gesture: str | None = None,
    ) -> None:
        """Hear everything with another instrument, tempo or swing; None = as it is."""
        old = self._session.sound
        tempo = Tempo(
            old.tempo.bpm if tempo_bpm is None else tempo_bpm,
            old.tempo.swing if swing is None else swing,
        )
        sound = replace(old, instrument=instrument or old.instrument, tempo=tempo)
        self._session.change_sound(sound, gesture=gesture)
        self.stage.change_sound(sound)
        self.settings_changed.emit()
        self.history_changed.emit()

    # Files.

    def export_folder(self) -> Path:
        """Return where files are saved unless the listener says otherwise."""
        return Path(self._preferences.export_folder or Path.home())

    def save_midi(self, individual_id: int, path: Path) -> None:
        """Save one melody as MIDI."""
        self.exporter.save_midi(
            self.individual(individual_id), self._session.sound, path
        )

    def save_wav(
        self,
        individual_id: int,
        path: Path,
        sample_rate: int,
        sample_format: SampleFormat,
    ) -> None:
        """Save one melody as it sounds."""
        individual, sound = self.individual(individual_id), self._session.sound
        self.exporter.save_wav(individual, sound, path, sample_rate, sample_format)

    def drag_file(self, individual_id: int, suffix: str) -> Path:
        """Return the file a drag carries, written and complete.

        Args:
            suffix: ``"mid"`` or ``"wav"``.

        Raises:
            FileFormatError: it cannot be written.
        """
        individual, sound = self.individual(individual_id), self._session.sound
        return self.exporter.drag_file(individual, sound, f".{suffix}")
