"""Many melodies as arrays, so that features are computed for all of them at once.

Notes of the whole batch stand in flat arrays, one entry a note in the order of the
melodies; `rows` says which melody each belongs to. Pairs of neighbouring notes (moves)
and of neighbouring moves (turns) are flat arrays as well.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT
from musicbreeder.theory.meter import Meter

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Feature:
    """One number that can be said about a melody.

    Attributes:
        name: unique, as a person can read it: ``"step share"``.
        description: what it measures, with unit or range.
        source: where the measure comes from.
    """

    name: str
    description: str
    source: str


class MelodyBatch:
    """Melodies of one length and meter, side by side.

    Args:
        events: ``(melody_count, step_count)`` in the convention of `melody.melody`.
        meter: the meter of them all.
    """

    def __init__(self, events: NDArray[np.int16], meter: Meter) -> None:
        self.events = events
        self.meter = meter
        self.melody_count, self.step_count = events.shape
        self.bar_count = self.step_count // meter.steps_per_bar
        self.is_onset: Flags = events >= 0
        rows, starts = np.nonzero(self.is_onset)
        self.rows: Ints = rows
        self.starts: Ints = starts
        self.pitches: Floats = events[rows, starts].astype(np.float64)
        self.note_counts: Ints = np.bincount(rows, minlength=self.melody_count)

    @cached_property
    def is_last(self) -> Flags:
        """``(note_count,)`` whether a note is the last of its melody."""
        is_last = np.ones(len(self.rows), dtype=bool)
        is_last[:-1] = self.rows[1:] != self.rows[:-1]
        return is_last

    @cached_property
    def is_first(self) -> Flags:
        """``(note_count,)`` whether a note is the first of its melody."""
        is_first = np.ones(len(self.rows), dtype=bool)
        is_first[1:] = self.is_last[:-1]
        return is_first

    @cached_property
    def gaps(self) -> Ints:
        """``(note_count,)`` steps from each onset to the next, or to the end."""
        following = np.full(len(self.starts), self.step_count, dtype=np.intp)
        following[:-1][~self.is_last[:-1]] = self.starts[1:][~self.is_last[:-1]]
        return following - self.starts

    @cached_property
    def gap_quarters(self) -> Floats:
        """``(note_count,)`` the gaps in quarter notes."""
        return np.asarray(self.gaps * self.meter.quarters_per_step, np.float64)

    @cached_property
    def durations(self) -> Ints:
        """``(note_count,)`` steps each note sounds."""
        steps = np.arange(self.step_count)
        boundary = np.where(self.events != NO_EVENT, steps, self.step_count)
        nearest = np.minimum.accumulate(boundary[:, ::-1], axis=1)[:, ::-1]
        padded = np.full((self.melody_count, self.step_count + 1), self.step_count)
        padded[:, :-1] = nearest
        ends: Ints = padded[self.rows, self.starts + 1]
        return ends - self.starts

    @cached_property
    def weights(self) -> Ints:
        """``(note_count,)`` metrical weight at each onset, 0 = downbeat."""
        places = self.starts % self.meter.steps_per_bar
        return self.meter.weights().astype(np.intp)[places]

    @cached_property
    def is_move(self) -> Flags:
        """``(note_count - 1,)`` whether a note and the next are of one melody."""
        return ~self.is_last[:-1]

    @cached_property
    def move_rows(self) -> Ints:
        """``(move_count,)`` the melody of each move."""
        return self.rows[:-1][self.is_move]

    @cached_property
    def intervals(self) -> Floats:
        """``(move_count,)`` signed semitones of each move."""
        return np.diff(self.pitches)[self.is_move]

    @cached_property
    def move_counts(self) -> Ints:
        """``(melody_count,)`` the moves of each melody."""
        return np.maximum(self.note_counts - 1, 0)

    @cached_property
    def is_turn(self) -> Flags:
        """``(move_count - 1,)`` whether a move and the next are of one melody."""
        return np.asarray(self.move_rows[1:] == self.move_rows[:-1])

    @cached_property
    def turn_rows(self) -> Ints:
        """``(turn_count,)`` the melody of each pair of moves."""
        return self.move_rows[1:][self.is_turn]

    @cached_property
    def turns(self) -> tuple[Floats, Floats]:
        """Two ``(turn_count,)``: first and second interval of each pair of moves."""
        return self.intervals[:-1][self.is_turn], self.intervals[1:][self.is_turn]

    @cached_property
    def sounding(self) -> Floats:
        """``(melody_count, step_count)`` the pitch last heard at each step.

        Rests hold the pitch before them, a leading rest the first pitch; a melody of no
        notes is 0 throughout.
        """
        steps = np.arange(self.step_count)
        latest = np.maximum.accumulate(np.where(self.is_onset, steps, -1), axis=1)
        first = np.argmax(self.is_onset, axis=1)
        latest = np.where(latest < 0, first[:, None], latest)
        pitches = np.take_along_axis(self.events, latest, axis=1).astype(np.float64)
        return np.maximum(pitches, 0.0)

    @cached_property
    def mean_pitch(self) -> Floats:
        """``(melody_count,)`` mean MIDI note over the melody's time."""
        return np.asarray(self.sounding.mean(axis=1))

    @cached_property
    def first_pitch(self) -> Floats:
        """``(melody_count,)`` MIDI note of the first note."""
        return self.sounding[:, 0]

    @cached_property
    def last_pitch(self) -> Floats:
        """``(melody_count,)`` MIDI note of the last note."""
        return self.sounding[:, -1]

    def note_sum(self, values: Floats | Flags) -> Floats:
        """Return ``(melody_count,)`` the sum of a value of each note."""
        return _sums(self.rows, values, self.melody_count)

    def note_mean(self, values: Floats | Flags) -> Floats:
        """Return ``(melody_count,)`` the mean of a value of each note, 0 of none."""
        return self.note_sum(values) / np.maximum(self.note_counts, 1)

    def move_mean(self, values: Floats | Flags) -> Floats:
        """Return ``(melody_count,)`` the mean of a value of each move, 0 of none."""
        sums = _sums(self.move_rows, values, self.melody_count)
        return sums / np.maximum(self.move_counts, 1)

    def turn_sum(self, values: Floats | Flags) -> Floats:
        """Return ``(melody_count,)`` the sum of a value of each pair of moves."""
        return _sums(self.turn_rows, values, self.melody_count)

    def histogram(self, rows: Ints, classes: Ints, class_count: int) -> Floats:
        """Return ``(melody_count, class_count)`` the share of each class, or zeros."""
        counts = np.bincount(
            rows * class_count + classes, minlength=self.melody_count * class_count
        ).reshape(self.melody_count, class_count)
        totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return np.asarray(counts / totals)


def entropy(shares: Floats) -> Floats:
    """Return ``(row_count,)`` Shannon's entropy in bits of rows of shares."""
    safe = np.where(shares > 0.0, shares, 1.0)
    return -np.asarray((shares * np.log2(safe)).sum(axis=1))


def _sums(rows: Ints, values: Floats | Flags, melody_count: int) -> Floats:
    sums = np.bincount(rows, weights=values, minlength=melody_count)
    return sums.astype(np.float64)
