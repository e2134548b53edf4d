from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.selection import (
    Places,
    diverse_choice,
    parent_weights,
    standing,
    tournament,
    weighted_draw,
    without_disliked,
)


def test_unrated_stands_between_liked_and_disliked(individuals):
    one = individuals[0]
    liked, disliked = replace(one, rating=4), replace(one, rating=2)
    assert standing(liked) > standing(one) > standing(disliked)


def test_a_pin_counts_more_than_five_stars_and_a_heart(individuals):
    one = individuals[0]
    loved = replace(one, rating=5, is_favourite=True)
    assert standing(replace(one, rating=1, is_pinned=True)) > standing(loved)


def test_a_heart_breaks_the_tie_between_equal_ratings(individuals):
    first, second = (replace(one, rating=4) for one in individuals[:2])
    assert standing(replace(second, is_favourite=True)) > standing(first)


def test_the_disliked_breed_only_where_there_is_nothing_else(rated):
    assert all(one.rating != 1 for one in without_disliked(rated))
    disliked = [replace(one, rating=1) for one in rated]
    assert without_disliked(disliked) == tuple(disliked[:2])


def test_equal_standing_means_equal_weight(individuals):
    weights = parent_weights(individuals)
    assert np.allclose(weights, 1 / 12)


def test_one_liked_melody_is_not_lost_among_unrated_ones(individuals):
    first, *others = individuals
    weights = parent_weights([replace(first, rating=5), *others])
    assert weights[0] > 0.3
    assert weights.sum() == pytest.approx(1.0)
    assert np.all(weights[1:] > 0)


def test_weighted_draws_follow_the_weights(rng):
    cumulative = np.cumsum([0.0, 3.0, 1.0])
    drawn = np.bincount([weighted_draw(cumulative, rng) for _ in range(4000)])
    assert drawn[0] == 0
    assert drawn[1] / drawn[2] == pytest.approx(3.0, rel=0.15)


def test_a_larger_tournament_is_harder_to_win(rng):
    scores = [1.0, 2.0, 3.0, 4.0]
    small = np.mean([tournament(scores, 1, rng) for _ in range(500)])
    large = np.mean([tournament(scores, 4, rng) for _ in range(500)])
    assert small < 2.0 < large


def test_a_tournament_of_nobody_is_refused(rng):
    with pytest.raises(ValueError, match="at least one"):
        tournament([], 2, rng)


def test_a_screen_takes_the_best_and_then_what_is_unlike_it():
    points = np.array([[0.0, 0], [0.01, 0], [1, 0], [0, 1]], dtype=np.float32)
    scores = np.array([5.0, 4.9, 0.2, 0.1])
    chosen = diverse_choice(scores, points, 3, spread_weight=1.0, least_distance=0.1)
    assert chosen == [0, 2, 3]


def test_near_ones_are_shown_before_places_stay_empty():
    points = np.zeros((3, 2), dtype=np.float32)
    chosen = diverse_choice(
        np.array([0.1, 0.3, 0.2]), points, 5, spread_weight=1.0, least_distance=0.1
    )
    assert sorted(chosen) == [0, 1, 2]
    assert chosen[0] == 1


def test_a_family_gets_the_places_it_has_earned_before_others_get_more():
    points = np.eye(6, dtype=np.float32)
    scores = np.array([1.0, 0.9, 0.8, 0.1, 0.0, 0.0])
    places = Places(np.array([0, 0, 0, 1, 1, 2]), expected=np.array([1.5, 2.5, 0.0]))
    chosen = diverse_choice(
        scores, points, 4, spread_weight=0.0, least_distance=0.0, places=places
    )
    assert sorted(chosen) == [0, 1, 3, 4]
