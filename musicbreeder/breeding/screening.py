"""Screening: which of many melodies bred unseen are played.

Worth is what the judge says, and how near the melody's distance from its parents comes
to what the listener's dial asks for. A screen takes the worthiest that are unlike one
another, and gives each parent about the places its standing earned: who breeds is for
the listener to say, the judge only says which of the offspring to play.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.selection import Places, diverse_choice
from musicbreeder.breeding.variation import Candidate
from musicbreeder.melody.similarity import MelodyIndex, shape_vectors

_SPREAD_WEIGHT = 1.5
_CLOSENESS_WEIGHT = 2.0
_LEAST_DISTANCE = 0.25
_NEAREST_GAP, _FARTHEST_GAP = 0.25, 0.9
"""Wanted distance from the nearer parent at variation 0 and 1, see `shape_vectors`."""


def screen_of_offspring(
    pool: Sequence[Candidate],
    scores: NDArray[np.float64],
    weights: Mapping[int, float],
    variation: float,
    count: int,
) -> list[Candidate]:
    """Return the offspring to play, fewer than `count` where too few are unlike.

    Args:
        pool: melodies that are new to the listener, each with an ancestor.
        scores: ``(len(pool),)`` of the judge.
        weights: for each ancestor's id the share of the screen it is to breed.
        variation: the dial, 0-1.
        count: places on the screen.
    """
    points = shape_vectors([one.melody for one in pool])
    worth = _standardised(scores)
    worth -= _CLOSENESS_WEIGHT * _misses(pool, points, variation)
    numbers = {individual_id: number for number, individual_id in enumerate(weights)}
    places = Places(
        families=np.array([numbers[_family(one)] for one in pool]),
        expected=np.array([count * weight for weight in weights.values()]),
    )
    return _unlike(pool, worth, points, count, places)


def screen_of_fresh(
    pool: Sequence[Candidate], scores: NDArray[np.float64], count: int
) -> list[Candidate]:
    """Return the best of fresh melodies that are unlike one another."""
    points = shape_vectors([one.melody for one in pool])
    return _unlike(pool, _standardised(scores), points, count, None)


def _family(candidate: Candidate) -> int:
    return candidate.ancestors[0].individual.id


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores with mean 0, standard deviation 1 and no outliers."""
    deviation = max(float(scores.std()), 1e-9)
    standardised: NDArray[np.float64] = (scores - scores.mean()) / deviation
    return standardised.clip(-2.5, 2.5)


def _misses(
    pool: Sequence[Candidate], points: NDArray[np.float32], variation: float
) -> NDArray[np.float64]:
    """Return how far each one's distance from its parents misses the dial's."""
    nearest = np.full(len(pool), np.inf)
    for place in (0, 1):
        used = [one.ancestors[min(place, len(one.ancestors) - 1)] for one in pool]
        parents = shape_vectors([one.melody for one in used])
        gaps = np.sqrt(((points - parents) ** 2).sum(axis=1))
        nearest = np.minimum(nearest, gaps)
    wanted = _NEAREST_GAP + (_FARTHEST_GAP - _NEAREST_GAP) * variation
    return np.abs(nearest - wanted)


def _unlike(
    pool: Sequence[Candidate],
    worth: NDArray[np.float64],
    points: NDArray[np.float32],
    count: int,
    places: Places | None,
) -> list[Candidate]:
    """Return the best `count`, no two of them near-duplicates, fewer if need be."""
    order = diverse_choice(
        worth,
        points,
        3 * count,
        spread_weight=_SPREAD_WEIGHT,
        least_distance=_LEAST_DISTANCE,
        places=places,
    )
    taken = MelodyIndex()
    chosen: list[Candidate] = []
    for index in order:
        melody = pool[index].melody
        if len(chosen) < count and not taken.near([melody])[0]:
            chosen.append(pool[index])
            taken.add([melody])
    return chosen
