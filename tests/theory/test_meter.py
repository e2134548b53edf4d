from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.theory.meter import METERS, Tempo, in_grid, meter_named

TEMPOS = st.builds(Tempo, st.floats(40, 240), st.floats(0, 1))
EVERY_METER = [
    meter.with_pickup(pickup)
    for meter in METERS.values()
    for pickup in (None, *meter.pickup_names)
]
ALL_METERS = st.sampled_from(EVERY_METER)


@pytest.mark.parametrize(
    ("name", "steps", "quarters"),
    [
        ("4/4", 16, 4.0),
        ("3/4", 12, 3.0),
        ("6/8", 12, 3.0),
        ("5/4", 20, 5.0),
        ("7/8", 14, 3.5),
        ("4/4 triplets", 12, 4.0),
        ("3/4 pickup 1/4", 12, 3.0),
    ],
)
def test_a_bar_has_the_steps_and_quarters_its_signature_says(name, steps, quarters):
    meter = meter_named(name)
    assert meter.steps_per_bar == steps
    assert meter.quarters_per_bar == quarters
    assert meter.quarters_per_step * steps == quarters


def test_an_unknown_meter_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="6/8"):
        meter_named("13/8")


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
    assert times[meter.steps_per_bar] == pytest.approx(meter.quarters_per_bar)
    assert times[-1] == pytest.approx(2 * meter.quarters_per_bar)


def test_full_swing_makes_eighths_two_to_one():
    tempo, meter = Tempo(120, swing=1.0), METERS["4/4"]
    assert tempo.quarters_at(2, meter) == pytest.approx(2 / 3)
    assert tempo.quarters_at(6, meter) == pytest.approx(5 / 3)


@pytest.mark.parametrize("name", ["6/8", "7/8", "4/4 triplets"])
def test_meters_without_steady_off_beats_do_not_swing(name):
    meter = METERS[name]
    assert Tempo(90, 1.0).quarters_at(3, meter) == Tempo(90, 0.0).quarters_at(3, meter)


def test_seconds_follow_quarter_notes_a_minute():
    assert Tempo(120).seconds_at(16, METERS["4/4"]) == 2.0
    assert Tempo(60).seconds_at(12, METERS["6/8"]) == 3.0


def test_swing_keeps_to_the_beat_after_an_upbeat_of_an_eighth():
    meter = meter_named("4/4 pickup 1/8")
    tempo = Tempo(120, swing=1.0)
    # The upbeat is the short one of a pair; the bar line comes a third of a beat later.
    assert tempo.quarters_at(2, meter) == pytest.approx(1 / 3)
    assert tempo.quarters_at(4, meter) == pytest.approx(1 / 3 + 2 / 3)


def test_the_weights_of_five_and_seven_show_their_groups():
    assert METERS["5/4"].weights()[::4].tolist() == [0, -2, -2, -1, -2]
    assert METERS["5/4 2+3"].weights()[::4].tolist() == [0, -2, -1, -2, -2]
    assert METERS["7/8"].weights()[::2].tolist() == [0, -3, -1, -3, -1, -3, -3]
    assert METERS["7/8"].weights()[1::2].tolist() == [-4] * 7


def test_triplets_stand_below_their_beat():
    weights = METERS["4/4 triplets"].weights().tolist()
    assert weights == [0, -3, -3, -2, -3, -3, -1, -3, -3, -2, -3, -3]


def test_after_a_pickup_comes_the_downbeat():
    meter = meter_named("4/4 pickup 1/4")
    assert meter.pickup_steps == 4
    assert meter.weights()[4] == 0
    assert meter.signature == "4/4"
    assert meter.without_pickup == METERS["4/4"]


@pytest.mark.parametrize("meter", EVERY_METER, ids=lambda meter: meter.name)
def test_a_name_leads_back_to_its_meter_and_bars_share_out_the_steps(meter):
    assert meter_named(meter.name) == meter
    spans = [meter.bar_span(bar, 3) for bar in range(3)]
    assert spans[0][0] == 0
    assert spans[-1][1] == 3 * meter.steps_per_bar
    assert all(first[1] == second[0] for first, second in pairwise(spans))
    for step in range(3 * meter.steps_per_bar):
        start, stop = spans[meter.bar_at(step)]
        assert start <= step < stop


def test_a_pickup_a_grid_has_no_steps_for_is_refused():
    with pytest.raises(ValueError, match="no pickup of 1/8"):
        METERS["4/4 triplets"].with_pickup("1/8")
    with pytest.raises(ValueError, match="There is no meter"):
        meter_named("4/4 triplets pickup 1/8")


def test_a_grid_changes_with_its_pickup_where_it_can():
    meter = meter_named("4/4 pickup 1/4")
    triplets = in_grid(meter, is_in_triplets=True)
    assert triplets is not None
    assert triplets.name == "4/4 triplets pickup 1/4"
    assert in_grid(triplets, is_in_triplets=False) == meter
    eighth = in_grid(meter_named("4/4 pickup 1/8"), is_in_triplets=True)
    assert eighth == METERS["4/4 triplets"]
    assert in_grid(METERS["6/8"], is_in_triplets=True) is None
