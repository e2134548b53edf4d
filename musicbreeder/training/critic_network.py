"""The critic as torch trains it; `seeding.critic` is the same in numpy."""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

_HIDDEN = (96, 32)
_DROPOUT = 0.2
_FURTHEST = 6.0


class CriticNetwork(nn.Module):
    """Inputs to the scores of the sources that a phrase may be from."""

    def __init__(self, inputs: NDArray[np.float32], source_count: int) -> None:
        """Make an untrained network.

        Args:
            inputs: ``(phrase_count, input_count)`` of the training set, to standardise.
            source_count: how many sources it tells apart.
        """
        super().__init__()
        spread = np.maximum(inputs.std(axis=0), 1e-2).astype(np.float16)
        mean = inputs.mean(axis=0).astype(np.float16)
        self.mean: Tensor
        self.spread: Tensor
        self.register_buffer("mean", torch.from_numpy(mean.astype(np.float32)))
        self.register_buffer("spread", torch.from_numpy(spread.astype(np.float32)))
        sizes = (inputs.shape[1], *_HIDDEN, source_count)
        self.layers = nn.ModuleList(
            nn.Linear(into, out) for into, out in pairwise(sizes)
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(rows, source_count)`` scores, logarithms but for a constant."""
        state = ((inputs - self.mean) / self.spread).clamp(-_FURTHEST, _FURTHEST)
        for layer in self.layers[:-1]:
            state = functional.dropout(state, _DROPOUT, self.training)
            state = functional.relu(layer(state))
        scores: Tensor = self.layers[-1](state)
        return scores
