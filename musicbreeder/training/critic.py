"""Trains the critic: tunes of the collection against what this app makes without it.

It learns from every maker there is, most from the one that is asked most often, and
tells by how much rather a phrase is a tune's than each maker's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from musicbreeder.seeding.critic import SOURCES
from musicbreeder.training.critic_network import CriticNetwork

_WEIGHT_DECAY = 1e-2
_TUNES, _EVENT_TRANSFORMER = SOURCES[0], "event transformer"
_WEIGHTS = {_TUNES: 5.0, _EVENT_TRANSFORMER: 4.0}
"""How often a batch has phrases of a source, where others count once."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        updates: of the weights.
        batch_size: phrases of one update.
        learning_rate: AdamW's, falling to zero.
        random_seed: the same seed gives the same weights on one machine.
    """

    updates: int = 1600
    batch_size: int = 256
    learning_rate: float = 2e-3
    random_seed: int = 7


def trained(
    phrases: Mapping[str, NDArray[np.float32]],
    plan: Plan,
    on_update: Callable[[float], None] = lambda loss: None,
) -> CriticNetwork:
    """Return a critic that has learned to tell sources from one another.

    Args:
        phrases: ``(phrase_count, input_count)`` inputs by one of `critic.SOURCES`;
            those that lack are never what the critic takes a phrase for.
        on_update: told the loss, in nats, after each update.
    """
    torch.manual_seed(plan.random_seed)
    rng = np.random.default_rng(plan.random_seed)
    there = [source for source in SOURCES if source in phrases]
    everything = np.concatenate([phrases[source] for source in there])
    sizes = np.array([len(phrases[source]) for source in there])
    starts = np.cumsum(sizes) - sizes
    places = np.array([SOURCES.index(source) for source in there])
    shares = np.array([_WEIGHTS.get(source, 1.0) for source in there])
    shares /= shares.sum()
    # A source's own share of the batches is no evidence: it is taken off again.
    offset = np.zeros(len(SOURCES), dtype=np.float32)
    offset[places] = np.log(shares)
    network = CriticNetwork(everything, len(SOURCES))
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=plan.learning_rate, weight_decay=_WEIGHT_DECAY
    )
    inputs, offsets = torch.from_numpy(everything), torch.from_numpy(offset)
    for update in range(plan.updates):
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * (1.0 - update / plan.updates)
        drawn = rng.choice(len(there), size=plan.batch_size, p=shares)
        rows = starts[drawn] + (rng.random(plan.batch_size) * sizes[drawn]).astype(int)
        scores = network(inputs[rows]) + offsets
        loss = functional.cross_entropy(scores, torch.from_numpy(places[drawn]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimiser.step()
        on_update(float(loss.detach()))
    return network.eval()
