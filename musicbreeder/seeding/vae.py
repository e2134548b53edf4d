"""The variational autoencoder in numpy: four bars to a point of its space, and back.

Encoder and decoder are MLP-Mixers (Tolstikhin et al., 2021) over patches of four steps;
the decoder writes all steps at once. The shipped weights are half floats in one npz
file that holds plain arrays only; `training.vae` makes it.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.seeding.latent_files import AUTOENCODER_FILE, read_weights
from musicbreeder.seeding.latent_grid import (
    EMPTY,
    METER_NAMES,
    PATCH_COUNT,
    STEP_COUNT,
    TOKEN_COUNT,
    UNKNOWN,
    Tokens,
    grid_steps,
)
from musicbreeder.seeding.network import Floats, LayerNorm, Linear, Weights, rectified
from musicbreeder.theory.meter import METERS

COMPLETION_ROUNDS = 3
_TEMPERATURE = np.float32(0.5)

_UNKNOWN_GRIDS = np.full((len(METER_NAMES), STEP_COUNT), EMPTY, dtype=np.uint8)
for _number, _name in enumerate(METER_NAMES):
    _UNKNOWN_GRIDS[_number, grid_steps(METERS[_name])] = UNKNOWN


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

    def logits(
        self, points: Floats, meters: NDArray[np.integer], known: Tokens | None = None
    ) -> Floats:
        """Return ``(point_count, 64, 38)`` how likely each token is, unnormalised.

        Args:
            points: ``(point_count, latent_size)``.
            meters: ``(point_count,)`` meter numbers.
            known: ``(point_count, 64)`` steps that are decided, `UNKNOWN` elsewhere;
                None = no step is.
        """
        if known is None:
            known = _UNKNOWN_GRIDS[meters]
        return self._decoder(points, known, meters)

    def decode(self, points: Floats, meters: NDArray[np.integer]) -> Tokens:
        """Return the likeliest token of each step, ``(point_count, 64)``.

        Steps that the meter's bars do not have are `EMPTY`.
        """
        best = self.logits(points, meters).argmax(axis=2).astype(np.uint8)
        return np.where(_UNKNOWN_GRIDS[meters] == EMPTY, np.uint8(EMPTY), best)

    def completed(
        self,
        points: Floats,
        meters: NDArray[np.integer],
        known: Tokens,
        rounds: int = COMPLETION_ROUNDS,
        rng: np.random.Generator | None = None,
    ) -> Tokens:
        """Return grids of which some steps are decided, the others written to fit.

        In each round the surest of the open steps are decided, the rest is asked anew.

        Args:
            rng: draws tokens by how likely they are; None = the likeliest ones, which
                hold notes longer than tunes do.
        """
        open_counts = (known == UNKNOWN).sum(axis=1)
        for done in range(rounds):
            logits = self.logits(points, meters, known)
            if rng is not None:
                # The highest of noisy logits is a draw (Gumbel, 1954).
                noise = rng.gumbel(size=logits.shape).astype(np.float32)
                logits += _TEMPERATURE * noise
            best = logits.argmax(axis=2).astype(np.uint8)
            logits -= logits.max(axis=2, keepdims=True)
            sureness = -np.log(np.exp(logits).sum(axis=2))
            sureness[known != UNKNOWN] = np.inf
            ranks = np.argsort(np.argsort(sureness, axis=1, kind="stable"), axis=1)
            left = open_counts * (rounds - 1 - done) // rounds
            is_decided = (known == UNKNOWN) & (ranks >= left[:, None])
            known = np.where(is_decided, best, known)
        return known

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
        self._into = Linear(weights, "encoder.into")
        self._blocks = mixer_blocks(weights, "encoder")
        self._norm = LayerNorm(weights, "encoder.norm")
        self._out = Linear(weights, "encoder.out")

    def __call__(self, tokens: Tokens, meters: NDArray[np.integer]) -> Floats:
        count = len(tokens)
        state = self._into(self._token[tokens].reshape(count, PATCH_COUNT, -1))
        state += self._place + self._meter[meters][:, None]
        for block in self._blocks:
            state = block(state)
        return self._out(self._norm(state).reshape(count, -1))


class _Decoder:
    def __init__(self, weights: Weights) -> None:
        self._meter = weights["decoder.meter.weight"]
        self._into = Linear(weights, "decoder.into")
        self._token = weights["decoder.token.weight"]
        self._known = Linear(weights, "decoder.known")
        self._blocks = mixer_blocks(weights, "decoder")
        self._norm = LayerNorm(weights, "decoder.norm")
        self._out = Linear(weights, "decoder.out")

    def __call__(
        self, points: Floats, known: Tokens, meters: NDArray[np.integer]
    ) -> Floats:
        count = len(points)
        state = self._into(points).reshape(count, PATCH_COUNT, -1)
        state += self._known(self._token[known].reshape(count, PATCH_COUNT, -1))
        state += self._meter[meters][:, None]
        for block in self._blocks:
            state = block(state)
        return self._out(self._norm(state)).reshape(count, STEP_COUNT, TOKEN_COUNT)


class MixerBlock:
    """Mixes the patches of each channel, then the channels of each patch."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._patch_norm = LayerNorm(weights, f"{name}.patch_norm")
        self._patch_in = Linear(weights, f"{name}.patch_in")
        self._patch_out = Linear(weights, f"{name}.patch_out")
        self._channel_norm = LayerNorm(weights, f"{name}.channel_norm")
        self._channel_in = Linear(weights, f"{name}.channel_in")
        self._channel_out = Linear(weights, f"{name}.channel_out")

    def __call__(self, state: Floats) -> Floats:
        """Return ``(grid_count, 16, width)`` of the same."""
        turned = self._patch_norm(state).transpose(0, 2, 1)
        mixed = self._patch_out(rectified(self._patch_in(turned)))
        state = state + mixed.transpose(0, 2, 1)
        state += self._channel_out(
            rectified(self._channel_in(self._channel_norm(state)))
        )
        return state


def mixer_blocks(weights: Weights, name: str) -> list[MixerBlock]:
    """Return the blocks numbered from 0 under a name."""
    blocks: list[MixerBlock] = []
    while f"{name}.blocks.{len(blocks)}.patch_norm.weight" in weights:
        blocks.append(MixerBlock(weights, f"{name}.blocks.{len(blocks)}"))
    return blocks
