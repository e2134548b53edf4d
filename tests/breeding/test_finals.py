from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.finals import BestOfSome, finals_of
from musicbreeder.breeding.opinion import opinions_of
from musicbreeder.breeding.taste import Taste
from musicbreeder.melody.musicality import musicality


@pytest.fixture
def heard(individuals):
    """Those with many notes got five or four stars, the others two or one."""
    counts = [one.melody.note_count for one in individuals]
    order = np.argsort(counts)
    stars = dict(zip(order.tolist(), [1, 1, 1, 2, 2, 2, 4, 4, 4, 5, 5, 5], strict=True))
    return tuple(replace(one, rating=stars[n]) for n, one in enumerate(individuals))


def taste_of(individuals):
    return Taste(opinions_of(individuals), np.random.default_rng(1))


def test_of_two_believed_alike_the_one_with_more_stars_goes_first(heard):
    taste = taste_of(heard)
    worse, better = (
        replace(one, rating=stars) for one, stars in ((heard[0], 1), (heard[0], 5))
    )
    others = heard[1:]
    low = finals_of((worse, *others), taste, 12)
    high = finals_of((better, *others), taste, 12)
    assert high.index(better) < low.index(worse)


def test_belief_outweighs_one_melodys_own_stars(heard):
    least = min(
        heard, key=lambda one: taste_of(heard).predictions([one.melody])[0].stars
    )
    lucky = replace(least, rating=5)
    finals = finals_of(
        tuple(lucky if one is least else one for one in heard), taste_of(heard), 3
    )
    assert lucky not in finals


def test_without_a_taste_the_general_sense_of_melody_decides(individuals):
    finals = finals_of(individuals, None, 12)
    scores = musicality([one.melody for one in finals])
    assert np.all(np.diff(scores) <= 1e-6)


def test_one_melody_is_handed_over_once_as_long_as_there_are_others(heard):
    again = replace(heard[0], id=99, rating=5)
    finals = finals_of((*heard, again), taste_of(heard), 5)
    assert len({one.melody for one in finals}) == 5


def test_what_is_expected_of_the_best_of_some_is_what_chance_brings():
    rng = np.random.default_rng(4)
    factor = rng.normal(size=(5, 3))
    means, covariance = rng.normal(size=5), factor @ factor.T + 0.1 * np.eye(5)
    best = BestOfSome(means, covariance)
    drawn = rng.multivariate_normal(means, covariance, 40_000)
    taken = []
    for place in (3, 0, 4):
        pairs = [drawn[:, [*taken, other]].max(axis=1).mean() for other in range(5)]
        assert best.with_one_more == pytest.approx(pairs, abs=0.06)
        best.take(place)
        taken.append(place)


def test_a_second_chance_is_of_another_kind_than_the_first():
    """Two believed alike for one reason are wrong together."""
    covariance = np.array([[1.0, 0.98, 0.0], [0.98, 1.0, 0.0], [0.0, 0.0, 1.0]])
    best = BestOfSome(np.array([4.0, 3.9, 3.7]), covariance)
    best.take(0)
    assert np.argmax(best.with_one_more) == 2
