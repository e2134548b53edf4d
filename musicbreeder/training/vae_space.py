"""What the shipped file tells of the latent space: where tunes lie, and what is up.

A direction is the shortest move, measured by how tunes spread in the space, that
changes one property by a standard deviation and leaves the other named ones where they
are, if the properties are read off a point linearly (ridge regression).
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.features import feature_matrix_of_events
from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.latent_space import MEASURES, measure
from musicbreeder.theory.meter import METERS
from musicbreeder.training.vae import Grids
from musicbreeder.training.vae_corpus import events_of

Floats = NDArray[np.float64]
_RIDGE = 1e-2


def space_arrays(
    points: NDArray[np.float32], log_variances: NDArray[np.float32], grids: Grids
) -> dict[str, Floats]:
    """Return the arrays of the latent space that ship, by name.

    Args:
        points: ``(window_count, latent_size)`` means of the training windows.
        log_variances: ``(window_count, latent_size)`` of their posteriors.
        grids: the windows.
    """
    means = points.astype(np.float64)
    covariance = np.cov(means, rowvar=False)
    spread = covariance + np.diag(np.exp(log_variances.astype(np.float64)).mean(axis=0))
    arrays = {
        "latent.mean": means.mean(axis=0),
        "latent.factor": np.linalg.cholesky(spread),
    }
    names = list(dict.fromkeys(name for name, _ in MEASURES.values()))
    values = _measures(grids, names)
    slopes = _slopes(means, values)
    # Least distance x' C^-1 x under the wanted changes: C S' (S C S')^-1.
    moves = covariance @ slopes.T @ np.linalg.inv(slopes @ covariance @ slopes.T)
    for index, name in enumerate(names):
        arrays[f"direction.{name}"] = moves[:, index]
    return arrays


def unplaced(latent_size: int) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of a space of which nothing is known yet."""
    return {
        "latent.mean": np.zeros(latent_size, dtype=np.float32),
        "latent.factor": np.eye(latent_size, dtype=np.float32),
    }


def _measures(grids: Grids, names: list[str]) -> Floats:
    """Return each measure of each window in standard deviations of its meter."""
    values = np.zeros((len(grids), len(names)))
    for number, name in enumerate(METER_NAMES):
        rows = np.flatnonzero(grids.meters == number)
        meter = METERS[name]
        features = feature_matrix_of_events(events_of(grids.tokens[rows], meter), meter)
        for column, measured in enumerate(names):
            found = measure(features, measured)
            values[rows, column] = (found - found.mean()) / found.std()
    return values


def _slopes(points: Floats, values: Floats) -> Floats:
    """Return the ridge regression's ``(measure_count, latent_size)``."""
    centred = points - points.mean(axis=0)
    gram = centred.T @ centred / len(points)
    gram += _RIDGE * np.eye(len(gram))
    slopes: Floats = np.linalg.solve(gram, centred.T @ values / len(points)).T
    return slopes
