from numpy.random import default_rng

from musicbreeder.breeding import mutation
from musicbreeder.breeding.context import VariationContext
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

CONTEXT = VariationContext(Key.named("C", "major"), 48, 84, 0.0)


def spans(melody):
    return [(note.start, note.end, note.midi_note) for note in melody.notes]


def of_notes(*notes, steps=16):
    return Melody.from_notes([Note(*n) for n in notes], steps, METERS["4/4"])


def test_a_split_note_is_struck_twice_in_its_own_time():
    melody = of_notes((0, 1, 60), (1, 2, 62), (4, 12, 64))
    split = mutation.split_notes(melody, CONTEXT, default_rng(0))
    assert spans(split) == [(0, 1, 60), (1, 2, 62), (4, 8, 64), (8, 12, 64)]


def test_joining_holds_a_note_over_the_next():
    melody = of_notes((0, 4, 60), (4, 8, 60), (8, 12, 60), (12, 16, 60))
    joined = mutation.join_notes(melody, CONTEXT, default_rng(0))
    assert joined.note_count == 3
    assert sum(note.step_count for note in joined.notes) == 16


def test_a_rest_takes_a_note_away_and_leaves_silence():
    melody = of_notes((0, 4, 60), (4, 8, 62), (8, 12, 64), (12, 16, 65))
    rested = mutation.rest(melody, CONTEXT, default_rng(0))
    assert set(spans(rested)) < set(spans(melody))
    assert rested.note_count == 3


def test_simplifying_spares_the_strong_beats():
    melody = of_notes(*((step, step + 1, 60 + step % 5) for step in range(16)))
    plain = mutation.simplify(melody, CONTEXT, default_rng(0))
    assert {0, 4, 8, 12} <= set(plain.onsets.tolist())
    assert plain.note_count < 16


def test_a_syncopated_note_comes_half_a_beat_early():
    melody = of_notes((0, 4, 60), (8, 12, 64))
    early = mutation.syncopate(melody, CONTEXT, default_rng(0))
    assert early.onsets.tolist() == [0, 6]


def test_even_pairs_become_dotted():
    melody = of_notes((0, 4, 60), (4, 8, 64))
    found = {
        tuple(mutation.dot_notes(melody, CONTEXT, default_rng(seed)).onsets.tolist())
        for seed in range(20)
    }
    assert found == {(0, 6), (0, 2)}


def test_a_redrawn_rhythm_prefers_strong_steps():
    melody = of_notes((1, 2, 60), (3, 4, 62), (5, 6, 64), (7, 8, 65))
    on_beat = 0
    for seed in range(50):
        redrawn = mutation.redraw_rhythm(melody, CONTEXT, default_rng(seed))
        on_beat += sum(onset % 4 == 0 for onset in redrawn.onsets.tolist())
    assert on_beat > 100


def test_ornaments_leave_the_note_in_place_or_next_to_it():
    melody = of_notes((0, 8, 60), (8, 16, 67))
    for seed in range(30):
        ornamented = mutation.ornament(melody, CONTEXT, default_rng(seed))
        assert ornamented.note_count > 2
        # A neighbour, a passing note or a grace note, never a leap from nowhere.
        assert set(ornamented.midi_notes.tolist()) <= {59, 60, 62, 64, 65, 67, 69}


def test_notes_never_pass_each_other_when_shifted():
    melody = of_notes((0, 2, 60), (2, 4, 62), (4, 8, 64), (8, 16, 65))
    for seed in range(50):
        shifted = mutation.shift_notes(melody, CONTEXT, default_rng(seed))
        assert shifted.midi_notes.tolist() == [60, 62, 64, 65]
