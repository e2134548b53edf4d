"""Finals: which of everything heard is worth a last listen."""

from collections.abc import Sequence
from math import erf, pi, sqrt

import numpy as np

from musicbreeder.breeding.description import remembered
from musicbreeder.breeding.gaussian_process import Array
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.taste import Taste
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.similarity import MelodyIndex

_OWN_SHARE = 0.3
"""How much of what a rating says beyond belief is the melody's own, not chance."""

_LEAST_VARIANCE = 1e-9


def finals_of(
    individuals: Sequence[Individual], taste: Taste | None, count: int
) -> tuple[Individual, ...]:
    """Return those among which the best of what was heard should be, best first.

    Not simply the `count` best: where two are believed good for the same reason, both
    are wrong together, and another one is the better second chance. So each is the one
    that adds most to the best that may be expected of them all.

    The belief decides more than the bare stars: the one melody that happened to get
    five is seldom the best (the winner's curse). But no belief sees all that makes a
    melody what it is, so its own stars count for a part. Where nothing is known of the
    listener the general sense of melody decides.
    """
    melodies = [one.melody for one in individuals]
    if taste is None:
        worth = np.asarray(musicality(melodies), np.float64)
        doubt = np.zeros((len(melodies), len(melodies)))
    else:
        worth, doubt = taste.stars_together(remembered(melodies))
        for place, one in enumerate(individuals):
            if one.rating is not None:
                worth[place] += _OWN_SHARE * (one.rating - worth[place])
    best = BestOfSome(worth, doubt)
    taken = MelodyIndex()
    left = np.ones(len(melodies), np.bool_)
    chosen: list[int] = []
    while len(chosen) < count and left.any():
        hopes = np.where(left, np.round(best.with_one_more, 6), -np.inf)
        place = int(np.argmax(hopes))
        left[place] = False
        if not taken.near([melodies[place]])[0]:
            best.take(place)
            taken.add([melodies[place]])
            chosen.append(place)
    order = np.argsort(-np.round(worth, 6), kind="stable").tolist()
    chosen += [place for place in order if place not in chosen][: count - len(chosen)]
    return tuple(individuals[place] for place in sorted(chosen, key=order.index))


class BestOfSome:
    """How good the best of a growing choice may be expected to be.

    The largest of several Gaussian variables is taken for Gaussian itself, with its
    true mean and variance (Clark, "The greatest of a finite set of random variables",
    Operations Research 9, 1961).

    Args:
        means: ``(count,)`` of all that may be chosen.
        covariance: ``(count, count)`` of them.
    """

    def __init__(self, means: Array, covariance: Array) -> None:
        self._means, self._covariance = means, covariance
        self._mean: float | None = None
        self._variance = 0.0
        self._shared = np.zeros(len(means))

    @property
    def with_one_more(self) -> Array:
        """``(count,)`` what may be expected of the best once each one is added."""
        if self._mean is None:
            return self._means
        spread, lead, below = self._compared()
        density = np.exp(-0.5 * lead**2) / sqrt(2.0 * pi)
        return np.asarray(
            self._mean * below + self._means * (1.0 - below) + spread * density
        )

    def take(self, place: int) -> None:
        """Add one to the choice."""
        if self._mean is None:
            self._mean = float(self._means[place])
            self._variance = float(self._covariance[place, place])
            self._shared = self._covariance[place].copy()
            return
        spread, lead, below = (float(one[place]) for one in self._compared())
        density = spread * float(np.exp(-0.5 * lead**2)) / sqrt(2.0 * pi)
        mean, variance = float(self._means[place]), self._covariance[place, place]
        expected = self._mean * below + mean * (1.0 - below) + density
        square = (self._mean**2 + self._variance) * below
        square += (mean**2 + float(variance)) * (1.0 - below)
        square += (self._mean + mean) * density
        self._shared = below * self._shared + (1.0 - below) * self._covariance[place]
        self._mean = expected
        self._variance = max(square - expected**2, 0.0)

    def _compared(self) -> tuple[Array, Array, Array]:
        """Return how each differs from the best so far.

        Returns:
            ``(count,)`` standard deviations of the difference, by how many of them the
            best so far leads, and how probably it stays the best.
        """
        variance = np.diag(self._covariance) + self._variance - 2.0 * self._shared
        spread = np.sqrt(np.maximum(variance, _LEAST_VARIANCE))
        lead = (0.0 if self._mean is None else self._mean - self._means) / spread
        below = np.array([0.5 + 0.5 * erf(one / sqrt(2.0)) for one in lead])
        return spread, lead, below
