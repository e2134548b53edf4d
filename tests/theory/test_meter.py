from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.theory.meter import METERS, Tempo, meter_named

TEMPOS = st.builds(Tempo, st.floats(40, 240), st.floats(0, 1))
ALL_METERS = st.sampled_from(list(METERS.values()))


@pytest.mark.parametrize(
    ("name", "steps", "quarters"),
    [("4/4", 16, 4.0), ("3/4", 12, 3.0), ("6/8", 12, 3.0)],
)
def test_a_bar_has_the_steps_and_quarters_its_signature_says(name, steps, quarters):
    meter = meter_named(name)
    assert meter.steps_per_bar == steps
    assert meter.quarters_per_bar == quarters
    assert meter.quarters_per_step * steps == quarters


def test_an_unknown_meter_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="6/8"):
        meter_named("7/8")


def test_the_weights_of_four_four_are_the_textbook_tree():
    weights = METERS["4/4"].weights().tolist()
    assert weights == [0, -4, -3, -4, -2, -4, -3, -4, -1, -4, -3, -4, -2, -4, -3, -4]


def test_three_four_has_no_half_bar_and_six_eight_has_two_beats():
    assert METERS["3/4"].weights()[[0, 4, 8]].tolist() == [0, -2, -2]
    assert -1 not in METERS["3/4"].weights()
    assert METERS["6/8"].weights()[[0, 2, 4, 6, 8, 10]].tolist() == [
        0,
        -3,
        -3,
        -1,
        -3,
        -3,
    ]


@pytest.mark.parametrize(("bpm", "swing"), [(39, 0), (241, 0), (100, -0.1), (100, 1.1)])
def test_tempo_and_swing_out_of_range_are_refused(bpm, swing):
    with pytest.raises(ValueError, match="must be in"):
        Tempo(bpm, swing)


@given(TEMPOS, ALL_METERS)
def test_swing_keeps_the_order_of_steps_and_the_bar_lines(tempo, meter):
    times = [
        tempo.quarters_at(step, meter) for step in range(meter.steps_per_bar * 2 + 1)
    ]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[meter.steps_per_bar] == meter.quarters_per_bar
    assert times[-1] == 2 * meter.quarters_per_bar


def test_full_swing_makes_eighths_two_to_one():
    tempo, meter = Tempo(120, swing=1.0), METERS["4/4"]
    assert tempo.quarters_at(2, meter) == pytest.approx(2 / 3)
    assert tempo.quarters_at(6, meter) == pytest.approx(5 / 3)


def test_compound_meters_do_not_swing():
    meter = METERS["6/8"]
    assert Tempo(90, 1.0).quarters_at(3, meter) == Tempo(90, 0.0).quarters_at(3, meter)


def test_seconds_follow_quarter_notes_a_minute():
    assert Tempo(120).seconds_at(16, METERS["4/4"]) == 2.0
    assert Tempo(60).seconds_at(12, METERS["6/8"]) == 3.0
