"""A melody as what is sent: every message with its moment, clock included."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from musicbreeder.live_midi.messages import (
    CLOCK,
    CLOCKS_PER_QUARTER,
    note_off,
    note_on,
)
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.timing import TimedNote, melody_seconds, timed_notes
from musicbreeder.theory.meter import Tempo

# At the same moment: a key is released before it is struck again, and the clock comes
# before the note that falls on it.
_RELEASE, _TICK, _STRIKE = range(3)


@dataclass(frozen=True, eq=False)
class MidiPart:
    """Messages in the order of time, for one round of the bars.

    Attributes:
        moments_seconds: from the beginning of the bars, ascending.
        messages: as many.
        length_seconds: of the bars.
        seconds_per_clock: None = no clock is sent, nor start and stop.
        channel: 0-15.
        program: General MIDI instrument, 0-127; None = the synth's own choice.
    """

    moments_seconds: tuple[float, ...]
    messages: tuple[bytes, ...]
    length_seconds: float
    seconds_per_clock: float | None
    channel: int = 0
    program: int | None = None


def melody_part(
    melody: Melody,
    tempo: Tempo,
    *,
    channel: int = 0,
    program: int | None = None,
    has_clock: bool = True,
) -> MidiPart:
    """Return a melody as it is played at `tempo`: swing and velocities are kept.

    The clock itself is straight, 24 to the quarter note, as a follower expects it.
    """
    return notes_part(
        timed_notes(melody, tempo),
        melody_seconds(melody, tempo),
        tempo.seconds_per_quarter,
        channel=channel,
        program=program,
        has_clock=has_clock,
    )


def notes_part(
    notes: Iterable[TimedNote],
    length_seconds: float,
    seconds_per_quarter: float,
    *,
    channel: int = 0,
    program: int | None = None,
    has_clock: bool = True,
) -> MidiPart:
    """Return notes of any number of voices as a part; none sounds beyond the bars."""
    entries: list[tuple[float, int, bytes]] = []
    for note in notes:
        end_seconds = note.start_seconds + note.duration_seconds
        strike = note_on(note.midi_note, note.velocity, channel)
        release = note_off(note.midi_note, channel)
        entries.append((note.start_seconds, _STRIKE, strike))
        entries.append((min(end_seconds, length_seconds), _RELEASE, release))
    seconds_per_clock = seconds_per_quarter / CLOCKS_PER_QUARTER
    if has_clock:
        # Bars hold whole clocks, so a loop goes on where the clock would.
        for number in range(round(length_seconds / seconds_per_clock)):
            entries.append((number * seconds_per_clock, _TICK, CLOCK))
    entries.sort(key=itemgetter(0, 1))
    return MidiPart(
        tuple(entry[0] for entry in entries),
        tuple(entry[2] for entry in entries),
        length_seconds,
        seconds_per_clock if has_clock else None,
        channel,
        program,
    )
