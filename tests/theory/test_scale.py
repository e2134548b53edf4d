import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.theory.scale import SCALES, Key, Scale, scale_named

KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(list(SCALES.values())))
MIDI_NOTES = st.integers(0, 127)


def test_every_scale_a_musician_may_ask_for_is_there():
    assert {
        "major", "minor", "harmonic minor", "melodic minor", "dorian", "phrygian",
        "lydian", "mixolydian", "locrian", "major pentatonic", "minor pentatonic",
        "blues", "whole tone", "chromatic",
    } <= set(SCALES)  # fmt: skip


@pytest.mark.parametrize("mode", ["dorian", "phrygian", "lydian", "mixolydian"])
def test_a_mode_is_the_major_scale_from_another_note(mode):
    degree = {"dorian": 2, "phrygian": 4, "lydian": 5, "mixolydian": 7}[mode]
    major = {(semitones - degree) % 12 for semitones in SCALES["major"].semitones}
    assert set(SCALES[mode].semitones) == major


@pytest.mark.parametrize(
    ("written", "name"),
    [("Harmonic-Minor", "harmonic minor"), ("AEOLIAN", "minor"), ("ionian", "major"),
     (" whole_tone ", "whole tone"), ("pentatonic", "major pentatonic")],
)  # fmt: skip
def test_scales_are_found_however_they_are_written(written, name):
    assert scale_named(written).name == name


def test_an_unknown_scale_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="phrygian"):
        scale_named("klezmer")


@pytest.mark.parametrize("semitones", [(), (1, 3), (0, 4, 2), (0, 2, 2), (0, 12)])
def test_a_scale_that_makes_no_sense_is_refused(semitones):
    with pytest.raises(ValueError, match="scale"):
        Scale("odd", semitones)


def test_a_tonic_outside_the_octave_is_refused():
    with pytest.raises(ValueError, match=r"0\.\.11"):
        Key(12, SCALES["major"])


@given(KEYS, MIDI_NOTES)
def test_a_snapped_note_is_in_key_and_nearest(key, midi_note):
    snapped = key.snapped(midi_note)
    assert key.contains(snapped)
    distances = [abs(note - midi_note) for note in key.midi_notes]
    assert abs(snapped - midi_note) == min(distances)


@given(KEYS, MIDI_NOTES, MIDI_NOTES)
def test_snapping_never_turns_a_melody_round(key, first, second):
    lower, higher = sorted((first, second))
    assert key.snapped(lower) <= key.snapped(higher)


@given(KEYS, st.integers(30, 90), st.integers(-7, 7))
def test_moving_by_steps_stays_in_key_and_can_be_taken_back(key, midi_note, steps):
    note = key.snapped(midi_note)
    moved = key.moved(note, steps)
    assert key.contains(moved)
    assert key.moved(moved, -steps) == note


def test_a_chromatic_note_keeps_its_distance_when_moved():
    key = Key.named("C", "major")
    assert key.moved(61, 1) == 63  # C sharp above C becomes D sharp above D


@given(KEYS, MIDI_NOTES, st.integers(-200, 200))
def test_moving_never_leaves_the_midi_range(key, midi_note, steps):
    assert 0 <= key.moved(midi_note, steps) <= 127


def test_degrees_count_from_the_tonic():
    key = Key.named("Eb", "minor pentatonic")
    assert [key.degree(note) for note in (63, 66, 68, 70, 73, 75)] == [0, 1, 2, 3, 4, 0]


def test_minor_is_told_by_its_third():
    minor = {name for name, scale in SCALES.items() if scale.is_minor}
    assert {"minor", "dorian", "phrygian", "blues", "minor pentatonic"} <= minor
    assert minor.isdisjoint({"major", "lydian", "whole tone", "chromatic"})
