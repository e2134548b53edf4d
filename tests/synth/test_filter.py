import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.synth.envelope import opening
from musicbreeder.synth.filter import (
    body_magnitude,
    brightness_frames,
    frame_fades,
    low_pass_magnitude,
)


@given(
    st.floats(0, 6), st.integers(1, 900), st.integers(1, 900), st.floats(0, 1)
)  # fmt: skip
def test_the_fades_between_brightness_frames_always_sum_to_one(
    octaves: float, attack: int, decay: int, sustain: float
) -> None:
    envelope = opening(attack, decay, sustain, 1000)
    total = np.zeros(1000)
    for fade in frame_fades(envelope, len(brightness_frames(octaves))).fades:
        total[fade.start : fade.start + len(fade.weights)] += fade.weights
    np.testing.assert_allclose(total, 1.0, atol=1e-5)


def test_frames_span_the_way_of_the_cutoff_in_small_steps() -> None:
    frames = brightness_frames(4.0)
    assert frames[0] == 0
    assert frames[-1] == 4
    assert np.diff(frames).max() <= 0.75
    assert len(brightness_frames(0.0)) == 1


def test_the_low_pass_falls_by_24_db_per_octave() -> None:
    hz = np.array([10.0, 8000.0, 16_000.0])
    low, first, second = 20 * np.log10(low_pass_magnitude(hz, 1000.0, 0.0))
    assert low == pytest.approx(0.0, abs=0.01)
    assert first - second == pytest.approx(24.0, abs=0.5)


def test_resonance_rings_at_the_cutoff() -> None:
    at_cutoff = low_pass_magnitude(np.array([1000.0]), 1000.0, 1.0)
    assert 20 * np.log10(at_cutoff[0]) == pytest.approx(18.0, abs=0.1)


def test_no_body_changes_nothing_and_a_body_lifts_its_resonances() -> None:
    hz = np.array([60.0, 210.0, 1300.0])
    np.testing.assert_array_equal(body_magnitude(hz, 0.0), 1.0)
    lifted = body_magnitude(hz, 1.0)
    assert lifted[1] == lifted.max()
