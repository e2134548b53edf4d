"""What simulated listeners hear in a batch of melodies, as plain arrays.

Written for this benchmark alone and apart from the features that breeding learns from.
All melodies have four bars of 4/4 in sixteenths: 64 steps.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicbreeder.bench.grid import (
    BAR_COUNT,
    BAR_STEPS,
    NO_EVENT,
    STEP_COUNT,
    Events,
)

Values = NDArray[np.float64]
Counts = NDArray[np.intp]

_STRENGTH = np.array([4, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0])
"""How strong each step of a bar is: the metrical tree of 4/4."""

_MAJOR = np.array(
    [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
)
_MINOR = np.array(
    [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
)
"""Probe-tone profiles of Krumhansl and Kessler (1982)."""

_MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
_MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)


def _delays() -> NDArray[np.int_]:
    """Return how much a note is syncopated, by its place in the bar and its length."""
    delays = np.zeros((BAR_STEPS, STEP_COUNT + 1), dtype=np.int_)
    for place in range(BAR_STEPS):
        strongest = 0
        for length in range(2, STEP_COUNT + 1):
            passed = _STRENGTH[(place + length - 1) % BAR_STEPS]
            strongest = max(strongest, int(passed))
            delays[place, length] = max(strongest - int(_STRENGTH[place]), 0)
    return delays


def _key_profiles() -> Values:
    profiles = [
        np.roll(mode, tonic) for mode in (_MAJOR, _MINOR) for tonic in range(12)
    ]
    centred = np.array(profiles)
    centred -= centred.mean(axis=1, keepdims=True)
    normed: Values = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    return normed


def _key_members() -> Values:
    members = np.zeros((24, 12))
    for key in range(24):
        scale = _MAJOR_SCALE if key < 12 else _MINOR_SCALE
        members[key, [(key + offset) % 12 for offset in scale]] = 1.0
    return members


_DELAYS, _KEY_PROFILES, _KEY_MEMBERS = _delays(), _key_profiles(), _key_members()


class Hearing:
    """A batch of melodies, heard.

    Notes of all melodies stand one after another in flat arrays; `rows` says which
    melody each belongs to.

    Args:
        events: ``(n, 64)`` int16: a MIDI note starts, -1 a note ends, -2 it goes on.

    Attributes:
        rows, steps, pitches: ``(note_count,)`` melody, first step and MIDI note.
        onsets: ``(n, 64)`` whether a note starts.
    """

    def __init__(self, events: Events) -> None:
        if events.ndim != 2 or events.shape[1] != STEP_COUNT:
            raise ValueError(
                f"events must have shape (n, {STEP_COUNT}), got {events.shape}"
            )
        self.events = events
        self.onsets = events >= 0
        self.rows, self.steps = np.nonzero(self.onsets)
        self.pitches = events[self.rows, self.steps].astype(np.intp)
        self._is_pair = self.rows[1:] == self.rows[:-1]

    def __len__(self) -> int:
        return len(self.events)

    def sums(self, rows: Counts, values: NDArray[np.generic] | None = None) -> Values:
        """Return ``(n,)`` sums of flat values, or their counts."""
        totals = np.bincount(rows, weights=values, minlength=len(self))
        return totals.astype(np.float64)

    def means(self, rows: Counts, values: NDArray[np.generic]) -> Values:
        """Return ``(n,)`` means of flat values, 0 where there are none."""
        return self.sums(rows, values) / np.maximum(self.sums(rows), 1.0)

    # Notes.

    @cached_property
    def note_counts(self) -> Values:
        return self.sums(self.rows)

    @cached_property
    def gaps(self) -> Counts:
        """Steps from each note's start to the next one's, or to the end."""
        following = np.append(self.steps[1:], STEP_COUNT)
        is_last = np.append(~self._is_pair, True)
        following[is_last] = STEP_COUNT
        return following - self.steps

    @cached_property
    def durations(self) -> Counts:
        """Steps for which each note sounds."""
        columns = np.where(self.events != NO_EVENT, np.arange(STEP_COUNT), STEP_COUNT)
        following = np.minimum.accumulate(columns[:, ::-1], axis=1)[:, ::-1]
        padded = np.pad(following, ((0, 0), (0, 1)), constant_values=STEP_COUNT)
        ends: Counts = padded[self.rows, self.steps + 1]
        return ends - self.steps

    @cached_property
    def pair_rows(self) -> Counts:
        """Melody of each pair of neighbouring notes."""
        return np.asarray(self.rows[1:][self._is_pair])

    @cached_property
    def intervals(self) -> Counts:
        """Semitones upwards within each pair of neighbouring notes."""
        return np.asarray(np.diff(self.pitches)[self._is_pair])

    @cached_property
    def triples(self) -> tuple[Counts, Counts, Counts]:
        """Melody, first and second interval of each three neighbouring notes."""
        is_triple = self.pair_rows[1:] == self.pair_rows[:-1]
        return (
            self.pair_rows[1:][is_triple],
            self.intervals[:-1][is_triple],
            self.intervals[1:][is_triple],
        )

    @cached_property
    def strengths(self) -> NDArray[np.int_]:
        """How strong a step each note starts on: 4 the downbeat, 0 off every beat."""
        return _STRENGTH[self.steps % BAR_STEPS]

    @cached_property
    def delays(self) -> NDArray[np.int_]:
        """How much each note is syncopated: held over something stronger."""
        return _DELAYS[self.steps % BAR_STEPS, self.gaps]

    @cached_property
    def lasts(self) -> tuple[Counts, Counts]:
        """Melodies that have notes, and the place of their last one in flat arrays."""
        if len(self.rows) == 0:
            return self.rows, self.rows
        is_last = np.append(~self._is_pair, True)
        return self.rows[is_last], np.flatnonzero(is_last)

    # The line over time.

    @cached_property
    def line(self) -> Values:
        """``(n, 64)`` the note last started; before the first, that one."""
        columns = np.where(self.onsets, np.arange(STEP_COUNT), -1)
        latest = np.maximum.accumulate(columns, axis=1)
        first = np.argmax(self.onsets, axis=1)
        latest = np.where(latest < 0, first[:, None], latest)
        line = np.take_along_axis(self.events, latest, axis=1).astype(np.float64)
        line[self.note_counts == 0] = 60.0
        return line

    @cached_property
    def rest_shares(self) -> Values:
        sounding = self.sums(self.rows, self.durations)
        return 1.0 - sounding / STEP_COUNT

    @cached_property
    def bar_likeness(self) -> Values:
        """``(n, 4, 4)`` how alike two bars are in rhythm and shape, 0..1."""
        bars = self.onsets.reshape(-1, BAR_COUNT, BAR_STEPS).astype(np.float64)
        common = bars @ bars.transpose(0, 2, 1)
        totals = bars.sum(axis=2)
        either = totals[:, :, None] + totals[:, None, :] - common
        rhythm = np.where(either > 0, common / np.maximum(either, 1.0), 1.0)
        lines = self.line.reshape(-1, BAR_COUNT, BAR_STEPS)
        lines = lines - lines.mean(axis=2, keepdims=True)
        gaps = np.abs(lines[:, :, None, :] - lines[:, None, :, :]).mean(axis=3)
        likeness: Values = 0.5 * rhythm + 0.5 * np.clip(1.0 - gaps / 5.0, 0.0, 1.0)
        return likeness

    @cached_property
    def bar_pitches(self) -> Values:
        """``(n, 4)`` mean pitch of each bar."""
        pitches: Values = self.line.reshape(-1, BAR_COUNT, BAR_STEPS).mean(axis=2)
        return pitches

    @cached_property
    def bar_note_counts(self) -> Values:
        """``(n, 4)`` notes that start in each bar."""
        counts = self.onsets.reshape(-1, BAR_COUNT, BAR_STEPS).sum(axis=2)
        return np.asarray(counts.astype(np.float64))

    # Keys.

    @cached_property
    def pitch_class_weights(self) -> Values:
        """``(n, 12)`` share of sounding time of each pitch class."""
        cells = self.rows * 12 + self.pitches % 12
        weights = np.bincount(cells, self.durations, minlength=12 * len(self))
        weights = weights.reshape(-1, 12)
        shares: Values = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
        return shares

    @cached_property
    def key_fits(self) -> Values:
        """``(n, 24)`` correlation with each key: 12 major ones, then 12 minor."""
        centred = self.pitch_class_weights - self.pitch_class_weights.mean(
            axis=1, keepdims=True
        )
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        fits: Values = (centred / np.maximum(lengths, 1e-9)) @ _KEY_PROFILES.T
        return fits

    @cached_property
    def keys(self) -> Counts:
        """``(n,)`` the key that fits best, 0-23."""
        return np.asarray(np.argmax(self.key_fits, axis=1))

    @cached_property
    def foreign_shares(self) -> Values:
        """``(n,)`` share of sounding time outside the key that fits best."""
        inside = (self.pitch_class_weights * _KEY_MEMBERS[self.keys]).sum(axis=1)
        return np.asarray(1.0 - inside)
