"""Undo and redo over frozen states."""

from dataclasses import replace

from musicbreeder.services.session_state import SessionState, Step


class UndoHistory:
    """The steps done so far and those taken back, without limit."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def undo_text(self) -> str | None:
        """What the next undo takes back, None = nothing."""
        return self._done[-1].text if self._done else None

    @property
    def redo_text(self) -> str | None:
        """What the next redo does again, None = nothing."""
        return self._undone[-1].text if self._undone else None

    def record(self, step: Step) -> None:
        """Remember a step; what had been taken back can no longer be redone."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and step.gesture and last.gesture == step.gesture:
            self._done[-1] = replace(last, after=step.after)
        else:
            self._done.append(step)

    def undo(self) -> SessionState | None:
        """Return the state before the last step, None if there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return step.before

    def redo(self) -> SessionState | None:
        """Return the state after the last step taken back, None if there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return step.after
