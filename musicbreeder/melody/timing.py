"""From steps to seconds: the notes of a melody as they are heard."""

from dataclasses import dataclass

from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Tempo


@dataclass(frozen=True, slots=True)
class TimedNote:
    """One note in seconds, ready for a synthesizer.

    Attributes:
        start_seconds: from the beginning of the piece.
        duration_seconds: until the key is released; its release sounds on after that.
        midi_note: 0-127.
        velocity: 1-127.
    """

    start_seconds: float
    duration_seconds: float
    midi_note: int
    velocity: int


def timed_notes(melody: Melody, tempo: Tempo) -> tuple[TimedNote, ...]:
    """Return the melody's notes in seconds at `tempo`, swing included, in order."""
    timed = []
    for note in melody.notes:
        start_seconds = tempo.seconds_at(note.start, melody.meter)
        end_seconds = tempo.seconds_at(note.end, melody.meter)
        timed.append(
            TimedNote(
                start_seconds,
                end_seconds - start_seconds,
                note.midi_note,
                note.velocity,
            )
        )
    return tuple(timed)


def melody_seconds(melody: Melody, tempo: Tempo) -> float:
    """Return the length of the melody's bars in seconds, without any sound's tail."""
    return tempo.seconds_at(melody.step_count, melody.meter)
