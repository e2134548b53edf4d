"""Melodies as the grids that the autoencoder reads and writes: four bars of 16 steps.

A grid has one token a step: the note (or rest) goes on, a rest begins, or one of 36
pitches starts. Bars of twelve steps (3/4, 6/8) leave their last four steps empty, so
that a place in the grid is a place in the bar whatever the meter.

The network knows music without accidentals only: every melody is moved to the key of
its mode that has none (A for minor, D for dorian), and back.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import MIDDLE_VELOCITY, NO_EVENT, NOTE_OFF, Melody
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

BAR_COUNT, BAR_STEPS = 4, 16
STEP_COUNT = BAR_COUNT * BAR_STEPS
PATCH_STEPS = 4
PATCH_COUNT = STEP_COUNT // PATCH_STEPS

HOLD, REST, FIRST_PITCH = 0, 1, 2
LOWEST_NOTE, PITCH_COUNT = 53, 36
TOKEN_COUNT = FIRST_PITCH + PITCH_COUNT
EMPTY = TOKEN_COUNT
"""Token of a step that the bar does not have; read, never written."""

UNKNOWN = EMPTY + 1
"""Token of a step that the decoder is to write; read, never written."""

METER_NAMES = ("4/4", "3/4", "6/8")
_CENTRE_NOTE = 71
"""Middle of the fiddle's and the flute's range, where the tune collection lies."""

_HOME_TONICS = {
    "dorian": 2, "phrygian": 4, "lydian": 5, "mixolydian": 7, "locrian": 11,
    "minor": 9, "harmonic minor": 9, "melodic minor": 9, "minor pentatonic": 9,
    "blues": 9,
}  # fmt: skip
"""Pitch class of the tonic without accidentals; 0 for a scale that is not named."""

Tokens = NDArray[np.uint8]


def has_grid(meter: Meter) -> bool:
    """Tell whether melodies in a meter can be written as a grid."""
    return meter.name in METER_NAMES and meter == METERS[meter.name]


def meter_number(meter: Meter) -> int:
    """Return the number the network knows a meter by."""
    return METER_NAMES.index(meter.name)


@cache
def grid_steps(meter: Meter) -> NDArray[np.intp]:
    """Return the place in the grid of each step of four bars, ``(step_count,)``."""
    bars = np.arange(BAR_COUNT)[:, None] * BAR_STEPS
    return np.asarray((bars + np.arange(meter.steps_per_bar)).ravel())


@dataclass(frozen=True)
class Placing:
    """How a melody's notes are moved into the network's range, and back.

    Attributes:
        meter: one that `has_grid`.
        semitones: added to a MIDI note on its way into the grid.
    """

    meter: Meter
    semitones: int

    @staticmethod
    def of(melody: Melody, key: Key) -> "Placing":
        """Return the placing that brings a melody near the collection's middle."""
        home = _HOME_TONICS.get(key.scale.name, 0)
        shift = (home - key.tonic) % SEMITONES_PER_OCTAVE
        if melody.note_count == 0:
            return Placing(melody.meter, shift)
        notes = melody.midi_notes.astype(np.int64) + shift
        octaves = np.arange(-10, 6)
        moved = notes + SEMITONES_PER_OCTAVE * octaves[:, None]
        outside = (moved < LOWEST_NOTE) | (moved >= LOWEST_NOTE + PITCH_COUNT)
        distance = np.abs(moved.mean(axis=1) - _CENTRE_NOTE)
        best = np.lexsort((distance, outside.sum(axis=1)))[0]
        return Placing(melody.meter, int(shift + SEMITONES_PER_OCTAVE * octaves[best]))

    def tokens(self, melody: Melody) -> Tokens:
        """Return the grid of a melody of four bars, ``(64,)``.

        Silences shorter than a beat are articulation and not written; a note outside
        the network's range is folded into it by octaves.
        """
        tokens = np.full(STEP_COUNT, EMPTY, dtype=np.uint8)
        tokens[grid_steps(self.meter)] = self.stretch(melody.events)
        return tokens

    def stretch(self, events: NDArray[np.int16]) -> Tokens:
        """Return one token for each event, see `tokens`."""
        events = without_articulation(events, self.meter.steps_per_beat)
        steps = events.astype(np.int64) + self.semitones - LOWEST_NOTE
        octave = SEMITONES_PER_OCTAVE
        steps += np.maximum(-steps + octave - 1, 0) // octave * octave
        excess = np.maximum(steps - PITCH_COUNT + octave, 0) // octave
        steps -= excess * octave
        tokens = np.where(events >= 0, FIRST_PITCH + steps, HOLD)
        tokens[events == NOTE_OFF] = REST
        return tokens.astype(np.uint8)

    def events(self, tokens: Tokens) -> NDArray[np.int16]:
        """Return the events of grids, ``(..., 64)`` to ``(..., step_count)``."""
        kept = tokens[..., grid_steps(self.meter)].astype(np.int16)
        notes = kept - FIRST_PITCH + LOWEST_NOTE - self.semitones
        events = np.where(kept >= FIRST_PITCH, notes, np.int16(NO_EVENT))
        events[kept == REST] = NOTE_OFF
        return np.asarray(events, dtype=np.int16)


def without_articulation(
    events: NDArray[np.int16], steps_per_beat: int
) -> NDArray[np.int16]:
    """Return events in which notes sound until a rest of at least a beat, or a note."""
    legato = events.copy()
    offs = np.flatnonzero(events == NOTE_OFF)
    if len(offs):
        onsets = np.append(np.flatnonzero(events >= 0), len(events))
        silence = onsets[np.searchsorted(onsets, offs)] - offs
        legato[offs[silence < steps_per_beat]] = NO_EVENT
    return legato


def performed(events: NDArray[np.int16], model: Melody) -> Melody:
    """Return events as a melody that is played like another one.

    Notes the model starts on the same step keep its loudness and, where they are as
    long, its articulation; others are as loud as the note before them.
    """
    events = events.copy()
    steps = np.arange(len(events))
    before = np.maximum.accumulate(np.where(model.events >= 0, steps, -1))
    if model.note_count:
        before = np.where(before < 0, int(model.onsets[0]), before)
        loudness = model.velocities[before]
    else:
        loudness = np.full(len(events), MIDDLE_VELOCITY, dtype=np.uint8)
    velocities = np.where(events >= 0, loudness, 0).astype(np.uint8)
    for off in np.flatnonzero(model.events == NOTE_OFF).tolist():
        onset = int(before[off])
        if events[onset] >= 0 and (events[onset + 1 : off + 1] == NO_EVENT).all():
            events[off] = NOTE_OFF
    return Melody(events, velocities, model.meter)
