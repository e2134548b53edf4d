import numpy as np

from musicbreeder.melody.chord_fit import chord_fits
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

C_MAJOR = Key.named("C", "major")


def melody_of(*notes: tuple[int, int]) -> Melody:
    """Return two bars of notes given as length in steps and MIDI note."""
    placed, step = [], 0
    for length, midi_note in notes:
        placed.append(Note(step, step + length, midi_note))
        step += length
    return Melody.from_notes(placed, 32, METERS["4/4"])


def fit(melody: Melody, chords: str, key: Key = C_MAJOR) -> float:
    return float(chord_fits([melody], [key], chords)[0])


def test_notes_of_the_chords_fit_better_than_their_neighbours() -> None:
    inside = melody_of((8, 60), (8, 64), (8, 65), (8, 69))
    outside = melody_of((8, 62), (8, 65), (8, 67), (8, 71))
    assert fit(inside, "C F") > 0.9
    assert fit(inside, "C F") > fit(outside, "C F") + 0.3
    assert fit(inside, "F C") < fit(inside, "C F")


def test_passing_notes_on_weak_steps_cost_little() -> None:
    passing = melody_of((6, 60), (2, 62), (8, 64), (6, 65), (2, 67), (8, 69))
    accented = melody_of((2, 62), (6, 60), (8, 64), (2, 67), (6, 65), (8, 69))
    assert fit(passing, "C F") > 0.85
    assert fit(accented, "C F") < fit(passing, "C F") - 0.05


def test_numerals_are_read_in_each_melody_s_own_key() -> None:
    here = melody_of((8, 60), (8, 64), (8, 65), (8, 69))
    there = melody_of((8, 63), (8, 67), (8, 68), (8, 72))
    fits = chord_fits([here, there], [C_MAJOR, Key.named("Eb", "major")], "I IV")
    assert np.allclose(fits[0], fits[1], atol=0.03)


def test_a_melody_without_notes_fits_nothing() -> None:
    empty = Melody.from_notes([], 32, METERS["4/4"])
    assert fit(empty, "C F") == 0.0
