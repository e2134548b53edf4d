"""Trains the latent GAN: generator and critic against each other, some minutes.

Both see points of the autoencoder's space only, so that nothing discrete stands between
them. Wasserstein distance with a gradient penalty (Gulrajani et al., "Improved training
of Wasserstein GANs", 2017).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicbreeder.seeding.latent_gan import NOISE_SIZE
from musicbreeder.training.gan_network import (
    LatentCriticNetwork,
    LatentGeneratorNetwork,
)

_PENALTY = 10.0
_CRITIC_STEPS = 3
_MOMENTA = (0.0, 0.9)
_KEPT = 0.999
"""Share of the running mean of the weights that an update leaves; the mean ships."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        updates: of the generator; the critic has three for each.
        batch_size: points of one update.
        learning_rate: Adam's, falling to zero.
        random_seed: the same seed gives the same weights on one machine.
    """

    updates: int = 2000
    batch_size: int = 128
    learning_rate: float = 3e-4
    random_seed: int = 7


class Training:
    """Generator and critic with all that is needed to go on.

    Args:
        points: ``(window_count, latent_size)`` means of the training windows.
        log_variances: ``(window_count, latent_size)`` of their posteriors.
        meters: ``(window_count,)`` meter numbers.
    """

    def __init__(
        self,
        points: NDArray[np.float32],
        log_variances: NDArray[np.float32],
        meters: NDArray[np.int64],
        plan: Plan,
    ) -> None:
        torch.manual_seed(plan.random_seed)
        self._plan = plan
        self.generator = LatentGeneratorNetwork(points)
        self.critic = LatentCriticNetwork(points.shape[1])
        self.average = LatentGeneratorNetwork(points)
        self.average.load_state_dict(self.generator.state_dict())
        spread, mean = self.generator.spread.numpy(), self.generator.mean.numpy()
        self._points = torch.from_numpy((points - mean) / spread)
        deviations = np.exp(0.5 * log_variances) / spread
        self._deviations = torch.from_numpy(deviations.astype(np.float32))
        self._meters = torch.from_numpy(meters)
        self._optimisers = [
            torch.optim.Adam(
                network.parameters(), lr=plan.learning_rate, betas=_MOMENTA
            )
            for network in (self.generator, self.critic)
        ]
        self.updates_done = 0

    def keep(self, path: Path) -> None:
        """Write everything to a file, whole or not at all."""
        state = {
            "plan": vars(self._plan),
            "updates_done": self.updates_done,
            "networks": [one.state_dict() for one in self._networks],
            "optimisers": [one.state_dict() for one in self._optimisers],
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
        for network, values in zip(self._networks, state["networks"], strict=True):
            network.load_state_dict(values)
        for optimiser, values in zip(
            self._optimisers, state["optimisers"], strict=True
        ):
            optimiser.load_state_dict(values)
        torch.set_rng_state(state["torch"])
        self.updates_done = state["updates_done"]
        return True

    @property
    def _networks(self) -> tuple[torch.nn.Module, ...]:
        return self.generator, self.critic, self.average

    def run(self, updates: int, on_update: Callable[[float], None]) -> None:
        """Train on.

        Args:
            updates: how many of the generator.
            on_update: told the distance between real and made after each.
        """
        for _ in range(updates):
            share = self.updates_done / self._plan.updates
            for optimiser in self._optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = self._plan.learning_rate * (1.0 - share)
            distances = [self._teach_critic() for _ in range(_CRITIC_STEPS)]
            self._teach_generator()
            self.updates_done += 1
            on_update(float(np.mean(distances)))

    def _drawn(self) -> tuple[Tensor, Tensor]:
        """Return points of real windows, each drawn from its posterior, and meters."""
        rows = torch.randint(len(self._points), (self._plan.batch_size,))
        points = self._points[rows]
        noise = torch.randn_like(points) * self._deviations[rows]
        return points + noise, self._meters[rows]

    def _made(self, meters: Tensor) -> Tensor:
        noise = torch.randn(len(meters), NOISE_SIZE)
        return self.generator.standardised(noise, meters)

    def _teach_critic(self) -> float:
        real, meters = self._drawn()
        with torch.no_grad():
            made = self._made(meters)
        share = torch.rand(len(real), 1)
        between = (share * real + (1.0 - share) * made).requires_grad_(True)
        (slopes,) = torch.autograd.grad(
            self.critic(between, meters).sum(), between, create_graph=True
        )
        penalty = (slopes.norm(dim=1) - 1.0).square().mean()
        distance = self.critic(real, meters).mean() - self.critic(made, meters).mean()
        self._step(1, _PENALTY * penalty - distance)
        return float(distance.detach())

    def _teach_generator(self) -> None:
        rows = torch.randint(len(self._meters), (self._plan.batch_size,))
        meters = self._meters[rows]
        self._step(0, -self.critic(self._made(meters), meters).mean())
        with torch.no_grad():
            for mean, now in zip(
                self.average.parameters(), self.generator.parameters(), strict=True
            ):
                mean.lerp_(now, 1.0 - min(_KEPT, self.updates_done / 500.0))

    def _step(self, place: int, loss: Tensor) -> None:
        self._optimisers[place].zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        self._optimisers[place].step()
