"""What the app says of itself: how well it guesses, how steady the ratings are."""

import numpy as np
import pytest
from plain_listeners import high_and_sparse, rate_screen, stars

from musicbreeder.breeding.individual import Prediction
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.consistency import consistency
from musicbreeder.services.guess_record import Guess, guess_record, wilson_interval


def guesses(*pairs):
    return [Guess(Prediction(stars, 0.5), rating) for stars, rating in pairs]


def test_pairs_with_different_stars_count_and_equal_guesses_are_half_right():
    record = guess_record(guesses((4.0, 5), (3.0, 3), (3.0, 2), (2.0, 3)), 0.5)
    assert record.pair_count == 5
    assert record.right_count == 3.5
    assert record.sentence == "Guessed right 3 of the last 5 pairs."
    assert record.right_share == 0.7


def test_only_the_latest_ratings_count():
    wrong, right = guesses((1.0, 5), (5.0, 1)), guesses((2.0, 1), (4.0, 5))
    assert guess_record(wrong + right, 0.5, latest=2).right_share == 1.0
    assert guess_record(wrong, 0.5).right_share == 0.0


def test_without_guesses_nothing_is_claimed():
    record = guess_record([], 0.5)
    assert record.right_share is None
    assert record.sentence == ""
    assert record.surely_right_share == 0.0


def test_a_sure_share_needs_many_ratings():
    few = guess_record(guesses((1.0, 1), (2.0, 2)), 0.5)
    many = guess_record(guesses(*[(s, r) for s, r in [(1.0, 1), (4.0, 4)] * 12]), 0.5)
    assert few.right_share == many.right_share == 1.0
    assert few.surely_right_share < 0.6 < many.surely_right_share


def test_calibration_tells_hope_and_doubt():
    record = guess_record(guesses((4.0, 3), (4.0, 3), (4.0, 1)), 0.0)
    assert record.mean_error_stars == pytest.approx(5 / 3)
    assert record.within_share == 0.0


def test_whoever_asks_is_told_how_far_off_guesses_are():
    few = guess_record(guesses((4.0, 3), (4.0, 1)), 0.5)
    many = guess_record(guesses(*[(4.0, 3), (4.0, 2), (4.0, 4)] * 4), 0.5)
    assert "only a few" in few.explanation
    assert "1.3 stars off, on average 1.0 too high" in many.explanation


def test_wilson_agrees_with_the_published_example():
    # Newcombe 1998, table I: 81 of 263.
    low, high = wilson_interval(81 / 263, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_only_guesses_made_before_the_rating_count():
    session = BreedingSession.new(BreedingSettings(population_size=6), random_seed=3)
    rate_screen(session, high_and_sparse)
    assert session.guess_record.rating_count == 0
    session.breed()
    believed = {one.id: one.prediction for one in session.generation}
    assert all(believed.values())
    rate_screen(session, high_and_sparse)
    session.breed()
    session.open_generation(1)
    assert {one.id: one.prediction for one in session.generation} == believed
    assert session.guess_record.rating_count == 6


def test_replanning_renews_the_guess_of_what_is_not_rated_and_of_nothing_else():
    session = BreedingSession.new(random_seed=3)
    rate_screen(session, high_and_sparse)
    session.breed()
    rated = session.generation[:4]
    heard = session.generation[4]
    session.mark_heard(heard.id)
    for one in rated:
        session.rate(one.id, 1)
    session.replan()
    for one in rated:
        assert session.individual(one.id).prediction == one.prediction
    assert session.individual(heard.id).prediction != heard.prediction
    assert session.guess_record.rating_count == 4


def test_a_guess_of_what_was_once_rated_is_never_made_again():
    """Taken back and rated anew, a rating must not meet a guess that knew it."""
    session = BreedingSession.new(random_seed=3)
    rate_screen(session, high_and_sparse)
    session.breed()
    once, *others = session.generation[:5]
    session.rate(once.id, 1)
    session.rate(once.id, None)
    for one in others:
        session.rate(one.id, 1)
    assert session.replan()
    assert session.individual(once.id).prediction == once.prediction


def test_guesses_are_right_more_often_than_not_and_know_their_doubt():
    """A listener with scatter in their ratings, five screens, four seeds."""
    shares, within = [], []
    for seed in (1, 2, 3, 4):
        rng = np.random.default_rng(seed)
        session = BreedingSession.new(random_seed=seed)
        for _ in range(5):
            for one in session.generation:
                # Never content: what they hear becomes the usual.
                usual = np.mean([high_and_sparse(o.melody) for o in session.generation])
                wish = 3 + high_and_sparse(one.melody) - usual + rng.normal(0, 0.4)
                session.rate(one.id, int(np.clip(round(wish), 1, 5)))
            session.breed()
        shares.append(session.guess_record.right_share)
        within.append(session.guess_record.within_share)
    assert np.mean(shares) > 0.6
    assert np.mean(within) > 0.45


def test_consistency_is_told_kindly():
    assert consistency([]).sentence == consistency([(1, 5)]).sentence == ""
    steady = consistency([(4, 4), (2, 3), (5, 5)])
    assert steady.pair_count == 3
    assert "steady ear" in steady.sentence
    assert "most people" in consistency([(4, 3), (2, 3)]).sentence
    assert "allows for that" in consistency([(1, 5), (5, 1)]).sentence


def breed_and_rate(session: BreedingSession, generation_count: int) -> None:
    for _ in range(generation_count):
        rate_screen(session, high_and_sparse)
        session.breed()


def test_a_rated_melody_comes_again_now_and_then_without_a_word():
    session = BreedingSession.new(
        BreedingSettings(population_size=8), random_seed=2, asks_again=True
    )
    breed_and_rate(session, 5)
    session.undo()
    rate_screen(session, high_and_sparse)
    melodies = [one.melody for one in session.individuals]
    again = [one for one in session.individuals if melodies.count(one.melody) > 1]
    assert len(again) == 2
    original, repeat = again
    assert repeat.generation == 4
    assert original.generation <= 2
    assert repeat.name != original.name
    assert (repeat.change, repeat.parent_ids) == (original.change, original.parent_ids)
    assert session.consistency.pair_count == 1
    assert session.consistency.mean_difference_stars == 0
    before = session.guess_record
    session.rate(repeat.id, None)
    assert session.guess_record == before  # a melody already rated is no guess
    session.rate(repeat.id, original.rating)
    session.rate(repeat.id, 1 if repeat.rating != 1 else 3)
    assert session.consistency.mean_difference_stars > 0
    finals = [one.melody for one in session.finals(12)]
    assert len(set(finals)) == len(finals)


def test_nothing_comes_again_unless_the_session_was_told_to_ask():
    session = BreedingSession.new(BreedingSettings(population_size=8), random_seed=2)
    breed_and_rate(session, 5)
    melodies = [one.melody for one in session.individuals]
    assert len(set(melodies)) == len(melodies)


def test_finals_follow_belief_not_one_lucky_rating():
    """Five stars against everything else that is known are five stars of noise."""
    session = BreedingSession.new(random_seed=4)
    for _ in range(2):
        rate_screen(session, high_and_sparse)
        session.breed()
    rate_screen(session, high_and_sparse)
    everyone = sorted(session.individuals, key=lambda one: high_and_sparse(one.melody))
    lucky = everyone[0]
    session.rate(lucky.id, 5)
    finals = session.finals(5)
    assert lucky.id not in [one.id for one in finals]
    worth = [high_and_sparse(one.melody) for one in finals]
    assert np.mean(worth) > np.mean([high_and_sparse(o.melody) for o in everyone[-20:]])


def test_going_on_alone_is_suggested_once_guesses_are_reliable():
    session = BreedingSession.new(random_seed=4)
    assert session.going_on_alone_hint is None
    hints = []
    for _ in range(5):
        # Three stars for the middle of the screen, so that there is an order to guess.
        ranked = sorted(session.generation, key=lambda one: high_and_sparse(one.melody))
        middle = high_and_sparse(ranked[6].melody)
        for one in session.generation:
            session.rate(
                one.id, stars(lambda m, c=middle: 3 + high_and_sparse(m) - c, one)
            )
        hints.append(session.going_on_alone_hint)
        session.breed()
    assert hints[:2] == [None, None]
