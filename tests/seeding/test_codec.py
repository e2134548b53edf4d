import numpy as np
import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.seeding.codec import Codec, has_mode, has_tokens, mode_number
from musicbreeder.theory.meter import METERS, meter_named
from musicbreeder.theory.scale import SCALES, Key


def melody_of(notes, step_count=64, meter="4/4"):
    rows = [Note(start, end, pitch) for start, end, pitch in notes]
    return Melody.from_notes(rows, step_count, meter_named(meter))


@pytest.mark.parametrize(
    ("scale", "home"),
    [("major", 0), ("minor", 9), ("dorian", 2), ("mixolydian", 7), ("blues", 9)],
)
def test_the_tonic_goes_to_the_key_without_signature(scale, home):
    key = Key(5, SCALES[scale])
    codec = Codec.within(METERS["4/4"], key, 48, 84)
    assert (key.tonic + codec.semitones) % 12 == home


def test_tokens_lead_back_to_the_notes():
    melody = melody_of([(0, 4, 62), (4, 8, 66), (12, 20, 69), (32, 64, 74)])
    codec = Codec.of(melody, Key.named("D", "major"))
    events = codec.events(codec.tokens(melody))
    np.testing.assert_array_equal(events[melody.onsets], melody.midi_notes)
    # Rests of a beat and more are kept.
    np.testing.assert_array_equal(events == -1, melody.events == -1)


def test_a_pickup_is_led_up_to_by_a_rest_that_fills_its_bar():
    melody = melody_of([(0, 4, 67), (4, 8, 72)], meter="4/4 pickup 1/4")
    codec = Codec.of(melody, Key.named("C", "major"))
    tokens = codec.tokens(melody)
    assert codec.lead == 12
    assert len(tokens) == 76
    assert tokens[0] == 1
    assert tokens[12] > 1
    assert tokens[16] > 1


def test_notes_that_may_be_written_are_of_range_and_key():
    key = Key.named("E", "minor pentatonic")
    codec = Codec.within(METERS["4/4"], key, 55, 67)
    places = np.flatnonzero(codec.allowed(55, 67, key))
    notes = places + 53 - codec.semitones
    assert notes.tolist() == [55, 57, 59, 62, 64, 67]


def test_what_the_books_have_is_known():
    assert has_tokens(meter_named("3/4"))
    assert not has_tokens(meter_named("5/4"))
    assert has_mode(SCALES["lydian"])
    assert not has_mode(SCALES["chromatic"])
    assert mode_number(SCALES["harmonic minor"]) == mode_number(SCALES["minor"])
