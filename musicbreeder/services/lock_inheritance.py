"""Which steps of each melody are locked: by the listener, or by descent.

Offspring keep what is locked in a parent, and keep it locked, so that a bar that was
found once stays through all generations until somebody unlocks it. What the listener
said of a melody itself counts first. Nothing is stored but that: take a lock off the
ancestor and its descendants are free as well.
"""

from collections.abc import Mapping

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.holding import HeldSteps, StepRuns, runs_with
from musicbreeder.services.session_state import Mark


class LockInheritance:
    """Tells of each melody which runs of steps its offspring keep.

    Args:
        individuals: by id, in the order of birth; may grow.
    """

    def __init__(self, individuals: Mapping[int, Individual]) -> None:
        self._individuals = individuals
        self._known_for: tuple[Mapping[int, Mark] | None, int] = (None, 0)
        self._runs: dict[int, StepRuns] = {}

    def locked_steps(self, individual_id: int, marks: Mapping[int, Mark]) -> StepRuns:
        """Return the locked runs of a melody under these marks."""
        known_marks, known_count = self._known_for
        if known_marks is not marks or known_count != len(self._individuals):
            self._runs = self._found(marks)
            self._known_for = marks, len(self._individuals)
        return self._runs.get(individual_id, ())

    def _found(self, marks: Mapping[int, Mark]) -> dict[int, StepRuns]:
        said = {
            known: mark.locked_steps
            for known, mark in marks.items()
            if mark.locked_steps is not None
        }
        found: dict[int, StepRuns] = {}
        if not said:
            return found
        for individual_id, born in self._individuals.items():
            runs = said.get(individual_id)
            if runs is None:
                runs = self._inherited(born, found)
            if runs:
                found[individual_id] = runs
        return found

    def _inherited(self, born: Individual, found: Mapping[int, StepRuns]) -> StepRuns:
        runs: StepRuns = ()
        for parent_id in born.parent_ids:
            of_parent = found.get(parent_id)
            if not of_parent:
                continue
            held = HeldSteps.of(self._individuals[parent_id].melody, of_parent)
            # Whoever was born before the lock was set may sound otherwise there.
            if held is not None and held.are_in(born.melody):
                for start, stop in of_parent:
                    runs = runs_with(runs, start, stop)
        return runs
