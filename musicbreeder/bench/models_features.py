"""What a judge looks at when it tells made melodies from tunes.

About 120 numbers a melody of four bars: histograms of intervals, lengths, places in the
bar and pitch classes, range and contour, how the bars resemble one another, and how
varied the turns of phrase are.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.bench.models_corpus import Tokens

HOLD, REST, FIRST_PITCH, LOWEST_PITCH = 0, 1, 2, 53
BARS = 4
_WIDEST = 12
_LENGTHS = np.array([1, 2, 3, 4, 6, 8, 12])
_DIATONIC = np.isin(np.arange(12), [0, 2, 4, 5, 7, 9, 11])

Floats = NDArray[np.float64]


class NoteTable:
    """The notes of many melodies, padded to the longest.

    Attributes:
        is_note: ``(rows, most)`` which places hold a note.
        pitches: ``(rows, most)`` MIDI notes, 0 where there is none.
        onsets: ``(rows, most)`` steps.
        lengths: ``(rows, most)`` steps, rests not counted in.
        counts: ``(rows,)``.
    """

    def __init__(self, tokens: Tokens) -> None:
        rows, steps = tokens.shape
        is_onset = tokens >= FIRST_PITCH
        self.counts = is_onset.sum(axis=1)
        most = max(int(self.counts.max(initial=0)), 1)
        place = np.cumsum(is_onset, axis=1) - 1
        row, step = np.nonzero(is_onset)
        column = place[row, step]
        self.is_note = np.arange(most) < self.counts[:, None]
        self.pitches = np.zeros((rows, most), dtype=np.int64)
        self.pitches[row, column] = tokens[row, step].astype(np.int64) + (
            LOWEST_PITCH - FIRST_PITCH
        )
        self.onsets = np.zeros((rows, most), dtype=np.int64)
        self.onsets[row, column] = step
        boundary = np.where(tokens != HOLD, np.arange(steps), steps)
        following = np.minimum.accumulate(boundary[:, ::-1], axis=1)[:, ::-1]
        following = np.hstack([following[:, 1:], np.full((rows, 1), steps)])
        self.lengths = np.zeros((rows, most), dtype=np.int64)
        self.lengths[row, column] = following[row, step] - step

    @property
    def intervals(self) -> NDArray[np.int64]:
        """``(rows, most - 1)``; meaningful where `is_interval`."""
        return np.diff(self.pitches, axis=1)

    @property
    def is_interval(self) -> NDArray[np.bool_]:
        second: NDArray[np.bool_] = self.is_note[:, 1:]
        return second


def sounding(tokens: Tokens) -> NDArray[np.int64]:
    """Return the token that sounds on each step, `REST` in silence."""
    steps = np.arange(tokens.shape[1])
    last = np.maximum.accumulate(np.where(tokens != HOLD, steps, -1), axis=1)
    rows = np.arange(len(tokens))[:, None]
    found = tokens[rows, np.maximum(last, 0)].astype(np.int64)
    return np.where(last < 0, REST, found)


def has_repeated_bar(tokens: Tokens) -> NDArray[np.bool_]:
    """Tell for each melody whether two of its bars are the same."""
    bars = tokens.reshape(len(tokens), BARS, -1)
    found = np.zeros(len(tokens), dtype=np.bool_)
    for first in range(BARS):
        for second in range(first):
            found |= (bars[:, first] == bars[:, second]).all(axis=1)
    return found


def interval_counts(notes: NoteTable) -> Floats:
    """Return how often each interval comes, ``(rows, 25)``, -12 to 12."""
    clipped = np.clip(notes.intervals, -_WIDEST, _WIDEST) + _WIDEST
    return _counts(clipped, notes.is_interval, 2 * _WIDEST + 1)


def length_counts(notes: NoteTable) -> Floats:
    """Return how often each class of length comes, ``(rows, 8)``."""
    classes = np.searchsorted(_LENGTHS, notes.lengths, side="left")
    return _counts(classes, notes.is_note, len(_LENGTHS) + 1)


def pitch_class_counts(notes: NoteTable) -> Floats:
    """Return how often each pitch class comes, ``(rows, 12)``."""
    return _counts(notes.pitches % 12, notes.is_note, 12)


def _counts(values: NDArray[np.int64], is_used: NDArray[np.bool_], size: int) -> Floats:
    found = np.zeros((len(values), size))
    row, column = np.nonzero(is_used)
    np.add.at(found, (row, values[row, column]), 1.0)
    return found


def _shares(counts: Floats) -> Floats:
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return shares


def judged_features(tokens: Tokens) -> Floats:
    """Return what a judge looks at, ``(rows, features)``."""
    notes = NoteTable(tokens)
    steps_per_bar = tokens.shape[1] // BARS
    onset_places = _counts(notes.onsets % steps_per_bar, notes.is_note, steps_per_bar)
    classes = _shares(pitch_class_counts(notes))
    return np.hstack(
        [
            _shares(interval_counts(notes)),
            _shares(length_counts(notes)),
            onset_places / BARS,
            classes,
            classes[:, _DIATONIC].sum(axis=1, keepdims=True),
            _range_and_ends(notes),
            _likeness_of_bars(tokens, steps_per_bar),
            _notes_of_bars(notes, steps_per_bar),
            _variety(notes),
            _contour(notes),
            (tokens == REST).sum(axis=1, keepdims=True),
        ]
    )


def _range_and_ends(notes: NoteTable) -> Floats:
    rows = np.arange(len(notes.counts))
    last = np.maximum(notes.counts - 1, 0)
    pitches = notes.pitches.astype(np.float64)
    high = np.where(notes.is_note, pitches, -np.inf)
    low = np.where(notes.is_note, pitches, np.inf)
    mean = np.where(notes.is_note, pitches, 0.0).sum(axis=1) / np.maximum(
        notes.counts, 1
    )
    return np.stack(
        [
            high.max(axis=1) - low.min(axis=1),
            mean,
            pitches[:, 0] - mean,
            pitches[rows, last] - mean,
            pitches[:, 0] % 12,
            pitches[rows, last] % 12,
            notes.onsets[rows, high.argmax(axis=1)],
            notes.onsets[rows, low.argmin(axis=1)],
            notes.lengths[:, 0],
            notes.lengths[rows, last],
            notes.counts,
        ],
        axis=1,
    )


def _likeness_of_bars(tokens: Tokens, steps_per_bar: int) -> Floats:
    rows = len(tokens)
    bars = tokens.reshape(rows, BARS, steps_per_bar)
    sound = sounding(tokens).reshape(rows, BARS, steps_per_bar)
    onsets = bars >= FIRST_PITCH
    half = steps_per_bar // 2
    columns = []
    for first in range(BARS):
        for second in range(first):
            same_sound = (sound[:, first] == sound[:, second]).mean(axis=1)
            same_rhythm = (onsets[:, first] == onsets[:, second]).mean(axis=1)
            same = bars[:, first] == bars[:, second]
            columns += [same_sound, same_rhythm, same.all(axis=1)]
            columns += [same[:, :half].all(axis=1), same[:, half:].all(axis=1)]
    return np.stack(columns, axis=1).astype(np.float64)


def _notes_of_bars(notes: NoteTable, steps_per_bar: int) -> Floats:
    return _counts(notes.onsets // steps_per_bar, notes.is_note, BARS)


def _variety(notes: NoteTable) -> Floats:
    """Return how many different turns of 2, 3 and 4 notes there are for each."""
    intervals = np.clip(notes.intervals, -_WIDEST, _WIDEST) + _WIDEST
    lengths = np.minimum(notes.lengths, 16)
    columns = []
    for width in (1, 2, 3):
        for extra in (0, 1):
            codes = np.zeros((len(intervals), max(intervals.shape[1] - width + 1, 1)))
            for place in range(width):
                stop = intervals.shape[1] - width + 1 + place
                codes = codes * 25 + intervals[:, place:stop]
                if extra:
                    codes = codes * 17 + lengths[:, place:stop]
            counts = np.maximum(notes.counts - width, 0)
            is_used = np.arange(codes.shape[1]) < counts[:, None]
            codes = np.where(is_used, codes, -1.0)
            ordered = np.sort(codes, axis=1)
            kinds = ((np.diff(ordered, axis=1) > 0) & (ordered[:, 1:] >= 0)).sum(axis=1)
            kinds = kinds + (ordered[:, 0] >= 0)
            columns.append(kinds / np.maximum(counts, 1))
    return np.stack(columns, axis=1)


def _contour(notes: NoteTable) -> Floats:
    intervals, is_used = notes.intervals, notes.is_interval
    count = np.maximum(is_used.sum(axis=1), 1)
    turns_used = is_used[:, 1:]
    turns = (np.sign(intervals[:, 1:]) * np.sign(intervals[:, :-1]) < 0) & turns_used
    leaps = (np.abs(intervals) > 4) & is_used
    led_back = leaps[:, :-1] & turns & (np.abs(intervals[:, 1:]) <= 4)
    sizes = np.where(is_used, np.abs(intervals), 0)
    longest = np.zeros(len(intervals))
    run = np.zeros(len(intervals))
    for column in range(intervals.shape[1] - 1):
        goes_on = (
            (np.sign(intervals[:, column + 1]) == np.sign(intervals[:, column]))
            & is_used[:, column + 1]
            & (intervals[:, column] != 0)
        )
        run = np.where(goes_on, run + 1, 0)
        longest = np.maximum(longest, run)
    return np.stack(
        [
            turns.sum(axis=1) / count,
            leaps.sum(axis=1) / count,
            led_back.sum(axis=1) / np.maximum(leaps.sum(axis=1), 1),
            sizes.max(axis=1, initial=0),
            sizes.sum(axis=1) / count,
            (sizes > 12).any(axis=1),
            longest,
        ],
        axis=1,
    )
