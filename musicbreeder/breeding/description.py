"""Melodies as the numbers a taste is learned from.

Three blocks: the named features, each on a common scale; the shape, step by step, free
of transposition; and the profile of n-grams, the little turns a tune is made of.
"""

import json
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.gaussian_process import Description, Floats
from musicbreeder.melody.draft import Draft
from musicbreeder.melody.feature_batch import MelodyBatch
from musicbreeder.melody.features import FEATURES, feature_matrix_of_events
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality_of_features
from musicbreeder.resources import resource
from musicbreeder.theory.meter import Meter

FEATURE_LIMIT = 4.0
SHAPE_COLUMN_COUNT = 64
_LINE_SEMITONES = 4.0
_LINE_LIMIT = 4.0
_BUCKET_COUNT = 256
_PROFILE_SIZE = 64
_PROJECTION_SEED = 20_260_101

_LARGEST_INTERVAL = 12
_LARGEST_GAP = 15
_REMEMBERED_COUNT = 4096

_Subject = TypeVar("_Subject", bound=Hashable)


def describe(melodies: Sequence[Melody]) -> Description:
    """Return the description of each melody; lengths and meters may differ.

    Returns:
        blocks of ``(n, len(FEATURES))``, ``(n, 128)`` and ``(n, 64)``; the prior is
        the general sense of melody, from -1 to 1.
    """
    alike: dict[tuple[int, Meter], list[int]] = defaultdict(list)
    for index, melody in enumerate(melodies):
        alike[melody.step_count, melody.meter].append(index)
    sizes = (len(FEATURES), 2 * SHAPE_COLUMN_COUNT, _PROFILE_SIZE)
    blocks = tuple(np.zeros((len(melodies), size), np.float32) for size in sizes)
    prior = np.zeros(len(melodies), np.float32)
    for (_, meter), indices in alike.items():
        events = np.stack([melodies[index].events for index in indices])
        raw = feature_matrix_of_events(events, meter)
        prior[indices] = 2.0 * musicality_of_features(raw) - 1.0
        batch = MelodyBatch(events, meter)
        parts = (_scaled(raw), _shapes(batch), _profiles(batch))
        for block, part in zip(blocks, parts, strict=True):
            block[indices] = part
    return Description(blocks, prior)


def remembered(melodies: Sequence[Melody]) -> Description:
    """Return what `describe` does, from memory where a melody was asked for lately.

    For the melodies that come back in every generation: those heard and those fresh
    from the seeder.
    """
    return _melody_memory.described(melodies)


def without_bars(bars: Sequence[tuple[Melody, int | None]]) -> Description:
    """Return what is left of each melody without one of its bars.

    Its place is filled by each of the other bars in turn, and the numbers of these
    melodies are averaged: what they have in common is what that bar does not add.
    Without a bar named it is the average over all bars, to compare with: both sound as
    repetitive, so that only the bar itself makes the difference.
    """
    return _bar_memory.described(bars)


def _describe_without_bars(bars: Sequence[tuple[Melody, int | None]]) -> Description:
    filled: list[Melody] = []
    counts = []
    for melody, named in bars:
        every_bar = range(melody.bar_count)
        made = [
            _with_bar_filled(melody, bar, other)
            for bar in (every_bar if named is None else (named,))
            for other in every_bar
            if other != bar
        ]
        filled += made
        counts.append(len(made))
    everything = describe(filled)
    starts = np.cumsum([0, *counts[:-1]])

    def means(values: Floats) -> Floats:
        sums = np.add.reduceat(values, starts, axis=0)
        return np.asarray((sums.T / np.array(counts, np.float32)).T, np.float32)

    return Description(
        tuple(means(block) for block in everything.blocks), means(everything.prior)
    )


def _with_bar_filled(melody: Melody, bar: int, other: int) -> Melody:
    draft = Draft(melody)
    steps = melody.meter.steps_per_bar
    draft.paste(draft.clip(other * steps, (other + 1) * steps), bar * steps)
    return draft.melody()


class _Memory(Generic[_Subject]):
    """Descriptions of what was asked for lately; any thread may ask."""

    def __init__(
        self, make: Callable[[Sequence[_Subject]], Description], capacity: int
    ) -> None:
        self._make = make
        self._capacity = capacity
        self._known: OrderedDict[_Subject, Description] = OrderedDict()
        self._lock = Lock()

    def described(self, subjects: Sequence[_Subject]) -> Description:
        with self._lock:
            found = {one: self._known.get(one) for one in subjects}
        missing = [one for one, known in found.items() if known is None]
        if missing:
            made = self._make(missing)
            for row, one in enumerate(missing):
                found[one] = made.rows(slice(row, row + 1))
        rows = [found[one] for one in subjects]
        with self._lock:
            for one, known in zip(subjects, rows, strict=True):
                assert known is not None  # everything missing was made above
                self._known[one] = known
                self._known.move_to_end(one)
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        if not rows:
            return describe(())
        return Description.joined([known for known in rows if known is not None])


_melody_memory = _Memory(describe, _REMEMBERED_COUNT)
_bar_memory = _Memory(_describe_without_bars, _REMEMBERED_COUNT)


def _scaled(features: NDArray[np.float32]) -> Floats:
    middle, deviation = _feature_standard()
    scaled = (features - middle) / deviation
    return np.asarray(np.clip(scaled, -FEATURE_LIMIT, FEATURE_LIMIT))


def _shapes(batch: MelodyBatch) -> Floats:
    """Return onsets and pitch line on 64 columns over the whole melody.

    The line holds the last note's pitch through rests, less the melody's mean.
    """
    step_count = batch.step_count
    shapes = np.zeros((batch.melody_count, 2 * SHAPE_COLUMN_COUNT), np.float32)
    columns = batch.starts * SHAPE_COLUMN_COUNT // step_count
    shapes[batch.rows, columns] = 1.0
    steps = np.arange(SHAPE_COLUMN_COUNT) * step_count // SHAPE_COLUMN_COUNT
    onset_steps = np.where(batch.is_onset, np.arange(step_count), -1)
    latest = np.maximum.accumulate(onset_steps, axis=1)[:, steps]
    first = np.argmax(batch.is_onset, axis=1)[:, None]
    latest = np.where(latest < 0, first, latest)
    line = np.take_along_axis(batch.events, latest, axis=1).astype(np.float32)
    line -= line.mean(axis=1, keepdims=True)
    np.clip(line / _LINE_SEMITONES, -_LINE_LIMIT, _LINE_LIMIT, out=line)
    shapes[:, SHAPE_COLUMN_COUNT:] = line
    return shapes


def _profiles(batch: MelodyBatch) -> Floats:
    """Return how often each small turn occurs, hashed and projected to few numbers.

    The turns are pairs of intervals, pairs of durations with their place in the beat,
    and intervals with their duration. Profiles are roots of frequencies (Hellinger), so
    that rare turns count; the random projection keeps their distances (Johnson and
    Lindenstrauss, 1984).
    """
    flat = []
    pitches, gaps, rows = batch.pitches.astype(np.int64), batch.gaps, batch.rows
    has_next = ~batch.is_last
    interval = np.zeros(len(rows), dtype=np.int64)
    interval[:-1] = pitches[1:] - pitches[:-1]
    interval = np.clip(interval, -_LARGEST_INTERVAL, _LARGEST_INTERVAL)
    duration = np.minimum(gaps, _LARGEST_GAP)
    place = batch.starts % batch.meter.steps_per_beat
    has_two = has_next.copy()
    has_two[:-1] &= has_next[1:]
    next_interval, next_duration = np.roll(interval, -1), np.roll(duration, -1)
    turns = (
        (has_two, 1, interval, next_interval, np.zeros_like(place)),
        (has_next, 2, duration, next_duration, place),
        (has_next, 3, interval, duration, np.zeros_like(place)),
    )
    for is_there, kind, first, second, third in turns:
        code = ((kind * 31 + first + 13) * 31 + second + 13) * 31 + third
        bucket = (code[is_there] * 2_654_435_761 % 2**32) % _BUCKET_COUNT
        flat.append(rows[is_there] * _BUCKET_COUNT + bucket)
    size = batch.melody_count * _BUCKET_COUNT
    counts = np.bincount(np.concatenate(flat), minlength=size)
    counts = counts.reshape(batch.melody_count, _BUCKET_COUNT)
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.sqrt(counts / totals, dtype=np.float32) @ _projection())


@cache
def _projection() -> Floats:
    rng = np.random.default_rng(_PROJECTION_SEED)
    matrix = rng.standard_normal((_BUCKET_COUNT, _PROFILE_SIZE))
    return np.asarray(matrix / np.sqrt(_PROFILE_SIZE), np.float32)


@cache
def _feature_standard() -> tuple[Floats, Floats]:
    """Return the mean and the standard deviation of each feature, see its maker."""
    text = resource("taste/feature_standard.json").read_text(encoding="utf-8")
    standard = json.loads(text)["features"]
    rows = np.array([standard[feature.name] for feature in FEATURES], np.float32)
    return rows[:, 0], np.maximum(rows[:, 1], 1e-3)
