"""Batches of items as the tensors that the event Transformer takes in."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musicbreeder.seeding.event_features import bias_places, features
from musicbreeder.training.event_transformer_items import Batch


@dataclass(frozen=True, eq=False)
class Inputs:
    """A batch as tensors."""

    features: Tensor
    places: Tensor
    hidden: Tensor
    pitches: Tensor
    durations: Tensor
    left: Tensor


def inputs_of(batch: Batch, device: torch.device) -> Inputs:
    """Return the tensors of a batch."""
    slots = batch.slots
    found = features(slots, batch.conditions, batch.grids, batch.step_counts)
    nexts = np.minimum(slots.next_onsets, 128)
    places = bias_places(nexts, slots.onsets, slots.roles, batch.conditions.meters)
    count = slots.pitches.shape[1]
    hidden = np.triu(np.ones((count, count), dtype=np.bool_), 1)[None]
    hidden = hidden | ~batch.is_used[:, None, :]
    # A padded slot sees itself, or its softmax would be over nothing.
    hidden = hidden & ~np.eye(count, dtype=np.bool_)[None]

    def tensor(array: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(device)

    return Inputs(
        tensor(found),
        tensor(places),
        tensor(hidden),
        tensor(batch.pitch_targets),
        tensor(batch.duration_targets),
        tensor(np.maximum(slots.stops - nexts, 1)),
    )
