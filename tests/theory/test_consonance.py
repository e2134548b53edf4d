"""Checked against Sethares (1993) and the results of his published program."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.theory.consonance import (
    HARMONIC,
    PURE,
    Timbre,
    beats,
    consonance_table,
    critical_bandwidth_hz,
    dissonance_curve,
    local_minima,
    pure_roughness,
    roughest_difference_hz,
    roughness,
    tones_roughness,
)

RATIOS = np.linspace(1.0, 2.2, 2401)


@pytest.mark.parametrize("fundamental_hz", [220.0, 261.63, 440.0, 500.0])
def test_the_curve_of_six_harmonics_dips_at_the_intervals_of_just_intonation(
    fundamental_hz,
):
    curve = dissonance_curve(HARMONIC, fundamental_hz, RATIOS)
    dips = RATIOS[local_minima(curve)]
    for ratio in (6 / 5, 5 / 4, 4 / 3, 3 / 2, 5 / 3, 2 / 1):
        assert np.abs(dips - ratio).min() < 0.003


def test_octave_and_fifth_are_the_smoothest_dips_and_the_semitone_is_rough():
    curve = dissonance_curve(HARMONIC, 261.63, RATIOS)
    dips = RATIOS[local_minima(curve)]
    smoothest = sorted(dips, key=lambda dip: curve[np.argmin(abs(RATIOS - dip))])
    assert smoothest[0] == pytest.approx(2.0, abs=0.001)
    assert smoothest[1] == pytest.approx(1.5, abs=0.001)
    assert 1.03 < RATIOS[curve.argmax()] < 1.08


def test_pure_tones_have_one_hump_and_no_dips_at_musical_intervals():
    curve = dissonance_curve(PURE, 440.0, RATIOS)
    assert len(local_minima(curve)) == 0
    assert curve.argmax() > 0


@pytest.mark.parametrize(
    ("frequencies_hz", "amplitudes", "published"),
    [((440, 460, 480), (1, 1, 1), 2.9194), ((440, 460, 480), (1, 2, 3), 3.9161),
     ((440, 460, 480), (3, 2, 1), 3.9194),
     ((300, 250, 275, 425), (1.5, 2, 9, 4), 4.8657)],
)  # fmt: skip
def test_roughness_is_what_sethares_program_gives(
    frequencies_hz, amplitudes, published
):
    unit = roughness((440, 460), (1, 1))
    found = roughness(frequencies_hz, amplitudes) / unit
    assert found == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("frequency_hz", [125.0, 250.0, 500.0, 1000.0])
def test_pure_tones_are_roughest_at_about_a_quarter_of_the_critical_band(frequency_hz):
    share = roughest_difference_hz(frequency_hz) / critical_bandwidth_hz(frequency_hz)
    assert 0.18 < share < 0.27
    peak = pure_roughness(frequency_hz, frequency_hz + np.arange(0.0, 200.0, 0.1))
    assert peak.max() == pytest.approx(1.0, abs=1e-4)
    assert peak.argmax() * 0.1 == pytest.approx(
        roughest_difference_hz(frequency_hz), abs=0.1
    )


def test_pure_tones_a_critical_band_and_more_apart_hardly_disturb_each_other():
    apart = 500.0 + 1.2 * critical_bandwidth_hz(500.0)
    assert pure_roughness(500.0, apart) < 0.15
    assert pure_roughness(500.0, 500.0) == 0.0


def test_the_critical_band_has_its_published_width():
    widths = critical_bandwidth_hz([100.0, 1000.0, 4000.0])
    assert widths == pytest.approx([100, 160, 700], rel=0.04)


@given(st.lists(st.floats(50, 5000), min_size=2, max_size=6), st.integers(0, 1000))
def test_roughness_does_not_ask_for_an_order(frequencies_hz, seed):
    amplitudes = np.linspace(0.2, 1.0, len(frequencies_hz))
    order = np.random.default_rng(seed).permutation(len(frequencies_hz))
    shuffled = roughness(np.array(frequencies_hz)[order], amplitudes[order])
    assert roughness(frequencies_hz, amplitudes) == pytest.approx(shuffled)


def test_stretched_partials_move_the_smooth_intervals_with_them():
    stretched = Timbre(tuple(2.1 ** np.log2(np.arange(1.0, 7.0))), HARMONIC.amplitudes)
    dips = RATIOS[local_minima(dissonance_curve(stretched, 440.0, RATIOS))]
    assert np.abs(dips - 2.1).min() < 0.002
    assert np.abs(dips - 2.0).min() > 0.02


def test_one_tone_alone_is_as_rough_as_its_partials():
    partials = 261.63 * np.array(HARMONIC.ratios)
    own = roughness(partials, HARMONIC.amplitudes)
    assert tones_roughness(HARMONIC, [261.63]) == pytest.approx(float(own))
    curve = dissonance_curve(HARMONIC, 261.63, [1.5])
    together = tones_roughness(HARMONIC, [261.63, 261.63 * 1.5])
    assert together == pytest.approx(float(curve[0]))


def test_the_table_of_notes_ranks_intervals_as_ears_do():
    table = consonance_table()
    octave, fifth, third, tone, semitone = (table[60, 60 + n] for n in (12, 7, 4, 2, 1))
    assert octave > fifth > third > tone > semitone
    assert np.array_equal(table, table.T)
    assert table.min() >= 0.0
    assert table.max() <= 1.0


def test_a_third_down_in_the_bass_is_muddy():
    table = consonance_table()
    assert table[36, 40] < table[60, 64] - 0.2


def test_nobody_can_change_the_shared_table():
    with pytest.raises(ValueError, match="read-only"):
        consonance_table()[0, 0] = 5.0


def test_a_mistuned_fifth_beats_where_partials_nearly_meet():
    found = beats(Timbre.harmonic(6), 200.0, 301.0)
    rates = {(b.lower_partial, b.higher_partial): b.rate_hz for b in found}
    assert rates[(3, 2)] == pytest.approx(2.0)
    assert rates[(6, 4)] == pytest.approx(4.0)
    assert found[0].lower_partial == 3
    assert found[0].centre_hz == pytest.approx(601.0)


def test_a_pure_fifth_and_far_tones_do_not_beat():
    assert beats(Timbre.harmonic(6), 200.0, 300.0) == ()
    assert beats(PURE, 200.0, 300.0) == ()


@pytest.mark.parametrize(
    ("ratios", "amplitudes"),
    [((), ()), ((1.0,), (1.0, 0.5)), ((2.0, 1.0), (1.0, 1.0)), ((0.0,), (1.0,)),
     ((1.0,), (-1.0,))],
)  # fmt: skip
def test_a_timbre_that_makes_no_sense_is_refused(ratios, amplitudes):
    with pytest.raises(ValueError, match=r"ratios|amplitudes"):
        Timbre(ratios, amplitudes)
