"""The critic: how much like the tune collection a melody is, not how good.

A small network on the named features of `melody.features`, trained to tell tunes of the
collection from what this app makes. It prefers the plain and regular, so it only thins
out what a seeder made, and never by more than `MOST_TURNED_DOWN`.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.seeding.latent_files import CRITIC_FILE, read_weights
from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.network import Floats, Linear, Weights, rectified
from musicbreeder.theory.meter import Meter

MOST_TURNED_DOWN = 0.75
"""The least tune-like melody is still kept with the rest of this chance."""

_OVERLOOKED = ("mean pitch", "lowest pitch", "highest pitch", "articulation")
"""Where a melody lies and how it is played is for the listener to choose."""

_COLUMNS = [column for name, column in FEATURE_INDEX.items() if name not in _OVERLOOKED]
_FURTHEST = 6.0
"""Features count as at most so many standard deviations from the mean."""

_FEW_BARS = (2, 8)


class Critic:
    """Compares melodies with the tune collection.

    Args:
        weights: arrays by the names `training.critic_network` gives them.

    Raises:
        ModelError: an array is missing.
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

    @staticmethod
    def knows(meter: Meter, bars: int) -> bool:
        """Tell whether the collection has stretches of so many bars in a meter."""
        return meter.name in METER_NAMES and _FEW_BARS[0] <= bars <= _FEW_BARS[1]

    def likeness(self, melodies: Sequence[Melody]) -> NDArray[np.float64]:
        """Return how much like the tune collection each melody is, 0-1.

        It is the chance that one is a tune, were there as many tunes as melodies made
        by this app; of a meter the critic does not know it means nothing.
        """
        if not melodies:
            return np.zeros(0)
        odds = np.exp(-self.scores(melodies).astype(np.float64))
        return np.asarray(1.0 / (1.0 + odds))

    def scores(self, melodies: Sequence[Melody]) -> Floats:
        """Return the logarithm of the odds for each melody, ``(melody_count,)``."""
        return self.scores_of_inputs(critic_inputs(melodies))

    def scores_of_inputs(self, inputs: Floats) -> Floats:
        """Return the scores of rows of `critic_inputs`."""
        state = (inputs - self._mean) / self._spread
        state = np.clip(state, -_FURTHEST, _FURTHEST)
        for layer in self._layers[:-1]:
            state = rectified(layer(state))
        return self._layers[-1](state)[:, 0]


def critic_inputs(melodies: Sequence[Melody]) -> Floats:
    """Return what the critic looks at, one row a melody: features, meter, bars."""
    features = feature_matrix(melodies)[:, _COLUMNS]
    meters = [[one.meter.name == name for name in METER_NAMES] for one in melodies]
    bars = [[one.bar_count] for one in melodies]
    return np.hstack([features, meters, bars]).astype(np.float32)


@cache
def shipped_critic() -> Critic:
    """Return the critic that ships with the app, loaded when first asked for.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return Critic(read_weights(CRITIC_FILE))


def thinned(
    made: Sequence[SeededMelody], count: int, critic: Critic, rng: Generator
) -> Sequence[SeededMelody]:
    """Return some of what was made, in its order, by the odds that it is a tune.

    Odds, not marks, decide (rejection sampling): what comes out is spread like the
    collection, where taking the best would be all alike.
    """
    likeness = critic.likeness([one.melody for one in made])
    odds = likeness / np.maximum(1.0 - likeness, 1e-9)
    chances = odds / np.maximum(np.quantile(odds, 0.9), 1e-9)
    chances = np.clip(chances, 1.0 - MOST_TURNED_DOWN, 1.0)
    # Drawn without replacement by weight (Efraimidis and Spirakis, 2006).
    keys = rng.random(len(made)) ** (1.0 / chances)
    return tuple(made[place] for place in np.sort(np.argsort(-keys)[:count]))
