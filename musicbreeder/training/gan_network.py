"""The latent GAN as torch trains it; `seeding.latent_gan` is its generator in numpy."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from musicbreeder.seeding.latent_gan import NOISE_SIZE
from musicbreeder.seeding.latent_grid import METER_NAMES

_GENERATOR_HIDDEN, _CRITIC_HIDDEN = 256, 256
_SLOPE = 0.2


class LatentGeneratorNetwork(nn.Module):
    """Noise and a meter to a point of the latent space."""

    def __init__(self, points: NDArray[np.float32]) -> None:
        """Make an untrained generator.

        Args:
            points: ``(window_count, latent_size)`` of real tunes, to standardise.
        """
        super().__init__()
        mean = points.mean(axis=0).astype(np.float16).astype(np.float32)
        spread = points.std(axis=0).astype(np.float16).astype(np.float32)
        self.mean: Tensor
        self.spread: Tensor
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(spread))
        width = _GENERATOR_HIDDEN
        self.layers = nn.ModuleList(
            [
                nn.Linear(NOISE_SIZE + len(METER_NAMES), width),
                nn.Linear(width, width),
                nn.Linear(width, points.shape[1]),
            ]
        )

    def standardised(self, noise: Tensor, meters: Tensor) -> Tensor:
        """Return points in units of how tunes spread, ``(count, latent_size)``."""
        state = torch.cat([noise, _one_hot(meters)], dim=1)
        for layer in self.layers[:-1]:
            state = functional.relu(layer(state))
        made: Tensor = self.layers[-1](state)
        return made

    def forward(self, noise: Tensor, meters: Tensor) -> Tensor:
        return self.standardised(noise, meters) * self.spread + self.mean


class LatentCriticNetwork(nn.Module):
    """Says how real a standardised point looks; it is not shipped."""

    def __init__(self, latent_size: int) -> None:
        super().__init__()
        width = _CRITIC_HIDDEN
        self.layers = nn.Sequential(
            nn.Linear(latent_size + len(METER_NAMES), width),
            nn.LeakyReLU(_SLOPE),
            nn.Linear(width, width),
            nn.LeakyReLU(_SLOPE),
            nn.Linear(width, 1),
        )

    def forward(self, points: Tensor, meters: Tensor) -> Tensor:
        scores: Tensor = self.layers(torch.cat([points, _one_hot(meters)], dim=1))
        return scores[:, 0]


def _one_hot(meters: Tensor) -> Tensor:
    return functional.one_hot(meters, len(METER_NAMES)).float()
