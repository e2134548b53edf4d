"""Plans unheard melodies anew while the listener rates, quietly and in the background.

Nothing that was heard, marked, selected or is playing ever moves. What comes too late,
because more was said or another generation is open, is dropped.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.gui.workers import IDLE, Dispatcher
from musicbreeder.services.breeding_plan import Replanned, ReplanPlan
from musicbreeder.services.breeding_session import BreedingSession

_PAUSE_MILLISECONDS = 350
"""Ratings often come in a row; planning waits for the last of them."""


class Replanner(QObject):
    """Runs one re-planning at a time.

    Signals:
        wanted: it is time to look whether anything is to be planned anew.
        found: a plan and what it found, for the session to take.
    """

    wanted = Signal()
    found = Signal(object, object)

    def __init__(self, worker: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._plan: ReplanPlan | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self.wanted)

    @property
    def is_planning(self) -> bool:
        return self._plan is not None

    def consider(self) -> None:
        """Look soon whether enough was said."""
        self._timer.start()

    def begin(self, session: BreedingSession, keep_ids: frozenset[int]) -> None:
        """Plan anew what nobody has heard, if enough was said since the last time."""
        self.cancel()
        if not session.wants_replan:
            return
        plan = session.prepare_replan(keep_ids)
        if plan is None:
            return
        self._plan = plan
        self._worker.run(
            plan.run,
            done=lambda found: self._on_done(plan, found),
            failed=lambda _: self._forget(plan),
            priority=IDLE,
        )

    def cancel(self) -> None:
        """Drop what is being planned, and what was about to be."""
        self._timer.stop()
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None

    def _forget(self, plan: ReplanPlan) -> None:
        if plan is self._plan:
            self._plan = None

    def _on_done(self, plan: ReplanPlan, found: Replanned) -> None:
        if plan is self._plan:
            self._plan = None
            self.found.emit(plan, found)
