"""The learned taste of a listener: what they would say of melodies not yet heard.

A Gaussian process on stars over described melodies (`description`), with the general
sense of melody as its prior mean. It starts from a common idea of melody, bends to
everything the listener says, and knows how unsure it is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.description import remembered, without_bars
from musicbreeder.breeding.gaussian_process import (
    Array,
    Description,
    Floats,
    GaussianProcess,
    Hyperparameters,
    Nearness,
    PosteriorSamples,
    Statements,
    most_probable,
)
from musicbreeder.breeding.individual import (
    HIGHEST_RATING,
    LOWEST_RATING,
    Prediction,
)
from musicbreeder.breeding.opinion import Opinion
from musicbreeder.melody.melody import Melody

PRIOR_SCALE_STARS = 0.5
"""Half the stars that lie between what sounds like no melody and what surely is one."""

_USUAL_STARS, _USUAL_WEIGHT = 2.6, 6.0
_DRAW_COUNT, _DRAW_COUNT_OF_MUCH, _MUCH = 6, 2, 240
"""Much is believed alike under most hyperparameters, and takes longer to try."""

_MEDIANS = Hyperparameters(
    linear_variance=0.25,
    variances=(0.25, 0.12, 0.15),
    lengths=(9.0, 6.0, 0.9),
    noise_variance=0.35,
)
_SPREADS = Hyperparameters(
    linear_variance=0.7,
    variances=(0.7, 0.7, 0.7),
    lengths=(0.3, 0.35, 0.35),
    noise_variance=0.3,
)


class Taste:
    """What a listener would say, given what they said; frozen once learned.

    Args:
        opinions: at least one; they may come from earlier sessions.
        rng: draws the hyperparameters that are tried.
        previous: an earlier taste of the same listener, whose hyperparameters are a
            good guess.
    """

    def __init__(
        self,
        opinions: Sequence[Opinion],
        rng: Generator,
        previous: "Taste | None" = None,
    ) -> None:
        if not opinions:
            raise ValueError("a taste is learned from at least one opinion")
        statements, self._offset = _statements(opinions)
        before = None if previous is None else previous._process.parameters
        is_much = len(statements.targets) > _MUCH
        self._process: GaussianProcess = most_probable(
            statements,
            _MEDIANS,
            _SPREADS,
            before,
            _DRAW_COUNT_OF_MUCH if is_much else _DRAW_COUNT,
            rng,
        )

    def stars(self, description: Description) -> Array:
        """Return the ``(len(description),)`` expected stars, not clipped to 1..5."""
        return self.prior_stars(description) + self._process.mean(description)

    @property
    def noise_stars(self) -> float:
        """Standard deviation of one rating about what the listener really thinks."""
        return float(np.sqrt(self._process.parameters.noise_variance))

    def feature_effects(self) -> Array:
        """Return what goes with each named feature, as far as it adds up in a line.

        Returns:
            ``(len(FEATURES),)`` stars by which melodies one standard deviation higher
            in a feature are expected to be better, whatever else goes along with it;
            one alone would say little, since features go in flocks.
        """
        return self._process.linear_effects()

    def predictions(self, melodies: Sequence[Melody]) -> tuple[Prediction, ...]:
        """Return what the listener is expected to say of each melody."""
        description = remembered(melodies)
        mean, deviation = self._process.mean_and_deviation(description)
        stars = np.clip(
            self.prior_stars(description) + mean, LOWEST_RATING, HIGHEST_RATING
        )
        return tuple(
            Prediction(float(expected), float(unsure))
            for expected, unsure in zip(stars, deviation, strict=True)
        )

    def optimistic_stars(self, description: Description) -> Array:
        """Return expected stars plus one standard deviation: what may surprise."""
        mean, deviation = self._process.mean_and_deviation(description)
        return self.prior_stars(description) + mean + deviation

    def stars_together(self, description: Description) -> tuple[Array, Array]:
        """Return expected stars and how the doubts about them go together.

        Returns:
            ``(len(description),)`` stars, not clipped, and their
            ``(len(description), len(description))`` covariance.
        """
        mean, covariance = self._process.mean_and_covariance(description)
        return self.prior_stars(description) + mean, covariance

    def guesses(self, guess_count: int, rng: Generator) -> PosteriorSamples:
        """Draw tastes the listener might have, each a function of melodies."""
        return self._process.samples(guess_count, rng)

    def prior_stars(self, description: Description) -> Array:
        """Return the stars expected of anyone's melodies, the listener's mean kept."""
        return np.asarray(self._offset + PRIOR_SCALE_STARS * description.prior)


def most_telling(description: Description, count: int) -> list[int]:
    """Return which melodies to ask about first, the most telling first.

    Each is the one whose rating takes away most of what is unknown of all the others,
    given those before it (sequential A-optimal design for a Gaussian process). They are
    unlike one another and each like many.
    """
    covariance = np.asarray(
        Nearness(description, description).covariance(_MEDIANS), np.float64
    )
    chosen: list[int] = []
    for _ in range(min(count, len(description))):
        observed = np.diag(covariance) + _MEDIANS.noise_variance
        gain = (covariance**2).sum(axis=0) / observed
        gain[chosen] = -np.inf
        best = int(np.argmax(np.round(gain, 6)))
        chosen.append(best)
        column = covariance[:, best]
        covariance -= np.outer(column, column) / observed[best]
    return chosen


def _statements(opinions: Sequence[Opinion]) -> tuple[Statements, float]:
    """Return the opinions as sums over distinct points, and the listener's offset.

    A point is a melody, or what is left of one without a bar, see `description`.
    """
    wholes: dict[Melody, int] = {}
    lacking: dict[tuple[Melody, int | None], int] = {}
    for opinion in opinions:
        if opinion.bar is not None:
            lacking.setdefault((opinion.melody, None), len(lacking))
            lacking.setdefault((opinion.melody, opinion.bar), len(lacking))
            continue
        wholes.setdefault(opinion.melody, len(wholes))
        if opinion.against is not None:
            wholes.setdefault(opinion.against, len(wholes))
    points = Description.joined(
        [remembered(tuple(wholes)), without_bars(tuple(lacking))]
    )
    weights = np.zeros((len(opinions), len(points)))
    targets = np.array([opinion.stars for opinion in opinions], np.float64)
    for row, opinion in enumerate(opinions):
        melody = opinion.melody
        if opinion.bar is None:
            weights[row, wholes[melody]] += 1.0
            if opinion.against is not None:
                weights[row, wholes[opinion.against]] -= 1.0
        else:
            weights[row, len(wholes) + lacking[melody, None]] = 1.0
            weights[row, len(wholes) + lacking[melody, opinion.bar]] = -1.0
            # The average over all bars holds the one spoken of, too.
            targets[row] *= (melody.bar_count - 1) / melody.bar_count
    targets -= PRIOR_SCALE_STARS * weights @ points.prior
    is_whole = np.array([opinion.is_of_whole for opinion in opinions])
    offset = _offset(targets[is_whole], points.prior[: len(wholes)])
    targets[is_whole] -= offset
    noise_factors = np.array([one.noise_factor for one in opinions], np.float64)
    return Statements(points, weights, targets, noise_factors), offset


def _offset(targets: Array, priors: Floats) -> float:
    """Return the listener's mean beyond the prior, drawn towards the usual one."""
    usual = _USUAL_STARS
    if len(priors):
        usual -= PRIOR_SCALE_STARS * float(priors.mean())
    total = float(targets.sum()) + usual * _USUAL_WEIGHT
    return total / (len(targets) + _USUAL_WEIGHT)
