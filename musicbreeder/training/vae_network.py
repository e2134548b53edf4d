"""The variational autoencoder as torch trains it; `seeding.vae` is the same in numpy.

Patches of four steps are what the mixers mix (Tolstikhin et al., "MLP-Mixer", 2021):
one pass writes all steps, so that nothing leans on the steps before it and every note
has to be found in the latent point. The decoder may also be told some of the steps, and
writes what fits between them (Ghazvininejad et al., "Mask-Predict", 2019): where a
point lies between two tunes, steps decided one by one would not make sense together.
Names of parameters are the names in the shipped file.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from musicbreeder.seeding.latent_grid import (
    EMPTY,
    METER_NAMES,
    PATCH_COUNT,
    PATCH_STEPS,
    TOKEN_COUNT,
    UNKNOWN,
)

LATENT_SIZE = 96


@dataclass(frozen=True)
class Shape:
    """How large the network is.

    Attributes:
        token_width: numbers that stand for one step's token.
        encoder_width: channels of a patch in the encoder.
        decoder_width: channels of a patch in the decoder.
        encoder_depth: mixer blocks of the encoder.
        decoder_depth: mixer blocks of the decoder.
        patch_hidden: hidden units where patches are mixed.
        encoder_hidden: hidden units where the encoder's channels are mixed.
        decoder_hidden: the same in the decoder.
    """

    token_width: int = 32
    encoder_width: int = 160
    decoder_width: int = 176
    encoder_depth: int = 2
    decoder_depth: int = 3
    patch_hidden: int = 48
    encoder_hidden: int = 160
    decoder_hidden: int = 264


class MixerBlock(nn.Module):
    """Mixes the patches of each channel, then the channels of each patch."""

    def __init__(self, width: int, patch_hidden: int, channel_hidden: int) -> None:
        super().__init__()
        self.patch_norm = nn.LayerNorm(width)
        self.patch_in = nn.Linear(PATCH_COUNT, patch_hidden)
        self.patch_out = nn.Linear(patch_hidden, PATCH_COUNT)
        self.channel_norm = nn.LayerNorm(width)
        self.channel_in = nn.Linear(width, channel_hidden)
        self.channel_out = nn.Linear(channel_hidden, width)

    def forward(self, state: Tensor) -> Tensor:
        turned = self.patch_norm(state).transpose(1, 2)
        mixed = self.patch_out(functional.relu(self.patch_in(turned)))
        state = state + mixed.transpose(1, 2)
        hidden = functional.relu(self.channel_in(self.channel_norm(state)))
        mixed_channels: Tensor = self.channel_out(hidden)
        return state + mixed_channels


class Encoder(nn.Module):
    """Grids to mean and log-variance of their posterior."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.encoder_width
        self.token = nn.Embedding(EMPTY + 1, shape.token_width)
        self.meter = nn.Embedding(len(METER_NAMES), width)
        self.place = nn.Parameter(0.02 * torch.randn(PATCH_COUNT, width))
        self.into = nn.Linear(PATCH_STEPS * shape.token_width, width)
        self.blocks = nn.ModuleList(
            MixerBlock(width, shape.patch_hidden, shape.encoder_hidden)
            for _ in range(shape.encoder_depth)
        )
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(PATCH_COUNT * width, 2 * LATENT_SIZE)
        nn.init.normal_(self.meter.weight, std=0.02)

    def forward(self, tokens: Tensor, meters: Tensor) -> tuple[Tensor, Tensor]:
        state = self.into(self.token(tokens).reshape(len(tokens), PATCH_COUNT, -1))
        state = state + self.place + self.meter(meters)[:, None]
        for block in self.blocks:
            state = block(state)
        both = self.out(self.norm(state).reshape(len(tokens), -1))
        mean, log_variance = both.chunk(2, dim=1)
        return mean, log_variance


class Decoder(nn.Module):
    """Points of the latent space, and steps that are known, to every step's logits."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.decoder_width
        self.meter = nn.Embedding(len(METER_NAMES), width)
        self.into = nn.Linear(LATENT_SIZE, PATCH_COUNT * width)
        self.token = nn.Embedding(UNKNOWN + 1, shape.token_width)
        self.known = nn.Linear(PATCH_STEPS * shape.token_width, width)
        self.blocks = nn.ModuleList(
            MixerBlock(width, shape.patch_hidden, shape.decoder_hidden)
            for _ in range(shape.decoder_depth)
        )
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, PATCH_STEPS * TOKEN_COUNT)
        nn.init.normal_(self.meter.weight, std=0.02)

    def forward(self, points: Tensor, known: Tensor, meters: Tensor) -> Tensor:
        state = self.into(points).reshape(len(points), PATCH_COUNT, -1)
        told = self.token(known).reshape(len(points), PATCH_COUNT, -1)
        state = state + self.known(told) + self.meter(meters)[:, None]
        for block in self.blocks:
            state = block(state)
        logits: Tensor = self.out(self.norm(state))
        return logits.reshape(len(points), PATCH_COUNT * PATCH_STEPS, TOKEN_COUNT)


class AutoencoderNetwork(nn.Module):
    """Encoder and decoder, trained together."""

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        shape = shape or Shape()
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)


def reconstruction_nats(logits: Tensor, tokens: Tensor) -> Tensor:
    """Return the surprise at each grid, ``(grid_count,)``.

    Steps of `tokens` that are `EMPTY` are left out.
    """
    losses = functional.cross_entropy(
        logits.reshape(-1, TOKEN_COUNT),
        tokens.reshape(-1),
        reduction="none",
        ignore_index=EMPTY,
    )
    return losses.reshape(len(tokens), -1).sum(dim=1)


def divergence_nats(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return the Kullback-Leibler divergence from a standard Gaussian of each row."""
    each = mean.square() + log_variance.exp() - 1.0 - log_variance
    return 0.5 * each.sum(dim=1)
