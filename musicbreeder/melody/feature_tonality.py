"""Features of tonality: key, mode, closure.

The key is found by correlating each pitch class's total time with the probe-tone
profiles of Krumhansl and Kessler, "Tracing the dynamic changes in perceived tonal
organization" (1982); the method is Krumhansl and Schmuckler's (Krumhansl 1990).
"""

import numpy as np

from musicbreeder.melody.feature_batch import (
    Feature,
    Floats,
    MelodyBatch,
    entropy,
)

_MAJOR_PROFILE = np.array(
    [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
)
_MINOR_PROFILE = np.array(
    [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
)
_DIATONIC = np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1], dtype=np.float64)
_PENTATONIC = np.array([1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0], dtype=np.float64)

TONALITY_FEATURES = (
    Feature(
        "major clarity",
        "correlation with the best major key, -1..1",
        "Krumhansl and Kessler 1982",
    ),
    Feature(
        "minor clarity",
        "correlation with the best minor key, -1..1",
        "Krumhansl and Kessler 1982",
    ),
    Feature(
        "tonal clarity",
        "best correlation minus that of the best key on another tonic, 0..2",
        "FANTASTIC, tonal.clarity",
    ),
    Feature(
        "ends on tonic", "1 if the last note is the best key's tonic, else 0", "Piston"
    ),
    Feature(
        "final stability",
        "probe-tone rating of the last note in the best key, scaled to 0..1",
        "Krumhansl and Kessler 1982",
    ),
    Feature(
        "final note share",
        "share of time of the last note's pitch class, 0..1",
        "finalis, as in modal theory",
    ),
    Feature(
        "diatonic share",
        "share of time in the best diatonic set, 0..1",
        "Temperley 2007, key profiles",
    ),
    Feature(
        "pentatonic share",
        "share of time in the best anhemitonic pentatonic set, 0..1",
        "the five-note scales of folk song",
    ),
    Feature(
        "pitch class entropy",
        "bits of the pitch classes' time",
        "FANTASTIC, p.entropy; jSymbolic",
    ),
    Feature(
        "strong triad share",
        "share of notes on downbeats and half bars in the best key's tonic triad, 0..1",
        "Lerdahl 2001, tonal pitch space",
    ),
)


def _rotations(profile: Floats) -> Floats:
    """Return ``(12, 12)`` the profile on each tonic, a row each."""
    return np.stack([np.roll(profile, tonic) for tonic in range(12)])


def _standardised(rows: Floats) -> Floats:
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    return np.asarray(centred / np.maximum(length, 1e-9))


_PROFILES = np.concatenate([_rotations(_MAJOR_PROFILE), _rotations(_MINOR_PROFILE)])
_STANDARD_PROFILES = _standardised(_PROFILES)
_STABILITIES = (_PROFILES - _PROFILES.min(axis=1, keepdims=True)) / np.ptp(
    _PROFILES, axis=1, keepdims=True
)
_TRIADS = np.concatenate(
    [
        _rotations(np.isin(np.arange(12), (0, 4, 7)).astype(np.float64)),
        _rotations(np.isin(np.arange(12), (0, 3, 7)).astype(np.float64)),
    ]
)


def tonality_columns(batch: MelodyBatch) -> dict[str, Floats]:
    """Return ``(melody_count,)`` values of each of `TONALITY_FEATURES` by name."""
    pitch_classes = (batch.pitches % 12.0).astype(np.intp)
    times = np.bincount(
        batch.rows * 12 + pitch_classes,
        weights=batch.gaps,
        minlength=batch.melody_count * 12,
    ).reshape(batch.melody_count, 12)
    shares = times / np.maximum(times.sum(axis=1, keepdims=True), 1e-9)
    correlations = _standardised(shares) @ _STANDARD_PROFILES.T
    best = correlations.argmax(axis=1)
    by_tonic = np.maximum(correlations[:, :12], correlations[:, 12:])
    two_best = np.partition(by_tonic, 10, axis=1)[:, 10:]
    has_notes = batch.note_counts > 0
    rows = np.arange(batch.melody_count)
    final = (batch.last_pitch % 12.0).astype(np.intp)
    is_strong = batch.weights >= -1
    in_triad = _TRIADS[best[batch.rows], pitch_classes]
    strong_count = np.maximum(batch.note_sum(is_strong), 1.0)
    return {
        "major clarity": correlations[:, :12].max(axis=1),
        "minor clarity": correlations[:, 12:].max(axis=1),
        "tonal clarity": np.abs(two_best[:, 1] - two_best[:, 0]),
        "ends on tonic": ((best % 12 == final) & has_notes).astype(np.float64),
        "final stability": _STABILITIES[best, final] * has_notes,
        "final note share": shares[rows, final],
        "diatonic share": (shares @ _rotations(_DIATONIC).T).max(axis=1),
        "pentatonic share": (shares @ _rotations(_PENTATONIC).T).max(axis=1),
        "pitch class entropy": entropy(shares),
        "strong triad share": batch.note_sum(is_strong * in_triad) / strong_count,
    }
