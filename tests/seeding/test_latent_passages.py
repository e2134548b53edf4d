import numpy as np

from musicbreeder.melody.melody import Melody
from musicbreeder.seeding.latent_passages import chosen_passage, own_generator
from musicbreeder.theory.scale import SCALES, Key

KEY = Key(0, SCALES["major"])
A, B, C = ([60, 62, 64, 65], [67, 65, 64, 62], [64, 67, 72, 67])


def melody_of(*bars):
    events = np.full(16 * len(bars), -2, dtype=np.int16)
    events[::4] = np.concatenate(bars)
    return Melody(events, np.where(events >= 0, 90, 0).astype(np.uint8))


def test_the_passage_is_where_most_would_change():
    pull = np.zeros(64)
    pull[36:44] = 1.0
    passage = chosen_passage(melody_of(A, B, C, [60, 60, 60, 60]), KEY, pull, 3.0)
    assert (passage.start, passage.stop) == (36, 44)


def test_a_bar_that_comes_again_is_rather_left_alone():
    pull = np.zeros(64)
    pull[:8], pull[16:20] = 0.8, 0.8
    passage = chosen_passage(melody_of(A, B, A, C), KEY, pull, 3.0)
    assert passage.start >= 16
    assert passage.stop <= 32


def test_the_more_is_to_change_the_longer_the_passage_up_to_the_whole():
    melody, pull = melody_of(A, B, C, A), np.ones(64)
    lengths = [
        passage.stop - passage.start
        for steps in (0.1, 6.0, 12.0, 60.0)
        for passage in [chosen_passage(melody, KEY, pull, steps)]
    ]
    assert lengths[0] == 4
    assert lengths == sorted(lengths)
    assert lengths[-1] == 64


def test_each_blend_has_chances_of_its_own_that_never_change():
    first, second = melody_of(A, B), melody_of(B, C)
    draws = [
        own_generator(*pair, share).random()
        for pair, share in (
            ((first, second), 0.2), ((first, second), 0.2),
            ((second, first), 0.2), ((first, second), 0.3),
        )
    ]  # fmt: skip
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3
