import numpy as np

from musicbreeder.melody.melody import Melody
from musicbreeder.seeding.style_leaning import (
    INTERVAL_COUNT,
    WIDEST,
    interval_counts,
    leaning_to,
)

USUAL = np.full(INTERVAL_COUNT, 1.0 / INTERVAL_COUNT)


def melody_of(notes):
    events = np.full(4 * len(notes), -2, dtype=np.int16)
    events[::4] = notes
    return Melody(events, np.where(events >= 0, 90, 0).astype(np.uint8))


def test_intervals_are_counted_and_wide_ones_count_as_the_widest():
    counts = interval_counts(np.array([60, 62, 62, 90], dtype=np.uint8))
    assert counts.sum() == 3
    assert counts[WIDEST + 2] == counts[WIDEST] == counts[2 * WIDEST] == 1


def test_what_given_melodies_have_more_often_becomes_likelier():
    fifths = melody_of([60, 67, 60, 67, 60, 67, 60, 67])
    leaning = leaning_to([fifths], USUAL)
    assert leaning[WIDEST + 7] > 1.0
    assert leaning[WIDEST - 7] > 1.0
    assert (leaning < 0).sum() == INTERVAL_COUNT - 2
    assert np.isfinite(leaning).all()
