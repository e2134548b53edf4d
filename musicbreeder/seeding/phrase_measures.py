"""What the critic looks at beside the named features: how a phrase is built.

Phrases stand in a key without signature, one token a step. Some measures are of the
whole phrase (turns of phrase, steps of the scale, how varied it is), others of a place
in its last four bars: where notes start, how bars resemble one another, how it ends.
None depends on the octave. All are computed for many phrases at once.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.seeding.event_features import (
    FIRST_PITCH_TOKEN,
    HOLD_TOKEN,
    LOWEST_PITCH,
    REST_TOKEN,
    Ints,
    Tokens,
)
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

Floats = NDArray[np.float32]

_BARS = 4
_MOST_BAR_STEPS = 16
_PARTS_OF_BAR = 4
_WIDEST = 12
_LENGTH_EDGES = np.array([2, 3, 4, 5, 7, 9, 13])
_DEGREE_OF_CLASS = np.array([0, 7, 1, 7, 2, 3, 7, 4, 7, 5, 7, 6])
"""Places among the seven white notes; 7 for the others."""

_DEGREES = 8
_FEWEST_COLUMNS = 4
"""So many notes are in the longest turn that is counted."""


def phrase_measures(grids: Tokens, steps_per_bar: int) -> Floats:
    """Return the measures of phrases of one length, one row each.

    Args:
        grids: ``(rows, steps)`` tokens of whole bars.
        steps_per_bar: 12 or 16.
    """
    notes = _Notes(grids)
    columns = [
        _shares(notes.counted(notes.intervals + _WIDEST, 2 * _WIDEST + 1, after=1)),
        _shares(notes.counted(notes.classes, SEMITONES_PER_OCTAVE)),
        _shares(notes.counted(notes.length_classes, len(_LENGTH_EDGES) + 1)),
        _shares(notes.counted(notes.degree_pairs, _DEGREES**2, after=1)),
        _ends(notes),
        _variety(notes),
        _motion(notes),
        _places(grids, notes, steps_per_bar),
    ]
    return np.hstack(columns).astype(np.float32)


class _Notes:
    """The notes of phrases side by side, padded at the end.

    Attributes:
        counts: ``(rows,)``.
        is_note: ``(rows, most)``; the other arrays mean nothing elsewhere.
        pitches: ``(rows, most)``.
        onsets: ``(rows, most)`` steps.
        lengths: ``(rows, most)`` steps.
        intervals: ``(rows, most)`` from the note before, an octave at most.
        mean: ``(rows,)`` pitch.
    """

    def __init__(self, grids: Tokens) -> None:
        rows, steps = grids.shape
        is_onset = grids >= FIRST_PITCH_TOKEN
        self.counts: Ints = is_onset.sum(axis=1)
        most = max(int(self.counts.max(initial=0)), _FEWEST_COLUMNS)
        row, step = np.nonzero(is_onset)
        column = (np.cumsum(is_onset, axis=1) - 1)[row, step]
        self.is_note = np.arange(most) < self.counts[:, None]
        self.pitches = np.zeros((rows, most), dtype=np.int64)
        self.pitches[row, column] = grids[row, step].astype(np.int64) + (
            LOWEST_PITCH - FIRST_PITCH_TOKEN
        )
        self.onsets = np.full((rows, most), steps, dtype=np.int64)
        self.onsets[row, column] = step
        marks = np.where(grids != HOLD_TOKEN, np.arange(steps), steps)
        nexts = np.minimum.accumulate(marks[:, ::-1], axis=1)[:, ::-1]
        nexts = np.hstack([nexts[:, 1:], np.full((rows, 1), steps)])
        self.lengths = np.zeros((rows, most), dtype=np.int64)
        self.lengths[row, column] = nexts[row, step] - step
        steps_taken = np.diff(self.pitches, axis=1, prepend=0)
        self.intervals = np.clip(steps_taken, -_WIDEST, _WIDEST)
        sums = np.where(self.is_note, self.pitches, 0).sum(axis=1)
        self.mean = sums / np.maximum(self.counts, 1)

    @property
    def classes(self) -> Ints:
        return self.pitches % SEMITONES_PER_OCTAVE

    @property
    def length_classes(self) -> Ints:
        return np.searchsorted(_LENGTH_EDGES, self.lengths, side="right")

    @property
    def degree_pairs(self) -> Ints:
        degrees: Ints = _DEGREE_OF_CLASS[self.classes]
        return _DEGREES * np.roll(degrees, 1, axis=1) + degrees

    def counted(self, values: Ints, size: int, after: int = 0) -> NDArray[np.float64]:
        """Return how often each value comes, ``(rows, size)``.

        Args:
            after: notes at the beginning that do not count.
        """
        found = np.zeros((len(values), size))
        is_used = self.is_note.copy()
        is_used[:, :after] = False
        row, column = np.nonzero(is_used)
        np.add.at(found, (row, values[row, column]), 1.0)
        return found

    def last(self, values: Ints, back: int = 0) -> Ints:
        """Return the value of the last note, or of one before it."""
        places = np.maximum(self.counts - 1 - back, 0)
        return np.asarray(values[np.arange(len(values)), places])


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = counts / np.maximum(
        counts.sum(axis=1, keepdims=True), 1.0
    )
    return shares


def _ends(notes: _Notes) -> NDArray[np.float64]:
    """Return how phrases begin and end."""
    octave = np.arange(SEMITONES_PER_OCTAVE)
    last_class, first_class = notes.last(notes.classes), notes.classes[:, 0]
    edges = np.stack(
        [
            notes.lengths[:, 0],
            notes.last(notes.lengths),
            notes.last(notes.lengths, 1),
            notes.pitches[:, 0] - notes.mean,
            notes.last(notes.pitches) - notes.mean,
            notes.last(notes.intervals),
            notes.last(notes.intervals, 1),
            notes.last(notes.pitches) - notes.pitches[:, 0],
        ],
        axis=1,
    )
    return np.hstack(
        [
            edges,
            last_class[:, None] == octave,
            first_class[:, None] == octave,
        ]
    )


def _variety(notes: _Notes) -> NDArray[np.float64]:
    """Return how many different turns of 2, 3 and 4 notes there are for each."""
    turns = notes.intervals + _WIDEST
    timed = 18 * turns + np.minimum(notes.lengths, 17)
    columns = []
    for base, codes in ((25, turns), (25 * 18, timed)):
        joined = np.where(notes.is_note, codes, -1)
        for width in (1, 2, 3):
            if width > 1:
                joined = joined[:, :-1] * base + codes[:, width - 1 :]
            is_used = np.arange(joined.shape[1]) < (notes.counts - width + 1)[:, None]
            is_used[:, 0] = False
            ordered = np.sort(np.where(is_used, joined, -1), axis=1)
            is_new = (np.diff(ordered, axis=1) > 0) & (ordered[:, 1:] >= 0)
            total = np.maximum(is_used.sum(axis=1), 1)
            columns.append(is_new.sum(axis=1) / total)
    return np.stack(columns, axis=1)


def _motion(notes: _Notes) -> NDArray[np.float64]:
    """Return how phrases go up and down."""
    is_used = notes.is_note.copy()
    is_used[:, 0] = False
    sizes = np.where(is_used, np.abs(notes.intervals), 0)
    signs = np.where(is_used, np.sign(notes.intervals), 0)
    turns = (signs[:, 1:] * signs[:, :-1] < 0).sum(axis=1)
    leaps = sizes > 4
    led_back = leaps[:, :-1] & (signs[:, 1:] * signs[:, :-1] < 0) & (sizes[:, 1:] <= 4)
    count = np.maximum(notes.counts - 1, 1)
    high = np.where(notes.is_note, notes.pitches, -1)
    low = np.where(notes.is_note, notes.pitches, 999)
    rows = np.arange(len(high))
    return np.stack(
        [
            turns / count,
            leaps.sum(axis=1) / count,
            led_back.sum(axis=1) / np.maximum(leaps.sum(axis=1), 1),
            sizes.max(axis=1),
            sizes.sum(axis=1) / count,
            high.max(axis=1) - low.min(axis=1),
            notes.onsets[rows, high.argmax(axis=1)],
            notes.onsets[rows, low.argmin(axis=1)],
        ],
        axis=1,
    )


def _places(grids: Tokens, notes: _Notes, steps_per_bar: int) -> NDArray[np.float64]:
    """Return what stands where in the last four bars; bars that lack are empty."""
    rows = len(grids)
    sound = _sounding(grids).astype(np.float64) - (
        notes.mean[:, None] - LOWEST_PITCH + FIRST_PITCH_TOKEN
    )
    sound[_sounding(grids) < FIRST_PITCH_TOKEN] = 0.0
    lacking = max(_BARS * steps_per_bar - grids.shape[1], 0)
    kept = np.pad(grids, ((0, 0), (lacking, 0)))[:, -_BARS * steps_per_bar :]
    sound = np.pad(sound, ((0, 0), (lacking, 0)))[:, -_BARS * steps_per_bar :]
    bars = kept.reshape(rows, _BARS, steps_per_bar)
    sound = sound.reshape(rows, _BARS, steps_per_bar)
    onsets = bars >= FIRST_PITCH_TOKEN
    starts = np.zeros((rows, _MOST_BAR_STEPS))
    starts[:, :steps_per_bar] = onsets.mean(axis=1)
    parts = (rows, _BARS * _PARTS_OF_BAR, steps_per_bar // _PARTS_OF_BAR)
    half = steps_per_bar // 2
    alike = []
    for first in range(_BARS):
        for second in range(first):
            same = bars[:, first] == bars[:, second]
            same_sound = sound[:, first] == sound[:, second]
            alike += [
                same_sound.mean(axis=1),
                (onsets[:, first] == onsets[:, second]).mean(axis=1),
                same.all(axis=1),
                same[:, :half].all(axis=1),
                same[:, half:].all(axis=1),
            ]
    return np.hstack(
        [
            starts,
            onsets.sum(axis=2),
            onsets.reshape(parts).sum(axis=2),
            sound.reshape(parts).mean(axis=2),
            np.stack(alike, axis=1),
        ]
    )


def _sounding(grids: Tokens) -> Tokens:
    """Return the token that sounds on each step."""
    steps = np.arange(grids.shape[1])
    last = np.maximum.accumulate(np.where(grids != HOLD_TOKEN, steps, -1), axis=1)
    found = grids[np.arange(len(grids))[:, None], np.maximum(last, 0)]
    return np.where(last < 0, np.uint8(REST_TOKEN), found)
