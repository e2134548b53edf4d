"""The few layers that the shipped models need, in numpy.

Weights are as torch keeps them: a linear layer's matrix is ``(out, in)``.
"""

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

_EPSILON = 1e-5


class Linear:
    """An affine map of the last axis.

    Args:
        weights: has ``NAME.weight`` and ``NAME.bias``.
    """

    def __init__(self, weights: Weights, name: str) -> None:
        self._matrix = np.ascontiguousarray(weights[f"{name}.weight"].T)
        self._bias = weights[f"{name}.bias"]

    def __call__(self, values: Floats) -> Floats:
        # Two-dimensional products go to BLAS whole; others are looped over.
        flat = values.reshape(-1, values.shape[-1]) @ self._matrix
        flat += self._bias
        return flat.reshape(*values.shape[:-1], -1)


class LayerNorm:
    """Normalisation of the last axis (Ba, Kiros and Hinton, 2016)."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._scale = weights[f"{name}.weight"]
        self._shift = weights[f"{name}.bias"]

    def __call__(self, values: Floats) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        centred /= np.sqrt(variance + np.float32(_EPSILON))
        normal: Floats = centred * self._scale + self._shift
        return normal


def rectified(values: Floats) -> Floats:
    """Return the values with zero in place of what is negative, in place."""
    np.maximum(values, np.float32(0.0), out=values)
    return values


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    odds: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds


def drawn(probabilities: Floats, rng: Generator) -> NDArray[np.int64]:
    """Return one place for each row, drawn by its probabilities.

    Args:
        probabilities: ``(rows, places)``, each row sums to 1.
    """
    sums = np.cumsum(probabilities, axis=1, dtype=np.float64)
    marks = rng.random((len(sums), 1)) * sums[:, -1:]
    # Strictly beyond the mark, so that what has no probability is never drawn.
    places: NDArray[np.int64] = (sums > marks).argmax(axis=1)
    return places
