from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.description import describe
from musicbreeder.breeding.gaussian_process import Description
from musicbreeder.breeding.opinion import (
    Opinion,
    bar_opinion,
    opinions_of,
)
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste import Taste, most_telling
from musicbreeder.breeding.taste_profile import MOST_OPINIONS, TasteProfile
from musicbreeder.seeding.phrase_grammar import PhraseGrammar


def phrases(count, seed=0, **changes):
    request = BreedingSettings(**changes).seed_request
    seeds = PhraseGrammar().seed(request, count, np.random.default_rng(seed))
    return [one.melody for one in seeds]


def real_stars(melody):
    """Somebody who likes high melodies with few notes."""
    height, notes = melody.midi_notes.mean() - 64, melody.note_count - 20
    return float(np.clip(3 + (height - notes) / 4, 1, 5))


def taste_of(opinions):
    return Taste(opinions, np.random.default_rng(0))


HEARD, UNHEARD = phrases(40, 1), phrases(60, 2)


def accuracy(taste):
    """Return how well unheard melodies are put in order."""
    guessed = taste.stars(describe(UNHEARD))
    real = np.array([real_stars(one) for one in UNHEARD])
    better = real[:, None] > real[None, :] + 0.5
    return float((guessed[:, None] > guessed[None, :])[better].mean())


def test_forty_ratings_put_unheard_melodies_in_order():
    taste = taste_of([Opinion(one, round(real_stars(one))) for one in HEARD])
    assert accuracy(taste) > 0.85


def test_arbitrary_ratings_now_and_then_do_little_harm():
    rng = np.random.default_rng(5)
    stars = [
        rng.integers(1, 6) if rng.random() < 0.15 else round(real_stars(one))
        for one in HEARD
    ]
    taste = taste_of([Opinion(m, float(s)) for m, s in zip(HEARD, stars, strict=True)])
    assert accuracy(taste) > 0.7


def test_comparisons_alone_teach_an_order():
    pairs = zip(HEARD[::2], HEARD[1::2], strict=True)
    ordered = [sorted(pair, key=real_stars) for pair in pairs]
    opinions = [
        Opinion(good, 0.8, against=bad, noise_factor=2) for bad, good in ordered
    ]
    assert accuracy(taste_of(opinions)) > 0.65


def test_guesses_keep_inside_the_stars_and_say_how_unsure_they_are():
    taste = taste_of([Opinion(one, 5.0) for one in HEARD[:6]])
    known, *unknown = taste.predictions([HEARD[0], *UNHEARD])
    assert all(1 <= one.stars <= 5 for one in [known, *unknown])
    assert known.uncertainty < np.mean([one.uncertainty for one in unknown])


def test_one_rating_is_not_believed_to_the_full():
    (prediction,) = taste_of([Opinion(HEARD[0], 5.0)]).predictions([HEARD[0]])
    assert 3.0 < prediction.stars < 4.7


def test_a_clear_word_weighs_more_than_a_hint():
    stars = [
        taste_of([Opinion(HEARD[0], 5.0, noise_factor=factor)])
        .predictions([HEARD[0]])[0]
        .stars
        for factor in (1.0, 6.0)
    ]
    assert stars[0] > stars[1] + 0.3


def test_a_bar_is_liked_in_all_melodies_that_have_it():
    """What is said of bars changes what is believed of melodies made of such bars."""
    melody = max(HEARD, key=lambda one: np.ptp(np.bincount(one.onsets // 16)))
    counts = np.bincount(melody.onsets // 16, minlength=4)
    opinions = [
        bar_opinion(melody, int(counts.argmax()), 1),
        bar_opinion(melody, int(counts.argmin()), -1),
    ]
    before = taste_of([Opinion(HEARD[5], 3.0)]).stars(describe(UNHEARD))
    after = taste_of([Opinion(HEARD[5], 3.0), *opinions]).stars(describe(UNHEARD))
    notes = [one.note_count for one in UNHEARD]
    assert np.corrcoef(after - before, notes)[0, 1] > 0.3


def test_the_only_bar_is_the_whole():
    (melody,) = phrases(1, bars=1)
    liked, disliked = (bar_opinion(melody, 0, sign) for sign in (1, -1))
    assert liked.is_of_whole
    assert liked.stars > 3 > disliked.stars


def test_a_pin_says_nothing_beside_stars(individuals):
    pinned = replace(individuals[0], is_pinned=True)
    assert len(opinions_of([pinned])) == 1
    assert opinions_of([replace(pinned, rating=2)])[0].stars == 2
    assert len(opinions_of([replace(pinned, rating=2)])) == 1
    assert len(opinions_of([replace(pinned, rating=4, is_favourite=True)])) == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"stars": float("nan")},
        {"noise_factor": 0.0},
        {"bar": 4},
        {"bar": 0, "against": HEARD[1]},
    ],
)
def test_an_impossible_opinion_is_refused(bad):
    with pytest.raises(ValueError, match=r"finite|positive|bar"):
        Opinion(**({"melody": HEARD[0], "stars": 3.0} | bad))


def test_a_taste_needs_an_opinion():
    with pytest.raises(ValueError, match="at least one"):
        taste_of([])


def test_a_profile_keeps_the_latest_and_counts_them_as_noisier():
    many = [Opinion(HEARD[0], 3.0) for _ in range(MOST_OPINIONS)]
    profile = TasteProfile("Mood", (Opinion(HEARD[1], 5.0),)).learned(many)
    assert len(profile.opinions) == MOST_OPINIONS
    assert profile.opinions[0].melody == HEARD[0]
    assert all(one.noise_factor > 1 for one in profile.carried_over)
    with pytest.raises(ValueError, match="name"):
        TasteProfile(" ")


def test_the_first_to_ask_about_are_unlike_and_each_like_many():
    rng = np.random.default_rng(2)
    centres = 3.0 * rng.standard_normal((3, 90)).astype(np.float32)
    groups = np.repeat([0, 1, 2], (30, 20, 10))
    features = centres[groups] + 0.1 * rng.standard_normal((60, 90))
    blocks = (features.astype(np.float32), np.zeros((60, 128)), np.zeros((60, 64)))
    described = Description(
        tuple(np.asarray(block, np.float32) for block in blocks), np.zeros(60)
    )
    chosen = most_telling(described, 3)
    assert set(groups[chosen]) == {0, 1, 2}
    assert groups[chosen[0]] == 0
    assert len(set(most_telling(described, 100))) == 60
