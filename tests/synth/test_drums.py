import numpy as np
import pytest

from musicbreeder.synth.drums import DRUM_NOTES, Stroke, render_drums

RATE = 48_000


@pytest.mark.parametrize("drum", DRUM_NOTES)
def test_every_drum_is_heard_and_ends_in_silence(drum: int) -> None:
    samples = render_drums([Stroke(0.25, drum, 127)], RATE, 2.0)
    assert samples.dtype == np.float32
    assert not samples[: RATE // 4].any()
    assert 0.1 < np.abs(samples).max() < 1.0
    assert np.isfinite(samples).all()
    assert not samples[round(1.6 * RATE) :].any()


def test_a_kick_is_low_and_a_hat_is_high() -> None:
    def centroid_hz(drum: int) -> float:
        samples = render_drums([Stroke(0.0, drum, 100)], RATE, 1.0)[:, 0]
        power = np.abs(np.fft.rfft(samples)) ** 2
        return float(
            (power * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / power.sum()
        )

    assert centroid_hz(36) < 200
    assert centroid_hz(42) > 6000


def test_a_hard_stroke_is_louder_and_a_late_one_is_not_cut() -> None:
    soft = render_drums([Stroke(0.0, 38, 40)], RATE, 1.0)
    hard = render_drums([Stroke(0.0, 38, 120)], RATE, 1.0)
    assert np.abs(hard).max() > 3 * np.abs(soft).max()
    late = render_drums([Stroke(0.99, 38, 120)], RATE, 1.0)
    assert np.array_equal(late[round(0.99 * RATE) :][:10_000], hard[:10_000])


def test_strokes_at_once_add_up() -> None:
    kick, hat = Stroke(0.0, 36, 90), Stroke(0.0, 42, 90)
    both = render_drums([kick, hat], RATE, 1.0)
    alone = render_drums([kick], RATE, 1.0) + render_drums([hat], RATE, 1.0)
    assert np.allclose(both, alone, atol=1e-6)


def test_a_drum_that_is_not_there_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="99"):
        render_drums([Stroke(0.0, 99, 90)], RATE, 1.0)
