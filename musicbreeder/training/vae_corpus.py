"""The corpus's windows of four bars as the autoencoder's grids, all meters together."""

import numpy as np

from musicbreeder.seeding.latent_grid import (
    EMPTY,
    METER_NAMES,
    STEP_COUNT,
    grid_steps,
)
from musicbreeder.theory.meter import METERS
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
