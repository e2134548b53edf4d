"""How alike a listener rates the same melody twice, asked without a word.

Now and then a rated melody comes again under another name. Nobody rates alike twice,
least of all music, so the result is told kindly, and it bounds what any guess can do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_RATINGS = 24
"""Ratings there must be before a melody is asked about again."""

GENERATIONS_BETWEEN = 4

_FEWEST_PAIRS = 2
_STEADY_STARS, _USUAL_STARS = 0.5, 1.2


@dataclass(frozen=True)
class Consistency:
    """How alike the same melodies were rated twice.

    Attributes:
        pair_count: melodies rated twice.
        mean_difference_stars: mean unsigned difference of the two ratings.
    """

    pair_count: int
    mean_difference_stars: float

    @property
    def sentence(self) -> str:
        """For the screen, kind; empty while there is too little to tell."""
        if self.pair_count < _FEWEST_PAIRS:
            return ""
        difference = f"{self.mean_difference_stars:.1f}"
        opening = (
            f"{self.pair_count} melodies came twice; "
            f"your ratings differed by {difference} stars on average"
        )
        if self.mean_difference_stars <= _STEADY_STARS:
            return f"{opening}: a steady ear, which helps the app to learn."
        if self.mean_difference_stars <= _USUAL_STARS:
            return f"{opening}, as most people's do."
        return (
            f"{opening}. Tastes shift while one listens, and the app allows for that."
        )


def consistency(pairs: Sequence[tuple[int, int]]) -> Consistency:
    """Return how alike pairs of ratings of one melody are."""
    differences = [abs(first - second) for first, second in pairs]
    return Consistency(len(pairs), sum(differences) / max(len(differences), 1))
