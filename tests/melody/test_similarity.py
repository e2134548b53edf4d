import numpy as np
import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.similarity import (
    MelodyIndex,
    distances,
    is_near_duplicate,
    shape_vectors,
)
from musicbreeder.melody.transform import (
    in_key,
    moved,
    transposed,
    with_bar_count,
    with_midi_notes,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

C_MAJOR = Key.named("C", "major")


def random_melody(rng, note_count=16, bars=4):
    steps = np.sort(rng.choice(bars * 8, size=note_count, replace=False)) * 2
    notes = rng.choice([n for n in C_MAJOR.midi_notes if 55 <= n <= 79], note_count)
    return Melody.from_notes(
        [Note(int(s), int(s) + 2, int(n)) for s, n in zip(steps, notes, strict=True)],
        bars * 16,
        METERS["4/4"],
    )


@pytest.mark.parametrize("semitones", [-14, -1, 5, 12])
def test_a_transposed_melody_is_the_same_tune(rng, semitones):
    melody = random_melody(rng)
    assert is_near_duplicate(melody, transposed(melody, semitones))


@pytest.mark.parametrize("scale_steps", [-3, 1, 2, 4])
def test_a_melody_moved_within_its_key_is_the_same_tune(rng, scale_steps):
    for _ in range(20):
        melody = random_melody(rng)
        assert is_near_duplicate(melody, moved(melody, C_MAJOR, scale_steps))


def test_lengths_and_velocities_make_no_new_tune(rng):
    melody = random_melody(rng)
    notes = [Note(n.start, n.start + 1, n.midi_note, 40) for n in melody.notes]
    assert is_near_duplicate(melody, Melody.from_notes(notes, 64, melody.meter))


def test_one_note_in_sixteen_makes_no_new_tune_but_three_do(rng):
    melody = random_melody(rng)
    pitches = melody.midi_notes
    one, three = pitches.copy(), pitches.copy()
    one[5] += 7
    three[[2, 7, 12]] += np.array([7, -5, 4], dtype=np.int16)
    assert is_near_duplicate(melody, with_midi_notes(melody, one))
    assert not is_near_duplicate(melody, with_midi_notes(melody, three))


def test_one_changed_note_is_found_even_where_it_moves_the_middle_far():
    """Octave leaps: the median note jumps by an octave when one note changes."""
    notes = [Note(4 * i, 4 * i + 4, 60 + 12 * (i % 2)) for i in range(16)]
    melody = Melody.from_notes(notes, 64, METERS["4/4"])
    pitches = melody.midi_notes.copy()
    pitches[1] = 59
    assert is_near_duplicate(melody, transposed(with_midi_notes(melody, pitches), 5))


def test_a_bar_moved_by_a_third_makes_another_tune(rng):
    melody = random_melody(rng)
    pitches = melody.midi_notes.copy()
    pitches[4:8] += 4
    assert not is_near_duplicate(melody, with_midi_notes(melody, pitches))


def test_unrelated_melodies_are_not_near(rng):
    shown = MelodyIndex()
    shown.add([random_melody(rng) for _ in range(100)])
    assert not shown.near([random_melody(rng) for _ in range(100)]).any()


def test_an_index_finds_the_transposed_ones_among_hundreds(rng):
    heard = [random_melody(rng) for _ in range(60)]
    shown = MelodyIndex()
    shown.add(heard)
    fresh = [random_melody(rng) for _ in range(150)]
    again = [in_key(m, C_MAJOR, Key.named("E", "major")) for m in heard]
    is_near = shown.near([*fresh, *again])
    assert is_near.tolist() == [False] * 150 + [True] * 60


def test_an_index_can_ask_for_less_than_the_same_tune(rng):
    melody = random_melody(rng)
    pitches = melody.midi_notes.copy()
    pitches[[2, 7, 12]] += np.array([7, -5, 4], dtype=np.int16)
    varied = transposed(with_midi_notes(melody, pitches), 3)
    for share, is_near in ((0.9, False), (0.85, False), (0.8, True), (0.6, True)):
        shown = MelodyIndex(share)
        shown.add([melody])
        assert shown.near([varied])[0] == is_near


def test_melodies_of_other_lengths_can_be_asked_of(rng):
    melody = random_melody(rng)
    shown = MelodyIndex()
    shown.add([with_bar_count(melody, 8), with_bar_count(melody, 1)])
    assert not shown.near([melody])[0]


def test_an_empty_index_knows_nothing(rng):
    assert not MelodyIndex().near([random_melody(rng)])[0]


def test_distances_ignore_the_key_and_grow_with_the_change(rng):
    melody = random_melody(rng)
    small, large = melody.midi_notes.copy(), melody.midi_notes.copy()
    small[3] += 4
    large[::2] += 5
    points = shape_vectors(
        [
            melody,
            transposed(melody, 7),
            with_midi_notes(melody, small),
            with_midi_notes(melody, large),
            random_melody(rng),
        ]
    )
    same, near, far, other = distances(points[:1], points[1:])[0]
    assert same < 0.01 < near < far < other
