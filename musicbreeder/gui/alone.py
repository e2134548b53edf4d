"""Breeding on without the listener, in the background, for as long as they chose."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.services.evolving import AlonePlan


class Alone(QObject):
    """Runs one plan at a time.

    Signals:
        progressed: the share that is done, 0..1.
        changed: whether it runs.
        found: a plan and what it brought back, for the session to take.
        failed: one sentence with the cure.
    """

    progressed = Signal(float)
    changed = Signal(bool)
    found = Signal(object, object)
    failed = Signal(str)

    def __init__(self, worker: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._plan: AlonePlan | None = None

    @property
    def is_running(self) -> bool:
        return self._plan is not None

    def begin(self, plan: AlonePlan, seconds: float) -> None:
        """Breed on for some time."""
        self._plan = plan
        self.changed.emit(True)
        self._worker.run(
            # A worker speaks to the window by a signal, never to a widget.
            lambda: plan.run(seconds=seconds, on_progress=self.progressed.emit),
            done=lambda offspring: self._on_done(plan, offspring),
            failed=lambda error: self._on_failed(plan, str(error)),
        )

    def finish(self) -> None:
        """End soon with what was found so far."""
        if self._plan is not None:
            self._plan.finish()

    def cancel(self) -> None:
        """End soon with nothing."""
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None
            self.changed.emit(False)

    def _on_done(self, plan: AlonePlan, offspring: Sequence[Offspring]) -> None:
        if plan is self._plan:
            self._plan = None
            self.found.emit(plan, offspring)
            self.changed.emit(False)

    def _on_failed(self, plan: AlonePlan, sentence: str) -> None:
        if plan is self._plan:
            self.cancel()
            self.failed.emit(sentence)
