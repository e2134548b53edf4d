"""What moving, stretching, adding and deleting notes does to a melody."""

from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.gui.note_editing import (
    Snapping,
    moved,
    neighbour,
    new_note,
    stretched,
    with_note,
    with_velocity,
    without_note,
)
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS, meter_named
from musicbreeder.theory.scale import Key

METER = METERS["4/4"]
NOTES = (Note(0, 4, 60, 80), Note(4, 8, 64, 90), Note(8, 14, 67, 100))
MELODY = Melody.from_notes(NOTES, 16, METER)


def test_a_moved_note_goes_over_what_is_there():
    melody, note = moved(MELODY, NOTES[0], 6, 62)
    assert note == Note(6, 10, 62, 80)
    assert melody.notes == (
        Note(4, 6, 64, 90),
        Note(6, 10, 62, 80),
        Note(10, 14, 67, 100),
    )


def test_a_note_stays_inside_the_melody_with_its_length():
    assert moved(MELODY, NOTES[0], -3, 60)[1] == NOTES[0]
    assert moved(MELODY, NOTES[2], 9, 67)[1] == Note(10, 16, 67, 100)


def test_stretching_over_a_neighbour_shortens_it_and_never_turns_a_note_round():
    longer, _ = stretched(MELODY, NOTES[0], 0, 6)
    assert longer.notes[:2] == (Note(0, 6, 60, 80), Note(6, 8, 64, 90))
    assert stretched(MELODY, NOTES[1], 4, 1)[1] == Note(4, 5, 64, 90)
    assert stretched(MELODY, NOTES[1], 12, 8)[1] == Note(7, 8, 64, 90)


def test_a_new_note_takes_the_room_there_is_and_the_usual_loudness():
    note = new_note(MELODY, 14, 72, 4)
    assert note == Note(14, 16, 72, 90)
    melody, _ = with_note(MELODY, note)
    assert melody.note_count == 4


def test_one_note_always_stays():
    melody = MELODY
    for note in NOTES:
        melody = without_note(melody, note)
    assert melody.note_count == 1


def test_loudness_has_ends():
    assert with_velocity(MELODY, NOTES[0], 200)[1].velocity == 127
    assert with_velocity(MELODY, NOTES[0], -5)[1].velocity == 1


def test_pitches_and_places_snap_as_asked():
    in_key = Snapping(Key.named("C", "major"), is_to_key=True, grid_steps=4)
    free = Snapping(Key.named("C", "major"), is_to_key=False)
    assert in_key.pitch(61) in (60, 62)
    assert free.pitch(61) == 61
    assert in_key.raised(60, 1) == 62
    assert free.raised(60, 1) == 61
    assert in_key.step(5.9, MELODY) == 4
    assert in_key.step_before(7.9, MELODY) == 4
    meter = meter_named("4/4 pickup 1/8")
    with_pickup = Melody.from_notes(NOTES, 16, meter)
    assert in_key.step(5.9, with_pickup) == 6


def test_neighbours_are_chosen_in_order():
    assert neighbour(MELODY, None, 1) == NOTES[0]
    assert neighbour(MELODY, NOTES[0], 1) == NOTES[1]
    assert neighbour(MELODY, NOTES[2], 1) == NOTES[2]


@given(
    st.integers(0, 2), st.integers(-20, 20), st.integers(0, 127), st.integers(-20, 20)
)
def test_whatever_is_done_it_stays_one_voice(index, steps, pitch, end):
    note = NOTES[index]
    for melody, laid in (
        moved(MELODY, note, steps, pitch),
        stretched(MELODY, note, note.start + steps, note.end),
        stretched(MELODY, note, note.start, note.end + end),
    ):
        assert laid in melody.notes
        assert melody.step_count == 16
        ends = [one.end for one in melody.notes]
        starts = [one.start for one in melody.notes]
        assert all(a <= b for a, b in zip(ends, starts[1:], strict=False))
