"""Trains the variational autoencoder; half an hour on one core, resumable.

The rate (the divergence, in bits) is bought at `BETA` nats of reconstruction for a nat:
lower copies more truly, higher makes a smoother space; a third leaves room for both
(Higgins et al., "beta-VAE", 2017).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, log, pi
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from musicbreeder.seeding.latent_grid import (
    EMPTY,
    PATCH_COUNT,
    PATCH_STEPS,
    STEP_COUNT,
    UNKNOWN,
    Tokens,
)
from musicbreeder.training.vae_network import (
    AutoencoderNetwork,
    divergence_nats,
    reconstruction_nats,
)
from musicbreeder.training.vae_variation import varied

BETA = 0.35
TOLD_SHARE = 0.45
"""Share of windows of which the decoder is told some steps."""

_MOST_MIXED = 0.6
"""How far towards another window a point may lie where the decoder is told steps."""


_WARM_UP_SHARE, _LEAST_RATE_SHARE = 0.04, 0.01
_BETA_RAMP_SHARE = 0.15


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        epochs: times every window is seen.
        batch_size: windows of one update.
        learning_rate: AdamW's, at its highest.
        random_seed: the same seed gives the same weights on one machine.
    """

    epochs: int = 16
    batch_size: int = 64
    learning_rate: float = 2e-3
    random_seed: int = 1


@dataclass(frozen=True)
class Grids:
    """Windows of tunes as grids.

    Attributes:
        tokens: ``(window_count, 64)``.
        meters: ``(window_count,)`` meter numbers.
        groups: ``(window_count,)`` the group of near-duplicate tunes each is from.
    """

    tokens: Tokens
    meters: NDArray[np.int64]
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.tokens)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Grids":
        """Return some of the windows."""
        return Grids(self.tokens[chosen], self.meters[chosen], self.groups[chosen])


class Training:
    """The state of one training: it can be kept after any epoch and taken up again."""

    def __init__(self, grids: Grids, plan: Plan) -> None:
        torch.manual_seed(plan.random_seed)
        self._grids, self._plan = grids, plan
        self.network = AutoencoderNetwork()
        self._optimiser = torch.optim.AdamW(
            self.network.parameters(),
            lr=plan.learning_rate,
            betas=(0.9, 0.99),
            weight_decay=0.01,
        )
        self.epochs_done = 0
        self._update = 0

    @property
    def updates_per_epoch(self) -> int:
        return len(self._grids) // self._plan.batch_size

    def keep(self, path: Path) -> None:
        """Write everything to a file, whole or not at all."""
        state = {
            "plan": vars(self._plan),
            "epochs_done": self.epochs_done,
            "network": self.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "torch": torch.get_rng_state(),
        }
        unfinished = path.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def take_up(self, path: Path) -> bool:
        """Go on from a file, if it is of the same plan; tell whether it was."""
        if not path.exists():
            return False
        state = torch.load(path, weights_only=True)
        if state["plan"] != vars(self._plan):
            return False
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["torch"])
        self.epochs_done = state["epochs_done"]
        self._update = self.epochs_done * self.updates_per_epoch
        return True

    def run_epoch(self, on_update: Callable[[float, float], None]) -> None:
        """See every window once.

        Args:
            on_update: told reconstruction and divergence in bits after each update.
        """
        # A generator of its own for each epoch: going on is as if never interrupted.
        rng = np.random.default_rng([self._plan.random_seed, self.epochs_done])
        self.network.train()
        for rows in self._batches(rng):
            meters = self._grids.meters[rows]
            tokens = varied(self._grids.tokens[rows], meters, rng)
            reconstruction, divergence = self._learn(
                torch.from_numpy(tokens.astype(np.int64)),
                torch.from_numpy(_told(tokens, rng).astype(np.int64)),
                torch.from_numpy(meters),
            )
            on_update(reconstruction / log(2), divergence / log(2))
        self.epochs_done += 1

    def _batches(self, rng: np.random.Generator) -> Iterator[NDArray[np.intp]]:
        order = rng.permutation(len(self._grids))
        size = self._plan.batch_size
        for start in range(0, self.updates_per_epoch * size, size):
            yield order[start : start + size]

    def _learn(
        self, tokens: torch.Tensor, known: torch.Tensor, meters: torch.Tensor
    ) -> tuple[float, float]:
        share = self._update / (self._plan.epochs * self.updates_per_epoch)
        for group in self._optimiser.param_groups:
            group["lr"] = self._plan.learning_rate * _rate_share(share)
        mean, log_variance = self.network.encoder(tokens, meters)
        noise = torch.randn_like(mean)
        points = mean + noise * (0.5 * log_variance).exp()
        is_unknown = known == UNKNOWN
        # Who is told half the steps needs half the rate for the others.
        unknown_share = is_unknown.sum(dim=1) / (tokens != EMPTY).sum(dim=1)
        points = _mixed(points, unknown_share < 1.0)
        logits = self.network.decoder(points, known, meters)
        wanted = torch.where(is_unknown, tokens, torch.full_like(tokens, EMPTY))
        reconstruction = reconstruction_nats(logits, wanted)
        divergence = divergence_nats(mean, log_variance)
        beta = BETA * min(share / _BETA_RAMP_SHARE, 1.0)
        losses = reconstruction + beta * unknown_share * divergence
        loss = losses.mean() / STEP_COUNT
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self._update += 1
        is_whole = unknown_share == 1.0
        bits = reconstruction[is_whole].mean(), divergence.mean()
        return float(bits[0].detach()), float(bits[1].detach())


def _mixed(points: torch.Tensor, is_told: torch.Tensor) -> torch.Tensor:
    """Return the points, some moved towards another's where steps are told.

    So the decoder learns what a blend asks of it: to go by its neighbours where the
    point is no tune's own.
    """
    others = points.roll(1, dims=0)
    share = _MOST_MIXED * torch.rand(len(points), 1) * is_told[:, None]
    mixed = (1.0 - share) * points + share * others
    lengths = (1.0 - share) * points.norm(dim=1, keepdim=True)
    lengths = lengths + share * others.norm(dim=1, keepdim=True)
    kept: torch.Tensor = mixed * (
        lengths / mixed.norm(dim=1, keepdim=True).clamp_min(1e-6)
    )
    return kept


def _told(tokens: Tokens, rng: np.random.Generator) -> Tokens:
    """Return what the decoder is told of grids: nothing, single steps or whole beats.

    The first step of each grid always stays unknown, so that there is one to write.
    """
    count = len(tokens)
    told_share = rng.random(count) * (rng.random(count) >= 1.0 - TOLD_SHARE)
    by_step = rng.random(tokens.shape) < told_share[:, None]
    by_beat = rng.random((count, PATCH_COUNT)) < told_share[:, None]
    in_beats = rng.random(count) < 0.5
    is_told = np.where(
        in_beats[:, None], np.repeat(by_beat, PATCH_STEPS, axis=1), by_step
    )
    is_told[:, 0] = False
    return np.where(is_told | (tokens == EMPTY), tokens, np.uint8(UNKNOWN))


def _rate_share(share: float) -> float:
    """Return the learning rate at a share of the training: warm-up, then a cosine."""
    if share < _WARM_UP_SHARE:
        return (share + 1e-3) / (_WARM_UP_SHARE + 1e-3)
    falling = (share - _WARM_UP_SHARE) / (1.0 - _WARM_UP_SHARE)
    return _LEAST_RATE_SHARE + (1.0 - _LEAST_RATE_SHARE) * (1.0 + cos(pi * falling)) / 2


def half_weights(network: AutoencoderNetwork) -> dict[str, NDArray[np.float16]]:
    """Return the parameters as they are shipped, by name."""
    return {
        name: values.detach().numpy().astype(np.float16)
        for name, values in network.state_dict().items()
    }
