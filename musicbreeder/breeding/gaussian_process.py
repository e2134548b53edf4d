"""A Gaussian process over described melodies, learned from few and noisy statements.

A melody is described by blocks of numbers: named features, its shape step by step, its
profile of n-grams. The covariance of two melodies is a linear kernel on the features,
which learns fast, plus one squared-exponential kernel on each block, which catches what
is not linear (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006,
chapters 2, 4 and 5).

What is observed is a *statement*: a weighted sum of the values of melodies, noisy in
its own way. "This one is 4 stars" has one weight, "this one is better than that" two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

_LINEAR_OFFSET = 0.3
_JITTER = 1e-6
_FREQUENCIES_PER_KERNEL = 64
_DOUBT_ROUNDS = 3
_ARBITRARY_SHARE = 0.1
_ARBITRARY_DENSITY = 0.2
_LEAST_TRUST = 0.05
"""An arbitrary statement may be any of five stars, and one in ten is arbitrary."""

_SMALL_SIZE = 48


@dataclass(frozen=True, eq=False)
class Description:
    """Melodies as numbers.

    Attributes:
        blocks: float32 arrays of shape ``(melody_count, n)``; the first holds the
            features on which the linear kernel works.
        prior: ``(melody_count,)`` what is thought of each before anyone is asked.
    """

    blocks: tuple[Floats, ...]
    prior: Floats

    def __len__(self) -> int:
        return len(self.blocks[0])

    def rows(self, selection: NDArray[np.intp] | slice) -> "Description":
        blocks = tuple(block[selection] for block in self.blocks)
        return Description(blocks, self.prior[selection])

    @staticmethod
    def joined(parts: Sequence["Description"]) -> "Description":
        """Return one description of all melodies of `parts`, in order."""
        columns = zip(*(part.blocks for part in parts), strict=True)
        return Description(
            tuple(np.concatenate(column) for column in columns),
            np.concatenate([part.prior for part in parts]),
        )


@dataclass(frozen=True)
class Hyperparameters:
    """How strong and how far-reaching each kernel is, as one row of positive numbers.

    Attributes:
        linear_variance: of the linear kernel, in squared stars.
        variances: of each block's squared-exponential kernel, in squared stars.
        lengths: of each block's kernel, in the unit of the block.
        noise_variance: of one rating, in squared stars.
    """

    linear_variance: float
    variances: tuple[float, ...]
    lengths: tuple[float, ...]
    noise_variance: float

    def as_row(self) -> Array:
        return np.array(
            [self.linear_variance, *self.variances, *self.lengths, self.noise_variance]
        )

    @staticmethod
    def from_row(row: Array) -> "Hyperparameters":
        block_count = (len(row) - 2) // 2
        return Hyperparameters(
            float(row[0]),
            tuple(row[1 : 1 + block_count].tolist()),
            tuple(row[1 + block_count : -1].tolist()),
            float(row[-1]),
        )


@dataclass(frozen=True, eq=False)
class Statements:
    """What was observed about melodies.

    Attributes:
        points: the melodies that statements speak of.
        weights: ``(statement_count, point_count)`` of the values each one sums.
        targets: ``(statement_count,)`` what the sum should be, less the prior mean.
        noise_factors: ``(statement_count,)`` how much noisier than a rating each is.
    """

    points: Description
    weights: Array
    targets: Array
    noise_factors: Array


class Nearness:
    """How near melodies are to others, before any hyperparameter is chosen.

    The costly half of a covariance; the same one serves every set of hyperparameters.
    """

    def __init__(self, first: Description, second: Description) -> None:
        features, others = first.blocks[0], second.blocks[0]
        self._linear = features @ others.T
        self._linear /= features.shape[1]
        self._linear += np.float32(_LINEAR_OFFSET)
        self._half_squares = []
        for block, other in zip(first.blocks, second.blocks, strict=True):
            squares = block @ other.T
            squares -= 0.5 * (block**2).sum(axis=1)[:, None]
            squares -= 0.5 * (other**2).sum(axis=1)[None, :]
            np.minimum(squares, 0.0, out=squares)
            self._half_squares.append(squares)

    def covariance(self, parameters: Hyperparameters) -> Floats:
        """Return the ``(len(first), len(second))`` covariance."""
        result = np.float32(parameters.linear_variance) * self._linear
        for squares, variance, length in zip(
            self._half_squares, parameters.variances, parameters.lengths, strict=True
        ):
            wave = squares * np.float32(1.0 / length**2)
            np.exp(wave, out=wave)
            wave *= np.float32(variance)
            result += wave
        return np.asarray(result)


def prior_variance(points: Description, parameters: Hyperparameters) -> Array:
    """Return the ``(len(points),)`` variances before anything was observed."""
    features = points.blocks[0]
    linear = (features**2).mean(axis=1) + _LINEAR_OFFSET
    return np.asarray(parameters.linear_variance * linear + sum(parameters.variances))


class GaussianProcess:
    """What is believed after some statements; frozen once it is made.

    Args:
        statements: what was observed.
        nearness: of the statements' points to one another.
        parameters: of the kernels and the noise.
    """

    def __init__(
        self, statements: Statements, nearness: Nearness, parameters: Hyperparameters
    ) -> None:
        self.parameters = parameters
        self._statements = statements
        self._nearness = nearness
        weights = statements.weights
        among_points: Array = nearness.covariance(parameters).astype(np.float64)
        self._noise = parameters.noise_variance * statements.noise_factors
        observed: Array = weights @ among_points @ weights.T
        observed[np.diag_indices_from(observed)] += self._noise + _JITTER
        factor = np.asarray(np.linalg.cholesky(observed), np.float64)
        self._log_determinant = 2.0 * float(np.log(np.diag(factor)).sum())
        self._inverse_factor = _inverse_of_lower(factor)
        self._solution = self._solve(statements.targets)

    def _solve(self, right: Array) -> Array:
        return np.asarray(self._inverse_factor.T @ (self._inverse_factor @ right))

    @cached_property
    def _point_solution(self) -> Floats:
        """``(point_count,)`` what each point adds to the mean of its neighbours."""
        return np.asarray(self._statements.weights.T @ self._solution, np.float32)

    @property
    def log_likelihood(self) -> float:
        """Logarithm of how probable the statements were (equation 2.30)."""
        fit = float(self._statements.targets @ self._solution)
        return -0.5 * fit - 0.5 * self._log_determinant

    def _toward_points(self, melodies: Description) -> Floats:
        nearness = Nearness(melodies, self._statements.points)
        return nearness.covariance(self.parameters)

    def mean(self, melodies: Description) -> Array:
        """Return the ``(len(melodies),)`` expected values beyond the prior mean."""
        means = self._toward_points(melodies) @ self._point_solution
        return np.asarray(means, np.float64)

    def mean_and_deviation(self, melodies: Description) -> tuple[Array, Array]:
        """Return expected values and their standard deviations, noise left out."""
        toward_points = self._toward_points(melodies).astype(np.float64)
        across = toward_points @ self._statements.weights.T
        reduced = self._inverse_factor @ across.T
        variance = prior_variance(melodies, self.parameters) - (reduced**2).sum(axis=0)
        return across @ self._solution, np.sqrt(np.maximum(variance, _JITTER))

    def mean_and_covariance(self, melodies: Description) -> tuple[Array, Array]:
        """Return expected values and how they vary together, noise left out.

        Returns:
            ``(len(melodies),)`` and ``(len(melodies), len(melodies))``.
        """
        across = self._toward_points(melodies) @ self._statements.weights.T
        reduced = self._inverse_factor @ across.T
        before = Nearness(melodies, melodies).covariance(self.parameters)
        return across @ self._solution, before - reduced.T @ reduced

    def linear_effects(self) -> Array:
        """Return how the linear part of the mean goes with each feature.

        Returns:
            ``(feature_count,)`` slopes of that part on one feature at a time, over the
            points that were observed, times the feature's spread among them.
        """
        features = self._statements.points.blocks[0].astype(np.float64)
        variance = self.parameters.linear_variance / features.shape[1]
        slopes = variance * features.T @ self._point_solution
        centred = features - features.mean(axis=0)
        spread = np.maximum(centred.std(axis=0), 1e-6)
        return np.asarray(centred.T @ (centred @ slopes) / len(features) / spread)

    def with_doubts(self) -> "GaussianProcess":
        """Return the process that trusts less in what does not fit the rest.

        Some of what people say is arbitrary. How probable that is of a statement
        follows from how far it lies from what all others say of it (its leave-one-out
        residual, equation 5.12); it counts as noisier by one over the probability that
        it is meant. A few rounds of that settle (expectation maximisation).
        """
        process, plain = self, self._statements
        plain_noise = self._noise
        for _ in range(_DOUBT_ROUNDS):
            variance = 1.0 / np.maximum(
                (process._inverse_factor**2).sum(axis=0), _JITTER
            )
            residual = process._solution * variance
            # What the residual's variance would be if the statement were meant.
            meant_variance = variance - process._noise + plain_noise
            meant = np.exp(-0.5 * residual**2 / meant_variance)
            meant *= (1.0 - _ARBITRARY_SHARE) / np.sqrt(2.0 * np.pi * meant_variance)
            trust = meant / (meant + _ARBITRARY_SHARE * _ARBITRARY_DENSITY)
            factors = plain.noise_factors / np.maximum(trust, _LEAST_TRUST)
            doubted = Statements(plain.points, plain.weights, plain.targets, factors)
            process = GaussianProcess(doubted, self._nearness, self.parameters)
        return process

    def samples(
        self, sample_count: int, rng: np.random.Generator
    ) -> "PosteriorSamples":
        """Draw functions from what is believed.

        Pathwise conditioning (Wilson et al., "Efficiently sampling functions from
        Gaussian process posteriors", 2020): a prior function made of random Fourier
        features, corrected by what it gets wrong about the statements.
        """
        prior = _PriorSamples(
            self._statements.points, self.parameters, sample_count, rng
        )
        at_statements = self._statements.weights @ prior(self._statements.points)
        noise = rng.standard_normal(at_statements.shape) * np.sqrt(self._noise)[:, None]
        missing = self._statements.targets[:, None] - at_statements - noise
        return PosteriorSamples(self, prior, self._solve(missing))


class PosteriorSamples:
    """Functions a listener's taste might be, given what was observed."""

    def __init__(
        self, process: GaussianProcess, prior: "_PriorSamples", corrections: Array
    ) -> None:
        self._process = process
        self._prior = prior
        weights = process._statements.weights
        # The mean is one more column: one product of matrices gives all of them.
        self._toward = np.column_stack(
            [process._point_solution, np.asarray(weights.T @ corrections, np.float32)]
        )

    def __call__(self, melodies: Description) -> tuple[Array, Array]:
        """Return the mean and the samples at some melodies.

        Returns:
            ``(len(melodies),)`` expected values and ``(len(melodies), sample_count)``
            values of each function.
        """
        across = self._process._toward_points(melodies)
        toward = across @ self._toward
        mean, values = toward[:, 0], self._prior(melodies) + toward[:, 1:]
        return np.asarray(mean, np.float64), np.asarray(values, np.float64)


class _PriorSamples:
    """Functions drawn before anything was observed (Rahimi and Recht, 2007)."""

    def __init__(
        self,
        like: Description,
        parameters: Hyperparameters,
        sample_count: int,
        rng: np.random.Generator,
    ) -> None:
        def drawn(*shape: int) -> Floats:
            return rng.standard_normal(shape, dtype=np.float32)

        feature_count = like.blocks[0].shape[1]
        linear_variance = parameters.linear_variance
        self._slopes = drawn(feature_count, sample_count)
        self._slopes *= np.float32(np.sqrt(linear_variance / feature_count))
        self._offsets = drawn(sample_count)
        self._offsets *= np.float32(np.sqrt(linear_variance * _LINEAR_OFFSET))
        self._waves = []
        for block, variance, length in zip(
            like.blocks, parameters.variances, parameters.lengths, strict=True
        ):
            frequencies = drawn(block.shape[1], _FREQUENCIES_PER_KERNEL)
            frequencies /= np.float32(length)
            phases = rng.random(_FREQUENCIES_PER_KERNEL, dtype=np.float32)
            phases *= np.float32(2.0 * np.pi)
            amplitudes = drawn(_FREQUENCIES_PER_KERNEL, sample_count)
            amplitudes *= np.float32(np.sqrt(2.0 * variance / _FREQUENCIES_PER_KERNEL))
            self._waves.append((frequencies, phases, amplitudes))

    def __call__(self, melodies: Description) -> Floats:
        values = melodies.blocks[0] @ self._slopes + self._offsets
        for block, (frequencies, phases, amplitudes) in zip(
            melodies.blocks, self._waves, strict=True
        ):
            values += np.cos(block @ frequencies + phases) @ amplitudes
        return np.asarray(values)


def most_probable(
    statements: Statements,
    medians: Hyperparameters,
    spreads: Hyperparameters,
    previous: Hyperparameters | None,
    draw_count: int,
    rng: np.random.Generator,
) -> GaussianProcess:
    """Return the process whose hyperparameters are the most probable of a few.

    Tried are the `medians` of a log-normal prior with logarithmic `spreads`, the
    `previous` best and `draw_count` draws from the prior.
    """
    nearness = Nearness(statements.points, statements.points)
    middle, spread = np.log(medians.as_row()), spreads.as_row()
    logarithms = [middle]
    if previous is not None:
        logarithms.append(np.log(previous.as_row()))
    draws = rng.standard_normal((draw_count, len(middle)))
    logarithms.extend(middle + spread * draw for draw in draws)
    best, best_density = None, -np.inf
    for row in logarithms:
        parameters = Hyperparameters.from_row(np.exp(row))
        process = GaussianProcess(statements, nearness, parameters)
        prior_density = -0.5 * (((row - middle) / spread) ** 2).sum()
        density = process.log_likelihood + prior_density
        if best is None or density > best_density:
            best, best_density = process, density
    assert best is not None  # the medians are always tried
    return best.with_doubts()


def _inverse_of_lower(factor: Array) -> Array:
    """Return the inverse of a lower triangular matrix, halves first.

    Almost all of it is matrix products, several times faster than a general inverse.
    """
    size = len(factor)
    if size <= _SMALL_SIZE:
        return np.asarray(np.linalg.inv(factor))
    half = size // 2
    inverse = np.zeros_like(factor)
    inverse[:half, :half] = _inverse_of_lower(factor[:half, :half])
    inverse[half:, half:] = _inverse_of_lower(factor[half:, half:])
    below = factor[half:, :half] @ inverse[:half, :half]
    inverse[half:, :half] = -(inverse[half:, half:] @ below)
    return inverse
