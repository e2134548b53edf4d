"""Figures of many listenings: medians, hit rates and ratios with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.bench.listening import Listening

MILESTONES = (36, 60, 120, 180)
WARM_UP_RATINGS = 60
"""Ratings after which predictions are judged."""

_RESAMPLE_COUNT = 2000


@dataclass(frozen=True)
class Case:
    """Who listened to what.

    Attributes:
        algorithm: name of the player.
        kind, number: the listener.
        run: the same listener may listen several times.
        manner: how reliably they rate.
    """

    algorithm: str
    kind: str
    number: int
    run: int
    manner: str = "usual"


@dataclass(frozen=True)
class Interval:
    """A figure and the 95 % interval over listeners."""

    value: float
    low: float
    high: float


class Results:
    """Listenings by their cases, with the questions asked of them."""

    def __init__(self, listenings: dict[Case, Listening]) -> None:
        self._listenings = listenings

    def of(
        self,
        algorithm: str,
        manner: str = "usual",
        kinds: Sequence[str] | None = None,
    ) -> "Results":
        """Return those of one algorithm and manner, perhaps of some kinds only."""
        return Results(
            {
                case: listening
                for case, listening in self._listenings.items()
                if case.algorithm == algorithm
                and case.manner == manner
                and (kinds is None or case.kind in kinds)
            }
        )

    def among(self, others: "Results") -> "Results":
        """Return those whose listeners are in `others`, too."""
        listeners = {(case.kind, case.number) for case in others._listenings}
        return Results(
            {
                case: listening
                for case, listening in self._listenings.items()
                if (case.kind, case.number) in listeners
            }
        )

    def __len__(self) -> int:
        return len(self._listenings)

    @property
    def _all(self) -> list[Listening]:
        return list(self._listenings.values())

    def median_ratings_to_top(self) -> float:
        """Return the median ratings to the best 1 in 1,000; infinite = most never."""
        return float(np.median([one.ratings_to_top for one in self._all]))

    def top_share(self, rating_count: int) -> float:
        """Return the share of runs that reached the best 1 in 1,000 by then."""
        hits = [one.ratings_to_top <= rating_count for one in self._all]
        return float(np.mean(hits))

    def satisfied_share(self, rating_count: int) -> float:
        """Return the share of runs that reached 80 % of the optimum by then."""
        hits = [one.ratings_to_satisfied <= rating_count for one in self._all]
        return float(np.mean(hits))

    def mean_best_z(self, rating_count: int) -> float:
        """Return the mean z of the best heard by then, NaN beyond the runs' end."""
        if any(len(one.best_z) < rating_count for one in self._all):
            return float("nan")
        return float(np.mean([one.best_z[rating_count - 1] for one in self._all]))

    def diversity(self) -> float:
        return float(np.mean([one.diversity for one in self._all]))

    def finals_share(self) -> float:
        """Return mean z of the best handed over, against that of the best heard."""
        handed_over = np.mean([one.finals_z for one in self._all])
        return float(handed_over / np.mean([one.best_z[-1] for one in self._all]))

    def heard_per_rating(self) -> float:
        heard = sum(one.heard_count for one in self._all)
        return heard / sum(len(one.stars) for one in self._all)

    def breeding_seconds(self) -> NDArray[np.float64]:
        """Return the seconds of every generation bred."""
        return np.array([s for one in self._all for s in one.breeding_seconds])

    def replanning_seconds(self) -> NDArray[np.float64]:
        """Return the seconds of every exchange of what was not heard yet."""
        return np.array([s for one in self._all for s in one.replanning_seconds])

    def pair_accuracy(
        self, *, least_gap_stars: int = 1, on_one_screen: bool = False
    ) -> float:
        """Return how often predictions made before rating put two ratings in order.

        Of all pairs of one run after `WARM_UP_RATINGS` that were rated at least so far
        apart; an equal prediction counts half. NaN without predictions.
        """
        return _mean(
            [
                _accuracy(one, one.predictions, least_gap_stars, on_one_screen)
                for one in self._all
            ]
        )

    def pair_accuracy_ceiling(self, *, least_gap_stars: int = 1) -> float:
        """Return the same for someone who knows the true liking: noise is the rest."""
        return _mean([_accuracy(one, one.z, least_gap_stars) for one in self._all])

    def ratio_to(self, base: "Results", rng: Generator) -> Interval:
        """Return how many times fewer ratings to the top than `base` needs.

        Ratio of medians with a bootstrap over listeners. Where the median of `base` is
        beyond its last rating, that one counts: the true ratio is higher. Where our own
        is, the ratio counts as 0.
        """
        listeners = sorted({(c.kind, c.number) for c in self._listenings})
        base_table, _ = base._table(listeners)
        own_table, _ = self._table(listeners)
        horizon = min(len(one.stars) for one in base._all)
        draws = rng.integers(len(listeners), size=(_RESAMPLE_COUNT, len(listeners)))
        rows = np.vstack([np.arange(len(listeners)), draws])
        base_medians = np.median(base_table[rows].reshape(len(rows), -1), axis=1)
        own_medians = np.median(own_table[rows].reshape(len(rows), -1), axis=1)
        ratios = np.minimum(base_medians, horizon) / own_medians
        low, high = np.quantile(ratios[1:], (0.025, 0.975))
        return Interval(float(ratios[0]), float(low), float(high))

    def z_over(self, base: "Results", rating_count: int, rng: Generator) -> Interval:
        """Return the mean difference of best z by then, paired over listeners."""
        listeners = sorted({(c.kind, c.number) for c in self._listenings})
        gaps = (
            self._table(listeners, rating_count)[1]
            - base._table(listeners, rating_count)[1]
        ).mean(axis=1)
        draws = rng.integers(len(gaps), size=(_RESAMPLE_COUNT, len(gaps)))
        low, high = np.quantile(gaps[draws].mean(axis=1), (0.025, 0.975))
        return Interval(float(gaps.mean()), float(low), float(high))

    def _table(
        self, listeners: Sequence[tuple[str, int]], rating_count: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return ``(listeners, runs)`` ratings to the top, and best z by a rating."""
        to_top, best = [], []
        for listener in listeners:
            runs = [
                listening
                for case, listening in self._listenings.items()
                if (case.kind, case.number) == listener
            ]
            to_top.append([one.ratings_to_top for one in runs])
            best.append([one.best_z[rating_count - 1] for one in runs])
        return np.array(to_top), np.array(best)


def _accuracy(
    listening: Listening,
    claims: Sequence[float],
    least_gap_stars: int,
    on_one_screen: bool = False,
) -> float:
    stars = np.array(listening.stars[WARM_UP_RATINGS:])
    claimed = np.array(claims[WARM_UP_RATINGS:])
    screens = np.array(listening.screens[WARM_UP_RATINGS:])
    first, second = np.triu_indices(len(stars), k=1)
    counts = np.abs(stars[first] - stars[second]) >= least_gap_stars
    counts &= ~np.isnan(claimed[first]) & ~np.isnan(claimed[second])
    if on_one_screen:
        counts &= screens[first] == screens[second]
    first, second = first[counts], second[counts]
    if len(first) == 0:
        return float("nan")
    agreement = np.sign(stars[first] - stars[second]) * np.sign(
        claimed[first] - claimed[second]
    )
    return float(0.5 + 0.5 * agreement.mean())


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
