"""How well the autoencoder does on tunes it has never seen, as its card tells it.

Everything is measured on the network as it ships: half-float weights, in numpy.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from musicbreeder.seeding.latent_grid import EMPTY, FIRST_PITCH, HOLD, Tokens
from musicbreeder.seeding.network import Floats
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.training.vae import Grids
from musicbreeder.training.vae_variation import with_moved_notes

_BATCH = 500
_MUTATED_SHARE = 0.12
"""Of the notes; a melody bred for a generation has about so many new ones."""


@dataclass(frozen=True)
class Reconstruction:
    """How true the copies are that the network makes of held-out windows.

    The point is the posterior's mean, the copy takes the likeliest token of every step
    at once.

    Attributes:
        window_count: windows that were copied.
        steps: share of steps that are right.
        pitches: share of notes whose pitch is right where a note starts.
        onsets: F1 of the places where notes start.
        windows: share of windows without a mistake.
        always_hold: share of steps that are right if nothing ever starts.
        rate_bits: mean divergence from a standard Gaussian of a window.
        mutated_steps: `steps` after an eighth of the notes was moved along the scale.
        mutated_notes: share of those notes that are right.
    """

    window_count: int
    steps: float
    pitches: float
    onsets: float
    windows: float
    always_hold: float
    rate_bits: float
    mutated_steps: float
    mutated_notes: float


def reconstruction(network: Autoencoder, grids: Grids) -> Reconstruction:
    """Return how true the copies of some windows are."""
    means, log_variances = posteriors(network, grids)
    copies = _copies(network, means, grids.meters)
    tokens = grids.tokens
    is_step = tokens != EMPTY
    is_note = is_step & (tokens >= FIRST_PITCH)
    is_copied_note = is_step & (copies >= FIRST_PITCH)
    is_right = copies == tokens
    rng = np.random.default_rng(0)
    shares = np.full(len(tokens), _MUTATED_SHARE)
    mutated = with_moved_notes(tokens, shares, rng)
    changed = Grids(mutated, grids.meters, grids.groups)
    copies_of_mutated = _copies(network, posteriors(network, changed)[0], grids.meters)
    rates = np.square(means) + np.exp(log_variances) - 1.0 - log_variances
    return Reconstruction(
        window_count=len(tokens),
        steps=float(is_right[is_step].mean()),
        pitches=float(is_right[is_note].mean()),
        onsets=float(
            2.0
            * (is_note & is_copied_note).sum()
            / (is_note.sum() + is_copied_note.sum())
        ),
        windows=float((is_right | ~is_step).all(axis=1).mean()),
        always_hold=float((tokens[is_step] == HOLD).mean()),
        rate_bits=float(0.5 * rates.sum(axis=1).mean() / log(2)),
        mutated_steps=float((copies_of_mutated == mutated)[is_step].mean()),
        mutated_notes=float((copies_of_mutated == mutated)[mutated != tokens].mean()),
    )


def posteriors(network: Autoencoder, grids: Grids) -> tuple[Floats, Floats]:
    """Return mean and log-variance of windows, ``(window_count, latent_size)``."""
    parts = [
        network.posterior(
            grids.tokens[start : start + _BATCH], grids.meters[start : start + _BATCH]
        )
        for start in range(0, len(grids), _BATCH)
    ]
    return (
        np.concatenate([mean for mean, _ in parts]),
        np.concatenate([log_variance for _, log_variance in parts]),
    )


def _copies(network: Autoencoder, points: Floats, meters: NDArray[np.int64]) -> Tokens:
    return np.concatenate(
        [
            network.decode(
                points[start : start + _BATCH], meters[start : start + _BATCH]
            )
            for start in range(0, len(points), _BATCH)
        ]
    )
