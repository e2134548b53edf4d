import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.melody.transform import (
    augmented,
    folded,
    in_key,
    inverted,
    key_table,
    moved,
    retrograde,
    shifted,
    snapped,
    transposed,
    with_bar_count,
    with_meter,
    with_midi_notes,
    with_note_count,
    with_pitches_of,
    with_pitches_reversed,
    with_rhythm_of,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

COMMON = METERS["4/4"]
C_MAJOR = Key.named("C", "major")
keys = st.builds(Key, st.integers(0, 11), st.sampled_from(list(SCALES.values())))


@st.composite
def melodies(draw, meter=None, key=None):
    meter = meter or draw(st.sampled_from(list(METERS.values())))
    step_count = draw(st.integers(1, 5)) * meter.steps_per_bar
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    pitches = [n for n in (key.midi_notes if key else range(128)) if 40 <= n <= 90]
    kinds = rng.choice(3, size=step_count, p=(0.5, 0.1, 0.4))
    events = np.where(kinds == 0, NO_EVENT, rng.choice(pitches, size=step_count))
    events = np.where(kinds == 1, NOTE_OFF, events)
    return Melody(events, np.where(events >= 0, 100, 0), meter)


def tune(*midi_notes, length=4, meter=COMMON):
    """Return notes of equal length one after the other, padded to whole bars."""
    notes = [
        Note(i * length, (i + 1) * length, midi_note)
        for i, midi_note in enumerate(midi_notes)
    ]
    bars = -(-len(notes) * length // meter.steps_per_bar)
    return Melody.from_notes(notes, bars * meter.steps_per_bar, meter)


@given(melodies(), st.integers(-12, 12))
def test_transposing_up_and_down_again_gives_the_melody_back(melody, semitones):
    assert transposed(transposed(melody, semitones), -semitones) == melody


def test_a_note_transposed_beyond_midi_comes_back_an_octave_lower():
    assert transposed(tune(60, 120), 10).midi_notes.tolist() == [70, 118]


def test_moving_by_scale_steps_stays_in_key():
    assert moved(tune(60, 64, 67), C_MAJOR, 1).midi_notes.tolist() == [62, 65, 69]


def test_an_inversion_mirrors_in_scale_steps_around_the_first_note():
    melody = tune(60, 62, 64, 60)
    assert inverted(melody, C_MAJOR).midi_notes.tolist() == [60, 59, 57, 60]
    assert inverted(melody, C_MAJOR, 62).midi_notes.tolist() == [64, 62, 60, 64]


@given(st.data(), keys)
def test_inverting_twice_around_a_note_of_the_key_gives_the_melody_back(data, key):
    melody = data.draw(melodies(key=key))
    axis = key.snapped(65)
    assert inverted(inverted(melody, key, axis), key, axis) == melody


@given(melodies())
def test_the_retrograde_of_the_retrograde_is_the_melody(melody):
    again = retrograde(retrograde(melody))
    assert again.notes == melody.notes


def test_a_retrograde_turns_lengths_and_rests_round_too():
    melody = Melody.from_notes([Note(0, 2, 60), Note(8, 16, 67)], 16, COMMON)
    assert [(n.start, n.end, n.midi_note) for n in retrograde(melody).notes] == [
        (0, 8, 67),
        (14, 16, 60),
    ]


def test_reversed_pitches_keep_the_rhythm():
    melody = Melody.from_notes([Note(0, 2, 60), Note(2, 16, 67)], 16, COMMON)
    backwards = with_pitches_reversed(melody)
    assert backwards.midi_notes.tolist() == [67, 60]
    assert backwards.onsets.tolist() == [0, 2]


def test_a_melody_shifted_by_its_whole_length_is_itself():
    melody = tune(60, 62, 64, 65)
    assert shifted(melody, 16) == melody
    assert shifted(melody, 4).midi_notes.tolist() == [65, 60, 62, 64]


def test_augmentation_doubles_every_length():
    melody = Melody.from_notes([Note(0, 3, 60), Note(4, 16, 62)], 16, COMMON)
    assert [(n.start, n.end) for n in augmented(melody).notes] == [(0, 6), (8, 32)]


@given(melodies(meter=COMMON), melodies(meter=COMMON))
def test_pitches_of_another_leave_the_rhythm_alone(melody, pitches):
    mixed = with_pitches_of(melody, pitches)
    assert mixed.onsets.tolist() == melody.onsets.tolist()
    if melody.note_count > 1 and pitches.note_count:
        assert mixed.midi_notes[0] == pitches.midi_notes[0]
        assert mixed.midi_notes[-1] == pitches.midi_notes[-1]


@given(melodies(meter=COMMON), melodies(meter=COMMON))
def test_the_rhythm_of_another_keeps_every_pitch_in_order(melody, rhythm):
    mixed = with_rhythm_of(melody, rhythm)
    assert mixed.midi_notes.tolist() == melody.midi_notes.tolist()
    if rhythm.note_count == melody.note_count:
        assert mixed.onsets.tolist() == rhythm.onsets.tolist()


def test_thinning_takes_the_metrically_weakest_notes_first():
    melody = tune(*range(60, 76), length=1)
    assert with_note_count(melody, 4).onsets.tolist() == [0, 4, 8, 12]


def test_dividing_strikes_the_longest_notes_twice():
    melody = Melody.from_notes([Note(0, 12, 60), Note(12, 16, 64)], 16, COMMON)
    assert with_note_count(melody, 3).onsets.tolist() == [0, 6, 12]


def test_a_major_tune_becomes_minor_by_degrees():
    melody = tune(60, 64, 69, 71, 72)
    minor = in_key(melody, C_MAJOR, Key.named("C", "minor"))
    assert minor.midi_notes.tolist() == [60, 63, 68, 70, 72]


def test_a_tune_goes_to_another_tonic_by_the_shorter_way():
    melody = tune(60, 64, 67)
    assert in_key(melody, C_MAJOR, Key.named("A", "major")).midi_notes.tolist() == [
        57,
        61,
        64,
    ]


@given(keys, keys)
def test_bringing_to_another_key_never_turns_up_into_down(key, new_key):
    table = key_table(key, new_key)[12:116]
    assert (np.diff(table) >= 0).all()


@given(st.data(), keys, keys)
def test_a_melody_in_key_is_in_the_new_key_afterwards(data, key, new_key):
    melody = data.draw(melodies(key=key))
    brought = in_key(melody, key, new_key)
    assert all(new_key.contains(note) for note in brought.midi_notes.tolist())
    assert in_key(brought, new_key, new_key) is brought


@given(melodies(), keys)
def test_snapping_leaves_only_notes_of_the_key(melody, key):
    assert all(key.contains(n) for n in snapped(melody, key).midi_notes.tolist())


@given(melodies(), st.integers(0, 100), st.integers(12, 27))
def test_folding_keeps_pitch_classes_inside_the_range(melody, lowest, width):
    inside = folded(melody, lowest, lowest + width)
    notes = inside.midi_notes
    assert (notes % 12 == melody.midi_notes % 12).all()
    assert ((notes >= lowest) & (notes <= lowest + width)).all()


def test_folding_moves_the_whole_melody_before_it_breaks_the_contour():
    assert folded(tune(55, 60, 64), 60, 84).midi_notes.tolist() == [67, 72, 76]


@given(melodies(), st.integers(1, 8))
def test_any_number_of_bars_can_be_had(melody, bar_count):
    longer = with_bar_count(melody, bar_count)
    assert longer.bar_count == bar_count
    length = min(melody.step_count, longer.step_count)
    assert longer.events[:length].tolist() == melody.events[:length].tolist()


def test_a_repeated_melody_does_not_ring_into_the_rest_it_starts_with():
    melody = Melody.from_notes([Note(4, 16, 60)], 16, COMMON)
    assert [(n.start, n.end) for n in with_bar_count(melody, 2).notes] == [
        (4, 16),
        (20, 32),
    ]


@given(melodies(), st.sampled_from(list(METERS.values())))
def test_every_meter_can_be_reached_with_as_many_bars(melody, meter):
    changed = with_meter(melody, meter)
    assert changed.meter == meter
    assert changed.bar_count == melody.bar_count
    assert changed.note_count <= melody.note_count


def test_a_waltz_keeps_the_first_three_beats_of_a_common_bar():
    melody = tune(60, 62, 64, 65, 67, 69, 71, 72)
    waltz = with_meter(melody, METERS["3/4"])
    assert waltz.midi_notes.tolist() == [60, 62, 64, 67, 69, 71]


def test_even_eighths_become_long_short_in_six_eight():
    melody = tune(60, 62, 64, 65, 67, 69, 71, 72, length=2)
    jig = with_meter(melody, METERS["6/8"])
    assert jig.onsets.tolist() == [0, 1, 3, 4, 6, 7, 9, 10]


def test_other_pitches_need_one_for_each_note():
    with pytest.raises(ValueError, match="shape"):
        with_midi_notes(tune(60, 62), [60, 62, 64])
