from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.description import describe
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.fresh_pool import BLOCK_SIZE, FreshPool
from musicbreeder.breeding.opinion import Opinion, opinions_of
from musicbreeder.breeding.search import spread_points
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_breeding import TasteBreeding
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.seeding.phrase_grammar import PhraseGrammar

POOL = FreshPool(PhraseGrammar(), random_seed=1)


def breeding(told, opinions=None, **changes):
    settings = BreedingSettings(**changes)
    fresh = POOL.melodies(settings.seed_request, 1)
    said = opinions_of(told) if opinions is None else opinions
    return TasteBreeding(settings, said, told, fresh)


def screen(told, seed=1, **changes):
    return breeding(told, **changes).screen(np.random.default_rng(seed))


@pytest.fixture
def told(individuals):
    """Those with many notes get five stars, the others one."""
    middle = np.median([one.melody.note_count for one in individuals])
    return tuple(
        replace(one, rating=5 if one.melody.note_count > middle else 1)
        for one in individuals
    )


def test_the_search_goes_beyond_what_was_heard(told):
    liked = [one.melody.note_count for one in told if one.rating == 5]
    found = [one.melody.note_count for one in screen(told)]
    assert np.mean(found) > np.mean(liked)


def test_who_comes_back_is_played_more_of_what_they_should_like(told):
    def expected(known_before):
        before = replace(breeding(told), told=(), known_before=known_before)
        offspring = before.screen(np.random.default_rng(1), has_wild_card=False)
        return np.mean([one.prediction.stars for one in offspring])

    assert expected(60) > expected(0) + 0.05


def test_a_screen_is_new_and_spread(told):
    offspring = screen(told)
    shown = MelodyIndex()
    shown.add([one.melody for one in told])
    for one in offspring:
        assert not shown.near([one.melody])[0]
        shown.add([one.melody])
    points = spread_points(describe([one.melody for one in offspring[:-1]]))
    gaps = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    assert gaps[np.triu_indices(len(gaps), 1)].min() >= 0.12


def test_no_two_side_by_side_share_most_of_their_notes(told):
    generation = screen(told, variation=0.0)
    standing, others = told[:4], told[4:]
    stand_beside = breeding(others, opinions_of(told)).screen(
        np.random.default_rng(1), beside=standing, place_count=8
    )
    for melodies in (
        [one.melody for one in generation],
        [one.melody for one in (*standing, *stand_beside)],
    ):
        for place, melody in enumerate(melodies[4:], start=4):
            beside = MelodyIndex(share=0.7)
            beside.add(melodies[:place])
            assert not beside.near([melody])[0]


def test_the_last_is_a_fresh_wild_card(told):
    offspring = screen(told)
    assert offspring[-1].parent_ids == ()
    assert offspring[-1].operators == ("phrase grammar",)
    bred = breeding(told)
    kept = bred.screen(np.random.default_rng(1), place_count=4, has_wild_card=False)
    assert len(kept) == 4


def test_every_pin_has_offspring(told):
    pinned = tuple(
        replace(one, is_pinned=one.id in (2, 7), rating=1) if one.id in (2, 7) else one
        for one in told
    )
    for seed in range(2):
        parents = {i for one in screen(pinned, seed) for i in one.parent_ids}
        assert {2, 7} <= parents


def test_locks_hold(told):
    rhythms = {tuple(one.melody.onsets.tolist()) for one in told}
    locked = screen(told, keep_rhythm=True)
    assert len(locked) == 12
    assert all(tuple(o.melody.onsets.tolist()) in rhythms for o in locked[:6])


@pytest.mark.parametrize(
    "changes", [{"bars": 1, "key": "D", "scale": "blues"}, {"meter": "6/8", "bars": 8}]
)
def test_settings_changed_since_are_obeyed(told, changes):
    fitting = Fitting(BreedingSettings(**changes).seed_request)
    offspring = screen(told, **changes)
    assert len(offspring) == 12
    for one in offspring:
        assert one.melody.bar_count == changes["bars"]
        assert fitting.fitted_key(one.key) == one.key


def test_without_anything_heard_a_known_taste_chooses_among_the_fresh(told):
    opinions = [Opinion(one.melody, float(one.rating)) for one in told]
    offspring = screen((), opinions=opinions)
    usual = np.mean([o.melody.note_count for o in breeding(()).fresh])
    assert np.mean([one.melody.note_count for one in offspring]) > usual
    assert all(one.parent_ids == () for one in offspring)


def test_what_is_held_on_the_screen_may_come_back(told, individuals):
    offspring = screen(told)
    held = [
        replace(individuals[0], id=100 + place, melody=one.melody, key=one.key)
        for place, one in enumerate(offspring[:3])
    ]
    again = breeding(told).screen(np.random.default_rng(1), held=held, place_count=12)
    assert {one.melody for one in held} & {one.melody for one in again}


def test_a_cancelled_search_asks_no_further(told):
    asked = []

    def is_cancelled():
        asked.append(True)
        return True

    breeding(told).screen(np.random.default_rng(1), is_cancelled=is_cancelled)
    assert len(asked) == 1


def test_the_pool_is_made_once_and_the_same_whoever_asks_first():
    made = []

    class Counting(PhraseGrammar):
        def seed(self, request, melody_count, rng):
            made.append(melody_count)
            return super().seed(request, melody_count, rng)

    request = BreedingSettings(bars=2).seed_request
    pool = FreshPool(Counting(), random_seed=3)
    small = pool.melodies(request, 1)
    large = pool.melodies(request, 2)
    assert large[:BLOCK_SIZE] == small
    assert pool.melodies(request, 2) == large
    assert made == [BLOCK_SIZE, BLOCK_SIZE]
    at_once = FreshPool(PhraseGrammar(), random_seed=3).melodies(request, 2)
    assert [one.melody for one in at_once] == [one.melody for one in large]
    other = pool.melodies(BreedingSettings(bars=1).seed_request, 1)
    assert {one.melody.bar_count for one in other} == {1}
