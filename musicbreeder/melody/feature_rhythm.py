"""Features of rhythm: density, durations, metre, syncopation.

Sources: McKay's jSymbolic; Müllensiefen's FANTASTIC (2009), whose names start with
"d."; Longuet-Higgins and Lee, "The rhythmic interpretation of monophonic music" (1984);
Patel and Daniele, "An empirical comparison of rhythm in language and music" (2003).
"""

from functools import cache

import numpy as np

from musicbreeder.melody.feature_batch import (
    Feature,
    Flags,
    Floats,
    Ints,
    MelodyBatch,
    entropy,
)
from musicbreeder.theory.meter import Meter

_DURATION_LIMITS_QUARTERS = (0.3, 0.55, 0.8, 1.1, 1.6, 2.1)
_DURATION_NAMES = (
    "sixteenth share",
    "eighth share",
    "dotted eighth share",
    "quarter share",
    "dotted quarter share",
    "half share",
    "longer share",
)
_WEIGHT_NAMES = (
    "downbeat share",
    "half bar share",
    "beat share",
    "offbeat share",
    "between offbeats share",
)

RHYTHM_FEATURES = (
    Feature(
        "note density",
        "notes a quarter note",
        "jSymbolic, note density; FANTASTIC, note.dens",
    ),
    Feature("note count", "number of notes", "jSymbolic, total number of notes"),
    Feature(
        "rest share", "share of the time in which nothing sounds, 0..1", "jSymbolic"
    ),
    *(
        Feature(
            name,
            "share of notes whose time to the next onset falls in this class, 0..1",
            "jSymbolic, rhythmic value histogram",
        )
        for name in _DURATION_NAMES
    ),
    *(
        Feature(
            name,
            "share of onsets on this metrical level, 0..1",
            "Palmer and Krumhansl 1990, metrical hierarchy of onsets",
        )
        for name in _WEIGHT_NAMES
    ),
    Feature(
        "syncopation",
        "metrical levels by which notes are held over stronger places, mean a note",
        "Longuet-Higgins and Lee 1984",
    ),
    Feature("bars begun", "share of bars with an onset on the downbeat, 0..1", "GTTM"),
    Feature(
        "dotted share",
        "share of moves from a note to one a third as long or less, 0..1",
        "FANTASTIC, d.dotted.trans",
    ),
    Feature(
        "equal durations",
        "share of neighbouring notes equally long, 0..1",
        "FANTASTIC, d.eq.trans",
    ),
    Feature(
        "duration contrast",
        "mean octaves between neighbouring durations",
        "FANTASTIC, d.ratio measures",
    ),
    Feature(
        "duration entropy", "bits of the classes of duration", "FANTASTIC, d.entropy"
    ),
    Feature(
        "duration variability",
        "normalised pairwise variability index of durations over 100, 0..2",
        "Patel and Daniele 2003, nPVI",
    ),
    Feature(
        "last duration",
        "octaves by which the last note's time exceeds a quarter",
        "FANTASTIC, final note length",
    ),
    Feature("longest gap", "quarters of the longest time between onsets", "jSymbolic"),
    Feature(
        "articulation",
        "sounding share of the time from onset to onset, 0..1",
        "jSymbolic, amount of staccato",
    ),
    Feature("first onset", "quarters of rest before the first note", "GTTM, anacrusis"),
)


def rhythm_columns(batch: MelodyBatch) -> dict[str, Floats]:
    """Return ``(melody_count,)`` values of each of `RHYTHM_FEATURES` by name."""
    quarters = batch.gap_quarters
    classes = np.searchsorted(_DURATION_LIMITS_QUARTERS, quarters)
    durations = batch.histogram(batch.rows, classes, len(_DURATION_NAMES))
    places = batch.histogram(batch.rows, -batch.weights, len(_WEIGHT_NAMES))
    before = quarters[:-1][batch.is_move]
    # The time of the last note runs to the end of the bars: no figure, but a cadence.
    leads_to_last = batch.is_last[1:][batch.is_move]
    after = quarters[1:][batch.is_move]
    octaves = np.abs(np.log2(after / before))
    counted = np.maximum(batch.move_counts - 1, 1)
    length_quarters = batch.step_count * batch.meter.quarters_per_step
    has_notes = batch.note_counts > 0
    last_quarters = batch.note_sum(quarters * batch.is_last)
    columns = {
        "note density": batch.note_counts / length_quarters,
        "note count": batch.note_counts.astype(np.float64),
        "rest share": 1.0
        - batch.note_sum(batch.durations.astype(np.float64)) / batch.step_count,
        "syncopation": batch.note_mean(_syncopations(batch)),
        "bars begun": batch.is_onset[:, :: batch.meter.steps_per_bar].mean(axis=1),
        "dotted share": batch.move_mean((before >= 2.9 * after) & ~leads_to_last),
        "equal durations": _moves_sum(batch, (octaves < 0.01) & ~leads_to_last)
        / counted,
        "duration contrast": _moves_sum(batch, octaves * ~leads_to_last) / counted,
        "duration entropy": entropy(durations),
        "duration variability": _moves_sum(
            batch, 2.0 * np.abs(after - before) / (after + before) * ~leads_to_last
        )
        / counted,
        "last duration": np.where(
            has_notes, np.log2(np.maximum(last_quarters, 1e-3)), 0.0
        ),
        "longest gap": _longest(batch, quarters),
        "articulation": batch.note_mean(batch.durations / batch.gaps),
        "first onset": np.where(has_notes, np.argmax(batch.is_onset, axis=1), 0)
        * batch.meter.quarters_per_step,
    }
    columns.update(zip(_DURATION_NAMES, durations.T, strict=True))
    columns.update(zip(_WEIGHT_NAMES, places.T, strict=True))
    return columns


def _moves_sum(batch: MelodyBatch, values: Floats | Flags) -> Floats:
    sums: Floats = np.bincount(
        batch.move_rows, weights=values, minlength=batch.melody_count
    ).astype(np.float64)
    return sums


def _longest(batch: MelodyBatch, quarters: Floats) -> Floats:
    longest = np.zeros(batch.melody_count)
    np.maximum.at(longest, batch.rows, quarters)
    return longest


def _syncopations(batch: MelodyBatch) -> Floats:
    """Return ``(note_count,)`` levels by which a note is held over a stronger one."""
    strongest = _strongest_passed(batch.meter)
    places = batch.starts % batch.meter.steps_per_bar
    held = np.minimum(batch.gaps, batch.meter.steps_per_bar)
    # A note that ends with the melody is held over nothing.
    passed = strongest[places, held]
    levels = np.maximum(passed - batch.weights, 0)
    return np.asarray(levels, dtype=np.float64)


@cache
def _strongest_passed(meter: Meter) -> Ints:
    """Return the strongest weight strictly inside a time.

    Returns:
        ``(steps_per_bar, steps_per_bar + 1)`` by the place it starts on and its steps.
    """
    bar = meter.steps_per_bar
    weights = np.tile(meter.weights().astype(np.intp), 2)
    strongest = np.full((bar, bar + 1), -9, dtype=np.intp)
    for place in range(bar):
        for steps in range(2, bar + 1):
            strongest[place, steps] = weights[place + 1 : place + steps].max()
    return strongest
