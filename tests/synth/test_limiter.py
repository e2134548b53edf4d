import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

from musicbreeder.synth.limiter import (
    HIGHEST_PEAK,
    HIGHEST_TRUE_PEAK,
    Limiter,
    limit,
    limited,
)

RATE = 48_000


def burst(frames: int = 5000) -> NDArray[np.float32]:
    noise = np.random.default_rng(5).uniform(-1, 1, frames)
    return (noise * np.hanning(frames)).astype(np.float32)


def sides(samples: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.stack((samples, samples), axis=1).astype(np.float32)


def true_peak(samples: NDArray[np.float32]) -> float:
    return float(np.abs(resample_poly(samples.astype(np.float64), 4, 1)).max())


@given(st.floats(0.1, 20.0), st.integers(1, 9000), st.integers(0, 1000))
def test_no_sample_passes_the_line(level: float, frames: int, number: int) -> None:
    samples = np.random.default_rng(number).uniform(-level, level, (frames, 2))
    loud = samples.astype(np.float32)
    limit(loud, RATE)
    assert np.abs(loud).max() <= HIGHEST_PEAK


@pytest.mark.parametrize("hz", [997.0, 5_500.0, 12_000.0])
def test_the_curve_between_the_samples_stays_below_the_true_peak(hz: float) -> None:
    # At a quarter of the rate and an eighth of a turn every sample misses the crest.
    angle = 2 * np.pi * hz * np.arange(RATE // 4) / RATE + np.pi / 4
    samples = sides(0.83 * np.sqrt(2) * np.sin(angle) * np.hanning(RATE // 4))
    assert true_peak(samples[:, 0]) > HIGHEST_TRUE_PEAK
    limit(samples, RATE)
    assert true_peak(samples[:, 0]) <= HIGHEST_TRUE_PEAK


def test_a_crest_on_the_edge_of_two_blocks_is_seen() -> None:
    for shift in range(8):
        samples = np.zeros((2048, 2), dtype=np.float32)
        samples[1020 + shift : 1024 + shift] = [[0.8]] * 2 + [[-0.8]] * 2
        samples[1022 + shift] = 0.8
        limit(samples, RATE)
        assert true_peak(samples[:, 0]) <= HIGHEST_TRUE_PEAK


def test_what_is_soft_enough_is_left_alone_to_the_bit() -> None:
    samples = sides(burst() * 0.4)
    before = samples.copy()
    limit(samples, RATE)
    np.testing.assert_array_equal(samples, before)


def test_only_the_surroundings_of_a_loud_moment_are_turned_down() -> None:
    sine = np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    samples = sides(0.5 * sine)
    samples[24_000:24_400] *= 4
    before = samples.copy()
    limit(samples, RATE)
    np.testing.assert_array_equal(samples[:18_000], before[:18_000])
    np.testing.assert_array_equal(samples[31_000:], before[31_000:])
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = samples[:, 0] / before[:, 0]
    smooth = gain[np.abs(before[:, 0]) > 0.1]
    assert np.abs(np.diff(smooth)).max() < 0.01


def test_a_piece_limited_bit_by_bit_is_the_same_as_at_once() -> None:
    rng = np.random.default_rng(3)
    whole = sides(rng.uniform(-1, 1, RATE) * np.repeat(rng.uniform(0, 3, 40), 1200))
    growing = whole.copy()
    limit(whole, RATE)
    limiter, done = Limiter(growing, RATE), 0
    for mixed in (100, 7_000, 7_001, 20_000, 33_333, RATE):
        finished = limiter.advance(mixed)
        assert finished <= mixed
        # What is finished may be heard, and never changes again.
        np.testing.assert_allclose(growing[done:finished], whole[done:finished], 1e-6)
        done = finished
    assert done == RATE


def test_a_mix_is_limited_into_samples_of_its_own() -> None:
    mix = sides(burst() * 3)
    before = mix.copy()
    result = limited(mix, RATE)
    assert np.abs(result).max() <= HIGHEST_PEAK
    np.testing.assert_array_equal(mix, before)


def test_nothing_at_all_can_be_limited() -> None:
    assert limited(np.zeros((0, 2), dtype=np.float32), RATE).shape == (0, 2)
