"""How well the app guessed, counted only where it guessed before it was told.

What is asked of a guess is the order: of two melodies with different stars, did the
higher guess go with the more stars? (Pair accuracy, measured prequentially: Dawid 1984,
every prediction is scored by what came after it.)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from musicbreeder.breeding.individual import Prediction

LATEST_RATINGS = 24
_Z_90 = 1.645
_FEW_PAIRS = 10


@dataclass(frozen=True)
class Guess:
    """What was believed of a melody, and what the listener said after that."""

    prediction: Prediction
    rating: int


@dataclass(frozen=True)
class GuessRecord:
    """How well the latest guesses did.

    Attributes:
        rating_count: ratings of which something was believed before, at most
            `LATEST_RATINGS` of them.
        pair_count: pairs of them with different stars.
        right_count: pairs guessed in the right order; an equal guess is half right.
        mean_error_stars: guess minus rating; above 0 = too hopeful.
        typical_error_stars: root of the mean squared error.
        within_share: share of ratings inside guess plus or minus its uncertainty and
            the usual scatter of ratings; about 0.68 where the guesses know what they
            do not know.
    """

    rating_count: int
    pair_count: int
    right_count: float
    mean_error_stars: float
    typical_error_stars: float
    within_share: float

    @property
    def right_share(self) -> float | None:
        """Share of pairs guessed right, None before there are any."""
        return self.right_count / self.pair_count if self.pair_count else None

    @property
    def surely_right_share(self) -> float:
        """What the share of pairs guessed right is most likely above.

        Lower end of the one-sided 95 % Wilson interval. Pairs share melodies, so it
        counts ratings, which are independent, in place of pairs.
        """
        if self.right_share is None:
            return 0.0
        return wilson_interval(self.right_share, self.rating_count, _Z_90)[0]

    @property
    def sentence(self) -> str:
        """For the screen; empty before there is anything to tell."""
        if not self.pair_count:
            return ""
        right = math.floor(self.right_count)
        return f"Guessed right {right} of the last {self.pair_count} pairs."

    @property
    def explanation(self) -> str:
        """What the sentence means, for whoever asks."""
        text = (
            "Of two melodies you gave different stars, the app had put the better one "
            "first. Only guesses made before you rated count; half would be luck."
        )
        if self.pair_count < _FEW_PAIRS:
            return f"{text} There are only a few pairs yet."
        bias = self.mean_error_stars
        leaning = "too high" if bias > 0.0 else "too low"
        return (
            f"{text} A guess is usually {self.typical_error_stars:.1f} stars off, on "
            f"average {abs(bias):.1f} {leaning}; {self.within_share:.0%} of your "
            "ratings lie within the doubt that it states."
        )


def guess_record(
    guesses: Sequence[Guess], noise_stars: float, latest: int = LATEST_RATINGS
) -> GuessRecord:
    """Return how well guesses did.

    Args:
        guesses: in the order of the ratings.
        noise_stars: standard deviation of a rating about what is really thought.
        latest: how many of the last ones count.
    """
    last = guesses[-latest:]
    pairs = [
        (first, second) if first.rating > second.rating else (second, first)
        for first, second in combinations(last, 2)
        if first.rating != second.rating
    ]
    right = sum(_order(better, worse) for better, worse in pairs)
    errors = [one.prediction.stars - one.rating for one in last]
    within = [
        abs(error) <= math.hypot(one.prediction.uncertainty, noise_stars)
        for error, one in zip(errors, last, strict=True)
    ]
    count = max(len(last), 1)
    return GuessRecord(
        rating_count=len(last),
        pair_count=len(pairs),
        right_count=right,
        mean_error_stars=sum(errors) / count,
        typical_error_stars=math.sqrt(sum(error**2 for error in errors) / count),
        within_share=sum(within) / count,
    )


def _order(better: Guess, worse: Guess) -> float:
    difference = better.prediction.stars - worse.prediction.stars
    if math.isclose(difference, 0.0, abs_tol=1e-6):
        return 0.5
    return float(difference > 0)


def wilson_interval(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval in which a share seen in `count` trials probably lies.

    Wilson, "Probable inference, the law of succession, and statistical inference",
    1927. Without trials it is 0..1.
    """
    if count < 1:
        return 0.0, 1.0
    scale = 1.0 + z**2 / count
    middle = share + z**2 / (2 * count)
    reach = z * math.sqrt(share * (1.0 - share) / count + z**2 / (4 * count**2))
    return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)
