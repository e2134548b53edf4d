import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.theory.pitch import (
    midi_note_to_hz,
    midi_note_to_name,
    name_to_midi_note,
    name_to_pitch_class,
)


def test_concert_pitch_and_its_octaves_are_exact():
    assert midi_note_to_hz(69) == 440.0
    assert midi_note_to_hz(57) == 220.0
    assert midi_note_to_hz(81) == 880.0


def test_twelve_semitones_multiply_up_to_an_octave():
    assert midi_note_to_hz(60.5) / midi_note_to_hz(59.5) == pytest.approx(2 ** (1 / 12))


@given(st.integers(0, 127))
def test_every_name_leads_back_to_its_note(midi_note):
    name = midi_note_to_name(midi_note)
    assert name_to_midi_note(name) == midi_note
    assert name_to_pitch_class(name.rstrip("-0123456789")) == midi_note % 12


@pytest.mark.parametrize(
    ("name", "midi_note"),
    [("B#3", 60), ("Cb4", 59), ("e4", 64), (" F♯4 ", 66), ("C-1", 0), ("G9", 127)],
)
def test_spellings_across_the_octave_line_are_understood(name, midi_note):
    assert name_to_midi_note(name) == midi_note


@pytest.mark.parametrize("name", ["", "H4", "C", "4", "C##4", "C4.5"])
def test_what_is_no_note_is_refused(name):
    with pytest.raises(ValueError, match="no note name"):
        name_to_midi_note(name)


@pytest.mark.parametrize("name", ["Cb-1", "G#9", "C99", "C-2"])
def test_a_note_that_midi_has_no_number_for_is_refused(name):
    with pytest.raises(ValueError, match="beyond"):
        name_to_midi_note(name)


@pytest.mark.parametrize("name", ["C4", "", "X", "b b"])
def test_a_tonic_has_no_octave_and_a_known_letter(name):
    with pytest.raises(ValueError, match="no note name"):
        name_to_pitch_class(name)
