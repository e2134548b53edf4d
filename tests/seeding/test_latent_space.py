import numpy as np
import pytest

from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.melody.transform import in_key
from musicbreeder.seeding.latent_space import MEASURES, LatentSpace, measure
from musicbreeder.seeding.tune_library import TuneLibrary
from musicbreeder.seeding.vae import shipped_autoencoder
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

KEY = Key(2, SCALES["major"])


@pytest.fixture(scope="module")
def space():
    return LatentSpace(shipped_autoencoder)


def tunes(count, bars=4, meter="4/4", random_seed=0):
    request = SeedRequest(bars, METERS[meter], 2, SCALES["major"], 55, 84, None)
    rng = np.random.default_rng(random_seed)
    return [one.melody for one in TuneLibrary().seed(request, count, rng)]


def share_changed(melody, other):
    return float((melody.events != other.events).mean())


def test_a_blend_changes_the_first_melody_the_more_the_further_it_goes(space):
    pairs = list(zip(tunes(8), tunes(8, random_seed=5), strict=True))
    changed = [
        np.mean(
            [share_changed(space.blended(*pair, KEY, share), pair[0]) for pair in pairs]
        )
        for share in (0.05, 0.2, 0.4)
    ]

    assert changed[0] < changed[1] < changed[2]
    assert changed[0] < 0.08
    assert 0.05 < changed[1] < 0.25


def test_a_blend_of_a_melody_with_itself_is_the_melody(space):
    for melody in tunes(4):
        assert space.blended(melody, melody, KEY, 0.5) == melody


@pytest.mark.parametrize("bars", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_melodies_of_any_length_and_meter_of_the_collection_can_be_blended(
    space, meter, bars
):
    first, second = tunes(2, bars, meter)

    blend = space.blended(first, second, KEY, 0.4)

    assert blend.meter == first.meter
    assert blend.step_count == first.step_count
    assert blend != first or bars == 1  # so little leaves hardly anything between


def test_blends_stay_in_the_key_of_their_parents(space):
    pairs = zip(tunes(6), tunes(6, random_seed=3), strict=True)
    for first, second in pairs:
        first, second = (in_key(one, KEY, KEY) for one in (first, second))
        is_in_key = all(KEY.contains(int(note)) for note in first.midi_notes)
        blend = space.blended(first, second, KEY, 0.4)
        if is_in_key:
            assert all(KEY.contains(int(note)) for note in blend.midi_notes)


def test_a_walk_leads_from_one_melody_to_the_other_step_by_step(space):
    first, second = tunes(2)

    steps = space.walk(first, second, KEY, 9)

    assert (steps[0], steps[-1]) == (first, second)
    from_first = [share_changed(one, first) for one in steps]
    from_second = [share_changed(one, second) for one in steps]
    assert from_first[1] <= from_first[3] <= from_first[8]
    assert from_second[7] <= from_second[5] <= from_second[0]


@pytest.mark.parametrize("direction", list(MEASURES))
def test_a_direction_does_what_its_name_says(space, direction):
    feature, sign = MEASURES[direction]
    found_count = 0
    for melody in tunes(5, random_seed=2):
        found = space.beside(melody, KEY, direction, 6, np.random.default_rng(0))
        found_count += bool(found)
        values = measure(feature_matrix([melody, *found]), feature)
        assert (sign * (values[1:] - values[0]) > 0.0).all()
        assert len(set(found)) == len(found)
        assert melody not in found
    # From where nothing leads on (nothing is straighter than straight) none is made up.
    assert found_count >= (1 if direction in ("straighter", "smoother") else 4)


def test_what_lies_beside_a_melody_is_still_like_it(space):
    rng = np.random.default_rng(0)
    nearest = [
        share_changed(space.beside(melody, KEY, "higher", 3, rng)[0], melody)
        for melody in tunes(4, random_seed=4)
    ]
    assert np.median(nearest) < 0.3


def test_directions_are_measured_by_features_that_exist():
    assert {name for name, _ in MEASURES.values()} - {"leaps"} <= set(FEATURE_INDEX)


def test_a_meter_without_tunes_is_refused(space):
    assert not space.suits(METERS["5/4"])
    assert space.suits(METERS["6/8"])


def test_how_a_melody_is_played_outlives_a_blend(space):
    first, second = tunes(2)
    quiet = Melody(first.events, np.where(first.events >= 0, 41, 0), first.meter)

    blend = space.blended(quiet, second, KEY, 0.2)

    assert set(blend.velocities[blend.events >= 0].tolist()) == {41}


def test_a_note_held_from_one_stretch_into_the_next_can_be_blended(space):
    notes = [Note(0, 16, 62), Note(16, 80, 66), Note(80, 128, 69)]
    held = Melody.from_notes(notes, 128, METERS["4/4"])
    other = tunes(1, bars=8)[0]
    assert space.blended(held, other, KEY, 0.3).step_count == 128


def test_a_blend_changes_one_passage_and_is_always_the_same(space):
    first, second = tunes(2, bars=4, random_seed=7)

    blend = space.blended(first, second, KEY, 0.2)

    changed = np.flatnonzero(blend.events != first.events)
    assert len(changed) > 0
    assert changed[-1] - changed[0] <= 32
    assert space.blended(first, second, KEY, 0.2) == blend


def test_without_the_transformer_the_network_blends_alone():
    alone = LatentSpace(shipped_autoencoder, is_finished=False)
    pairs = list(zip(tunes(6), tunes(6, random_seed=5), strict=True))
    changed = [share_changed(alone.blended(*pair, KEY, 0.4), pair[0]) for pair in pairs]
    assert 0.05 < np.mean(changed) < 0.4
