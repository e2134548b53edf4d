import numpy as np
import pytest

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.melody.transform import transposed
from musicbreeder.seeding.critic import critic_inputs, shipped_critic, thinned
from musicbreeder.seeding.tune_library import TuneLibrary
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

REQUEST = SeedRequest(4, METERS["4/4"], 0, SCALES["major"], 55, 81, None)


@pytest.fixture(scope="module")
def tunes():
    return TuneLibrary().seed(REQUEST, 40, np.random.default_rng(0))


def with_random_pitches(melody, rng):
    notes = [n for n in range(60, 80) if n % 12 in (0, 2, 4, 5, 7, 9, 11)]
    events = melody.events.copy()
    events[melody.onsets] = rng.choice(notes, melody.note_count)
    return Melody(events, melody.velocities, melody.meter)


def test_tunes_are_more_like_tunes_than_random_notes_in_their_rhythm(tunes):
    rng = np.random.default_rng(0)
    melodies = [one.melody for one in tunes]
    noise = [with_random_pitches(one, rng) for one in melodies]
    critic = shipped_critic()
    likeness = critic.likeness(melodies)
    assert np.median(likeness) > 0.5
    assert (likeness > critic.likeness(noise)).mean() > 0.9


def test_how_high_a_melody_lies_and_how_it_is_played_is_not_judged(tunes):
    melody = tunes[0].melody
    loud = Melody(melody.events, np.where(melody.events >= 0, 120, 0), melody.meter)
    inputs = critic_inputs([melody, transposed(melody, -12), loud])
    assert np.allclose(inputs[0], inputs[1], atol=1e-4)
    assert np.array_equal(inputs[0], inputs[2])


def test_thinning_out_keeps_more_tunes_than_noise_but_not_tunes_only(tunes):
    rng = np.random.default_rng(1)
    key = Key(0, SCALES["major"])
    noise = [
        SeededMelody(with_random_pitches(one.melody, rng), key, "noise")
        for one in tunes
    ]
    kept = thinned([*tunes, *noise], 30, shipped_critic(), rng)
    noise_count = sum(one.source == "noise" for one in kept)
    assert len(kept) == 30
    assert 0 < noise_count < 12


def test_nothing_is_said_of_no_melodies():
    assert shipped_critic().likeness([]).shape == (0,)
