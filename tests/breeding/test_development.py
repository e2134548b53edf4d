import numpy as np
from numpy.random import default_rng

from musicbreeder.breeding import development
from musicbreeder.breeding.context import VariationContext
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

C_MAJOR = Key.named("C", "major")
CONTEXT = VariationContext(C_MAJOR, 48, 84, 0.5)
COMMON = METERS["4/4"]


def four_bars():
    """Return quarters, each bar with its own pitches: rising, falling, high, low."""
    pitches = [60, 62, 64, 65, 72, 71, 69, 67, 76, 77, 79, 81, 55, 53, 52, 50]
    return Melody.from_notes(
        [Note(4 * i, 4 * i + 4, n) for i, n in enumerate(pitches)], 64, COMMON
    )


def bars(melody):
    return [melody.events[start : start + 16].tolist() for start in range(0, 64, 16)]


def changed_bars(melody):
    pairs = zip(bars(melody), bars(four_bars()), strict=True)
    return [place for place, (new, old) in enumerate(pairs) if new != old]


def test_a_motif_copy_is_a_bar_heard_again():
    for seed in range(20):
        copied = development.copy_motif(four_bars(), CONTEXT, default_rng(seed))
        (target,) = changed_bars(copied)
        assert bars(copied)[target] in bars(four_bars())


def test_a_sequence_is_the_bar_before_on_other_steps_of_the_scale():
    for seed in range(20):
        melody = development.sequence(four_bars(), CONTEXT, default_rng(seed))
        (target,) = changed_bars(melody)
        notes = melody.midi_notes.tolist()
        steps = [C_MAJOR.scale_step(n) for n in notes]
        distances = {
            steps[4 * target + i] - steps[4 * (target - 1) + i] for i in range(4)
        }
        assert len(distances) == 1
        assert distances != {0}


def test_a_sequence_with_no_room_above_goes_down():
    narrow = VariationContext(C_MAJOR, 50, 81, 0.5)
    high = Melody.from_notes(
        [Note(4 * i, 4 * i + 4, 81 - (i % 4 == 3) * 2) for i in range(16)], 64, COMMON
    )
    for seed in range(10):
        melody = development.sequence(high, narrow, default_rng(seed))
        assert melody != high
        contours = np.sign(np.diff(melody.midi_notes.reshape(4, 4), axis=1))
        assert (contours == [0, 0, -1]).all()


def test_an_inverted_passage_turns_up_into_down():
    for seed in range(20):
        melody = development.invert(four_bars(), CONTEXT, default_rng(seed))
        assert melody.onsets.tolist() == four_bars().onsets.tolist()
        changed = np.flatnonzero(melody.midi_notes != four_bars().midi_notes)
        first = changed[0] - 1
        old = np.diff(four_bars().midi_notes[[first, first + 1]])
        assert np.sign(np.diff(melody.midi_notes[[first, first + 1]])) == -np.sign(old)


def test_a_retrograde_passage_has_the_same_notes_from_behind():
    melody = development.retrograde(four_bars(), CONTEXT, default_rng(1))
    changed = np.flatnonzero(melody.midi_notes != four_bars().midi_notes)
    part = slice(changed[0], changed[-1] + 1)
    backwards = four_bars().midi_notes[part][::-1]
    assert melody.midi_notes[part].tolist() == backwards.tolist()


def test_an_answer_repeats_the_question_and_closes():
    melody = development.answer(four_bars(), CONTEXT, default_rng(2))
    first, second, third, fourth = bars(melody)
    assert [first, second] == bars(four_bars())[:2]
    assert third == first
    assert C_MAJOR.degree(melody.midi_notes.tolist()[-1]) in (0, 2, 4)
    assert fourth[:8] == second[:8]


def test_a_cadence_reaches_its_last_note_by_step():
    for seed in range(20):
        melody = development.cadence(four_bars(), CONTEXT, default_rng(seed))
        before, last = (C_MAJOR.scale_step(n) for n in melody.midi_notes.tolist()[-2:])
        assert abs(before - last) == 1


def test_a_new_ending_arrives_on_the_tonic_and_stays():
    for seed in range(30):
        melody = development.new_ending(four_bars(), CONTEXT, default_rng(seed))
        last = melody.notes[-1]
        assert C_MAJOR.degree(last.midi_note) == 0
        assert last.end == 64
        assert last.step_count >= 2
        assert bars(melody)[:3] == bars(four_bars())[:3]


def test_a_fresh_bar_comes_from_fresh_material_in_the_melodys_key():
    d_flat = Key.named("Db", "major")
    other = Melody.from_notes(
        [Note(2 * i, 2 * i + 2, 61 + 12 * (i % 2)) for i in range(32)], 64, COMMON
    )
    context = VariationContext(
        C_MAJOR, 48, 84, 0.5, (SeededMelody(other, d_flat, "test"),)
    )
    melody = development.fresh_bar(four_bars(), context, default_rng(0))
    (target,) = changed_bars(melody)
    assert {n % 12 for n in bars(melody)[target] if n >= 0} == {0}


def test_without_fresh_material_there_is_no_fresh_bar():
    melody = four_bars()
    assert development.fresh_bar(melody, CONTEXT, default_rng(0)) is melody


def test_a_passage_at_double_speed_is_heard_twice():
    for seed in range(20):
        melody = development.diminish(four_bars(), CONTEXT, default_rng(seed))
        fast = [note for note in melody.notes if note.step_count == 2]
        start, stop = fast[0].start, fast[-1].end
        first, second = np.split(melody.events[start:stop], 2)
        assert first.tolist() == second.tolist()
        assert first[0] == four_bars().events[start]


def test_a_passage_at_half_speed_keeps_its_first_notes():
    melody = development.augment(four_bars(), CONTEXT, default_rng(5))
    first = changed_bars(melody)[0]
    kept = [n for n in bars(melody)[first] if n >= 0]
    assert kept == [n for n in bars(four_bars())[first] if n >= 0][: len(kept)]


def test_a_widened_contour_keeps_its_direction():
    for seed in range(20):
        melody = development.bend_contour(four_bars(), CONTEXT, default_rng(seed))
        assert melody.onsets.tolist() == four_bars().onsets.tolist()
        assert melody.midi_notes.min() >= 48
