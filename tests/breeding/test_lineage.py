import numpy as np
import pytest

from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.breeding.lineage import change_of, origins_of
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.transform import with_midi_notes, with_pitches_of
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

KEY = Key.named("C", "major")
FIRST_PITCHES = [60, 62, 64, 65] * 4
SECOND_PITCHES = [72, 71, 69, 67] * 4


def quarters(pitches):
    notes = [Note(4 * i, 4 * i + 4, note) for i, note in enumerate(pitches)]
    return Melody.from_notes(notes, 64, METERS["4/4"])


FIRST, SECOND = quarters(FIRST_PITCHES), quarters(SECOND_PITCHES)


def ancestor(name, melody):
    return Ancestor(Individual(len(name), name, melody, KEY, 0), melody, KEY)


FERN, HARBOUR = ancestor("Copper Fern", FIRST), ancestor("Glass Harbour", SECOND)


def mutated(*stages):
    return Candidate(KEY, (FERN,), tuple(Stage(*stage) for stage in stages))


def crossed(*stages):
    return Candidate(KEY, (FERN, HARBOUR), tuple(Stage(*stage) for stage in stages))


def with_notes(melody, changes):
    pitches = melody.midi_notes.copy()
    for place, note in changes.items():
        pitches[place] = note
    return with_midi_notes(melody, pitches)


def note_origins(candidate):
    return origins_of(candidate)[candidate.melody.onsets].tolist()


BAR_3_FROM_SECOND = quarters(
    FIRST_PITCHES[:8] + SECOND_PITCHES[8:12] + FIRST_PITCHES[12:]
)


def test_notes_are_told_by_the_parent_that_has_them_on_the_same_step():
    candidate = crossed(("bar crossover", BAR_3_FROM_SECOND))
    first, second = [Origin.FIRST_PARENT] * 4, [Origin.SECOND_PARENT] * 4
    assert note_origins(candidate) == first + first + second + first


def test_changed_notes_are_mutations():
    candidate = mutated(("pitch", with_notes(FIRST, {5: 67})))
    origins = note_origins(candidate)
    assert origins.pop(5) == Origin.MUTATION
    assert set(origins) == {Origin.FIRST_PARENT}


def test_a_grafted_bar_is_the_second_parents_wherever_it_stands():
    second = quarters([72, 71, 69, 67, 55, 53, 52, 50] * 2)
    grafted = quarters([*FIRST_PITCHES[:8], 55, 53, 52, 50, *FIRST_PITCHES[12:]])
    candidate = Candidate(
        KEY, (FERN, ancestor("Glass Harbour", second)), (Stage("bar graft", grafted),)
    )
    assert note_origins(candidate)[8:12] == [Origin.SECOND_PARENT] * 4
    assert change_of(candidate) == (
        "Bars 1-2 and 4 from Copper Fern, bar 3 from Glass Harbour."
    )


def test_fresh_notes_are_seeds():
    candidate = Candidate(KEY, (), (Stage("phrase grammar", FIRST),))
    assert set(note_origins(candidate)) == {Origin.SEED}
    assert change_of(candidate) == "Fresh from the phrase grammar."


def test_origins_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        origins_of(mutated(("pitch", SECOND)))[0] = 1


def test_bars_are_told_by_parent_and_a_new_ending_besides():
    ending = quarters(FIRST_PITCHES[:8] + SECOND_PITCHES[8:12] + [62, 59, 60, 48])
    candidate = crossed(("bar crossover", BAR_3_FROM_SECOND), ("new ending", ending))
    assert change_of(candidate) == (
        "Bars 1-2 from Copper Fern, bar 3 from Glass Harbour, new ending."
    )


def test_a_bar_that_changes_over_inside_is_from_both():
    mixed = quarters(FIRST_PITCHES[:6] + SECOND_PITCHES[6:])
    assert change_of(crossed(("beat crossover", mixed))) == (
        "Bar 1 from Copper Fern, bar 2 from both, bars 3-4 from Glass Harbour."
    )


def test_changed_notes_are_counted():
    candidate = mutated(("pitch", with_notes(FIRST, {4: 67, 6: 69})))
    assert change_of(candidate) == "Copper Fern, two notes changed in bar 2."
    candidate = mutated(("pitch", with_notes(FIRST, {4: 67})))
    assert change_of(candidate) == "Copper Fern, one note changed in bar 2."


def test_rhythm_and_pitches_are_told_by_parent():
    long_notes = Melody.from_notes(
        [Note(8 * i, 8 * i + 8, 72 - i) for i in range(8)], 64, METERS["4/4"]
    )
    harbour = ancestor("Glass Harbour", long_notes)
    by_pitch = Stage("pitch crossover", with_pitches_of(FIRST, long_notes))
    candidate = Candidate(KEY, (FERN, harbour), (by_pitch,))
    assert change_of(candidate) == "Rhythm of Copper Fern, pitches of Glass Harbour."
    assert set(note_origins(candidate)) == {Origin.SECOND_PARENT}


def test_a_passage_moved_up_is_not_told_as_moved_down():
    higher = with_notes(FIRST, dict(zip(range(4, 8), [64, 65, 67, 69], strict=True)))
    candidate = mutated(("transposition", higher))
    assert change_of(candidate) == "Copper Fern, bar 2 moved up."


def test_what_a_later_step_overwrote_is_not_told():
    first_step = with_notes(FIRST, {13: 67})
    ending = quarters([*FIRST_PITCHES[:12], 62, 59, 60, 48])
    candidate = mutated(("pitch", first_step), ("new ending", ending))
    assert change_of(candidate) == "Copper Fern, new ending."


def test_two_steps_of_one_kind_are_told_once():
    first_step = with_notes(FIRST, {0: 67})
    second_step = with_notes(first_step, {9: 67})
    candidate = mutated(("pitch", first_step), ("pitch", second_step))
    assert change_of(candidate) == "Copper Fern, two notes changed in bars 1 and 3."


def test_only_the_two_widest_changes_are_told():
    one = with_notes(FIRST, {0: 67})
    two = with_notes(one, dict(zip(range(4, 8), [65, 64, 62, 60], strict=True)))
    three = with_notes(two, {8: 48, 9: 50, 10: 52})
    candidate = mutated(
        ("pitch swap", one), ("reversed pitches", two), ("pitch", three)
    )
    assert change_of(candidate) == (
        "Copper Fern, pitches backwards in bar 2, three notes changed in bar 3, "
        "small changes besides."
    )


def test_a_dropped_note_is_one_fewer():
    events = FIRST.events.copy()
    events[20] = -2
    joined = Melody(events, np.where(events >= 0, 96, 0), FIRST.meter)
    assert (
        change_of(mutated(("join", joined))) == "Copper Fern, one note fewer in bar 2."
    )
