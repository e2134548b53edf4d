import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.theory.meter import METERS

BAR = METERS["4/4"]


def melody_of(events, velocity=90):
    events = np.array(events)
    return Melody(events, np.where(events >= 0, velocity, 0), BAR)


def bar_of(*events):
    return melody_of([*events, *[NO_EVENT] * (16 - len(events))])


NOTES = st.builds(
    lambda start, length, midi_note, velocity: Note(
        start, start + length, midi_note, velocity
    ),
    st.integers(-4, 40),
    st.integers(1, 20),
    st.integers(0, 127),
    st.integers(1, 127),
)


@given(st.lists(NOTES, max_size=20))
def test_notes_never_overlap_and_lead_back_to_the_same_melody(notes):
    melody = Melody.from_notes(notes, 32, BAR)
    for note, following in zip(melody.notes, melody.notes[1:], strict=False):
        assert note.start < note.end <= following.start
    assert Melody.from_notes(melody.notes, 32, BAR) == melody


@given(st.lists(NOTES, max_size=20, unique_by=lambda note: note.start))
def test_every_note_within_the_melody_sounds_until_the_next(notes):
    inside = sorted(
        (note for note in notes if 0 <= note.start < 32), key=lambda note: note.start
    )
    starts = [note.start for note in inside] + [32]
    heard = Melody.from_notes(notes, 32, BAR).notes
    for note, sounded, limit in zip(inside, heard, starts[1:], strict=True):
        assert sounded.end == min(note.end, limit)
        assert (sounded.midi_note, sounded.velocity) == (note.midi_note, note.velocity)


def test_of_two_notes_that_start_together_the_later_stays():
    melody = Melody.from_notes([Note(0, 8, 60), Note(0, 2, 64)], 16, BAR)
    assert [(note.end, note.midi_note) for note in melody.notes] == [(2, 64)]


def test_melodies_that_sound_alike_are_equal():
    assert bar_of(60, NOTE_OFF, NOTE_OFF) == bar_of(60, NOTE_OFF)
    assert bar_of(NOTE_OFF, 60) == bar_of(NO_EVENT, 60)
    assert hash(bar_of(60, NOTE_OFF, NOTE_OFF)) == hash(bar_of(60, NOTE_OFF))


def test_loudness_and_meter_are_part_of_what_a_melody_is():
    assert melody_of([60] * 16, 90) != melody_of([60] * 16, 91)
    steps, silence = np.full(12, NO_EVENT), np.zeros(12)
    assert Melody(steps, silence, METERS["3/4"]) != Melody(
        steps, silence, METERS["6/8"]
    )


def test_a_melody_cannot_be_changed_even_after_a_copy_or_a_journey():
    melody = bar_of(60, 62)
    for twin in (melody, copy.deepcopy(melody), pickle.loads(pickle.dumps(melody))):
        assert twin == melody
        with pytest.raises(ValueError, match="read-only"):
            twin.events[0] = 61
        with pytest.raises(ValueError, match="read-only"):
            twin.velocities[0] = 61


def test_changing_the_arrays_it_was_made_from_does_not_change_it():
    events = np.full(16, NO_EVENT, dtype=np.int16)
    events[0] = 60
    melody = Melody(events, np.full(16, 80, dtype=np.uint8), BAR)
    events[0] = 72
    assert melody.midi_notes.tolist() == [60]


@pytest.mark.parametrize(
    "events",
    [[60] * 15, [], [60] * 17, *([odd] + [60] * 15 for odd in (128, -3, 65536 + 60))],
)
def test_events_that_are_no_melody_are_refused(events):
    with pytest.raises(ValueError, match=r"multiple of|-2\.\.127|int16"):
        melody_of(events)


@pytest.mark.parametrize("velocity", [0, 128, 255, 300, -1])
def test_a_velocity_no_instrument_knows_is_refused(velocity):
    with pytest.raises(ValueError, match=r"1\.\.127|uint8"):
        melody_of([60] * 16, velocity)


def test_a_leading_rest_and_a_rest_within_are_kept():
    melody = bar_of(NO_EVENT, NO_EVENT, 60, NO_EVENT, NOTE_OFF, NO_EVENT, 62)
    assert [(note.start, note.end) for note in melody.notes] == [(2, 4), (6, 16)]
    assert melody.bar_count == 1
