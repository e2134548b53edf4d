import numpy as np
import pytest

from musicbreeder.bench.models_corpus import read_windows
from musicbreeder.bench.models_features import (
    NoteTable,
    has_repeated_bar,
    judged_features,
)
from musicbreeder.bench.models_judge import Copying, divergence_bits, measures
from musicbreeder.errors import ModelError

# C E . r | the same | D held | F in quarters, at four steps a bar.
ROW = [9, 13, 0, 1, 9, 13, 0, 1, 11, 0, 0, 0, 14, 14, 14, 14]
TOKENS = np.array([ROW, ROW[::-1]], dtype=np.uint8)
TOKENS[1, 0] = 9


def test_notes_have_their_pitches_onsets_and_lengths():
    notes = NoteTable(TOKENS[:1])
    assert notes.counts.tolist() == [9]
    assert notes.pitches[0].tolist() == [60, 64, 60, 64, 62, 65, 65, 65, 65]
    assert notes.onsets[0].tolist() == [0, 1, 4, 5, 8, 12, 13, 14, 15]
    assert notes.lengths[0].tolist() == [1, 2, 1, 2, 4, 1, 1, 1, 1]


def test_bars_that_come_again_are_found():
    other = TOKENS[:1].copy()
    other[0, 5] = 14
    assert has_repeated_bar(TOKENS[:1]).tolist() == [True]
    assert has_repeated_bar(other).tolist() == [False]


def test_features_are_finite_and_tell_melodies_apart():
    features = judged_features(TOKENS)
    assert np.isfinite(features).all()
    assert not np.array_equal(features[0], features[1])


def test_divergence_is_none_of_the_same_and_one_of_what_shares_nothing():
    first = np.array([1.0, 3.0, 0.0])
    assert divergence_bits(first, 2 * first) == pytest.approx(0.0)
    assert divergence_bits(first, np.array([0.0, 0.0, 5.0])) == pytest.approx(1.0)


def test_copies_are_found_in_any_key_and_strangers_are_not():
    rng = np.random.default_rng(0)
    known = rng.integers(10, 25, (20, 64)).astype(np.uint8)
    copying = Copying(known)
    copied = copying.measures(known[:5] + 3)
    strange = copying.measures(rng.integers(10, 25, (5, 64)).astype(np.uint8))
    assert copied["shared_shingles"] == 1.0
    assert copied["longest_run"] == 28
    assert strange["shared_shingles"] < 0.01


def test_measures_tell_what_a_person_would_count():
    found = measures(TOKENS[:1], TOKENS[:1])
    assert found["notes"] == 9
    assert found["range_semitones"] == 5
    assert found["diatonic_share"] == 1.0
    assert found["interval_divergence_bits"] == pytest.approx(0.0)


def test_without_a_prepared_corpus_it_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="training prepare"):
        read_windows(tmp_path / "corpus.npz")
