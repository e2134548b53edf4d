import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.synth.envelope import adsr, exponential_decay, opening, swelling

lengths = st.integers(1, 3000)


@given(lengths, lengths, st.floats(0, 1), lengths, lengths)
def test_every_envelope_begins_and_ends_at_exactly_zero(
    attack: int, decay: int, sustain: float, release: int, gate: int
) -> None:
    envelope = adsr(attack, decay, sustain, release, gate)
    assert len(envelope) == gate + release
    assert envelope[0] == 0
    assert envelope[-1] == 0
    assert np.isfinite(envelope).all()
    assert envelope.min() >= 0
    assert envelope.max() <= 1


def test_a_held_note_reaches_its_sustain_and_stays_there() -> None:
    envelope = adsr(100, 500, 0.4, 200, 2000)
    assert envelope[100] == pytest.approx(1.0, abs=0.01)
    np.testing.assert_allclose(envelope[600:2000], 0.4, atol=1e-6)


def test_a_key_let_go_early_releases_from_where_the_attack_stands() -> None:
    envelope = adsr(1000, 500, 1.0, 300, 250)
    assert envelope[:251].max() < 0.2
    assert np.abs(np.diff(envelope)).max() < 0.01


def test_a_release_has_no_corner_at_its_start() -> None:
    envelope = adsr(100, 100, 1.0, 1000, 1000)
    assert abs(envelope[1001] - envelope[1000]) < 1e-4


def test_a_decay_falls_steadily_to_its_goal() -> None:
    decay = exponential_decay(1000, 0.25, 1500)
    assert np.all(np.diff(decay) <= 0)
    assert decay[0] == 1
    np.testing.assert_allclose(decay[1000:], 0.25, atol=1e-6)


def test_a_filter_opens_and_stays_open_at_its_sustain() -> None:
    envelope = opening(100, 500, 0.3, 2000)
    assert envelope[0] == 0
    assert envelope.max() == pytest.approx(1.0, abs=1e-3)
    assert envelope[-1] == pytest.approx(0.3)


def test_a_vibrato_comes_slowly_and_then_stays() -> None:
    swell = swelling(100, 300)
    assert swell[0] == 0
    assert np.all(swell[100:] == 1)
    assert len(swelling(500, 300)) == 300
