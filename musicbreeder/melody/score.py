"""A score: the notes of somebody's file before a melody is found among them.

Readers of files make scores, whatever the file's format; `melody_line` and `quantising`
make melodies of them. Time is counted in quarter notes from the beginning. Where a file
counts seconds only, its quarter notes are half seconds and `is_timed_in_beats` is
False: then beat and bar lines still have to be found.
"""

from dataclasses import dataclass

from musicbreeder.melody.melody import MIDDLE_VELOCITY
from musicbreeder.theory.scale import Key


@dataclass(frozen=True, slots=True)
class ScoreNote:
    """One note of a score.

    Attributes:
        start: in quarter notes from the beginning.
        duration: in quarter notes, more than 0.
        midi_note: 0-127.
        velocity: 1-127.
    """

    start: float
    duration: float
    midi_note: int
    velocity: int = MIDDLE_VELOCITY

    @property
    def end(self) -> float:
        return self.start + self.duration


@dataclass(frozen=True)
class Part:
    """What one player has: a track and channel, a staff, a voice.

    Attributes:
        name: as the file has it, may be empty.
        notes: by their starts; may sound together.
        is_for_drums: its notes are no pitches.
        program: General MIDI instrument, 0-127, None = not said.
    """

    name: str
    notes: tuple[ScoreNote, ...]
    is_for_drums: bool = False
    program: int | None = None


@dataclass(frozen=True)
class TimeSignature:
    """From where on bars have which length.

    Attributes:
        start: in quarter notes from the beginning.
    """

    start: float
    numerator: int
    denominator: int

    @property
    def name(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @property
    def quarters_per_bar(self) -> float:
        return self.numerator * 4 / self.denominator


@dataclass(frozen=True)
class Score:
    """The notes of a file, part by part.

    Attributes:
        title: as the file has it, may be empty.
        parts: in the order of the file, those without notes left out.
        time_signatures: by their starts; none = the file does not say.
        pickup: length of the upbeat before the first bar line, in quarter notes.
        key: None = the file does not say.
        tempo_bpm: quarter notes a minute at the beginning, None = not said.
        is_timed_in_beats: False where the file counts seconds, see the module.
        notices: what was left out, a sentence each.
    """

    title: str
    parts: tuple[Part, ...]
    time_signatures: tuple[TimeSignature, ...] = ()
    pickup: float = 0.0
    key: Key | None = None
    tempo_bpm: float | None = None
    is_timed_in_beats: bool = True
    notices: tuple[str, ...] = ()

    @property
    def note_count(self) -> int:
        return sum(len(part.notes) for part in self.parts)
