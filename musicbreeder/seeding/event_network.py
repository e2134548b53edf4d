"""The event Transformer in numpy: torch's weights, a cache of keys and values.

The prompt (what is known) goes through in one pass; after that every pass adds one
event to every row. `training.event_transformer` has the same network in torch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.seeding.event_features import (
    BIAS_COUNT,
    EMBEDDING_COUNT,
    Ints,
)
from musicbreeder.seeding.network import (
    Floats,
    LayerNorm,
    Linear,
    Weights,
    rectified,
    softmax,
)

HEADS, LAYERS = 4, 2
_HIDDEN = np.float32(-1e9)


@dataclass(eq=False)
class Cache:
    """Keys and values of what was read, ``(rows, heads, slots, width)`` a layer.

    Attributes:
        count: slots that are filled.
    """

    keys: list[Floats]
    values: list[Floats]
    count: int

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Forget all but some rows, which are given in order."""
        is_other = rows != np.arange(len(rows))
        first = int(is_other.argmax()) if is_other.any() else len(rows)
        for kept in (self.keys, self.values):
            for number, old in enumerate(kept):
                # In place, and only what moves up: this is done after most events.
                moved = old[rows[first:], :, : self.count]
                old[first : len(rows), :, : self.count] = moved
                kept[number] = old[: len(rows)]


class _Layer:
    def __init__(self, weights: Weights, number: int) -> None:
        prefix = f"layers.{number}"
        self.norm_1 = LayerNorm(weights, f"{prefix}.norm_1")
        self.attention_in = Linear(weights, f"{prefix}.attention_in")
        self.attention_out = Linear(weights, f"{prefix}.attention_out")
        self.norm_2 = LayerNorm(weights, f"{prefix}.norm_2")
        self.inner = Linear(weights, f"{prefix}.inner")
        self.outer = Linear(weights, f"{prefix}.outer")
        self.bias = weights[f"{prefix}.bias.weight"]


class EventNetwork:
    """The network's forward passes.

    Args:
        weights: by torch's names.

    Raises:
        ModelError: the weights are of another version.
    """

    def __init__(self, weights: Weights) -> None:
        try:
            self._embedding = weights["embedding.weight"]
            self._layers = [_Layer(weights, number) for number in range(LAYERS)]
            self._norm = LayerNorm(weights, "norm")
            self._pitch = Linear(weights, "pitch")
            self._duration_in = Linear(weights, "duration_in")
            self._duration_pitch = weights["duration_pitch.weight"]
            self._duration_out = Linear(weights, "duration_out")
        except KeyError as error:
            raise ModelError(
                f"The event Transformer's file lacks {error}; "
                "install musicbreeder again to put it back."
            ) from error
        fits = len(self._embedding) == EMBEDDING_COUNT and all(
            layer.bias.shape == (BIAS_COUNT, HEADS) for layer in self._layers
        )
        if not fits:
            raise ModelError(
                "The event Transformer's file is of another version; "
                "install musicbreeder again to put it right."
            )
        self._width = self._embedding.shape[1]

    def cache(self, row_count: int, slot_count: int) -> Cache:
        """Return an empty cache with room for so many slots."""
        shape = (row_count, HEADS, slot_count, self._width // HEADS)
        return Cache(
            [np.zeros(shape, dtype=np.float32) for _ in range(LAYERS)],
            [np.zeros(shape, dtype=np.float32) for _ in range(LAYERS)],
            0,
        )

    def read(
        self,
        features: Ints,
        places: Ints,
        hidden: NDArray[np.bool_] | None,
        cache: Cache,
    ) -> Floats:
        """Read further slots; return the state of each, ``(rows, slots, width)``.

        Args:
            features: ``(rows, slots, FEATURE_COUNT)`` rows of the embedding to sum.
            places: ``(rows, slots, slots so far)`` of the attention bias.
            hidden: the same shape, true where a query must not look; None = nowhere.
            cache: of what was read before; takes these slots in.
        """
        rows, count, _ = features.shape
        slots = self._embedded(features)
        start, stop = cache.count, cache.count + count
        for number, layer in enumerate(self._layers):
            mixed = layer.attention_in(layer.norm_1(slots))
            query, key, value = (
                part.reshape(rows, count, HEADS, -1).transpose(0, 2, 1, 3)
                for part in np.split(mixed, 3, axis=2)
            )
            cache.keys[number][:, :, start:stop] = key
            cache.values[number][:, :, start:stop] = value
            keys = cache.keys[number][:, :, :stop]
            scores = query @ keys.transpose(0, 1, 3, 2)
            scores *= np.float32((self._width // HEADS) ** -0.5)
            scores += layer.bias[places].transpose(0, 3, 1, 2)
            if hidden is not None:
                scores = np.where(hidden[:, None], _HIDDEN, scores)
            seen = softmax(scores) @ cache.values[number][:, :, :stop]
            seen = seen.transpose(0, 2, 1, 3).reshape(rows, count, self._width)
            slots = slots + layer.attention_out(seen)
            slots += layer.outer(rectified(layer.inner(layer.norm_2(slots))))
        cache.count = stop
        return self._norm(slots)

    def _embedded(self, features: Ints) -> Floats:
        """Return the sums of embeddings, ``(rows, slots, width)``.

        One kind of feature after the other: all of them at once fill no cache.
        """
        rows, count, kinds = features.shape
        numbers = np.ascontiguousarray(features.reshape(-1, kinds).T)
        total: Floats = self._embedding.take(numbers[0], axis=0)
        part = np.empty_like(total)
        for kind in numbers[1:]:
            # All are in range; “clip” only spares numpy a copy.
            total += np.take(self._embedding, kind, axis=0, out=part, mode="clip")
        return total.reshape(rows, count, -1)

    def pitch_logits(self, state: Floats) -> Floats:
        """Return ``(..., CHOICE_COUNT)`` for states ``(..., width)``."""
        return self._pitch(state)

    def duration_logits(self, state: Floats, pitches: Ints) -> Floats:
        """Return ``(..., 16)`` for durations of 1-16 steps, given the pitch."""
        inner = self._duration_in(state) + self._duration_pitch[pitches]
        return self._duration_out(rectified(inner))
