"""Steps of a melody that must stay as they are, and how to give them back.

Whatever changes a melody (an operator, a model that rewrites bars, a change of key) may
write what it likes; `HeldSteps.given_back` then puts the held steps in again, note for
note. Notes are held whole: a note that sounds on a held step is held from its start to
its end, also across a bar line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody

StepRuns = tuple[tuple[int, int], ...]
"""Runs of steps, each from its first to its last-plus-one, ascending and apart."""


@dataclass(frozen=True, eq=False)
class HeldSteps:
    """The steps of one melody that must stay as they are.

    Attributes:
        melody: has what is held.
        is_held: ``(step_count,)`` read-only booleans; whole notes and rests.
    """

    melody: Melody
    is_held: NDArray[np.bool_]

    @staticmethod
    def of(melody: Melody, runs: Iterable[tuple[int, int]]) -> "HeldSteps | None":
        """Return what is held of a melody, None = nothing.

        Args:
            melody: its notes that sound within the runs are held whole.
            runs: steps; what lies outside the melody is left out.
        """
        is_held = np.zeros(melody.step_count, dtype=np.bool_)
        for start, stop in runs:
            is_held[max(start, 0) : max(stop, 0)] = True
        if not is_held.any():
            return None
        for note in melody.notes:
            if is_held[note.start : note.end].any():
                is_held[note.start : note.end] = True
        is_held.setflags(write=False)
        return HeldSteps(melody, is_held)

    @property
    def runs(self) -> StepRuns:
        """The held steps as runs."""
        return runs_of(self.is_held)

    def fits(self, other: Melody) -> bool:
        """Tell whether another melody has the same grid, so that steps correspond."""
        return (
            other.meter == self.melody.meter
            and other.step_count == self.melody.step_count
        )

    def given_back(self, other: Melody) -> Melody:
        """Return another melody with the held steps as they are here.

        What sounds into a held stretch from outside ends there; what is held never
        sounds on beyond its end.

        Raises:
            ValueError: the other melody has another grid, see `fits`.
        """
        if not self.fits(other):
            raise ValueError(f"{other!r} has other steps than {self.melody!r}")
        events = np.where(self.is_held, self.melody.events, other.events)
        velocities = np.where(self.is_held, self.melody.velocities, other.velocities)
        firsts, afters = self._borders
        # Notes are held whole, so a stretch begins with a note or with silence.
        events[firsts[events[firsts] < 0]] = NOTE_OFF
        events[afters[events[afters] == NO_EVENT]] = NOTE_OFF
        return Melody(events, velocities, other.meter)

    @cached_property
    def _borders(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The first step of each held stretch, and the first step after it."""
        held = np.concatenate(([False], self.is_held, [False]))
        firsts = np.flatnonzero(held[1:] & ~held[:-1])
        afters = np.flatnonzero(~held[1:] & held[:-1])
        return firsts, afters[afters < len(self.is_held)]

    def are_in(self, other: Melody) -> bool:
        """Tell whether another melody sounds the same on every held step."""
        return self.fits(other) and self.given_back(other) == other

    def joined(self, other: "HeldSteps | None") -> "HeldSteps":
        """Return what is held here and, as far as there is room for it, in another.

        Where both hold the same steps, these ones stay.
        """
        if other is None or not self.fits(other.melody):
            return self
        is_added = other.is_held & ~self.is_held
        for note in other.melody.notes:
            if not is_added[note.start : note.end].all():
                is_added[note.start : note.end] = False
        if not is_added.any():
            return self
        both = HeldSteps(other.melody, is_added).given_back(self.melody)
        is_held = self.is_held | is_added
        is_held.setflags(write=False)
        return HeldSteps(self.given_back(both), is_held)


def held_of_either(
    first: HeldSteps | None, second: HeldSteps | None
) -> HeldSteps | None:
    """Return what is held in either of two, the first one first; None = nothing."""
    return second if first is None else first.joined(second)


def runs_of(is_held: NDArray[np.bool_]) -> StepRuns:
    """Return the true stretches of an array as runs."""
    padded = np.concatenate(([False], is_held, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def runs_with(runs: StepRuns, start: int, stop: int) -> StepRuns:
    """Return runs with some more steps.

    >>> runs_with(((0, 4),), 4, 8)
    ((0, 8),)
    """
    is_held = _mask(runs, stop)
    is_held[start:stop] = True
    return runs_of(is_held)


def runs_without(runs: StepRuns, start: int, stop: int) -> StepRuns:
    """Return runs without some steps.

    >>> runs_without(((0, 8),), 2, 4)
    ((0, 2), (4, 8))
    """
    is_held = _mask(runs, stop)
    is_held[start:stop] = False
    return runs_of(is_held)


def runs_cover(runs: StepRuns, start: int, stop: int) -> bool:
    """Tell whether all steps of a stretch lie in the runs."""
    return bool(_mask(runs, stop)[start:stop].all())


def _mask(runs: StepRuns, step_count: int) -> NDArray[np.bool_]:
    is_held = np.zeros(max([step_count, *(stop for _, stop in runs)]), dtype=np.bool_)
    for start, stop in runs:
        is_held[start:stop] = True
    return is_held
