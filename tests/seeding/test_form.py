import numpy as np
import pytest

from musicbreeder.seeding.character import CHARACTERS
from musicbreeder.seeding.form import FOUR_PARTS, Cadence, Treatment, planned_form


@pytest.mark.parametrize("bar_count", range(1, 9))
def test_every_length_has_plans_that_develop_earlier_bars_and_close_once(bar_count):
    rng = np.random.default_rng(bar_count)
    for _ in range(60):
        plan = planned_form(bar_count, {}, rng)
        assert len(plan) == bar_count
        for index, bar in enumerate(plan):
            assert bar.source is None or bar.source < index
            assert (bar.source is None) == (bar.treatment is Treatment.FRESH)
        closing = [i for i, bar in enumerate(plan) if bar.cadence is Cadence.FULL]
        assert closing == [bar_count - 1]


def test_a_liked_plan_comes_most_often_and_the_others_now_and_then():
    rng = np.random.default_rng(0)
    liking = {"A A A B": 20.0}
    repeats = 0
    for _ in range(200):
        plan = planned_form(4, liking, rng)
        repeats += [bar.treatment for bar in plan] == [
            Treatment.FRESH,
            Treatment.REPEAT,
            Treatment.REPEAT,
            Treatment.FRESH,
        ]
    assert 120 < repeats < 200


def test_eight_bars_think_in_pairs():
    rng = np.random.default_rng(1)
    for _ in range(40):
        plan = planned_form(8, {"A A B A'": 1e9}, rng)
        assert (plan[2].source, plan[3].source) == (0, 1)
        assert plan[6].treatment is Treatment.REPEAT
        assert plan[7].treatment is Treatment.VARY


@pytest.mark.parametrize("bar_count", [0, 9])
def test_lengths_nobody_asked_for_are_refused(bar_count):
    with pytest.raises(ValueError, match=r"1\.\.8"):
        planned_form(bar_count, {}, np.random.default_rng(0))


def test_characters_ask_only_for_plans_that_exist():
    for character in CHARACTERS:
        assert set(character.forms) <= set(FOUR_PARTS)
