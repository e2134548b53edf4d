"""Notes under the hand: what moving, stretching, adding and deleting does to a melody.

No pixels and no widgets: a melody goes in, another one comes out. A melody has one
voice, so a note that is laid over others takes their place: what begins before it is
cut, what begins within it loses its beginning, or is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from musicbreeder.melody.melody import MIDDLE_VELOCITY, Melody, Note
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

_HIGHEST_MIDI_NOTE = 127
_SOFTEST, _LOUDEST = 1, 127


@dataclass(frozen=True)
class Snapping:
    """Where edited notes may lie.

    Attributes:
        key: of the melody.
        is_to_key: new pitches are of the key only.
        grid_steps: starts and ends lie on multiples of it, counted from the bar line.
    """

    key: Key
    is_to_key: bool = True
    grid_steps: int = 1

    def pitch(self, midi_note: int) -> int:
        """Return the nearest pitch that is allowed."""
        midi_note = min(max(midi_note, 0), _HIGHEST_MIDI_NOTE)
        return self.key.snapped(midi_note) if self.is_to_key else midi_note

    def raised(self, midi_note: int, rungs: int) -> int:
        """Return a pitch some steps higher, of the key or else semitones."""
        if self.is_to_key:
            return self.key.moved(self.key.snapped(midi_note), rungs)
        return min(max(midi_note + rungs, 0), _HIGHEST_MIDI_NOTE)

    def step(self, step: float, melody: Melody) -> int:
        """Return the place of the grid that is nearest to a step and its fraction."""
        pickup = melody.meter.pickup_steps
        places = round((step - pickup) / self.grid_steps)
        return places * self.grid_steps + pickup

    def step_before(self, step: float, melody: Melody) -> int:
        """Return the place of the grid at or before a step, within the melody."""
        pickup = melody.meter.pickup_steps
        places = int((step - pickup) // self.grid_steps)
        return max(places * self.grid_steps + pickup, 0)


def with_note(
    melody: Melody, note: Note, instead_of: Note | None = None
) -> tuple[Melody, Note]:
    """Return the melody with a note laid over it, and the note as it lies there.

    The note is kept inside the melody and at least a step long.

    Args:
        instead_of: a note of the melody that is taken away first.
    """
    length = min(max(note.step_count, 1), melody.step_count)
    start = min(max(note.start, 0), melody.step_count - length)
    laid = replace(note, start=start, end=start + length)
    notes: list[Note] = []
    for other in melody.notes:
        if other == instead_of:
            continue
        if other.start < laid.start:
            notes.append(replace(other, end=min(other.end, laid.start)))
        elif other.start >= laid.end:
            notes.append(other)
        elif other.end > laid.end:
            notes.append(replace(other, start=laid.end))
    return _melody([*notes, laid], melody), laid


def without_note(melody: Melody, note: Note) -> Melody:
    """Return the melody without a note; one note always stays."""
    if melody.note_count < 2:
        return melody
    return _melody([one for one in melody.notes if one != note], melody)


def moved(
    melody: Melody, note: Note, steps: int, midi_note: int
) -> tuple[Melody, Note]:
    """Return the melody with a note later by steps and on another pitch."""
    wanted = replace(
        note, start=note.start + steps, end=note.end + steps, midi_note=midi_note
    )
    return with_note(melody, wanted, note)


def stretched(melody: Melody, note: Note, start: int, end: int) -> tuple[Melody, Note]:
    """Return the melody with a note that begins and ends elsewhere."""
    start = min(max(start, 0), note.end - 1) if start != note.start else start
    end = max(min(end, melody.step_count), start + 1)
    return with_note(melody, replace(note, start=start, end=end), note)


def with_velocity(melody: Melody, note: Note, velocity: int) -> tuple[Melody, Note]:
    """Return the melody with a note played softer or louder, 1-127."""
    velocity = min(max(velocity, _SOFTEST), _LOUDEST)
    return with_note(melody, replace(note, velocity=velocity), note)


def new_note(
    melody: Melody, step: int, midi_note: int, length: int, like: Note | None = None
) -> Note:
    """Return a note for an empty place: no longer than there is room for.

    Args:
        like: gives its velocity, None = as the melody usually has it.
    """
    velocity = MIDDLE_VELOCITY if like is None else like.velocity
    if like is None and melody.note_count:
        played = melody.velocities[melody.onsets]
        velocity = int(sorted(played.tolist())[len(played) // 2])
    following = [one.start for one in melody.notes if one.start > step]
    room = min([*following, melody.step_count]) - step
    return Note(step, step + max(min(length, room), 1), midi_note, velocity)


def neighbour(melody: Melody, note: Note | None, places: int) -> Note | None:
    """Return the note some places after one, the first where there is none."""
    notes = melody.notes
    if not notes:
        return None
    if note not in notes:
        return notes[0] if places > 0 else notes[-1]
    return notes[min(max(notes.index(note) + places, 0), len(notes) - 1)]


def octave_of(snapping: Snapping) -> int:
    """Return how many rungs make an octave."""
    if snapping.is_to_key:
        return snapping.key.steps_per_octave
    return SEMITONES_PER_OCTAVE


def _melody(notes: Sequence[Note], like: Melody) -> Melody:
    return Melody.from_notes(notes, like.step_count, like.meter)
