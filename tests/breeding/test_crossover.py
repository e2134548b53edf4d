import numpy as np
from numpy.random import default_rng

from musicbreeder.breeding import crossover
from musicbreeder.breeding.context import VariationContext
from musicbreeder.melody.melody import NO_EVENT, Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

C_MAJOR = Key.named("C", "major")
CONTEXT = VariationContext(C_MAJOR, 48, 84, 0.5)


def steady(midi_note, length=4):
    notes = [Note(s, s + length, midi_note) for s in range(0, 64, length)]
    return Melody.from_notes(notes, 64, METERS["4/4"])


FIRST, SECOND = steady(60), steady(67, length=8)


def bar_notes(melody):
    return [
        set(melody.events[start : start + 16].tolist()) - {NO_EVENT}
        for start in range(0, 64, 16)
    ]


def test_bars_are_taken_whole():
    for seed in range(30):
        mixed = crossover.cross_bars(FIRST, SECOND, CONTEXT, default_rng(seed))
        found = bar_notes(mixed)
        assert all(len(notes) == 1 for notes in found)
        assert {60} in found
        assert {67} in found


def test_phrases_are_halves():
    found = {
        str(bar_notes(crossover.cross_phrases(FIRST, SECOND, CONTEXT, default_rng(s))))
        for s in range(10)
    }
    assert found == {"[{60}, {60}, {67}, {67}]", "[{67}, {67}, {60}, {60}]"}


def test_a_beat_crossover_changes_over_on_a_beat():
    for seed in range(30):
        mixed = crossover.cross_beats(FIRST, SECOND, CONTEXT, default_rng(seed))
        changeover = mixed.onsets[mixed.midi_notes == 67].min()
        assert (mixed.midi_notes[mixed.onsets < changeover] == 60).all()
        assert changeover % 4 == 0


def test_a_graft_puts_one_bar_of_the_second_into_the_first():
    mixed = crossover.graft_bar(FIRST, SECOND, CONTEXT, default_rng(0))
    assert sorted(map(str, bar_notes(mixed))) == ["{60}", "{60}", "{60}", "{67}"]


def test_the_rhythm_of_one_takes_the_pitches_of_the_other():
    mixed = crossover.take_pitches(FIRST, SECOND, CONTEXT, default_rng(0))
    assert mixed.onsets.tolist() == FIRST.onsets.tolist()
    assert set(mixed.midi_notes.tolist()) == {67}


def test_the_pitches_of_one_take_the_rhythm_of_the_other():
    thin = steady(72, length=16)
    mixed = crossover.take_rhythm(thin, SECOND, CONTEXT, default_rng(0))
    assert mixed.midi_notes.tolist() == [72] * 4
    assert set(mixed.onsets.tolist()) <= set(SECOND.onsets.tolist())


def test_the_second_parent_comes_into_the_key_range_and_octave_of_the_first():
    high = steady(92)  # A flat of F minor, far up
    brought = crossover.brought_to(FIRST, high, Key.named("F", "minor"), CONTEXT)
    assert set(brought.midi_notes.tolist()) == {64}


def test_a_note_held_over_the_changeover_does_not_ring_into_a_rest():
    late_start = Melody.from_notes([Note(40, 64, 67)], 64, METERS["4/4"])
    long_note = Melody.from_notes([Note(0, 64, 60)], 64, METERS["4/4"])
    checked = 0
    for seed in range(20):
        mixed = crossover.cross_phrases(
            long_note, late_start, CONTEXT, default_rng(seed)
        )
        sounding = np.zeros(64, dtype=bool)
        for note in mixed.notes:
            sounding[note.start : note.end] = True
        if mixed.midi_notes.tolist() == [60, 67]:
            assert not sounding[32:40].any()
            checked += 1
    assert checked
