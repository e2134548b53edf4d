"""Which two melodies to ask about: “A or B?”."""

from collections.abc import Collection, Sequence
from itertools import combinations

from musicbreeder.breeding.individual import Individual

_UNKNOWN_UNCERTAINTY_STARS = 1.0
_LIKE_STARS = 3.0


def uncertain_pair(
    individuals: Sequence[Individual], asked: Collection[frozenset[int]]
) -> tuple[Individual, Individual] | None:
    """Return the two whose order is least known, None when all were asked about.

    The wider the beliefs and the closer their middles, the more an answer tells. What
    was rated both is known; where nothing is believed yet, the first two that are not
    rated are as good as any.

    Args:
        individuals: to choose from, such as a screen.
        asked: pairs of ids that were asked about already.
    """
    best: tuple[float, Individual, Individual] | None = None
    for first, second in combinations(individuals, 2):
        if frozenset((first.id, second.id)) in asked:
            continue
        if first.is_rated and second.is_rated:
            continue
        doubt = _uncertainty(first) + _uncertainty(second)
        doubt -= abs(_stars(first) - _stars(second))
        if best is None or doubt > best[0] + 1e-9:
            best = doubt, first, second
    return None if best is None else best[1:]


def _stars(individual: Individual) -> float:
    if individual.rating is not None:
        return float(individual.rating)
    if individual.prediction is not None:
        return individual.prediction.stars
    return _LIKE_STARS


def _uncertainty(individual: Individual) -> float:
    if individual.rating is not None:
        return 0.0
    if individual.prediction is not None:
        return individual.prediction.uncertainty
    return _UNKNOWN_UNCERTAINTY_STARS
