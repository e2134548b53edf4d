"""The variational autoencoder in numpy: four bars to a point of its space, and back.

Encoder and decoder are MLP-Mixers (Tolstikhin et al., 2021) over patches of four steps;
the decoder writes all steps at once. The shipped weights are half floats in one npz
file that holds plain arrays only; `training.vae` makes it.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.seeding.latent_files import read_weights
from musicbreeder.seeding.latent_grid import (
    PATCH_COUNT,
    PATCH_STEPS,
    TOKEN_COUNT,
    Tokens,
)

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

AUTOENCODER_FILE = "vae.npz"
_NORM_EPSILON = 1e-5


class Autoencoder:
    """Encodes grids of tokens and decodes points of the latent space.

    Args:
        weights: arrays by the names `training.vae_network` gives them.

    Raises:
        ModelError: an array is missing.

    Attributes:
        latent_size: dimensions of the latent space.
        latent_mean: ``(latent_size,)`` mean of the tune collection in it.
        latent_factor: ``(latent_size, latent_size)`` lower Cholesky factor of its
            covariance.
        directions: ``(latent_size,)`` vectors by name; one length of it changes what it
            is named for by one standard deviation of the collection.
    """

    def __init__(self, weights: Weights) -> None:
        try:
            self.latent_mean = weights["latent.mean"]
            self.latent_factor = weights["latent.factor"]
            self._encoder = _Encoder(weights)
            self._decoder = _Decoder(weights)
        except KeyError as error:
            raise ModelError(
                f"The autoencoder's file lacks {error}; "
                "install musicbreeder again to put it back."
            ) from error
        self.latent_size = len(self.latent_mean)
        prefix = "direction."
        self.directions = {
            name.removeprefix(prefix): values
            for name, values in weights.items()
            if name.startswith(prefix)
        }

    def encode(self, tokens: Tokens, meters: NDArray[np.integer]) -> Floats:
        """Return where grids lie in the latent space.

        Args:
            tokens: ``(grid_count, 64)``.
            meters: ``(grid_count,)`` meter numbers.

        Returns:
            ``(grid_count, latent_size)`` the means of the posterior.
        """
        return self.posterior(tokens, meters)[0]

    def posterior(
        self, tokens: Tokens, meters: NDArray[np.integer]
    ) -> tuple[Floats, Floats]:
        """Return mean and log-variance of each grid, ``(grid_count, latent_size)``."""
        both = self._encoder(tokens, meters)
        return both[:, : self.latent_size], both[:, self.latent_size :]

    def logits(self, points: Floats, meters: NDArray[np.integer]) -> Floats:
        """Return ``(point_count, 64, 38)`` how likely each token is, unnormalised."""
        return self._decoder(points, meters)

    def decode(self, points: Floats, meters: NDArray[np.integer]) -> Tokens:
        """Return the likeliest grid of each point, ``(point_count, 64)``.

        Steps that the meter's bars do not have hold anything.
        """
        return self.logits(points, meters).argmax(axis=2).astype(np.uint8)

    def drawn(self, count: int, rng: np.random.Generator) -> Floats:
        """Return points drawn where the tune collection lies, as if it were a Gaussian.

        The Gaussian has the mean and the covariance of the aggregated posterior.
        """
        noise = rng.standard_normal((count, self.latent_size), dtype=np.float32)
        return self.latent_mean + noise @ self.latent_factor.T


@cache
def shipped_autoencoder() -> Autoencoder:
    """Return the autoencoder that ships with the app, loaded when first asked for.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return Autoencoder(read_weights(AUTOENCODER_FILE))


class _Encoder:
    def __init__(self, weights: Weights) -> None:
        self._token = weights["encoder.token.weight"]
        self._meter = weights["encoder.meter.weight"]
        self._place = weights["encoder.place"]
        self._into = Dense(weights, "encoder.into")
        self._blocks = mixer_blocks(weights, "encoder")
        self._norm = LayerNorm(weights, "encoder.norm")
        self._out = Dense(weights, "encoder.out")

    def __call__(self, tokens: Tokens, meters: NDArray[np.integer]) -> Floats:
        count = len(tokens)
        embedded = self._token[tokens].reshape(count * PATCH_COUNT, -1)
        state = self._into(embedded).reshape(count, PATCH_COUNT, -1)
        state += self._place + self._meter[meters][:, None]
        for block in self._blocks:
            state = block(state)
        return self._out(self._norm(state).reshape(count, -1))


class _Decoder:
    def __init__(self, weights: Weights) -> None:
        self._meter = weights["decoder.meter.weight"]
        self._into = Dense(weights, "decoder.into")
        self._blocks = mixer_blocks(weights, "decoder")
        self._norm = LayerNorm(weights, "decoder.norm")
        self._out = Dense(weights, "decoder.out")

    def __call__(self, points: Floats, meters: NDArray[np.integer]) -> Floats:
        count = len(points)
        state = self._into(points).reshape(count, PATCH_COUNT, -1)
        state += self._meter[meters][:, None]
        for block in self._blocks:
            state = block(state)
        flat = self._norm(state).reshape(count * PATCH_COUNT, -1)
        logits: Floats = self._out(flat)
        return logits.reshape(count, PATCH_COUNT * PATCH_STEPS, TOKEN_COUNT)


class Dense:
    """A linear layer; torch keeps its weights as ``(out, in)``."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._matrix = np.ascontiguousarray(weights[f"{name}.weight"].T)
        self._bias = weights[f"{name}.bias"]

    def __call__(self, values: Floats) -> Floats:
        """Return ``(row_count, out)`` of ``(row_count, in)``."""
        result: Floats = values @ self._matrix
        result += self._bias
        return result


class LayerNorm:
    """Rows brought to mean 0 and variance 1, then scaled and moved."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._gain, self._bias = weights[f"{name}.weight"], weights[f"{name}.bias"]

    def __call__(self, values: Floats) -> Floats:
        centred: Floats = values - values.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        centred *= 1.0 / np.sqrt(variance + np.float32(_NORM_EPSILON))
        centred *= self._gain
        centred += self._bias
        return centred


class MixerBlock:
    """Mixes the patches of each channel, then the channels of each patch."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._patch_norm = LayerNorm(weights, f"{name}.patch_norm")
        self._patch_in = Dense(weights, f"{name}.patch_in")
        self._patch_out = Dense(weights, f"{name}.patch_out")
        self._channel_norm = LayerNorm(weights, f"{name}.channel_norm")
        self._channel_in = Dense(weights, f"{name}.channel_in")
        self._channel_out = Dense(weights, f"{name}.channel_out")

    def __call__(self, state: Floats) -> Floats:
        """Return ``(grid_count, 16, width)`` of the same."""
        count, patches, width = state.shape
        turned = self._patch_norm(state).transpose(0, 2, 1).reshape(-1, patches)
        hidden = np.maximum(self._patch_in(turned), 0.0)
        mixed = self._patch_out(hidden).reshape(count, width, patches)
        state = state + mixed.transpose(0, 2, 1)
        # Products of three-dimensional arrays are many times slower than of flat ones.
        flat = self._channel_norm(state).reshape(-1, width)
        hidden = np.maximum(self._channel_in(flat), 0.0)
        state += self._channel_out(hidden).reshape(state.shape)
        return state


def mixer_blocks(weights: Weights, name: str) -> list[MixerBlock]:
    """Return the blocks numbered from 0 under a name."""
    blocks = []
    while f"{name}.blocks.{len(blocks)}.patch_norm.weight" in weights:
        blocks.append(MixerBlock(weights, f"{name}.blocks.{len(blocks)}"))
    return blocks
