import numpy as np

from musicbreeder.seeding.style_references import known_bars, prompts


def row(bars, first):
    tokens = np.zeros(16 * bars, dtype=np.uint8)
    tokens[::4] = first + np.arange(4 * bars) % 20
    return tokens


def test_of_one_long_tune_several_stretches_are_read():
    found = prompts([row(16, 2)], 16, 3)
    assert [len(events) for events in found] == [16, 16, 16]
    assert found[0][0, 0] != found[1][0, 0]
    assert [int(events[0, 2]) for events in found] == [0, 0, 0]


def test_of_several_tunes_each_has_its_turn_before_any_has_a_second():
    first, second = row(16, 2), row(4, 12)
    found = prompts([first, second], 16, 3)
    assert [int(events[0, 0]) for events in found] == [0, 10, 16]


def test_stretches_with_hardly_a_note_are_left_out():
    silent = np.zeros(64, dtype=np.uint8)
    silent[0], silent[8] = 1, 5
    assert prompts([silent], 16, 3) == []
    assert prompts([], 16, 3) == []


def test_bars_are_known_again_unless_they_have_few_notes():
    tokens = row(2, 2)
    tokens[16:] = 0
    tokens[16] = 9
    assert known_bars([tokens], 16) == {tokens[:16].tobytes()}
