"""Held steps sound the same whatever else a melody becomes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.melody.holding import (
    HeldSteps,
    runs_cover,
    runs_of,
    runs_with,
    runs_without,
)
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.theory.meter import METERS

METER = METERS["4/4"]
STEPS = 2 * METER.steps_per_bar


def heard(melody):
    """Return what sounds on each step: pitch, whether it is struck, how hard."""
    steps = [(None, False, 0)] * melody.step_count
    for note in melody.notes:
        for step in range(note.start, note.end):
            steps[step] = (note.midi_note, step == note.start, note.velocity)
    return steps


@st.composite
def melodies(draw):
    events = draw(
        st.lists(
            st.sampled_from([NO_EVENT, NO_EVENT, NO_EVENT, NOTE_OFF, 60, 64, 67]),
            min_size=STEPS,
            max_size=STEPS,
        )
    )
    velocities = [draw(st.integers(1, 127)) if one >= 0 else 0 for one in events]
    return Melody(np.array(events), np.array(velocities), METER)


RUNS = st.lists(
    st.tuples(st.integers(0, STEPS - 1), st.integers(1, 12)), min_size=1, max_size=3
).map(lambda pairs: [(start, min(start + size, STEPS)) for start, size in pairs])


@given(melodies(), melodies(), RUNS)
def test_held_steps_sound_the_same_after_any_change(melody, other, runs):
    held = HeldSteps.of(melody, runs)
    result = held.given_back(other)
    before, after = heard(melody), heard(result)
    for step in np.flatnonzero(held.is_held):
        assert after[step] == before[step]
    for start, stop in runs:
        assert held.is_held[start:stop].all()
    assert held.are_in(result)
    assert held.given_back(melody) == melody
    assert Melody(result.events, result.velocities, METER) == result


@given(melodies(), melodies(), melodies(), RUNS, RUNS)
def test_what_two_hold_is_held_together_the_first_one_first(
    first, second, other, first_runs, second_runs
):
    one, two = HeldSteps.of(first, first_runs), HeldSteps.of(second, second_runs)
    both = one.joined(two)
    result = both.given_back(other)
    assert one.are_in(result)
    before, after = heard(second), heard(result)
    for step in np.flatnonzero(both.is_held & ~one.is_held):
        assert after[step] == before[step]


def test_a_note_across_the_bar_line_is_held_whole():
    melody = Melody.from_notes(
        [Note(0, 4, 60), Note(12, 20, 64), Note(24, 28, 67)], STEPS, METER
    )
    held = HeldSteps.of(melody, [(16, 32)])
    assert runs_of(held.is_held) == ((12, 32),)
    busy = Melody.from_notes([Note(s, s + 1, 72) for s in range(STEPS)], STEPS, METER)
    assert heard(held.given_back(busy))[12:20] == heard(melody)[12:20]


def test_what_sounds_into_a_held_rest_ends_there():
    melody = Melody.from_notes([Note(0, 4, 60)], STEPS, METER)
    held = HeldSteps.of(melody, [(8, 16)])
    long = Melody.from_notes([Note(4, 32, 72)], STEPS, METER)
    assert held.given_back(long).notes == (Note(4, 8, 72),)


def test_nothing_is_held_of_nothing_and_another_grid_is_refused():
    melody = Melody.from_notes([Note(0, 4, 60)], STEPS, METER)
    assert HeldSteps.of(melody, ()) is None
    held = HeldSteps.of(melody, [(0, 4)])
    waltz = Melody.from_notes([Note(0, 4, 60)], 36, METERS["3/4"])
    with pytest.raises(ValueError, match="other steps"):
        held.given_back(waltz)
    assert not held.are_in(waltz)


@given(RUNS, st.integers(0, STEPS - 1), st.integers(1, 10))
def test_runs_grow_and_shrink_by_steps(pairs, start, size):
    runs = ()
    for pair in pairs:
        runs = runs_with(runs, *pair)
    grown = runs_with(runs, start, start + size)
    assert runs_cover(grown, start, start + size)
    shrunk = runs_without(grown, start, start + size)
    assert not any(first < start + size and start < after for first, after in shrunk)
