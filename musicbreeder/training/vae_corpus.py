"""The corpus's windows of four bars as the autoencoder's grids, all meters together."""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF
from musicbreeder.seeding.latent_grid import (
    EMPTY,
    FIRST_PITCH,
    LOWEST_NOTE,
    METER_NAMES,
    REST,
    STEP_COUNT,
    Tokens,
    grid_steps,
)
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.vae import Grids

TRAINING, VALIDATION, TEST = 0, 1, 2
"""The sides of the split."""

_BARS = 4


def grids_of(corpus: Corpus, *splits: int, meter: str | None = None) -> Grids:
    """Return the windows on some sides of the split as grids.

    Args:
        meter: only this one; None = all that the grid has room for.
    """
    parts = []
    for number, name in enumerate(METER_NAMES):
        if meter not in (None, name):
            continue
        windows = corpus.split_windows(name, _BARS, *splits)
        count = len(windows.tokens)
        tokens = np.full((count, STEP_COUNT), EMPTY, dtype=np.uint8)
        tokens[:, grid_steps(METERS[name])] = windows.tokens
        groups = corpus.groups[windows.tunes].astype(np.int64)
        parts.append(Grids(tokens, np.full(count, number, dtype=np.int64), groups))
    return Grids(
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.meters for part in parts]),
        np.concatenate([part.groups for part in parts]),
    )


def events_of(tokens: Tokens, meter: Meter) -> NDArray[np.int16]:
    """Return the events of grids as they stand, ``(grid_count, step_count)``."""
    kept = tokens[:, grid_steps(meter)].astype(np.int16)
    events = np.where(kept >= FIRST_PITCH, kept - FIRST_PITCH + LOWEST_NOTE, NO_EVENT)
    events[kept == REST] = NOTE_OFF
    return np.asarray(events, dtype=np.int16)
