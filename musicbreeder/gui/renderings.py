"""The sound that is made ready for melodies, most wanted first.

Melodies are rendered one after another on one thread, and on another what a person
waits for; it may begin to play while the rest of it is still being rendered. Answers
that come too late, for another sound or another generation, are dropped.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.early_renderer import EarlyRenderer
from musicbreeder.gui.workers import SOON, URGENT, Dispatcher
from musicbreeder.services.audition import Audition, Rendering, Sound
from musicbreeder.services.own_sound import own_sound


class Renderings(QObject):
    """Keeps the renderings of what is on screen.

    Attributes:
        early: renders what else somebody waits for.

    Signals:
        begun: an `Individual` that was wanted, and its `Rendering` so far.
        ready: an `Individual` and its `Rendering`, whole.
        failed: one sentence with the cure, once for each sound.
    """

    begun = Signal(object, object)
    ready = Signal(object, object)
    failed = Signal(str)
    _begun_on_thread = Signal(object, object, object)

    def __init__(
        self, audition: Audition, worker: Dispatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sound = Sound()
        self._audition = audition
        self._worker = worker
        self._urgent_worker = Dispatcher(1, self)
        self.early = EarlyRenderer(audition, self._urgent_worker, self)
        self._renderings: dict[int, Rendering] = {}
        self._requested: set[int] = set()
        self._failed_sound: Sound | None = None
        self.kept: dict[int, Individual] = {}
        self._begun_on_thread.connect(self._on_begun)

    def get(self, individual_id: int) -> Rendering | None:
        """Return a whole rendering, None = it is not there yet."""
        return self._renderings.get(individual_id)

    def prepare(
        self, individuals: Sequence[Individual], sound: Sound, playing_id: int
    ) -> None:
        """Make these ready to be heard with `sound`, in that order, and no others."""
        if sound != self.sound:
            self.sound = sound
            self._renderings.clear()
        self.kept = {one.id: one for one in individuals}
        self._renderings = {
            known: rendering
            for known, rendering in self._renderings.items()
            if known in self.kept or known == playing_id
        }
        self._requested.clear()
        for individual in individuals:
            self._request(individual, SOON, 0.0)

    def make_ready(self, individual: Individual) -> None:
        """Make one more melody ready to be heard, until others are prepared."""
        self.kept[individual.id] = individual
        self._request(individual, SOON, 0.0)

    def want(self, individual: Individual, at_fraction: float = 0.0) -> None:
        """Make a melody ready before all others, from a place in its bars, 0..1."""
        self._request(individual, URGENT, at_fraction)

    def _request(
        self, individual: Individual, priority: int, at_fraction: float
    ) -> None:
        if individual.id in self._renderings:
            return
        if individual.id in self._requested and priority != URGENT:
            return
        self._requested.add(individual.id)
        audition, sound = self._audition, self.sound

        def on_begun(rendering: Rendering) -> None:
            self._begun_on_thread.emit(individual, sound, rendering)

        def render() -> Rendering | None:
            if self.sound != sound:  # asked for before, late by now
                return None
            return audition.render(
                individual.melody,
                own_sound(individual, sound),
                on_begun if priority == URGENT else None,
                at_fraction,
            )

        worker = self._urgent_worker if priority == URGENT else self._worker
        worker.run(
            render,
            done=lambda rendering: self._on_rendered(
                individual, sound, rendering, is_wanted=priority == URGENT
            ),
            failed=lambda error: self._on_failed(sound, str(error)),
            priority=priority,
        )

    def shut_down(self) -> None:
        """End all work; nothing is rendered afterwards."""
        self._worker.shut_down()
        self._urgent_worker.shut_down()

    def _on_begun(
        self, individual: Individual, sound: Sound, rendering: Rendering
    ) -> None:
        if sound == self.sound:
            self.begun.emit(individual, rendering)

    def _on_rendered(
        self,
        individual: Individual,
        sound: Sound,
        rendering: Rendering | None,
        *,
        is_wanted: bool,
    ) -> None:
        if rendering is None or sound != self.sound:
            return
        if individual.id in self.kept or is_wanted:
            self._renderings[individual.id] = rendering
            self.ready.emit(individual, rendering)

    def _on_failed(self, sound: Sound, sentence: str) -> None:
        if sound == self.sound and sound != self._failed_sound:
            self._failed_sound = sound
            self.failed.emit(sentence)
