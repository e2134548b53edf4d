"""The latent generator: points of the autoencoder's space that tunes could lie at.

A generative adversarial network: a generator made points out of noise while a critic
learned to tell them from the points of real tunes (Wasserstein distance with a gradient
penalty, Gulrajani et al., 2017). Only the generator ships; the autoencoder's decoder
turns its points into melodies. `training.gan` makes the file.
"""

from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.seeding.latent_files import GENERATOR_FILE, read_weights
from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.network import Floats, Linear, Weights, rectified

NOISE_SIZE = 64


class LatentGenerator:
    """Makes points of the latent space out of noise.

    Args:
        weights: arrays by the names `training.gan_network` gives them.

    Raises:
        ModelError: an array is missing.
    """

    def __init__(self, weights: Weights) -> None:
        try:
            self._mean, self._spread = weights["mean"], weights["spread"]
            self._layers = [Linear(weights, f"layers.{number}") for number in range(3)]
        except KeyError as error:
            raise ModelError(
                f"The latent generator's file lacks {error}; "
                "install musicbreeder again to put it back."
            ) from error

    def drawn(self, meters: NDArray[np.integer], rng: Generator) -> Floats:
        """Return a point for each meter number, ``(count, latent_size)``."""
        noise = rng.standard_normal((len(meters), NOISE_SIZE), dtype=np.float32)
        return self.points(noise, meters)

    def points(self, noise: Floats, meters: NDArray[np.integer]) -> Floats:
        """Return the point that each row of noise, ``(count, 64)``, stands for."""
        state = np.hstack([noise, np.eye(len(METER_NAMES), dtype=np.float32)[meters]])
        for layer in self._layers[:-1]:
            state = rectified(layer(state))
        points: Floats = self._layers[-1](state) * self._spread + self._mean
        return points


@cache
def shipped_generator() -> LatentGenerator:
    """Return the generator that ships with the app, loaded when first asked for.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return LatentGenerator(read_weights(GENERATOR_FILE))
