"""Locks of a session: bars and notes of a melody that its offspring keep."""

from dataclasses import replace

from musicbreeder.melody.holding import (
    StepRuns,
    runs_cover,
    runs_with,
    runs_without,
)
from musicbreeder.services.session_history import SessionHistory


class SessionLocks(SessionHistory):
    """Locks bars and notes of melodies, in steps that can be undone."""

    def locked_steps(self, individual_id: int) -> StepRuns:
        """Return the runs of steps that the offspring of a melody keep.

        A melody has its own locks, or inherits those of its parents.
        """
        return self.individual(individual_id).locked_steps

    def locked_bars(self, individual_id: int) -> tuple[int, ...]:
        """Return the bars, from 0, all steps of which are locked."""
        individual = self.individual(individual_id)
        melody, runs = individual.melody, individual.locked_steps
        if not runs:
            return ()
        spans = [
            melody.meter.bar_span(bar, melody.bar_count)
            for bar in range(melody.bar_count)
        ]
        return tuple(bar for bar, span in enumerate(spans) if runs_cover(runs, *span))

    def set_bar_locked(self, individual_id: int, bar: int, is_locked: bool) -> None:
        """Let the offspring of a melody keep one of its bars, or no longer.

        Args:
            bar: from 0.

        Raises:
            ValueError: no such melody or bar.
        """
        melody = self.individual(individual_id).melody
        if not 0 <= bar < melody.bar_count:
            raise ValueError(f"bar must be in 0..{melody.bar_count - 1}, got {bar}")
        start, stop = melody.meter.bar_span(bar, melody.bar_count)
        self._set_locked(individual_id, start, stop, is_locked, f"bar {bar + 1}")

    def set_note_locked(self, individual_id: int, start: int, is_locked: bool) -> None:
        """Let the offspring of a melody keep one of its notes, or no longer.

        Args:
            start: the step on which the note starts.

        Raises:
            ValueError: no such melody or note.
        """
        individual = self.individual(individual_id)
        note = next(
            (one for one in individual.melody.notes if one.start == start), None
        )
        if note is None:
            raise ValueError(f"no note starts on step {start}")
        name = individual.key.note_name(note.midi_note)
        self._set_locked(individual_id, start, note.end, is_locked, f"the {name}")

    def unlock_all(self, individual_id: int) -> None:
        """Take every lock off a melody, also what it inherits."""
        if self.locked_steps(individual_id):
            self._lock(individual_id, (), "unlocking of everything")

    def _set_locked(
        self, individual_id: int, start: int, stop: int, is_locked: bool, what: str
    ) -> None:
        before = self.locked_steps(individual_id)
        change = runs_with if is_locked else runs_without
        after = change(before, start, stop)
        if after != before:
            verb = "locking" if is_locked else "unlocking"
            self._lock(individual_id, after, f"{verb} of {what}")

    def _lock(self, individual_id: int, runs: StepRuns, text: str) -> None:
        name = self.individual(individual_id).name
        mark = replace(self._state.mark(individual_id), locked_steps=runs)
        self._record.note_mark(individual_id, mark)
        self._do(f"{text} in {name}", self._state.marked(individual_id, mark))
