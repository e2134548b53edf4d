import numpy as np
import pytest

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.seeding.codec import Codec
from musicbreeder.seeding.critic import (
    SOURCES,
    Critic,
    critic_inputs,
    kept_rows,
    shipped_critic,
    thinned,
)
from musicbreeder.seeding.latent_files import CRITIC_FILE, read_weights
from musicbreeder.seeding.tune_library import TuneLibrary
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

KEY = Key(0, SCALES["major"])
METER = METERS["4/4"]
REQUEST = SeedRequest(4, METER, 0, SCALES["major"], 55, 81, None)


@pytest.fixture(scope="module")
def tunes():
    return TuneLibrary().seed(REQUEST, 40, np.random.default_rng(0))


@pytest.fixture(scope="module")
def noise(tunes):
    """The tunes' rhythms with notes by chance."""
    rng = np.random.default_rng(0)
    notes = [n for n in range(60, 80) if n % 12 in (0, 2, 4, 5, 7, 9, 11)]
    found = []
    for tune in tunes:
        melody = tune.melody
        events = melody.events.copy()
        events[melody.onsets] = rng.choice(notes, melody.note_count)
        melody = Melody(events, melody.velocities, melody.meter)
        found.append(SeededMelody(melody, KEY, "noise"))
    return found


def grids_of(seeds):
    return np.stack([Codec.of(s.melody, s.key).tokens(s.melody) for s in seeds])


def inputs_of(grids):
    return critic_inputs(grids, METER, np.zeros(len(grids), dtype=np.int64))


def test_tunes_are_more_like_tunes_than_random_notes_in_their_rhythm(tunes, noise):
    for_tunes, for_noise = (
        shipped_critic().log_odds(inputs_of(grids_of(seeds)), SOURCES[1])
        for seeds in (tunes, noise)
    )
    assert np.median(for_tunes) > 0.0
    assert (for_tunes > for_noise).mean() > 0.9


def test_a_phrase_that_ends_at_home_is_more_like_a_tune_than_one_that_does_not(tunes):
    grids = grids_of(tunes)
    last = grids.shape[1] - 1 - (grids[:, ::-1] >= 2).argmax(axis=1)
    rows = np.arange(len(grids))
    away = grids.copy()
    away[rows, last] += 2
    is_home = (grids[rows, last].astype(int) - 2 + 53) % 12 == 0
    at_home, elsewhere = (
        shipped_critic().log_odds(inputs_of(some[is_home]), "event transformer")
        for some in (grids, away)
    )
    assert (at_home > elsewhere).mean() > 0.8


def test_in_which_octave_a_phrase_lies_is_not_judged(tunes):
    grids = grids_of(tunes)
    fits = grids.max(axis=1) + 12 < 38
    higher = np.where(grids >= 2, grids + 12, grids)[fits]
    inputs = [inputs_of(rows) for rows in (grids[fits], higher)]
    np.testing.assert_allclose(*inputs, atol=1e-3)


def test_thinning_out_keeps_more_tunes_than_noise_but_not_tunes_only(tunes, noise):
    rng = np.random.default_rng(1)
    source = "tunes with notes moved"
    kept = thinned([*tunes, *noise], 30, source, shipped_critic(), rng)
    noise_count = sum(one.source == "noise" for one in kept)
    assert len(kept) == 30
    assert noise_count < 12


def test_even_what_is_least_like_a_tune_is_kept_now_and_then():
    rng = np.random.default_rng(0)
    odds = np.array([-50.0, *np.zeros(9)])
    kept = [0 in kept_rows(odds, 5, rng) for _ in range(400)]
    assert 0 < np.mean(kept) < 0.2


def test_of_every_kind_the_same_share_is_kept():
    rng = np.random.default_rng(0)
    strata = np.repeat([0, 1, 2], [60, 30, 10])
    # What is of the last kind is never like a tune.
    odds = np.where(strata == 2, -9.0, 0.0)
    counts = np.bincount(strata[kept_rows(odds, 50, rng, strata)], minlength=3)
    assert np.abs(counts - (30, 15, 5)).max() <= 1


def test_none_are_kept_of_none():
    assert kept_rows(np.zeros(0), 3, np.random.default_rng(0)) == []
    assert thinned((), 3, SOURCES[1], shipped_critic(), np.random.default_rng(0)) == ()


def test_a_file_of_another_version_is_named_with_the_cure():
    weights = read_weights(CRITIC_FILE)
    weights["layers.2.bias"] = np.zeros(1, dtype=np.float32)
    with pytest.raises(ModelError, match="install musicbreeder again"):
        Critic(weights)
