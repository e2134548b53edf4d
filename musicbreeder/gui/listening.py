"""Listening: select, hear and loop melodies, and how the app looks and sounds.

The lower half of the conductor: everything that changes nothing in the session.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.heard_watch import HeardWatch
from musicbreeder.gui.stage import NOTHING, Stage
from musicbreeder.playback.device import OutputDevice
from musicbreeder.services.audition import Rendering
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.own_sound import words_of_sound
from musicbreeder.storage.settings_file import Settings


class Listening(QObject):
    """Carries out what the listener asks of sound and looks.

    Signals:
        individual_changed: an id whose rating, heart, pin, name or hearing changed.
        selection_changed: the id of the selected card.
        playing_changed: the id of what sounds, -1 = nothing, or it was paused.
        playhead_moved: an id and how far into its bars it is heard, 0..1.
        rendering_ready: an id whose waveform can be drawn now.
        preferences_changed: how the app looks and plays.
        sound_problem_changed: one sentence, or empty while sound works.
        message_posted: something worth a quiet line.
        error_posted: one sentence with the cure.
    """

    individual_changed = Signal(int)
    selection_changed = Signal(int)
    playing_changed = Signal(int)
    playhead_moved = Signal(int, float)
    rendering_ready = Signal(int)
    preferences_changed = Signal()
    sound_problem_changed = Signal(str)
    message_posted = Signal(str)
    error_posted = Signal(str)

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        preferences: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.stage = stage
        self._preferences = preferences
        self._selected_id = session.generation[0].id
        self._heard: set[int] = set()
        self._row_rng = np.random.default_rng()
        self._row_is_selected = True
        self._heard_watch = HeardWatch(stage, self)
        self._heard_watch.listened.connect(self._on_listened)
        stage.playing_changed.connect(self._on_playing_changed)
        stage.playhead_moved.connect(self.playhead_moved)
        stage.rendering_ready.connect(self.rendering_ready)
        stage.rendering_failed.connect(self.error_posted)
        stage.sound_problem_changed.connect(self.sound_problem_changed)
        stage.auto_advance_changed.connect(self.preferences_changed)
        stage.set_looping(preferences.is_looping)
        stage.set_volume(preferences.volume)

    # What is there.

    @property
    def session(self) -> BreedingSession:
        return self._session

    @property
    def preferences(self) -> Settings:
        return self._preferences

    @property
    def selected_id(self) -> int:
        return self._selected_id

    @property
    def playing_id(self) -> int:
        return self.stage.playing_id

    @property
    def is_playing(self) -> bool:
        return self.stage.is_playing

    @property
    def is_looping(self) -> bool:
        return self.stage.is_looping

    @property
    def is_auto_advancing(self) -> bool:
        return self.stage.is_auto_advancing

    @property
    def sound_problem(self) -> str:
        return self.stage.sound_problem

    @property
    def unheard_count(self) -> int:
        return sum(not self.is_heard(one.id) for one in self._session.generation)

    @property
    def duration_seconds(self) -> float:
        """Length of the bars of what plays, or of what is selected."""
        rendering = self.rendering(self._shown_id)
        if rendering is None and self.playing_id != NOTHING:
            rendering = self.stage.sounding
        return 0.0 if rendering is None else rendering.duration_seconds

    @property
    def position_seconds(self) -> float:
        if self.playing_id == NOTHING:
            return 0.0
        return self.stage.fraction * self.duration_seconds

    @property
    def _shown_id(self) -> int:
        return self._selected_id if self.playing_id == NOTHING else self.playing_id

    def individual(self, individual_id: int) -> Individual:
        """Return a melody of the session, of any generation."""
        return self._session.individual(individual_id)

    def rendering(self, individual_id: int) -> Rendering | None:
        """Return the sound of a melody, None = it is not made ready yet."""
        return self.stage.rendering(individual_id)

    def sound_words(self, individual: Individual) -> tuple[str, ...]:
        """Return a word for an individual's own sound and the whole of it, or none."""
        try:
            return words_of_sound(individual, self._session.sound)
        except MusicBreederError:  # the instrument is not there any more
            return ()

    def is_heard(self, individual_id: int) -> bool:
        """Tell whether a melody was ever listened to, or has begun to play."""
        is_known = self._session.hearing(individual_id).is_heard
        return is_known or individual_id in self._heard

    @property
    def shows_guesses(self) -> bool:
        """Whether a card tells what the app expects; in a blind trial it does not."""
        return self._preferences.shows_guesses and not self._session.is_trial

    # Listening.

    def select(self, individual_id: int) -> None:
        """Select a card, whether or not it is on screen."""
        if individual_id != self._selected_id:
            self._selected_id = individual_id
            self.selection_changed.emit(individual_id)

    def hear(self, individual_id: int, at_fraction: float = 0.0) -> None:
        """Select a melody and play it, from a place in its bars, 0..1."""
        self.select(individual_id)
        self.stage.hear(self.individual(individual_id), at_fraction)

    def inspect(self, individual_id: int) -> None:
        """Select a melody of any generation, and make its sound ready to be seen."""
        self.stage.make_ready(self.individual(individual_id))
        self.select(individual_id)

    def preview(self, individual_id: int) -> None:
        """Play a melody without selecting it."""
        self.stage.hear(self.individual(individual_id))

    def play_in_turn(self, individual_ids: Sequence[int]) -> None:
        """Play melodies one after another, in tempo, and leave the selection alone."""
        self._row_is_selected = False
        self.stage.play_row([self.individual(one) for one in individual_ids])

    def toggle_play(self) -> None:
        """Pause what plays, go on, or play what is selected."""
        if self.playing_id == NOTHING:
            self.hear(self._selected_id)
        else:
            self.stage.toggle_pause()

    def stop(self) -> None:
        """Fade out what plays."""
        self.stage.stop()

    def seek(self, fraction: float) -> None:
        """Go to a place in the bars of what plays, 0..1."""
        self.stage.seek(fraction)

    def play_all(self) -> None:
        """Play the cards one after another, in tempo, in no particular order.

        The order is shuffled, what was not heard yet first, so that no place on the
        screen is favoured.
        """
        cards = list(self._session.generation)
        self._row_rng.shuffle(cards)
        cards.sort(key=lambda one: self.is_heard(one.id))
        self._row_is_selected = True
        self.stage.play_row(cards)

    def set_looping(self, is_looping: bool) -> None:
        """Play melodies round and round, or once."""
        self.stage.set_looping(is_looping)
        self.change_preferences(is_looping=is_looping)

    def set_volume(self, volume: float) -> None:
        """Set the loudness of everything, 0..1."""
        self.stage.set_volume(volume)
        self.change_preferences(volume=volume)

    def retry_sound(self) -> None:
        """Look for a sound card again."""
        self.stage.reopen_device(self._preferences.device_name)

    def choose_device(self, name: str | None) -> None:
        """Play through another device; None = the system's choice."""
        self.change_preferences(device_name=name)
        self.stage.reopen_device(name)

    def output_devices(
        self, answer: Callable[[tuple[OutputDevice, ...]], None]
    ) -> None:
        """Call `answer` with the sound devices there are, once they are known."""
        self.stage.list_devices(answer)

    def play_test_tone(self) -> None:
        """Play a short rising chord in place of what plays."""
        self.stage.play_test_tone()

    def _on_playing_changed(self, individual_id: int) -> None:
        if individual_id != NOTHING and individual_id not in self._heard:
            self._heard.add(individual_id)
            self.individual_changed.emit(individual_id)
        is_row = self.is_auto_advancing and self._row_is_selected
        if is_row and individual_id != NOTHING:
            self.select(individual_id)
        self.playing_changed.emit(individual_id)

    def _on_listened(self, individual_id: int, fraction_heard: float) -> None:
        self._session.mark_heard(individual_id, fraction_heard)

    # Looks.

    def change_preferences(self, **fields: Any) -> None:
        """Change how the app looks or plays, see `storage.settings_file.Settings`."""
        preferences = replace(self._preferences, **fields)
        if preferences != self._preferences:
            self._preferences = preferences
            self.preferences_changed.emit()

    def set_theme(self, theme: str) -> None:
        """Look ``"dark"``, ``"light"`` or as the ``"system"`` does."""
        self.change_preferences(theme=theme)

    def set_interface_scale(self, interface_scale: float) -> None:
        """Draw everything larger or smaller, 0.8-2.0."""
        self.change_preferences(interface_scale=interface_scale)
