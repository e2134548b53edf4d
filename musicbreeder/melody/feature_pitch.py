"""Features of pitch: range, intervals, direction, contour.

Sources: McKay's jSymbolic; Müllensiefen's FANTASTIC (2009), whose names start with "p."
and "i."; Huron, "Sweet Anticipation" (2006) and "The melodic arch" (1996); Temperley,
"Music and Probability" (2007), chapter 4; von Hippel (2002) and Larson (2012) on
inertia.
"""

import numpy as np

from musicbreeder.melody.feature_batch import (
    Feature,
    Floats,
    MelodyBatch,
    entropy,
)

_INTERVAL_LIMITS = (-7.5, -4.5, -2.5, -0.5, 0.5, 2.5, 4.5, 7.5)
_INTERVAL_NAMES = (
    "falling large leaps",
    "falling leaps",
    "falling thirds",
    "falling steps",
    "repeated notes",
    "rising steps",
    "rising thirds",
    "rising leaps",
    "rising large leaps",
)
_LEAP_SEMITONES = 5.0
_SEGMENT_COUNT = 8
_SEGMENT_NAMES = tuple(f"contour {place}" for place in range(1, _SEGMENT_COUNT + 1))

# Temperley 2007, chapter 4: variances of the range and the proximity profile, Essen.
_RANGE_VARIANCE = 29.0
_PROXIMITY_VARIANCE = 7.2

PITCH_FEATURES = (
    Feature("mean pitch", "mean MIDI note over time", "jSymbolic, mean pitch"),
    Feature("pitch range", "semitones from lowest to highest", "FANTASTIC, p.range"),
    Feature(
        "pitch spread",
        "standard deviation of pitch over time, semitones",
        "FANTASTIC, p.std",
    ),
    Feature("lowest pitch", "lowest MIDI note", "jSymbolic"),
    Feature("highest pitch", "highest MIDI note", "jSymbolic"),
    *(
        Feature(
            name,
            "share of moves in this class, 0..1; steps are 1-2 semitones, thirds 3-4, "
            "leaps 5-7",
            "jSymbolic, melodic interval histogram",
        )
        for name in _INTERVAL_NAMES
    ),
    Feature(
        "mean interval", "mean semitones of a move, unsigned", "FANTASTIC, i.abs.mean"
    ),
    Feature("semitone share", "share of moves by one semitone, 0..1", "jSymbolic"),
    Feature("largest leap", "semitones of the widest move", "FANTASTIC, i.abs.range"),
    Feature("interval entropy", "bits of the intervals' sizes", "FANTASTIC, i.entropy"),
    Feature(
        "direction changes",
        "share of pairs of moves that turn round, 0..1",
        "jSymbolic, direction of motion; Narmour 1990",
    ),
    Feature(
        "step inertia",
        "share of steps followed by a step in the same direction, 0..1",
        "von Hippel 2002; Larson 2012",
    ),
    Feature(
        "unrecovered leaps",
        "share of moves of a fourth or more not followed by a turn, 0..1 of all moves",
        "gap fill, Meyer 1956; post-skip reversal, von Hippel and Huron 2000",
    ),
    Feature(
        "longest repetition",
        "notes of the longest row of one pitch",
        "jSymbolic, repeated notes",
    ),
    Feature("distinct pitches", "number of different MIDI notes", "jSymbolic"),
    Feature("last minus first", "semitones from first to last note", "FANTASTIC"),
    Feature("last minus mean", "semitones from mean pitch to last note", "FANTASTIC"),
    Feature(
        "pitch likelihood",
        "mean log-likelihood of each pitch by proximity and range, nats",
        "Temperley 2007",
    ),
    Feature(
        "arch",
        "mean height of the middle half over that of the outer quarters, semitones",
        "Huron 1996",
    ),
    Feature(
        "end slope",
        "semitones from the mean of the third quarter to that of the last eighth",
        "FANTASTIC, final contour",
    ),
    *(
        Feature(
            name,
            "mean height of this eighth of the melody over its mean, semitones",
            "FANTASTIC, step contour",
        )
        for name in _SEGMENT_NAMES
    ),
)


def pitch_columns(batch: MelodyBatch) -> dict[str, Floats]:
    """Return ``(melody_count,)`` values of each of `PITCH_FEATURES` by name."""
    lowest, highest = batch.sounding.min(axis=1), batch.sounding.max(axis=1)
    mean = batch.mean_pitch
    columns = {
        "mean pitch": mean,
        "pitch range": highest - lowest,
        "pitch spread": batch.sounding.std(axis=1),
        "lowest pitch": lowest,
        "highest pitch": highest,
        "longest repetition": _longest_repetitions(batch),
        "distinct pitches": _distinct_pitches(batch),
        "last minus first": batch.last_pitch - batch.first_pitch,
        "last minus mean": batch.last_pitch - mean,
        "pitch likelihood": _pitch_likelihood(batch),
    }
    columns.update(_interval_columns(batch))
    columns.update(_turn_columns(batch))
    columns.update(_contour_columns(batch))
    return columns


def _interval_columns(batch: MelodyBatch) -> dict[str, Floats]:
    intervals = batch.intervals
    sizes = np.abs(intervals)
    classes = np.searchsorted(_INTERVAL_LIMITS, intervals)
    shares = batch.histogram(batch.move_rows, classes, len(_INTERVAL_NAMES))
    octave_classes = np.minimum(sizes, 12.0).astype(np.intp)
    largest = np.zeros(batch.melody_count)
    np.maximum.at(largest, batch.move_rows, sizes)
    columns = {
        "mean interval": batch.move_mean(sizes),
        "semitone share": batch.move_mean(sizes == 1.0),
        "largest leap": largest,
        "interval entropy": entropy(
            batch.histogram(batch.move_rows, octave_classes, 13)
        ),
    }
    columns.update(zip(_INTERVAL_NAMES, shares.T, strict=True))
    return columns


def _turn_columns(batch: MelodyBatch) -> dict[str, Floats]:
    first, second = batch.turns
    product = first * second
    turn_counts = np.maximum(batch.note_counts - 2, 1)
    is_step = (np.abs(first) <= 2.0) & (first != 0.0)
    goes_on = is_step & (product > 0.0) & (np.abs(second) <= 2.0)
    is_leap = np.abs(first) >= _LEAP_SEMITONES
    return {
        "direction changes": batch.turn_sum(product < 0.0) / turn_counts,
        "step inertia": batch.turn_sum(goes_on)
        / np.maximum(batch.turn_sum(is_step), 1.0),
        "unrecovered leaps": batch.turn_sum(is_leap & (product >= 0.0)) / turn_counts,
    }


def _longest_repetitions(batch: MelodyBatch) -> Floats:
    """Return ``(melody_count,)`` notes in the longest row of one pitch."""
    longest = np.zeros(batch.melody_count)
    note_count = len(batch.rows)
    if note_count == 0:
        return longest
    starts_row = np.ones(note_count, dtype=bool)
    starts_row[1:] = batch.is_first[1:] | (np.diff(batch.pitches) != 0.0)
    beginnings = np.flatnonzero(starts_row)
    lengths = np.diff(np.append(beginnings, note_count))
    np.maximum.at(longest, batch.rows[beginnings], lengths.astype(np.float64))
    return longest


def _distinct_pitches(batch: MelodyBatch) -> Floats:
    heard = np.zeros((batch.melody_count, 128), dtype=bool)
    heard[batch.rows, batch.pitches.astype(np.intp)] = True
    return np.asarray(heard.sum(axis=1), np.float64)


def _pitch_likelihood(batch: MelodyBatch) -> Floats:
    """Return the mean log of the product of two normal densities at each pitch.

    The product of the range profile around the melody's mean and the proximity profile
    around the note before is a normal density again.
    """
    range_offsets = (batch.pitches[1:] - batch.mean_pitch[batch.rows[1:]])[
        batch.is_move
    ]
    precision = 1.0 / _RANGE_VARIANCE + 1.0 / _PROXIMITY_VARIANCE
    previous = range_offsets - batch.intervals
    expected = previous / _PROXIMITY_VARIANCE / precision
    errors = range_offsets - expected
    logs = -0.5 * (errors**2 * precision + np.log(2.0 * np.pi / precision))
    return batch.move_mean(logs)


def _contour_columns(batch: MelodyBatch) -> dict[str, Floats]:
    relative = batch.sounding - batch.mean_pitch[:, None]
    places = np.arange(batch.step_count) * _SEGMENT_COUNT // batch.step_count
    averaging = (places[:, None] == np.arange(_SEGMENT_COUNT)).astype(np.float64)
    averaging /= averaging.sum(axis=0)
    segments = relative @ averaging
    columns = {
        "arch": segments[:, 2:6].mean(axis=1) - segments[:, [0, 1, 6, 7]].mean(axis=1),
        "end slope": segments[:, 7] - segments[:, 4:6].mean(axis=1),
    }
    columns.update(zip(_SEGMENT_NAMES, segments.T, strict=True))
    return columns
