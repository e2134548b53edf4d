import numpy as np
import pytest

from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.passages import Passage
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.event_rewriting import EventRewriter
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.theory.meter import METERS, meter_named


def grammar_melodies(meter="4/4", count=8):
    request = SeedRequest(4, meter_named(meter), 2, None, 48, 84, None)
    return PhraseGrammar().seed(request, count, np.random.default_rng(1))


@pytest.mark.parametrize("meter", ["4/4", "6/8", "3/4", "4/4 pickup 1/4"])
def test_only_the_passage_is_written_anew(meter):
    seeds = grammar_melodies(meter)
    bar = meter_named(meter).steps_per_bar
    passages = [Passage(one.melody, one.key, bar, 2 * bar) for one in seeds]
    rng = np.random.default_rng(0)
    written = EventRewriter().written_anew(passages, 48, 84, rng)
    changed = 0
    for one, melody in zip(seeds, written, strict=True):
        old, new = one.melody.events, melody.events
        # The passage may go on to the end of a note that sounds on its last step.
        stop = 2 * bar
        while stop < len(old) and old[stop] == -2:
            stop += 1
        np.testing.assert_array_equal(new[:bar], old[:bar])
        np.testing.assert_array_equal(new[stop:], old[stop:])
        assert all(one.key.contains(n) for n in new[bar:stop].tolist() if n >= 0)
        assert melody.velocities[melody.onsets].min() > 0
        changed += melody != one.melody
    assert changed >= len(seeds) - 1


def test_held_steps_stay_note_for_note():
    seeds = grammar_melodies()
    passages = [
        Passage(
            one.melody, one.key, 0, 64, HeldSteps.of(one.melody, [(0, 20), (40, 64)])
        )
        for one in seeds
    ]
    rng = np.random.default_rng(0)
    for passage, melody in zip(
        passages, EventRewriter().written_anew(passages, 48, 84, rng), strict=True
    ):
        assert passage.held.are_in(melody)


def test_a_melody_without_room_comes_back():
    one = grammar_melodies(count=1)[0]
    held = HeldSteps.of(one.melody, [(0, 64)])
    passage = Passage(one.melody, one.key, 16, 32, held)
    rng = np.random.default_rng(0)
    assert EventRewriter().written_anew([passage], 48, 84, rng) == [one.melody]


def test_endings_for_a_listener_differ_on_free_steps_only():
    one = grammar_melodies(count=1)[0]
    is_free = np.arange(64) >= 48
    rng = np.random.default_rng(0)
    found = EventRewriter().rewritten(one.melody, one.key, is_free, 6, rng)
    assert len(set(found)) > 2
    for melody in found:
        np.testing.assert_array_equal(melody.events[:48], one.melody.events[:48])


def test_other_meters_are_left_alone():
    rewriter = EventRewriter()
    assert not rewriter.suits(METERS["7/8"])
    one = grammar_melodies("7/8", 1)[0]
    is_free = np.ones(one.melody.step_count, dtype=bool)
    rng = np.random.default_rng(0)
    assert list(rewriter.rewritten(one.melody, one.key, is_free, 2, rng)) == []
