"""A listener with a tune in mind: the nearer a melody comes to it, the better.

The tune comes from an invented dance (70 %) or is a random phrase (30 %).
"""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.dances import DANCES, dance_phrases
from musicbreeder.bench.listeners.frozen_phrases import events_of, random_phrase
from musicbreeder.bench.listeners.hearing import Hearing, Values

_DANCE_SHARE = 0.7
_PITCH_SHARE = 0.6
_FARTHEST_SEMITONES, _FARTHEST_STEPS = 5.0, 6.0


class TuneInMind:
    """Compares notes in order, contour and rhythm, in any transposition."""

    def __init__(self, rng: Generator) -> None:
        if rng.random() < _DANCE_SHARE:
            dance = list(DANCES.values())[int(rng.integers(len(DANCES)))]
            target = dance_phrases(dance, 1, rng)
        else:
            target = events_of([random_phrase(rng)])
        self.ideal: Events | None = target[0]
        self._weights = rng.dirichlet((2.0, 2.0, 2.0))
        self._target = Hearing(target)

    def utilities(self, events: Events) -> Values:
        hearing = Hearing(events)
        parts = (
            1.0 - self._edit_distances(hearing),
            self._contour_likeness(hearing),
            self._rhythm_likeness(hearing),
        )
        return np.asarray(np.stack(parts, axis=1) @ self._weights)

    def _edit_distances(self, hearing: Hearing) -> Values:
        """Return 0..1: Levenshtein distance over (interval before, length) pairs.

        The row recurrence is solved for all melodies at once: insertions along a row
        are a running minimum.
        """
        intervals, gaps = _note_table(hearing)
        own_intervals, own_gaps = _note_table(self._target)
        width = intervals.shape[1]
        columns = np.arange(width + 1)
        row = np.broadcast_to(columns, (len(hearing), width + 1)).astype(np.float64)
        for index in range(own_intervals.shape[1]):
            wrong_pitch = np.abs(intervals - own_intervals[0, index])
            wrong_length = np.abs(gaps - own_gaps[0, index])
            cost = _PITCH_SHARE * np.minimum(wrong_pitch / _FARTHEST_SEMITONES, 1.0)
            cost += (1.0 - _PITCH_SHARE) * np.minimum(
                wrong_length / _FARTHEST_STEPS, 1.0
            )
            following = row + 1.0
            np.minimum(following[:, 1:], row[:, :-1] + cost, out=following[:, 1:])
            row = np.minimum.accumulate(following - columns, axis=1) + columns
        counts = hearing.note_counts.astype(np.intp)
        distance = row[np.arange(len(hearing)), counts]
        longest = np.maximum(counts, len(self._target.rows))
        return np.asarray(distance / longest)

    def _contour_likeness(self, hearing: Hearing) -> Values:
        own = self._target.line - self._target.line.mean()
        lines = hearing.line - hearing.line.mean(axis=1, keepdims=True)
        gaps = np.abs(lines - own).mean(axis=1)
        return np.asarray(np.clip(1.0 - gaps / 6.0, 0.0, 1.0))

    def _rhythm_likeness(self, hearing: Hearing) -> Values:
        common = (hearing.onsets & self._target.onsets).sum(axis=1)
        totals = hearing.onsets.sum(axis=1) + self._target.onsets.sum()
        return np.asarray(2.0 * common / np.maximum(totals, 1))


def _note_table(hearing: Hearing) -> tuple[Values, Values]:
    """Return ``(n, most notes)`` interval before each note and steps to the next."""
    width = max(int(hearing.note_counts.max(initial=0)), 1)
    firsts = np.searchsorted(hearing.rows, np.arange(len(hearing)))
    places = np.arange(len(hearing.rows)) - firsts[hearing.rows]
    gaps = np.zeros((len(hearing), width))
    gaps[hearing.rows, places] = hearing.gaps
    intervals = np.zeros((len(hearing), width))
    is_later = places > 0
    intervals[hearing.rows[is_later], places[is_later]] = hearing.intervals
    return intervals, gaps
