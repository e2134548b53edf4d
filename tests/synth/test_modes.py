import numpy as np
import pytest

from musicbreeder.synth import modes
from musicbreeder.synth.modes import Modes, Strike

RATE = 48_000


def strike(**changes: float) -> Strike:
    values = {
        "hz": 220.0, "ring_seconds": 2.0, "damping": 0.5,
        "tilt_db_per_octave": 0.0, "highest_hz": 20_000.0,
    } | changes  # fmt: skip
    return Strike(**values)


def test_a_bank_rings_as_the_sum_of_its_dying_sines() -> None:
    bank = Modes(
        np.array([220.0, 445.0, 3001.7]),
        np.array([1.0, 0.5, 0.3]),
        np.array([1.5, 0.4, 0.05]),
        np.array([0.0, 0.25, 0.6]),
    )
    samples = modes.ringing(bank, 30_000, RATE)
    seconds = np.arange(30_000)[:, np.newaxis] / RATE
    decay = 10 ** (-3 * seconds / bank.ring_seconds)
    waves = np.cos(2 * np.pi * (bank.hz * seconds + bank.starts))
    expected = (bank.levels * decay * waves).sum(axis=1)
    np.testing.assert_allclose(samples, expected, atol=1e-5)


def test_an_empty_bank_is_silent() -> None:
    nothing = modes.bar_modes(strike(hz=30_000.0), 1.0)
    assert len(nothing.hz) == 0
    assert not modes.ringing(nothing.at(1.0), 1000, RATE).any()


def test_a_string_plucked_in_the_middle_lacks_its_even_partials() -> None:
    bank = modes.string_modes(strike(), pluck_position=0.5, stiffness=0.0)
    assert np.abs(bank.levels[1::2]).max() < 1e-12
    np.testing.assert_allclose(bank.hz[:5], 220.0 * np.arange(1, 6))


def test_a_stiff_string_has_stretched_partials_on_a_true_fundamental() -> None:
    bank = modes.string_modes(strike(), pluck_position=0.2, stiffness=1.0)
    assert bank.hz[0] == pytest.approx(220.0)
    assert bank.hz[9] > 2200.0 * 1.02


def test_high_partials_die_sooner() -> None:
    for bank in (
        modes.string_modes(strike(), 0.2, 0.0),
        modes.bar_modes(strike(), 1.0),
    ):
        assert np.all(np.diff(bank.ring_seconds) < 0)


def test_an_undercut_tunes_a_bar_two_octaves_up_as_a_marimbas() -> None:
    plain = modes.bar_modes(strike(), 0.0)
    tuned = modes.bar_modes(strike(), 1.0)
    assert plain.hz[1] / plain.hz[0] == pytest.approx(2.756)
    assert tuned.hz[1] / tuned.hz[0] == pytest.approx(4, abs=0.1)


def test_a_bell_has_a_hum_an_octave_below_and_a_minor_third() -> None:
    ratios = modes.bell_modes(strike()).hz / 220.0
    assert np.min(np.abs(ratios - 0.5)) < 1e-6
    assert np.min(np.abs(ratios - 1.2)) < 1e-6


def test_strings_of_a_course_start_together() -> None:
    single = modes.course_modes(strike(), 0.12, 0.4, [0.0])
    double = modes.course_modes(strike(), 0.12, 0.4, [0.0, 1.4])
    one = modes.ringing(single, 2000, RATE)
    two = modes.ringing(double, 2000, RATE)
    np.testing.assert_allclose(two[:400], 2 * one[:400], atol=0.2)
    assert np.abs(two).max() > 1.8 * np.abs(one).max()
