"""Undo and redo: the steps done and those taken back, without limit."""

from collections.abc import Sequence

from musicbreeder.services.session_state import SessionState
from musicbreeder.services.state_change import StateChange, Step


class UndoHistory:
    """The steps of a session, of which the first ones are done.

    Args:
        steps: those known already.
        done_count: how many of them are done.
    """

    def __init__(self, steps: Sequence[Step] = (), done_count: int = 0) -> None:
        self._steps = list(steps)
        self._done_count = done_count
        self._first_changed = len(self._steps)

    @property
    def steps(self) -> Sequence[Step]:
        """All steps, those that can be done again last."""
        return self._steps

    @property
    def done_count(self) -> int:
        return self._done_count

    @property
    def undo_text(self) -> str | None:
        """What the next undo takes back, None = nothing."""
        return self._steps[self._done_count - 1].text if self._done_count else None

    @property
    def redo_text(self) -> str | None:
        """What the next redo does again, None = nothing."""
        is_end = self._done_count == len(self._steps)
        return None if is_end else self._steps[self._done_count].text

    def record(
        self,
        text: str,
        before: SessionState,
        after: SessionState,
        gesture: str | None = None,
    ) -> None:
        """Remember a step; what had been taken back can no longer be done again.

        A gesture that ends where it began, such as going there and back, leaves no
        step.
        """
        del self._steps[self._done_count :]
        last = self._steps[-1] if self._steps else None
        if last is not None and gesture and last.gesture == gesture:
            before = last.change.reverted(before)
            text = last.text
            self._steps.pop()
        self._first_changed = min(self._first_changed, len(self._steps))
        change = StateChange.between(before, after)
        if change != StateChange():
            self._steps.append(Step(text, change, gesture))
        self._done_count = len(self._steps)

    def undo(self, state: SessionState) -> SessionState | None:
        """Return the state before the last step, None if there is none."""
        if not self._done_count:
            return None
        self._done_count -= 1
        return self._steps[self._done_count].change.reverted(state)

    def redo(self, state: SessionState) -> SessionState | None:
        """Return the state after the last step taken back, None if there is none."""
        if self._done_count == len(self._steps):
            return None
        self._done_count += 1
        return self._steps[self._done_count - 1].change.applied(state)

    def take_first_changed(self) -> int:
        """Return where steps differ from the last time this was asked."""
        first, self._first_changed = self._first_changed, len(self._steps)
        return first
