"""Pure transforms: a melody in, another melody out.

The classical ones (transposition, inversion, retrograde, augmentation) as in any book
on counterpoint, and those that make a melody fit a key, a range, a meter or a number of
bars. None ever leaves MIDI's 0-127: a note that would is folded back by octaves.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import NO_EVENT, Melody, Note
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

_HIGHEST_MIDI_NOTE = 127


def with_midi_notes(melody: Melody, midi_notes: ArrayLike) -> Melody:
    """Return the same rhythm on other pitches.

    Args:
        melody: gives onsets, lengths and velocities.
        midi_notes: ``(note_count,)`` one MIDI note per note; folded into 0-127.
    """
    events = melody.events.copy()
    events[melody.onsets] = _folded(np.asarray(midi_notes), 0, _HIGHEST_MIDI_NOTE)
    return Melody(events, melody.velocities, melody.meter)


def transposed(melody: Melody, semitones: int) -> Melody:
    """Return the melody higher (or lower) by a number of semitones."""
    return with_midi_notes(melody, melody.midi_notes + semitones)


def moved(melody: Melody, key: Key, scale_steps: int) -> Melody:
    """Return the melody higher (or lower) by scale steps, so that it stays in key."""
    table = np.array([key.moved(note, scale_steps) for note in range(128)])
    return with_midi_notes(melody, table[melody.midi_notes])


def inverted(melody: Melody, key: Key, axis: int | None = None) -> Melody:
    """Return the melody mirrored in scale steps around a note.

    Args:
        melody: what is mirrored.
        key: whose steps are counted.
        axis: MIDI note that stays in place; None = the first one.
    """
    if melody.note_count == 0:
        return melody
    notes = melody.midi_notes.tolist()
    centre = key.scale_step(notes[0] if axis is None else axis)
    mirrored = [key.moved(note, 2 * (centre - key.scale_step(note))) for note in notes]
    return with_midi_notes(melody, mirrored)


def with_pitches_reversed(melody: Melody) -> Melody:
    """Return the melody with its row of pitches backwards on the same rhythm."""
    return with_midi_notes(melody, melody.midi_notes[::-1])


def retrograde(melody: Melody) -> Melody:
    """Return the melody backwards in time, note lengths and rests included."""
    length = melody.step_count
    notes = [
        Note(length - note.end, length - note.start, note.midi_note, note.velocity)
        for note in melody.notes
    ]
    return Melody.from_notes(notes, length, melody.meter)


def shifted(melody: Melody, steps: int) -> Melody:
    """Return the melody later by `steps`; what leaves at the end comes in in front.

    A note that would sound over the end is cut there.
    """
    length = melody.step_count
    notes = [
        Note(start, start + note.step_count, note.midi_note, note.velocity)
        for note in melody.notes
        for start in ((note.start + steps) % length,)
    ]
    return Melody.from_notes(notes, length, melody.meter)


def augmented(melody: Melody) -> Melody:
    """Return the melody in double note values, twice as many bars."""
    events = np.full(2 * melody.step_count, NO_EVENT, dtype=np.int16)
    velocities = np.zeros(2 * melody.step_count, dtype=np.uint8)
    events[::2] = melody.events
    velocities[::2] = melody.velocities
    return Melody(events, velocities, melody.meter)


def with_pitches_of(melody: Melody, pitches: Melody) -> Melody:
    """Return the rhythm of one melody with the row of pitches of another.

    Where the rows differ in length the row is stretched or thinned evenly, so that its
    first and last note and its contour are kept.
    """
    if melody.note_count == 0 or pitches.note_count == 0:
        return melody
    places = np.linspace(0, pitches.note_count - 1, melody.note_count)
    return with_midi_notes(melody, pitches.midi_notes[np.rint(places).astype(np.intp)])


def with_rhythm_of(melody: Melody, rhythm: Melody) -> Melody:
    """Return one melody's whole row of pitches in the rhythm of another.

    The row is kept to the note: the rhythm loses its metrically weakest onsets, or its
    longest notes are divided, until both have as many notes.
    """
    draft = Draft(rhythm)
    onsets = _as_many_onsets(draft, melody.note_count)
    if len(onsets) != melody.note_count:
        return melody
    for onset, note, velocity in zip(
        onsets,
        melody.midi_notes.tolist(),
        melody.velocities[melody.onsets].tolist(),
        strict=True,
    ):
        draft.events[onset] = note
        draft.velocities[onset] = velocity
    return draft.melody()


def with_note_count(melody: Melody, note_count: int) -> Melody:
    """Return the melody thinned, or its longest notes divided, to a number of notes.

    The metrically weakest notes go first. Where no note is long enough to be divided
    there are fewer.
    """
    draft = Draft(melody)
    _as_many_onsets(draft, note_count)
    return draft.melody()


def _as_many_onsets(draft: Draft, count: int) -> list[int]:
    weights = draft.meter.weights().tolist()
    bar = len(weights)
    onsets = draft.onsets()
    while len(onsets) > max(count, 1):
        weakest = min(onsets[1:], key=lambda step: (weights[step % bar], -step))
        draft.drop(weakest, leave_rest=False)
        onsets.remove(weakest)
    while onsets and len(onsets) < count:
        longest = max(onsets, key=lambda step: (draft.end(step) - step, -step))
        length = draft.end(longest) - longest
        if length < 2:
            break
        middle = longest + (length + 1) // 2
        draft.events[middle] = draft.events[longest]
        draft.velocities[middle] = draft.velocities[longest]
        onsets = draft.onsets()
    return onsets


def in_key(melody: Melody, key: Key, new_key: Key) -> Melody:
    """Return the melody brought from one key to another, by the shorter way.

    Between scales of as many notes, degree goes to degree (a major tune becomes a minor
    one); otherwise the tonic is moved and the rest snapped. Notes outside the old key
    go where the nearest note of it goes. Order is kept: a higher note never becomes a
    lower one.
    """
    if key == new_key:
        return melody
    return with_midi_notes(melody, key_table(key, new_key)[melody.midi_notes])


@cache
def key_table(key: Key, new_key: Key) -> NDArray[np.int16]:
    """Return where `in_key` takes every MIDI note, ``(128,)`` int16."""
    distance = (new_key.tonic - key.tonic + 5) % SEMITONES_PER_OCTAVE - 5
    midi_notes = np.arange(128)
    if key.steps_per_octave == new_key.steps_per_octave:
        above_tonic = _snapping_table(key) - key.tonic
        degree = np.searchsorted(
            key.scale.semitones, above_tonic % SEMITONES_PER_OCTAVE
        )
        octaves = above_tonic // SEMITONES_PER_OCTAVE * SEMITONES_PER_OCTAVE
        table = (
            key.tonic + distance + octaves + np.array(new_key.scale.semitones)[degree]
        )
    else:
        table = _snapping_table(new_key)[np.clip(midi_notes + distance, 0, 127)]
    table = _folded(table, 0, _HIGHEST_MIDI_NOTE)
    table.setflags(write=False)
    return table


@cache
def _snapping_table(key: Key) -> NDArray[np.int16]:
    """Return where `Key.snapped` takes every MIDI note, ``(128,)`` int16."""
    return np.array([key.snapped(note) for note in range(128)], dtype=np.int16)


def snapped(melody: Melody, key: Key) -> Melody:
    """Return the melody with every note on the nearest one of the key."""
    return with_midi_notes(melody, _snapping_table(key)[melody.midi_notes])


def folded(melody: Melody, lowest_note: int, highest_note: int) -> Melody:
    """Return the melody inside a range of at least an octave, both ends included.

    The whole melody is moved by the octaves that leave the fewest notes outside; only
    those are then folded one by one. Pitch classes never change.
    """
    notes = melody.midi_notes.astype(np.int64)
    if len(notes) == 0 or (lowest_note <= notes.min() and notes.max() <= highest_note):
        return melody
    octaves = np.arange(-10, 11)
    candidates = notes + SEMITONES_PER_OCTAVE * octaves[:, None]
    outside = ((candidates < lowest_note) | (candidates > highest_note)).sum(axis=1)
    best = min(range(len(octaves)), key=lambda i: (outside[i], abs(octaves[i])))
    return with_midi_notes(melody, _folded(candidates[best], lowest_note, highest_note))


def _folded(
    midi_notes: NDArray[np.signedinteger], lowest_note: int, highest_note: int
) -> NDArray[np.int16]:
    octave = SEMITONES_PER_OCTAVE
    below = np.maximum(lowest_note - midi_notes + octave - 1, 0) // octave
    above = np.maximum(midi_notes - highest_note + octave - 1, 0) // octave
    moved_notes: NDArray[np.int16] = midi_notes + (below - above) * octave
    return moved_notes.astype(np.int16)


def with_bar_count(melody: Melody, bar_count: int) -> Melody:
    """Return the melody cut, or repeated from its start, to a number of bars."""
    length = bar_count * melody.meter.steps_per_bar
    if length == melody.step_count:
        return melody
    draft = Draft(melody)
    events, velocities = draft.clip(0, melody.step_count)
    repeats = -(-length // melody.step_count)
    return Melody(
        np.array((events * repeats)[:length], dtype=np.int16),
        np.array((velocities * repeats)[:length], dtype=np.uint8),
        melody.meter,
    )


def with_meter(melody: Melody, meter: Meter) -> Melody:
    """Return the melody in another meter with as many bars.

    Bars of 3/4 and 6/8 are taken over step by step. Between meters of the same beat,
    and to and from 7/8, a bar loses its last beats or holds its last note on. Between
    sixteenths and triplets every note goes to the nearest step of its beat. Otherwise,
    as from 4/4 to 6/8, what stands in a bar keeps its share of it: even notes become
    long-short ones. A pickup takes what the last bar ends with, and gives it back.
    """
    old = melody.meter
    if old == meter:
        return melody
    plain = meter.without_pickup
    if old.pickup_steps:
        melody = _in_meter(shifted(melody, -old.pickup_steps), old.without_pickup)
    if melody.meter != plain:
        melody = _with_plain_meter(melody, plain)
    if meter.pickup_steps:
        melody = _in_meter(shifted(melody, meter.pickup_steps), meter)
    return melody


def _in_meter(melody: Melody, meter: Meter) -> Melody:
    """Return the same steps, read in another meter of as long bars."""
    return Melody(melody.events, melody.velocities, meter)


def _with_plain_meter(melody: Melody, meter: Meter) -> Melody:
    old = melody.meter
    old_length, new_length = old.steps_per_bar, meter.steps_per_bar
    place_of = _places(old, meter)
    draft = Draft(melody)
    events = [NO_EVENT] * (melody.bar_count * new_length)
    velocities = [0] * len(events)
    for bar in range(melody.bar_count):
        clip = draft.clip(bar * old_length, (bar + 1) * old_length)
        for place, event, velocity in zip(place_of, *clip, strict=True):
            target = bar * new_length + place
            # Of two that fall together the earlier one stood on the stronger step.
            if event == NO_EVENT or place >= new_length or events[target] >= 0:
                continue
            events[target], velocities[target] = event, velocity
    return Melody(
        np.array(events, dtype=np.int16), np.array(velocities, dtype=np.uint8), meter
    )


def _places(old: Meter, new: Meter) -> list[int]:
    """Return where each step of a bar goes in a bar of another meter."""
    steps = range(old.steps_per_bar)
    is_eighth_beat = 2 in (old.steps_per_beat, new.steps_per_beat)
    is_same_step = old.quarters_per_step == new.quarters_per_step
    if old.steps_per_beat == new.steps_per_beat or (is_eighth_beat and is_same_step):
        return list(steps)
    if old.is_in_triplets != new.is_in_triplets and new.denominator == 4:
        factor = new.steps_per_beat / old.steps_per_beat
        return [int(step * factor + 0.5) for step in steps]
    return [step * new.steps_per_bar // old.steps_per_bar for step in steps]
