from collections import Counter

import numpy as np
import pytest

from musicbreeder.seeding.chance import chosen


def test_options_come_as_often_as_their_weights_say():
    rng = np.random.default_rng(0)
    counts = Counter(chosen("abc", (1, 0, 3), rng) for _ in range(4000))
    assert counts["b"] == 0
    assert counts["c"] / counts["a"] == pytest.approx(3, rel=0.15)


def test_without_any_liking_all_options_are_alike():
    rng = np.random.default_rng(1)
    assert {chosen("abc", (0, 0, 0), rng) for _ in range(100)} == set("abc")


@pytest.mark.parametrize(("options", "weights"), [("", ()), ("ab", (1,))])
def test_nothing_to_choose_from_is_refused(options, weights):
    with pytest.raises(ValueError, match="weights"):
        chosen(options, weights, np.random.default_rng(0))
