"""Checked against the results published with the R packages har18 and dycon."""

import numpy as np
import pytest

from musicbreeder.theory.chord import Chord
from musicbreeder.theory.harmony import (
    chord_consonance,
    harmonicity,
    interference,
    melody_over_chord,
    notes_over_chord,
    virtual_pitches,
)


@pytest.mark.parametrize(
    ("pitch_classes", "published"), [((0, 4, 7), 0.9373149), ((0, 3, 6), 0.7225033)]
)
def test_harmonicity_is_what_harrison_and_pearce_publish(pitch_classes, published):
    assert harmonicity(pitch_classes) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("pitch_classes", "published"), [((0, 4, 7), 0.7170107), ((0, 3, 6), 0.5896047)]
)
def test_the_best_virtual_pitch_is_what_milne_publishes(pitch_classes, published):
    assert virtual_pitches(pitch_classes).max() == pytest.approx(published, abs=1e-6)


def test_a_major_triad_points_to_its_root():
    assert virtual_pitches((5, 9, 0)).argmax() == 500


def test_harmonicity_knows_no_octaves_and_no_doublings():
    assert harmonicity((60, 64, 67, 72)) == harmonicity((0, 4, 7))
    assert harmonicity((2, 6, 9)) == pytest.approx(harmonicity((0, 4, 7)))


@pytest.mark.parametrize(
    ("midi_notes", "published"),
    [((60, 61), 0.484), ((60, 64, 67), 0.120), ((60, 63, 67), 0.130)],
)
def test_interference_is_what_hutchinson_and_knopoff_publish(midi_notes, published):
    assert interference(midi_notes) == pytest.approx(published, abs=5e-4)


def test_triads_rank_as_listeners_rank_them():
    major, minor, diminished, cluster = (
        chord_consonance(notes)
        for notes in ((60, 64, 67), (60, 63, 67), (60, 63, 66), (60, 61, 62))
    )
    assert major > minor > diminished > cluster


@pytest.mark.parametrize("symbol", ["C", "Am", "G7", "Fmaj7", "Bdim", "D/F#"])
def test_chord_notes_sound_better_over_a_chord_than_any_foreign_note_near(symbol):
    chord = Chord.parsed(symbol)
    scores = notes_over_chord(chord)
    inside = [scores[note] for note in range(72, 84) if chord.contains(note)]
    outside = [scores[note] for note in range(72, 84) if not chord.contains(note)]
    assert np.mean(inside) > np.mean(outside) + 0.2


def test_over_c_major_the_ninth_is_milder_than_the_flat_ninth():
    scores = notes_over_chord(Chord.parsed("C"))
    assert scores[79] > scores[74] > scores[73]
    assert scores[48:85].min() == 0.0
    assert scores[48:85].max() == 1.0


def test_many_melodies_are_judged_at_once():
    melodies = np.array([[60, 64, 67, 72], [61, 66, 68, 73]])
    scores = melody_over_chord(melodies, Chord.parsed("C"))
    assert scores.shape == (2, 4)
    assert scores[0].min() > scores[1].max()
    assert scores[0, 1] == melody_over_chord(64, Chord.parsed("C"))
