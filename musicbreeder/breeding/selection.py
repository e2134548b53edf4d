"""Selection: who breeds, and which of the offspring are heard.

Standing comes from what the listener said and nothing else: what is not rated is
neutral, neither pushed nor dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.similarity import distances

NEUTRAL_STARS = 3.0
PINNED_STARS = 6.0
_FAVOURITE_BONUS_STARS = 0.5
_FAMILY_WEIGHT = 2.0
"""Standard deviations of score that a place a family lacks is worth."""
_BEST_RANK_WEIGHT, _WORST_RANK_WEIGHT = 2.0, 0.2


def standing(individual: Individual) -> float:
    """Return how much an individual is wanted as a parent, in stars.

    A pin counts more than any rating; a heart adds half a star.
    """
    if individual.is_pinned:
        return PINNED_STARS
    stars = NEUTRAL_STARS if individual.rating is None else float(individual.rating)
    return stars + _FAVOURITE_BONUS_STARS * individual.is_favourite


def without_disliked(individuals: Sequence[Individual]) -> tuple[Individual, ...]:
    """Return those that stand at least neutral, or else the first two.

    Args:
        individuals: best first.
    """
    wanted = tuple(one for one in individuals if standing(one) >= NEUTRAL_STARS)
    return wanted if wanted else tuple(individuals[:2])


def parent_weights(individuals: Sequence[Individual]) -> NDArray[np.float64]:
    """Return how often each of the parents is to breed.

    Linear ranking from 2 down to 0.2 (Baker, 1985), those who stand alike share their
    ranks, times 2 for every star above neutral: one melody with five stars among many
    unrated ones is not lost in their number.

    Returns:
        ``(len(individuals),)``, sum 1.
    """
    stars = np.array([standing(one) for one in individuals])
    better = (stars[None, :] > stars[:, None]).sum(axis=1)
    equal = (stars[None, :] == stars[:, None]).sum(axis=1)
    rank = better + (equal - 1) / 2
    share = rank / max(len(stars) - 1, 1)
    weights = _BEST_RANK_WEIGHT + (_WORST_RANK_WEIGHT - _BEST_RANK_WEIGHT) * share
    weights = weights * 2.0 ** (stars - NEUTRAL_STARS)
    normalised: NDArray[np.float64] = weights / weights.sum()
    return normalised


def weighted_draw(cumulative_weights: NDArray[np.float64], rng: Generator) -> int:
    """Return an index drawn by weight.

    Args:
        cumulative_weights: ``(n,)`` ascending; the last is the sum of all.
        rng: gives one draw.
    """
    chance = rng.random() * cumulative_weights[-1]
    index = int(cumulative_weights.searchsorted(chance, side="right"))
    return min(index, len(cumulative_weights) - 1)


def tournament(scores: Sequence[float], tournament_size: int, rng: Generator) -> int:
    """Return the index of the best of `tournament_size` drawn with replacement.

    Args:
        scores: higher is better.
        tournament_size: 1 means pure chance.
        rng: gives the draws.

    Raises:
        ValueError: there is nothing to draw from.
    """
    if not scores:
        raise ValueError("a tournament needs at least one score")
    drawn = [int(rng.random() * len(scores)) for _ in range(tournament_size)]
    return max(drawn, key=lambda index: scores[index])


@dataclass(frozen=True, eq=False)
class Places:
    """How many places of a screen each family has earned.

    Attributes:
        families: ``(n,)`` number of the family that each candidate belongs to.
        expected: ``(family_count,)`` places, not rounded.
    """

    families: NDArray[np.intp]
    expected: NDArray[np.float64]

    def room(self, chosen: Sequence[int]) -> NDArray[np.float64]:
        """Return for each candidate what its family still lacks, at most one place."""
        family_count = len(self.expected)
        taken = np.bincount(self.families[list(chosen)], minlength=family_count)
        return np.minimum(self.expected - taken, 1.0)[self.families]


def diverse_choice(
    scores: NDArray[np.float64],
    points: NDArray[np.float32],
    count: int,
    *,
    spread_weight: float,
    least_distance: float,
    places: Places | None = None,
) -> list[int]:
    """Return the indices of melodies that are good and unlike one another.

    The best comes first; then each time the one with the highest score plus
    `spread_weight` times the distance to the nearest already chosen (max-min spread).
    Those nearer than `least_distance` to a chosen one are left out as long as others
    are there.

    Args:
        scores: ``(n,)``, higher is better; a standard deviation is about 1.
        points: ``(n, d)`` of `shape_vectors`.
        count: how many to choose; all, if there are fewer.
        spread_weight: score that one unit of distance is worth.
        least_distance: in units of `shape_vectors`.
        places: what each family has earned; None = there are no families.
    """
    chosen: list[int] = []
    nearest = np.full(len(scores), np.inf)
    is_open = np.ones(len(scores), dtype=np.bool_)
    while len(chosen) < min(count, len(scores)):
        worth = scores + spread_weight * np.minimum(nearest, 2.0)
        if places is not None:
            worth += _FAMILY_WEIGHT * places.room(chosen)
        worth[nearest < least_distance] -= 1e3
        worth[~is_open] = -np.inf
        # The sixth decimal is below what machines compute alike.
        best = int(np.argmax(np.round(worth, 6)))
        chosen.append(best)
        is_open[best] = False
        nearest = np.minimum(nearest, distances(points, points[best : best + 1])[:, 0])
    return chosen
