"""Melodies as the numbers a taste is learned from.

Three blocks: the named features, each on a common scale; the shape, step by step, free
of transposition; and the profile of n-grams, the little turns a tune is made of.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.gaussian_process import Array, Description
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
    blocks = tuple(np.zeros((len(melodies), size)) for size in sizes)
    prior = np.zeros(len(melodies))
    for (_, meter), indices in alike.items():
        events = np.stack([melodies[index].events for index in indices])
        raw = feature_matrix_of_events(events, meter)
        prior[indices] = 2.0 * musicality_of_features(raw) - 1.0
        batch = MelodyBatch(events, meter)
        parts = (_scaled(raw), _shapes(batch), _profiles(batch))
        for block, part in zip(blocks, parts, strict=True):
            block[indices] = part
    return Description(blocks, prior)


def _scaled(features: NDArray[np.float32]) -> Array:
    middle, deviation = _feature_standard()
    scaled = (features - middle) / deviation
    return np.asarray(np.clip(scaled, -FEATURE_LIMIT, FEATURE_LIMIT))


def _shapes(batch: MelodyBatch) -> Array:
    """Return onsets and pitch line on 64 columns over the whole melody.

    The line holds the last note's pitch through rests, less the melody's mean.
    """
    step_count = batch.step_count
    shapes = np.zeros((batch.melody_count, 2 * SHAPE_COLUMN_COUNT))
    columns = batch.starts * SHAPE_COLUMN_COUNT // step_count
    shapes[batch.rows, columns] = 1.0
    steps = np.arange(SHAPE_COLUMN_COUNT) * step_count // SHAPE_COLUMN_COUNT
    onset_steps = np.where(batch.is_onset, np.arange(step_count), -1)
    latest = np.maximum.accumulate(onset_steps, axis=1)[:, steps]
    first = np.argmax(batch.is_onset, axis=1)[:, None]
    latest = np.where(latest < 0, first, latest)
    line = np.take_along_axis(batch.events, latest, axis=1).astype(np.float64)
    line -= line.mean(axis=1, keepdims=True)
    np.clip(line / _LINE_SEMITONES, -_LINE_LIMIT, _LINE_LIMIT, out=line)
    shapes[:, SHAPE_COLUMN_COUNT:] = line
    return shapes


def _profiles(batch: MelodyBatch) -> Array:
    """Return how often each small turn occurs, hashed and projected to few numbers.

    The turns are pairs of intervals, pairs of durations with their place in the beat,
    and intervals with their duration. Profiles are roots of frequencies (Hellinger), so
    that rare turns count; the random projection keeps their distances (Johnson and
    Lindenstrauss, 1984).
    """
    counts = np.zeros((batch.melody_count, _BUCKET_COUNT))
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
        flat = rows[is_there] * _BUCKET_COUNT + bucket
        counts += np.bincount(flat, minlength=counts.size).reshape(counts.shape)
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(np.sqrt(counts / totals) @ _projection())


@cache
def _projection() -> Array:
    rng = np.random.default_rng(_PROJECTION_SEED)
    matrix = rng.standard_normal((_BUCKET_COUNT, _PROFILE_SIZE))
    return np.asarray(matrix / np.sqrt(_PROFILE_SIZE))


@cache
def _feature_standard() -> tuple[Array, Array]:
    """Return the mean and the standard deviation of each feature, see its maker."""
    text = resource("taste/feature_standard.json").read_text(encoding="utf-8")
    standard = json.loads(text)["features"]
    rows = np.array([standard[feature.name] for feature in FEATURES])
    return rows[:, 0], np.maximum(rows[:, 1], 1e-3)
