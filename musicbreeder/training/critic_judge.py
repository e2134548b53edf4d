"""A judge that is asked whether it can tell made melodies from tunes.

Gradient-boosted trees on named features, trained afresh for every question and asked
about melodies it has not seen. Folds never part windows of one group of tunes: windows
overlap, and a judge that may recognise a tune tells even real from real.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from musicbreeder.melody.feature_batch import MelodyBatch
from musicbreeder.melody.features import feature_matrix_of_events
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF
from musicbreeder.seeding.latent_grid import (
    BAR_COUNT,
    FIRST_PITCH,
    LOWEST_NOTE,
    METER_NAMES,
    REST,
    Tokens,
    grid_steps,
)
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.training.vae import Grids

_FOLDS = 5
_WIDEST_INTERVAL = 12
_DURATIONS = (1, 2, 3, 4, 6, 8, 12)


def judged_area(real: Grids, made: Grids, random_seed: int = 0) -> float:
    """Return the area under the judge's ROC curve, .5 = it cannot tell.

    Args:
        real: windows of tunes, in one meter.
        made: what may be told from them, in the same meter; its groups say what a
            melody was made from, or are below 0 and all different.
    """
    values = np.concatenate([judged_features(real), judged_features(made)])
    is_made = np.repeat([0, 1], [len(real), len(made)])
    groups = np.concatenate([real.groups, made.groups])
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=random_seed)
    chances = np.zeros(len(values))
    for known, unknown in folds.split(values, is_made, groups):
        judge = HistGradientBoostingClassifier(
            max_iter=150,
            learning_rate=0.06,
            max_leaf_nodes=15,
            min_samples_leaf=10,
            l2_regularization=1.0,
            random_state=random_seed,
        )
        judge.fit(values[known], is_made[known])
        chances[unknown] = judge.predict_proba(values[unknown])[:, 1]
    return float(roc_auc_score(is_made, chances))


def events_of(tokens: Tokens, meter: Meter) -> NDArray[np.int16]:
    """Return the events of grids as they stand, ``(grid_count, step_count)``."""
    kept = tokens[:, grid_steps(meter)].astype(np.int16)
    events = np.where(kept >= FIRST_PITCH, kept - FIRST_PITCH + LOWEST_NOTE, NO_EVENT)
    events[kept == REST] = NOTE_OFF
    return np.asarray(events, dtype=np.int16)


def judged_features(grids: Grids) -> NDArray[np.float64]:
    """Return what the judge looks at, one row a melody; grids are of one meter."""
    meter = METERS[METER_NAMES[int(grids.meters[0])]]
    events = events_of(grids.tokens, meter)
    batch = MelodyBatch(events, meter)
    intervals = np.clip(batch.intervals, -_WIDEST_INTERVAL, _WIDEST_INTERVAL)
    places = batch.starts % meter.steps_per_bar
    classes = batch.pitches.astype(np.intp) % 12
    bars = events.reshape(len(events), BAR_COUNT, -1)
    sounding = batch.sounding.reshape(len(events), BAR_COUNT, -1)
    alike = [
        part
        for first in range(BAR_COUNT)
        for second in range(first + 1, BAR_COUNT)
        for part in (
            (bars[:, first] == bars[:, second]).mean(axis=1),
            (sounding[:, first] == sounding[:, second]).mean(axis=1),
        )
    ]
    return np.hstack(
        [
            feature_matrix_of_events(events, meter).astype(np.float64),
            batch.histogram(
                batch.move_rows,
                (intervals + _WIDEST_INTERVAL).astype(np.intp),
                2 * _WIDEST_INTERVAL + 1,
            ),
            batch.histogram(
                batch.rows,
                np.searchsorted(_DURATIONS, batch.durations),
                len(_DURATIONS) + 1,
            ),
            batch.histogram(batch.rows, places, meter.steps_per_bar),
            batch.histogram(batch.rows, classes, 12),
            (bars >= 0).sum(axis=2),
            np.stack(alike, axis=1),
        ]
    )
