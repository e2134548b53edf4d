import numpy as np
import pytest

from musicbreeder.seeding.progression import chord_mask, chord_semitones, progression
from musicbreeder.theory.scale import SCALES, Scale


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("bar_count", range(1, 9))
def test_a_progression_starts_and_ends_on_the_tonic_chord(name, bar_count):
    rng = np.random.default_rng(bar_count)
    for _ in range(20):
        chords = progression(bar_count, SCALES[name], rng)
        assert len(chords) == bar_count
        assert chords[0] == chords[-1] == 1


@pytest.mark.parametrize("name", SCALES)
def test_every_chord_lies_within_its_scale(name):
    for degree in range(1, 8):
        chord = chord_semitones(SCALES[name], degree)
        assert len(chord) >= 2
        assert chord <= set(SCALES[name].semitones)


def test_the_chords_are_those_of_the_harmony_book():
    assert chord_semitones(SCALES["major"], 1) == {0, 4, 7}
    assert chord_semitones(SCALES["major"], 5) == {7, 11, 2}
    assert chord_semitones(SCALES["harmonic minor"], 5) == {7, 11, 2}
    assert chord_semitones(SCALES["minor"], 5) == {7, 10, 2}
    assert chord_semitones(SCALES["blues"], 4) == {5, 0}
    assert chord_semitones(SCALES["chromatic"], 1) == {0, 4, 7}


def test_a_scale_of_the_users_own_has_chords_too():
    own = Scale("own", (0, 1, 4, 6, 9))
    assert chord_semitones(own, 1) == {0, 4, 9}
    assert progression(4, own, np.random.default_rng(0))[-1] == 1


def test_the_mask_marks_the_chord_in_every_octave():
    mask = chord_mask(SCALES["major"], 2, 1, (50, 52, 54, 57, 62, 69))
    assert mask.tolist() == [1, 0, 1, 1, 1, 1]
