"""Finals: which of everything heard is worth a last listen."""

from collections.abc import Sequence

import numpy as np

from musicbreeder.breeding.description import remembered
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.search import spread_points
from musicbreeder.breeding.taste import Taste
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.similarity import MelodyIndex

_LEAST_SQUARED_DISTANCE = 0.25
_OWN_SHARE = 0.3
"""How much of what a rating says beyond belief is the melody's own, not chance."""


def finals_of(
    individuals: Sequence[Individual], taste: Taste | None, count: int
) -> tuple[Individual, ...]:
    """Return the best of what was heard, best first and unlike one another.

    The belief decides more than the bare stars: the one melody that happened to get
    five is seldom the best (the winner's curse). But no belief sees all that makes a
    melody what it is, so its own stars count for a part. Where nothing is known of the
    listener the general sense of melody decides.
    """
    melodies = [one.melody for one in individuals]
    description = remembered(melodies)
    if taste is None:
        worth = np.asarray(musicality(melodies), np.float64)
    else:
        worth = taste.stars(description)
        for place, one in enumerate(individuals):
            if one.rating is not None:
                worth[place] += _OWN_SHARE * (one.rating - worth[place])
    order = np.argsort(-np.round(worth, 6), kind="stable")
    points = spread_points(description)
    nearest = np.full(len(individuals), np.inf)
    taken = MelodyIndex()
    chosen: list[int] = []
    for place in order:
        if len(chosen) == count:
            break
        is_alike = nearest[place] < _LEAST_SQUARED_DISTANCE
        if is_alike or taken.near([melodies[place]])[0]:
            continue
        chosen.append(int(place))
        taken.add([melodies[place]])
        gaps = ((points - points[place]) ** 2).sum(axis=1)
        np.minimum(nearest, gaps, out=nearest)
    missing = count - len(chosen)
    chosen += [int(p) for p in order if int(p) not in chosen][:missing]
    rank = {int(place): number for number, place in enumerate(order)}
    return tuple(individuals[place] for place in sorted(chosen, key=rank.__getitem__))
