"""Trains the critic: tunes of the collection against what this app makes without it.

It sees named features only (`melody.features`), so that it is small and quick, and
learns from every maker there is, each as often as the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from musicbreeder.training.critic_network import CriticNetwork

_WEIGHT_DECAY = 1e-2


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        epochs: times every melody is seen.
        batch_size: melodies of one update, half of them tunes.
        learning_rate: AdamW's, falling to zero.
        random_seed: the same seed gives the same weights on one machine.
    """

    epochs: int = 30
    batch_size: int = 256
    learning_rate: float = 2e-3
    random_seed: int = 7


def trained(
    real: NDArray[np.float32],
    made: Mapping[str, NDArray[np.float32]],
    plan: Plan,
    on_epoch: Callable[[float], None] = lambda loss: None,
) -> CriticNetwork:
    """Return a critic that has learned to tell tunes from what makers made.

    Args:
        real: ``(tune_count, input_count)`` inputs of windows of tunes.
        made: the same of melodies, by their maker.
        on_epoch: told the mean loss, in nats, after each epoch.
    """
    torch.manual_seed(plan.random_seed)
    rng = np.random.default_rng(plan.random_seed)
    everything = np.concatenate([real, *made.values()])
    network = CriticNetwork(everything)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=plan.learning_rate, weight_decay=_WEIGHT_DECAY
    )
    is_real = torch.from_numpy(np.arange(len(everything)) < len(real)).float()
    inputs = torch.from_numpy(everything)
    starts = np.cumsum([len(real), *(len(one) for one in made.values())])
    half = plan.batch_size // 2
    updates = max(len(real) // half, 1)
    for epoch in range(plan.epochs):
        losses = []
        for update in range(updates):
            share = (epoch + update / updates) / plan.epochs
            for group in optimiser.param_groups:
                group["lr"] = plan.learning_rate * (1.0 - share)
            # Makers evenly, however many melodies there are of each.
            makers = rng.integers(len(made), size=half)
            sizes = np.diff(starts)[makers]
            rows = starts[makers] + (rng.random(half) * sizes).astype(np.int64)
            batch = np.concatenate([rng.integers(len(real), size=half), rows])
            scores = network(inputs[batch])
            loss = functional.binary_cross_entropy_with_logits(scores, is_real[batch])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
            optimiser.step()
            losses.append(float(loss.detach()))
        on_epoch(float(np.mean(losses)))
    return network.eval()
