import numpy as np
import pytest

from musicbreeder.seeding.line import LineGrammar, LineNote
from musicbreeder.theory.scale import Key

C_MAJOR = Key.named("C", "major")


def grammar(leaps=1.0, repeated_notes=1.0):
    return LineGrammar(C_MAJOR, 60, 79, leaps, repeated_notes)


def free(bar, **wishes):
    return LineNote(bar, np.ones(12), **wishes)


def test_only_notes_of_the_key_and_range_are_used():
    assert grammar().midi_notes == (60, 62, 64, 65, 67, 69, 71, 72, 74, 76, 77, 79)


def test_a_free_line_moves_mostly_by_step_and_turns_after_leaps():
    line = grammar().drawn(
        [free(i // 8) for i in range(4000)], np.random.default_rng(0)
    )
    pitches = np.array(grammar().midi_notes)[line]
    moves = np.diff(pitches)
    assert np.mean((np.abs(moves) > 0) & (np.abs(moves) <= 2)) > 0.5
    leaps = np.flatnonzero(np.abs(moves[:-1]) >= 5)
    assert np.mean(moves[leaps] * moves[leaps + 1] < 0) > 0.75
    assert np.mean(np.abs(moves) == 6) < 0.01


def test_a_copied_note_is_the_same_pitch():
    notes = [free(0) for _ in range(4)] + [free(1, copied=i, model=i) for i in range(4)]
    for random_seed in range(20):
        line = grammar().drawn(notes, np.random.default_rng(random_seed))
        assert line[:4] == line[4:]


def test_a_sequence_keeps_the_gesture_at_another_height():
    notes = [free(0) for _ in range(5)]
    notes += [free(1, model=i, is_moved=i == 0) for i in range(5)]
    alike = moved = 0
    for random_seed in range(100):
        line = grammar().drawn(notes, np.random.default_rng(random_seed))
        alike += sum(np.diff(line[:5]) == np.diff(line[5:]))
        moved += line[0] != line[5]
    assert alike / 400 > 0.75
    assert moved >= 98


def test_an_inversion_turns_the_gesture_upside_down():
    notes = [free(0) for _ in range(5)]
    notes += [free(1, model=i, is_inverted=True) for i in range(5)]
    turned = 0
    for random_seed in range(100):
        line = grammar().drawn(notes, np.random.default_rng(random_seed))
        turned += sum(np.diff(line[:5]) == -np.diff(line[5:]))
    assert turned / 400 > 0.75


def test_a_wanted_pitch_is_reached_and_a_close_is_reached_by_step():
    goal = np.zeros(12)
    goal[7] = 1.0
    notes = [free(0) for _ in range(6)] + [LineNote(0, goal, closes=True)]
    approaches = []
    for random_seed in range(100):
        line = grammar().drawn(notes, np.random.default_rng(random_seed))
        assert line[-1] == 7
        approaches.append(abs(line[-1] - line[-2]))
    assert np.mean(np.array(approaches) == 1) > 0.7


@pytest.mark.parametrize(
    ("taste", "smaller"), [("leaps", 0.2), ("repeated_notes", 0.1)]
)
def test_tastes_for_leaps_and_repeated_notes_are_heard(taste, smaller):
    shares = []
    for value in (smaller, 3.0):
        lines = grammar(**{taste: value})
        line = lines.drawn(
            [free(i // 8) for i in range(2000)], np.random.default_rng(1)
        )
        steps = np.abs(np.diff(line))
        shares.append(np.mean(steps >= 2) if taste == "leaps" else np.mean(steps == 0))
    assert shares[1] > 2 * shares[0]
