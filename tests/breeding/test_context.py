from musicbreeder.breeding.context import VariationContext, below, either, picked
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

CONTEXT = VariationContext(Key.named("C", "major"), 60, 72, 0.5)


def test_moving_beyond_the_range_turns_back():
    assert CONTEXT.moved(71, 1) == 72
    assert CONTEXT.moved(71, 3) == 69
    assert CONTEXT.moved(60, -2) == 64
    assert CONTEXT.moved(60, 40) == 60


def test_a_note_outside_key_and_range_has_a_rung_all_the_same():
    assert CONTEXT.ladder[CONTEXT.rung(61)] == 60
    assert CONTEXT.ladder[CONTEXT.rung(90)] == 65
    assert CONTEXT.ladder[CONTEXT.rung(40)] == 64


def test_the_nearest_degree_stays_in_range():
    assert CONTEXT.nearest_degree(67, 0) == 72
    assert CONTEXT.nearest_degree(61, 6) == 71


def test_fresh_material_comes_in_the_contexts_key_and_range(rng):
    melody = Melody.from_notes([Note(0, 8, 74), Note(8, 16, 78)], 16, METERS["4/4"])
    material = (SeededMelody(melody, Key.named("D", "major"), "test"),)
    context = VariationContext(CONTEXT.key, 60, 72, 0.5, material)
    assert context.fresh_melody(rng).midi_notes.tolist() == [60, 64]
    assert CONTEXT.fresh_melody(rng) is None


def test_draws_reach_everything_once_and_nothing_else(rng):
    assert {below(3, rng) for _ in range(50)} == {0, 1, 2}
    assert {either("a", "b", rng) for _ in range(30)} == {"a", "b"}
    assert sorted(picked([4, 5, 6], 2, rng) + picked([], 2, rng))[0] in (4, 5)
    assert sorted(picked([4, 5, 6], 9, rng)) == [4, 5, 6]
