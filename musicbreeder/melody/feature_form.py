"""Features of form: what comes back, and how alike.

A melody is heard in four sections: its bars where it has four, else places a quarter of
the melody apart, so that melodies of every length have the same features. Sources:
Müllensiefen's FANTASTIC (2009), m-type measures of repeated patterns; Lerdahl and
Jackendoff's parallelism (1983); Ockelford, "Repetition in Music" (2005).
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.feature_batch import Feature, Floats, MelodyBatch

_SECTION_COUNT = 4
_PAIRS = tuple(combinations(range(_SECTION_COUNT), 2))
_SHAPE_TOLERANCE_SEMITONES = 2.0
_CODE_COUNT = 49 * 49 * 32 * 32
"""Two intervals within two octaves either way, two times of 0-31 steps."""


def _pair_name(kind: str, pair: tuple[int, int]) -> str:
    return f"{kind} {pair[0] + 1} and {pair[1] + 1}"


FORM_FEATURES = (
    *(
        Feature(
            _pair_name("rhythm of", pair),
            "share of onsets these two sections have in common, 0..1",
            "parallelism, GTTM 1983; Dice coefficient",
        )
        for pair in _PAIRS
    ),
    *(
        Feature(
            _pair_name("shape of", pair),
            "likeness of these two sections' contours, transposition apart, 0..1",
            "parallelism, GTTM 1983; FANTASTIC, step contour",
        )
        for pair in _PAIRS
    ),
    Feature(
        "halves alike",
        "likeness of the halves in rhythm and shape, 0..1",
        "period form, Caplin 1998",
    ),
    Feature(
        "form",
        "mean likeness of each section to the one before most like it, 0..1",
        "Ockelford 2005",
    ),
    Feature(
        "bar repeats",
        "share of bars after the first that repeat an earlier one exactly, 0..1",
        "GTTM 1983, parallelism",
    ),
    Feature(
        "half bar repeats",
        "share of half bars after the first that repeat an earlier one exactly, 0..1",
        "GTTM 1983, parallelism",
    ),
    Feature(
        "pattern variety",
        "distinct patterns of three notes over all of them, 0..1",
        "FANTASTIC, m-types: type-token ratio",
    ),
    Feature(
        "pattern uniqueness",
        "share of patterns of three notes heard only once, 0..1",
        "FANTASTIC, m-types: productivity",
    ),
)


def form_columns(batch: MelodyBatch) -> dict[str, Floats]:
    """Return ``(melody_count,)`` values of each of `FORM_FEATURES` by name."""
    sections = _sections(batch)
    onsets = [batch.is_onset[:, section] for section in sections]
    shapes = [_shape(batch.sounding[:, section]) for section in sections]
    columns: dict[str, Floats] = {}
    likeness: dict[tuple[int, int], Floats] = {}
    for first, second in _PAIRS:
        rhythm = _dice(onsets[first], onsets[second])
        shape = _shape_likeness(shapes[first], shapes[second])
        columns[_pair_name("rhythm of", (first, second))] = rhythm
        columns[_pair_name("shape of", (first, second))] = shape
        likeness[first, second] = rhythm * shape
    best = [
        np.max([likeness[first, second] for first in range(second)], axis=0)
        for second in range(1, _SECTION_COUNT)
    ]
    half = batch.step_count // 2
    end = 2 * half  # an odd number of steps, as in a bar of 3/4 triplets, leaves one
    variety, uniqueness = _patterns(batch)
    columns |= {
        "halves alike": _dice(batch.is_onset[:, :half], batch.is_onset[:, half:end])
        * _shape_likeness(
            _shape(batch.sounding[:, :half]), _shape(batch.sounding[:, half:end])
        ),
        "form": np.mean(best, axis=0),
        "bar repeats": _exact_repeats(batch, batch.meter.steps_per_bar),
        "half bar repeats": _exact_repeats(batch, batch.meter.steps_per_bar // 2),
        "pattern variety": variety,
        "pattern uniqueness": uniqueness,
    }
    return columns


def _sections(batch: MelodyBatch) -> list[slice]:
    if batch.bar_count < _SECTION_COUNT:
        length = batch.step_count // _SECTION_COUNT
        return [slice(i * length, (i + 1) * length) for i in range(_SECTION_COUNT)]
    bar = batch.meter.steps_per_bar
    length = bar * (batch.bar_count // _SECTION_COUNT)
    starts = [
        i * batch.bar_count // _SECTION_COUNT * bar for i in range(_SECTION_COUNT)
    ]
    return [slice(start, start + length) for start in starts]


def _dice(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Floats:
    common = (first & second).sum(axis=1)
    total = first.sum(axis=1) + second.sum(axis=1)
    return np.where(total > 0, 2.0 * common / np.maximum(total, 1), 1.0)


def _shape(sounding: Floats) -> Floats:
    return np.asarray(sounding - sounding.mean(axis=1, keepdims=True))


def _shape_likeness(first: Floats, second: Floats) -> Floats:
    distance = np.abs(first - second).mean(axis=1)
    return np.asarray(np.exp(-distance / _SHAPE_TOLERANCE_SEMITONES))


def _exact_repeats(batch: MelodyBatch, length: int) -> Floats:
    """Return the share of stretches after the first that came before, note for note.

    Where a note goes on into a stretch, its sounding pitch counts; empty stretches
    repeat nothing.
    """
    count = batch.step_count // length
    if count < 2:
        return np.zeros(batch.melody_count)
    shape = (batch.melody_count, count, length)
    events = batch.events[:, : count * length].reshape(shape)
    has_onset = (events >= 0).any(axis=2)
    # A random projection in whole numbers tells stretches apart with certainty enough.
    keys = (events.astype(np.int64) + 3) @ _hash_weights(length)
    repeated = np.zeros((batch.melody_count, count), dtype=bool)
    for lag in range(1, count):
        repeated[:, lag:] |= keys[:, lag:] == keys[:, :-lag]
    return np.asarray((repeated & has_onset).sum(axis=1) / (count - 1))


def _hash_weights(length: int) -> NDArray[np.int64]:
    rng = np.random.default_rng(17)
    return rng.integers(1, 2**52, length, dtype=np.int64)


def _patterns(batch: MelodyBatch) -> tuple[Floats, Floats]:
    """Return variety and uniqueness of patterns of two intervals with durations."""
    first, second = batch.turns
    if len(first) == 0:
        return np.ones(batch.melody_count), np.ones(batch.melody_count)
    gaps = batch.gaps[:-1][batch.is_move]
    first_gap = np.minimum(gaps[:-1][batch.is_turn], 31)
    second_gap = np.minimum(gaps[1:][batch.is_turn], 31)
    moves = (np.clip(first, -24, 24) + 24) * 49 + np.clip(second, -24, 24) + 24
    codes = (moves.astype(np.int64) * 32 + first_gap) * 32 + second_gap
    keys = np.sort(batch.turn_rows * np.int64(_CODE_COUNT) + codes)
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = keys[1:] != keys[:-1]
    is_single = is_new.copy()
    is_single[:-1] &= is_new[1:]
    rows = keys // _CODE_COUNT
    total = np.bincount(rows, minlength=batch.melody_count)
    distinct = np.bincount(rows, weights=is_new, minlength=batch.melody_count)
    single = np.bincount(rows, weights=is_single, minlength=batch.melody_count)
    safe = np.maximum(total, 1)
    return (
        np.where(total > 0, distinct / safe, 1.0),
        np.where(total > 0, single / safe, 1.0),
    )
