from fractions import Fraction

import pytest

from musicbreeder.theory.interval import (
    INTERVALS,
    cents_to_ratio,
    nearest_interval,
    ratio_to_cents,
    tenney_height,
)


@pytest.mark.parametrize(
    ("semitones", "cents"), [(3, 315.64), (4, 386.31), (7, 701.96), (9, 884.36)]
)
def test_just_intervals_have_their_known_widths(semitones, cents):
    assert INTERVALS[semitones].just_cents == pytest.approx(cents, abs=0.01)


def test_every_just_interval_lies_near_its_tempered_one():
    for interval in INTERVALS:
        assert abs(interval.just_cents - 100 * interval.semitones) < 20


def test_cents_and_ratios_are_each_others_way_back():
    assert ratio_to_cents(cents_to_ratio(386.0)) == pytest.approx(386.0)


@pytest.mark.parametrize(
    ("cents", "name", "off"),
    [(0.0, "unison", 0.0), (690.0, "perfect fifth", -10.0), (1200.0, "octave", 0.0),
     (1230.0, "octave", 30.0),
     (1290.0, "minor second", -10.0), (1900.0, "perfect fifth", 0.0)],
)  # fmt: skip
def test_a_width_is_named_by_the_interval_it_is_nearest_to(cents, name, off):
    interval, difference = nearest_interval(cents)
    assert interval.name == name
    assert difference == pytest.approx(off)


def test_simple_ratios_are_low_and_complex_ones_high():
    ratios = (Fraction(2), Fraction(3, 2), Fraction(5, 4), Fraction(45, 32))
    heights = [tenney_height(ratio) for ratio in ratios]
    assert heights == sorted(heights)


def test_thirds_and_sixths_are_consonant_and_the_fourth_and_tritone_are_not():
    assert [i.semitones for i in INTERVALS if i.is_consonant] == [0, 3, 4, 7, 8, 9, 12]
