"""Hears a sound while it is being made: what plays goes on in it, or a note is played.

Activities side by side: the GUI thread, which asks, and one thread of its own that
renders, so that a preview never waits for the cards. While one sound is rendered only
the newest of those asked for is remembered.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.services.audition import Rendering, Sound
from musicbreeder.services.backing import Backing
from musicbreeder.services.own_sound import own_sound

_BETWEEN_NOTES_SECONDS = 0.3
_NOTE_BEATS = 2


@dataclass(frozen=True, eq=False)
class _Job:
    individual: Individual
    sound: Sound
    is_note: bool


class SoundPreview(QObject):
    """Plays what is selected in sounds that nothing else knows of yet.

    Signals:
        heard: a preview has begun to play.
        failed: one sentence with the cure.
    """

    heard = Signal()
    failed = Signal(str)
    _begun_on_thread = Signal(object, object)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._worker = Dispatcher(1, self)
        self._wanted: tuple[Individual, Sound] | None = None
        self._running: _Job | None = None
        self._has_begun = False
        self._note_at_seconds = 0.0
        self._note_timer = QTimer(self, singleShot=True)
        self._note_timer.timeout.connect(self._next)
        self._begun_on_thread.connect(self._play)
        stage.ending.connect(self._worker.shut_down)

    def hear(self, individual: Individual, sound: Sound) -> None:
        """Hear an individual in a sound; one that does not play sings a note."""
        self._wanted = (individual, sound)
        if self._running is None and not self._note_timer.isActive():
            self._next()

    def _next(self) -> None:
        if self._wanted is None:
            return
        individual, sound = self._wanted
        stage = self._stage
        is_note = not (stage.is_playing and stage.playing_id == individual.id)
        wait_seconds = self._note_at_seconds + _BETWEEN_NOTES_SECONDS - time.monotonic()
        if is_note and wait_seconds > 0:
            self._note_timer.start(round(1000 * wait_seconds))
            return
        self._wanted = None
        job = _Job(individual, sound, is_note)
        self._running, self._has_begun = job, False
        audition, at_fraction = stage.audition, stage.fraction

        def on_begun(rendering: Rendering) -> None:
            self._begun_on_thread.emit(job, rendering)

        def render() -> Rendering:
            heard = own_sound(individual, sound)
            if is_note:
                alone = replace(heard, backing=Backing())
                return audition.render(_one_note(individual.melody), alone, on_begun)
            return audition.render(individual.melody, heard, on_begun, at_fraction)

        self._worker.run(
            render,
            done=lambda rendering: self._finish(job, rendering),
            failed=lambda error: self._fail(str(error)),
        )

    def _play(self, job: _Job, rendering: Rendering) -> None:
        """Play the beginning of what is still being rendered."""
        if job is not self._running or self._has_begun:
            return
        self._has_begun = True
        stage = self._stage
        if not job.is_note:
            if stage.playing_id == job.individual.id:
                stage.swap(rendering)
        elif not stage.is_playing:
            self._note_at_seconds = time.monotonic()
            stage.player.is_looping = False  # until the next melody is heard
            stage.player.play(rendering.samples, growing=rendering.progress)
        self.heard.emit()

    def _finish(self, job: _Job, rendering: Rendering) -> None:
        self._play(job, rendering)
        self._running = None
        self._next()

    def _fail(self, sentence: str) -> None:
        self._running = None
        self.failed.emit(sentence)


def _one_note(melody: Melody) -> Melody:
    """Return a melody of one note, in the middle of what it is made of."""
    midi_notes = melody.midi_notes
    middle = round(float(np.median(midi_notes))) if len(midi_notes) else 60
    meter = melody.meter
    steps = min(_NOTE_BEATS * meter.steps_per_beat, meter.steps_per_bar)
    note = Note(0, steps, middle, 100)
    return Melody.from_notes([note], meter.steps_per_bar, meter)
