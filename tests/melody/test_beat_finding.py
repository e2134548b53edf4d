import numpy as np
import pytest

from musicbreeder.melody.beat_finding import found_beat, found_meter
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.quantising import Grid, quantised
from musicbreeder.melody.score import ScoreNote
from musicbreeder.theory.meter import METERS

RHYTHM = (0, 4, 6, 8, 12, 14, 16, 20, 22, 24, 28, 32, 36, 38, 40, 44, 46, 48)


def played(
    tempo_bpm: float, jitter_seconds: float = 0.0, speeding: float = 0.0
) -> list[ScoreNote]:
    """Return the rhythm as played freely, in half seconds."""
    rng = np.random.default_rng(4)
    seconds = np.array(RHYTHM) / 4 * 60 / tempo_bpm
    seconds *= 1.0 - speeding * seconds / seconds[-1] / 2
    seconds += rng.normal(0.0, jitter_seconds, len(seconds)) + 0.5
    lengths = np.append(np.diff(seconds), 0.9)
    return [
        ScoreNote(2.0 * float(start), 2.0 * float(length) * 0.9, 60 + k % 7)
        for k, (start, length) in enumerate(zip(seconds, lengths, strict=True))
    ]


@pytest.mark.parametrize("tempo_bpm", [84.0, 104.0, 126.0])
def test_the_tempo_of_steady_playing_is_found(tempo_bpm: float) -> None:
    found = found_beat(played(tempo_bpm, jitter_seconds=0.012))
    assert found.tempo_bpm == pytest.approx(tempo_bpm, rel=0.02)
    assert found.confidence > 0.6


def test_the_rhythm_survives_a_player_who_gets_faster() -> None:
    found = found_beat(played(100.0, jitter_seconds=0.008, speeding=0.08))
    melody = quantised(found.notes, Grid(METERS["4/4"])).melody
    assert [note.start for note in melody.notes] == list(RHYTHM)


def test_a_given_tempo_is_taken_as_it_is() -> None:
    found = found_beat(played(100.0), tempo_bpm=50.0)
    assert (found.tempo_bpm, found.confidence) == (50.0, 1.0)
    assert found.notes[1].start == pytest.approx(0.5)


def test_notes_at_random_are_said_to_follow_no_beat() -> None:
    rng = np.random.default_rng(8)
    starts = np.cumsum(rng.uniform(0.1, 1.7, 40))
    found = found_beat([ScoreNote(float(s), 0.2, 60) for s in starts])
    assert found.confidence < 0.6


@pytest.mark.parametrize("count", [1, 2])
def test_very_few_notes_have_a_tempo_too(count: int) -> None:
    found = found_beat(played(100.0)[:count])
    assert len(found.notes) == count
    assert 40 <= found.tempo_bpm <= 240


@pytest.mark.parametrize("name", ["4/4", "3/4"])
def test_long_notes_at_one_distance_tell_the_bar(name: str) -> None:
    meter = METERS[name]
    beats = meter.beats_per_bar
    bar = [Note(0, 6, 60)] + [Note(4 * b, 4 * b + 2, 64) for b in range(2, beats)]
    bar.append(Note(6, 8, 62))
    rows = [
        Note(n.start + k * 4 * beats, n.end + k * 4 * beats, n.midi_note)
        for k in range(4)
        for n in bar
    ]
    melody = Melody.from_notes(rows, 16 * beats, meter)
    notes = [
        ScoreNote(
            n.start / 4,
            n.step_count / 4,
            n.midi_note,
            110 if n.midi_note == 60 else 80,
        )
        for n in melody.notes
    ]
    found, bar_line = found_meter(notes)
    assert (found.name, bar_line) == (name, 0.0)
