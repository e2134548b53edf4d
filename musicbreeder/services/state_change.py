"""What one gesture changed of a session's state, both ways: all that undo needs.

States are whole; a change holds only what differs, so that a long history stays small.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from musicbreeder.services.session_state import (
    NO_MARK,
    Comparison,
    Mark,
    SessionState,
)

_APART = {"marks", "comparisons"}
PLAIN_FIELDS = tuple(one.name for one in fields(SessionState) if one.name not in _APART)
"""Fields that a change holds whole."""

_Comparisons = tuple[Comparison, ...]


@dataclass(frozen=True)
class StateChange:
    """The difference between two states.

    Attributes:
        values: by the field, its value before and after.
        marks: by the individual's id, its mark before and after.
        kept_count: how many comparisons, from the first, are the same.
        comparisons: those after them, before and after.
    """

    values: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    marks: Mapping[int, tuple[Mark, Mark]] = field(default_factory=dict)
    kept_count: int = 0
    comparisons: tuple[_Comparisons, _Comparisons] = ((), ())

    @staticmethod
    def between(before: SessionState, after: SessionState) -> "StateChange":
        """Return what leads from one state to the other."""
        values = {}
        for name in PLAIN_FIELDS:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                values[name] = old, new
        marks = {}
        if before.marks is not after.marks:
            for known in before.marks.keys() | after.marks.keys():
                old_mark, new_mark = before.mark(known), after.mark(known)
                if old_mark != new_mark:
                    marks[known] = old_mark, new_mark
        old_row, new_row = before.comparisons, after.comparisons
        kept_count = 0
        for old_one, new_one in zip(old_row, new_row, strict=False):
            if old_one != new_one:
                break
            kept_count += 1
        tails = old_row[kept_count:], new_row[kept_count:]
        return StateChange(values, marks, kept_count if any(tails) else 0, tails)

    def applied(self, state: SessionState) -> SessionState:
        """Return the state after the change, given the one before."""
        return self._moved(state, 1)

    def reverted(self, state: SessionState) -> SessionState:
        """Return the state before the change, given the one after."""
        return self._moved(state, 0)

    def _moved(self, state: SessionState, side: int) -> SessionState:
        changes: dict[str, Any] = {name: v[side] for name, v in self.values.items()}
        if self.marks:
            marks = {**state.marks, **{k: v[side] for k, v in self.marks.items()}}
            for known in self.marks:
                if marks[known] == NO_MARK:
                    del marks[known]
            changes["marks"] = marks
        if any(self.comparisons):
            kept = state.comparisons[: self.kept_count]
            changes["comparisons"] = kept + self.comparisons[side]
        return replace(state, **changes)


@dataclass(frozen=True)
class Step:
    """One gesture that can be undone.

    Attributes:
        text: what was done, to follow the word "Undo": ``"rating of Copper Fern"``.
        gesture: steps of one gesture in a row, such as a drag, are undone together.
    """

    text: str
    change: StateChange
    gesture: str | None = None
