"""Judges and measures of made melodies beside real ones.

A judge is trained afresh for every question and asked about melodies it has not seen.
Windows of one tune overlap, so all windows of a group of tunes stand on one side of its
folds: a judge that may recognise a tune tells even real from real.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.bench.models_corpus import Tokens
from musicbreeder.bench.models_features import (
    FIRST_PITCH,
    NoteTable,
    has_repeated_bar,
    interval_counts,
    judged_features,
    length_counts,
)
from musicbreeder.errors import ModelError

_FOLDS = 5
_RUN_LENGTHS = (4, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28)
SHINGLE_INTERVALS = 7
_BASE = np.int64(1_000_003)


def judged_area(
    real: Tokens,
    real_groups: NDArray[np.int32],
    made: Tokens,
    random_seed: int = 0,
    made_groups: NDArray[np.int32] | None = None,
) -> float:
    """Return the area under a fresh judge's ROC curve; .5 = it cannot tell.

    Args:
        real: windows of tunes.
        real_groups: equal for windows of versions of one tune.
        made: what may be told from them.
        made_groups: what each was made from; None = each stands alone.

    Raises:
        ModelError: scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.metrics import roc_auc_score
        from sklearn.model_selection import StratifiedGroupKFold
    except ModuleNotFoundError as error:
        raise ModelError(
            "Judging the models needs scikit-learn; install it with "
            "pip install “musicbreeder[train]”."
        ) from error
    values = np.concatenate([judged_features(real), judged_features(made)])
    is_made = np.repeat([0, 1], [len(real), len(made)])
    if made_groups is None:
        made_groups = -1 - np.arange(len(made), dtype=np.int32)
    groups = np.concatenate([real_groups, made_groups])
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=random_seed)
    chances = np.zeros(len(values))
    for known, unknown in folds.split(values, is_made, groups):
        judge = HistGradientBoostingClassifier(
            max_iter=150,
            learning_rate=0.06,
            max_leaf_nodes=15,
            min_samples_leaf=10,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=random_seed,
        )
        judge.fit(values[known], is_made[known])
        chances[unknown] = judge.predict_proba(values[unknown])[:, 1]
    return float(roc_auc_score(is_made, chances))


def divergence_bits(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the Jensen-Shannon divergence of two histograms, in bits, 0-1."""
    first, second = first / first.sum(), second / second.sum()
    middle = (first + second) / 2.0

    def relative(shares: NDArray[np.float64]) -> float:
        is_there = shares > 0
        ratio = shares[is_there] / middle[is_there]
        return float((shares[is_there] * np.log2(ratio)).sum())

    return (relative(first) + relative(second)) / 2.0


def measures(made: Tokens, real: Tokens) -> dict[str, float]:
    """Return plain measures of made melodies, some against real ones."""
    notes, real_notes = NoteTable(made), NoteTable(real)
    is_wide = np.abs(notes.intervals) > 12
    pitches = np.where(notes.is_note, notes.pitches, 0)
    low = np.where(notes.is_note, notes.pitches, 999).min(axis=1)
    degrees = notes.pitches[notes.is_note] % 12
    return {
        "interval_divergence_bits": divergence_bits(
            interval_counts(notes).sum(axis=0), interval_counts(real_notes).sum(axis=0)
        ),
        "length_divergence_bits": divergence_bits(
            length_counts(notes).sum(axis=0), length_counts(real_notes).sum(axis=0)
        ),
        "bar_repetition": float(has_repeated_bar(made).mean()),
        "range_semitones": float((pitches.max(axis=1) - low).mean()),
        "notes": float(notes.counts.mean()),
        "leaps_over_octave": float((is_wide & notes.is_interval).any(axis=1).mean()),
        "diatonic_share": float(np.isin(degrees, [0, 2, 4, 5, 7, 9, 11]).mean()),
    }


class Copying:
    """Looks up runs of intervals in training windows, at any shift and transposition.

    Args:
        known: the training windows.
    """

    def __init__(self, known: Tokens) -> None:
        notes = NoteTable(known)
        self._known = {
            length: np.unique(_run_codes(notes, length)[0]) for length in _RUN_LENGTHS
        }

    def measures(self, made: Tokens) -> dict[str, float]:
        """Return how much of made melodies stands in the training windows.

        The longest run is looked for at the lengths of a list, so it is rounded down.
        """
        notes = NoteTable(made)
        longest = np.zeros(len(made))
        shared = total = 0.0
        for length in _RUN_LENGTHS:
            codes, rows = _run_codes(notes, length)
            is_known = np.isin(codes, self._known[length])
            longest[rows[is_known]] = length
            if length == SHINGLE_INTERVALS:
                shared, total = float(is_known.sum()), float(len(codes))
        share = longest / np.maximum(notes.counts - 1, 1)
        return {
            "longest_run": float(longest.mean()),
            "longest_run_95": float(np.percentile(longest, 95)),
            "shared_shingles": shared / max(total, 1.0),
            "copied_share": float((share > 0.9).mean()),
        }


def _run_codes(
    notes: NoteTable, length: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return a code for each run of `length` intervals, and its row."""
    intervals = notes.intervals.astype(np.int64) + 64
    width = intervals.shape[1] - length + 1
    if width < 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.intp)
    codes = np.zeros((len(intervals), width), dtype=np.int64)
    with np.errstate(over="ignore"):
        for place in range(length):
            codes = codes * _BASE + intervals[:, place : place + width]
    is_used = np.arange(width) < np.maximum(notes.counts - length, 0)[:, None]
    rows, columns = np.nonzero(is_used)
    return codes[rows, columns], rows


def onset_count(tokens: Tokens) -> NDArray[np.int64]:
    """Return the notes of each melody."""
    found: NDArray[np.int64] = (tokens >= FIRST_PITCH).sum(axis=1)
    return found
