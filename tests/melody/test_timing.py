import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import melody_seconds, timed_notes
from musicbreeder.theory.meter import METERS, Tempo

EIGHTHS = Melody.from_notes(
    [Note(step, step + 2, 60 + step, 80 + step) for step in range(0, 16, 2)],
    16,
    METERS["4/4"],
)


def test_straight_eighths_are_evenly_spaced_and_fill_the_bar():
    notes = timed_notes(EIGHTHS, Tempo(120))
    assert [note.start_seconds for note in notes] == [0.25 * i for i in range(8)]
    assert {note.duration_seconds for note in notes} == {0.25}
    assert [note.midi_note for note in notes] == list(range(60, 76, 2))
    assert [note.velocity for note in notes] == list(range(80, 96, 2))


def test_swung_eighths_are_long_and_short_and_fill_the_same_bar():
    notes = timed_notes(EIGHTHS, Tempo(120, swing=1.0))
    assert notes[0].duration_seconds == pytest.approx(2 * notes[1].duration_seconds)
    last = notes[-1]
    assert last.start_seconds + last.duration_seconds == pytest.approx(2.0)


def test_a_slower_tempo_stretches_everything_alike():
    fast, slow = timed_notes(EIGHTHS, Tempo(160)), timed_notes(EIGHTHS, Tempo(80))
    for quick, calm in zip(fast, slow, strict=True):
        assert calm.start_seconds == pytest.approx(2 * quick.start_seconds)
        assert calm.duration_seconds == pytest.approx(2 * quick.duration_seconds)


def test_the_length_counts_the_bars_not_the_notes():
    short = Melody.from_notes([Note(0, 1, 60)], 48, METERS["6/8"])
    assert melody_seconds(short, Tempo(90)) == pytest.approx(4 * 3 * 60 / 90)
