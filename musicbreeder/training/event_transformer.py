"""The event Transformer in torch: what `seeding.event_transformer_network` runs.

Two layers of causal self-attention over events, with a learned bias for every musical
distance (Huang et al., "Music Transformer", 2018, learn one for every distance in
positions). Pitch is said first, then the duration given the pitch.
"""

import math

from torch import Tensor, nn
from torch.nn import functional

from musicbreeder.seeding.event_features import (
    BIAS_COUNT,
    CHOICE_COUNT,
    EMBEDDING_COUNT,
    LONGEST_DURATION,
)

WIDTH, HEADS, LAYERS, INNER, DURATION_WIDTH = 128, 4, 2, 256, 96
_EMBEDDING_DEVIATION = 0.1


class Layer(nn.Module):
    """Pre-norm attention and feed-forward."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(WIDTH)
        self.attention_in = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_out = nn.Linear(WIDTH, WIDTH)
        self.norm_2 = nn.LayerNorm(WIDTH)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.bias = nn.Embedding(BIAS_COUNT, HEADS)
        nn.init.zeros_(self.bias.weight)
        self.dropout = nn.Dropout(dropout)

    def forward(self, slots: Tensor, places: Tensor, hidden: Tensor) -> Tensor:
        """Return the slots after this layer.

        Args:
            slots: ``(rows, slots, WIDTH)``.
            places: ``(rows, slots, slots)`` of the attention bias.
            hidden: ``(rows, slots, slots)``, true where a query must not look.
        """
        rows, count, _ = slots.shape
        mixed = self.attention_in(self.norm_1(slots))
        query, key, value = (
            part.view(rows, count, HEADS, -1).transpose(1, 2)
            for part in mixed.chunk(3, dim=-1)
        )
        scores = query @ key.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        scores = scores + self.bias(places).permute(0, 3, 1, 2)
        scores = scores.masked_fill(hidden[:, None], -1e9)
        seen = self.dropout(scores.softmax(dim=-1)) @ value
        seen = seen.transpose(1, 2).reshape(rows, count, WIDTH)
        slots = slots + self.dropout(self.attention_out(seen))
        inner = functional.relu(self.inner(self.norm_2(slots)))
        result: Tensor = slots + self.dropout(self.outer(inner))
        return result


class EventTransformer(nn.Module):
    """The whole network.

    Args:
        dropout: share of activations left out in training.
    """

    def __init__(self, dropout: float = 0.15) -> None:
        super().__init__()
        self.embedding = nn.Embedding(EMBEDDING_COUNT, WIDTH)
        nn.init.normal_(self.embedding.weight, std=_EMBEDDING_DEVIATION)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.pitch = nn.Linear(WIDTH, CHOICE_COUNT)
        self.duration_in = nn.Linear(WIDTH, DURATION_WIDTH)
        self.duration_pitch = nn.Embedding(CHOICE_COUNT, DURATION_WIDTH)
        nn.init.normal_(self.duration_pitch.weight, std=_EMBEDDING_DEVIATION)
        self.duration_out = nn.Linear(DURATION_WIDTH, LONGEST_DURATION)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor, places: Tensor, hidden: Tensor) -> Tensor:
        """Return the state of every slot, ``(rows, slots, WIDTH)``.

        Args:
            features: ``(rows, slots, FEATURE_COUNT)`` rows of the embedding to sum.
            places: ``(rows, slots, slots)`` of the attention bias.
            hidden: ``(rows, slots, slots)``, true where a query must not look.
        """
        rows, count, parts = features.shape
        slots = functional.embedding_bag(
            features.reshape(-1, parts), self.embedding.weight, mode="sum"
        ).view(rows, count, WIDTH)
        slots = self.dropout(slots)
        for layer in self.layers:
            slots = layer(slots, places, hidden)
        state: Tensor = self.norm(slots)
        return state

    def pitch_logits(self, state: Tensor) -> Tensor:
        logits: Tensor = self.pitch(state)
        return logits

    def duration_logits(self, state: Tensor, pitches: Tensor) -> Tensor:
        """Return logits of durations 1-16 given the pitch that was said."""
        inner = functional.relu(self.duration_in(state) + self.duration_pitch(pitches))
        logits: Tensor = self.duration_out(inner)
        return logits
