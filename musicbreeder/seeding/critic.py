"""The critic: how much like the tune collection a phrase is, not how good.

A small network on named features and on measures of how a phrase is built, trained to
tell whole phrases of the collection from those of each of the app's seeders. It prefers
the plain and regular, so it only thins out what a seeder made: what that seeder makes
more often than tunes have it is kept more seldom, within limits.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix_of_events
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.seeding.codec import Codec, home_tonic, mode_number
from musicbreeder.seeding.event_features import (
    FIRST_PITCH_TOKEN,
    LOWEST_PITCH,
    MODE_NAMES,
    MODES,
    Ints,
    Tokens,
)
from musicbreeder.seeding.latent_files import CRITIC_FILE, read_weights
from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.network import Floats, Linear, Weights, rectified
from musicbreeder.seeding.phrase_measures import phrase_measures
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES

SOURCES = (
    "tunes",
    "tunes with notes moved",
    "phrase grammar",
    "event transformer",
    "variational autoencoder",
    "generative adversarial network",
)
"""What the network tells apart, in the order of its outputs."""

MOST_TURNED_DOWN = 0.98
"""The least tune-like phrase is still kept with the rest of this chance."""

_OVERLOOKED = ("mean pitch", "lowest pitch", "highest pitch", "articulation")
"""Where a melody lies and how it is played is for the listener to choose."""

_COLUMNS = [column for name, column in FEATURE_INDEX.items() if name not in _OVERLOOKED]
_FURTHEST = 6.0
"""Inputs count as at most so many standard deviations from the mean."""

_NOWHERE = -1
_HOMES = np.array(
    [*(home_tonic(SCALES[name]) for name in MODE_NAMES), _NOWHERE, _NOWHERE]
)
"""Pitch class of the tonic by the number of the mode, where that tells it."""

_FEW_BARS = (2, 8)


class Critic:
    """Compares phrases with those of the tune collection.

    Args:
        weights: arrays by the names `training.critic_network` gives them.

    Raises:
        ModelError: an array is missing or of another version.
    """

    def __init__(self, weights: Weights) -> None:
        try:
            self._mean, self._spread = weights["mean"], weights["spread"]
            self._layers = [Linear(weights, f"layers.{number}") for number in range(3)]
        except KeyError as error:
            raise ModelError(
                f"The critic's file lacks {error}; "
                "install musicbreeder again to put it back."
            ) from error
        if weights["layers.2.bias"].shape != (len(SOURCES),):
            raise ModelError(
                "The critic's file is of another version; "
                "install musicbreeder again to put it right."
            )

    @staticmethod
    def knows(meter: Meter, bars: int) -> bool:
        """Tell whether the collection has phrases of so many bars in a meter."""
        return meter.name in METER_NAMES and _FEW_BARS[0] <= bars <= _FEW_BARS[1]

    def log_odds(self, inputs: Floats, source: str) -> NDArray[np.float64]:
        """Return how much rather each phrase is a tune's than a source's.

        Args:
            inputs: rows of `critic_inputs`.
            source: one of `SOURCES`.

        Returns:
            ``(rows,)`` natural logarithms of the odds, were there as many of both.
        """
        state = (inputs - self._mean) / self._spread
        state = np.clip(state, -_FURTHEST, _FURTHEST)
        for layer in self._layers[:-1]:
            state = rectified(layer(state))
        scores = self._layers[-1](state).astype(np.float64)
        return np.asarray(scores[:, 0] - scores[:, SOURCES.index(source)])


def critic_inputs(grids: Tokens, meter: Meter, modes: Ints) -> Floats:
    """Return what the critic looks at, one row a phrase.

    Args:
        grids: ``(rows, steps)`` tokens of phrases in the key without signature.
        meter: of them all.
        modes: ``(rows,)`` of `codec.mode_number`: without them nobody could say
            whether a phrase ends at home.
    """
    events = Codec(meter, 0).events(grids)
    named = feature_matrix_of_events(events, meter)[:, _COLUMNS]
    built = phrase_measures(grids, meter.steps_per_bar)
    bars = grids.shape[1] // meter.steps_per_bar
    frame = [*(meter.name == name for name in METER_NAMES), bars]
    frames = np.tile(np.array(frame, dtype=np.float32), (len(grids), 1))
    ends = [modes[:, None] == np.arange(MODES + 1), _at_home(grids, modes)]
    return np.hstack([named, built, frames, *ends]).astype(np.float32)


def _at_home(grids: Tokens, modes: Ints) -> NDArray[np.bool_]:
    """Tell of the first and the last note whether it is the tonic, ``(rows, 2)``."""
    is_note = grids >= FIRST_PITCH_TOKEN
    edges = [is_note.argmax(axis=1), -1 - is_note[:, ::-1].argmax(axis=1)]
    found = []
    for places in edges:
        tokens = grids[np.arange(len(grids)), places].astype(np.int64)
        classes = (tokens - FIRST_PITCH_TOKEN + LOWEST_PITCH) % SEMITONES_PER_OCTAVE
        found.append((classes == _HOMES[modes]) & (tokens >= FIRST_PITCH_TOKEN))
    return np.stack(found, axis=1)


@cache
def shipped_critic() -> Critic:
    """Return the critic that ships with the app, loaded when first asked for.

    Raises:
        ModelError: the file is missing, damaged or of another version.
    """
    return Critic(read_weights(CRITIC_FILE))


def kept_rows(
    log_odds: NDArray[np.float64],
    count: int,
    rng: Generator,
    strata: NDArray[np.int64] | None = None,
) -> list[int]:
    """Return which phrases to keep, in their order, by the odds that they are tunes'.

    Odds, not marks, decide (rejection sampling): what comes out is spread like the
    collection, where taking the best would be all alike.

    Args:
        log_odds: ``(rows,)``.
        count: how many to keep.
        strata: ``(rows,)`` kinds of which to keep the same share; None = one kind.
    """
    highest = np.quantile(log_odds, 0.9) if len(log_odds) else 0.0
    chances = np.exp(np.clip(log_odds - highest, np.log(1.0 - MOST_TURNED_DOWN), 0.0))
    # Drawn without replacement by weight (Efraimidis and Spirakis, 2006).
    keys = np.log(rng.random(len(log_odds))) / chances
    ranks = np.zeros(len(log_odds))
    kinds = np.zeros(len(log_odds), dtype=np.int64) if strata is None else strata
    for kind in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == kind)
        order = rows[np.argsort(-keys[rows], kind="stable")]
        ranks[order] = (np.arange(len(rows)) + rng.random()) / len(rows)
    return sorted(np.argsort(ranks, kind="stable")[:count].tolist())


def thinned(
    made: Sequence[SeededMelody],
    count: int,
    source: str,
    critic: Critic,
    rng: Generator,
) -> Sequence[SeededMelody]:
    """Return some of what a seeder made, in its order, see `kept_rows`.

    Args:
        made: melodies of one meter and length, without pickup.
        source: the seeder's name, one of `SOURCES`.
    """
    if not made:
        return ()
    meter = made[0].melody.meter
    grids = [Codec.of(one.melody, one.key).tokens(one.melody) for one in made]
    modes = np.array([mode_number(one.key.scale) for one in made])
    inputs = critic_inputs(np.stack(grids), meter, modes)
    rows = kept_rows(critic.log_odds(inputs, source), count, rng)
    return tuple(made[row] for row in rows)
