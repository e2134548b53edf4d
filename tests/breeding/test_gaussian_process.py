import numpy as np
import pytest

from musicbreeder.breeding.gaussian_process import (
    Description,
    GaussianProcess,
    Hyperparameters,
    Nearness,
    Statements,
    _inverse_of_lower,
    most_probable,
)

PARAMETERS = Hyperparameters(0.3, (0.4, 0.2), (2.0, 1.5), 0.2)
SPREADS = Hyperparameters(0.7, (0.7, 0.7), (0.3, 0.3), 0.3)


def described(count, seed=0):
    rng = np.random.default_rng(seed)
    blocks = tuple(rng.normal(size=(count, n)).astype(np.float32) for n in (5, 3))
    return Description(blocks, np.zeros(count, np.float32))


def plain(points, targets, noise_factors=None):
    factors = np.ones(len(targets)) if noise_factors is None else noise_factors
    return Statements(points, np.eye(len(targets)), np.asarray(targets), factors)


def learned(statements, parameters=PARAMETERS):
    points = statements.points
    return GaussianProcess(statements, Nearness(points, points), parameters)


def covariance_by_hand(first, second, parameters=PARAMETERS):
    features, others = first.blocks[0], second.blocks[0]
    total = parameters.linear_variance * (features @ others.T / 5 + 0.3)
    for block, other, variance, length in zip(
        first.blocks,
        second.blocks,
        parameters.variances,
        parameters.lengths,
        strict=True,
    ):
        squares = ((block[:, None] - other[None]) ** 2).sum(axis=2)
        total = total + variance * np.exp(-squares / (2 * length**2))
    return total


def test_the_posterior_is_the_textbook_one():
    """Rasmussen and Williams, equations 2.25, 2.26 and 2.30, without any shortcut."""
    points, others = described(70, 1), described(9, 2)
    targets = np.random.default_rng(3).normal(size=70)
    factors = np.linspace(0.5, 3.0, 70)
    process = learned(plain(points, targets, factors))
    among = covariance_by_hand(points, points) + np.diag(0.2 * factors)
    across = covariance_by_hand(others, points)
    mean, deviation = process.mean_and_deviation(others)
    expected = across @ np.linalg.solve(among, targets)
    variance = np.diag(
        covariance_by_hand(others, others) - across @ np.linalg.solve(among, across.T)
    )
    assert mean == pytest.approx(expected, abs=1e-4)
    assert process.mean(others) == pytest.approx(expected, abs=1e-4)
    assert deviation == pytest.approx(np.sqrt(variance), abs=1e-4)
    _, log_determinant = np.linalg.slogdet(among)
    log_likelihood = -0.5 * (
        targets @ np.linalg.solve(among, targets) + log_determinant
    )
    assert process.log_likelihood == pytest.approx(log_likelihood, abs=1e-2)


def test_a_difference_says_how_far_apart_not_where():
    points = described(2)
    weights = np.array([[1.0, -1.0]])
    statements = Statements(points, weights, np.array([2.0]), np.array([0.01]))
    mean = learned(statements).mean(points)
    assert mean[0] - mean[1] == pytest.approx(2.0, abs=0.2)
    assert abs(mean.sum()) < 1.0


def test_samples_scatter_as_the_belief_says():
    points, others = described(12, 1), described(6, 2)
    process = learned(plain(points, np.linspace(-2, 2, 12)))
    mean, deviation = process.mean_and_deviation(others)
    average, values = process.samples(4000, np.random.default_rng(0))(others)
    assert average == pytest.approx(mean, abs=1e-4)
    assert values.mean(axis=1) == pytest.approx(mean, abs=0.1)
    # Sixty-four waves a kernel stand for endlessly many.
    assert values.std(axis=1) == pytest.approx(deviation, rel=0.35)


def test_what_does_not_fit_the_rest_is_trusted_less():
    points = described(30)
    targets = 2.0 * points.blocks[0][:, 0].astype(np.float64)
    wrong = targets.copy()
    wrong[7] -= 6.0
    believing, doubting = (
        process.mean(points)[7]
        for process in (
            learned(plain(points, wrong)),
            learned(plain(points, wrong)).with_doubts(),
        )
    )
    assert believing < doubting < targets[7]
    steady = learned(plain(points, targets))
    np.testing.assert_allclose(
        steady.with_doubts().mean(points), steady.mean(points), atol=0.1
    )


def test_the_most_probable_of_a_few_is_no_worse_than_the_medians():
    points = described(40)
    statements = plain(points, 1.5 * points.blocks[0][:, 1].astype(np.float64))
    rng = np.random.default_rng(0)
    best = most_probable(statements, PARAMETERS, SPREADS, None, 8, rng)
    assert best.log_likelihood > learned(statements).log_likelihood
    assert best.parameters != PARAMETERS


def test_linear_effects_find_the_feature_that_matters():
    points = described(60)
    targets = 1.5 * points.blocks[0][:, 2].astype(np.float64)
    effects = learned(plain(points, targets)).linear_effects()
    assert np.argmax(np.abs(effects)) == 2
    assert effects[2] > 0.3


@pytest.mark.parametrize("size", [1, 48, 49, 200])
def test_the_inverse_of_a_triangle_is_its_inverse(size):
    lower = np.tril(np.random.default_rng(size).normal(size=(size, size)))
    lower += 3 * size**0.5 * np.eye(size)
    assert _inverse_of_lower(lower) @ lower == pytest.approx(np.eye(size), abs=1e-9)
