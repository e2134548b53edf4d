"""Melodies as the tokens that the event Transformer reads, and back.

One token a step: the note (or rest) goes on, a rest begins, or one of 36 pitches
starts, in a key without signature. A pickup is preceded by a rest that fills its bar,
so that bar lines fall where the model expects them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.seeding.event_features import (
    DENSITIES,
    FIRST_PITCH_TOKEN,
    HOLD_TOKEN,
    LOWEST_PITCH,
    METER_NAMES,
    MODE_NAMES,
    MODES,
    PITCH_COUNT,
    REST_TOKEN,
    Tokens,
    density_class,
)
from musicbreeder.seeding.latent_grid import Placing
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key, Scale

_MODE_OF_SCALE = {
    "major": "major", "major pentatonic": "major",
    "minor": "minor", "harmonic minor": "minor", "melodic minor": "minor",
    "minor pentatonic": "minor", "blues": "minor",
    "dorian": "dorian", "mixolydian": "mixolydian",
}  # fmt: skip
_RARE_MODES = ("phrygian", "lydian", "locrian")
_HOME_TONICS = {"major": 0, "minor": 9, "dorian": 2, "mixolydian": 7}
_RARE_TONICS = {"phrygian": 4, "lydian": 5, "locrian": 11}
_CENTRE_PITCH = 70.0


def has_tokens(meter: Meter) -> bool:
    """Tell whether the model knows a meter, with or without a pickup."""
    plain = meter.without_pickup
    return plain.name in METER_NAMES and plain == METERS[plain.name]


def has_mode(scale: Scale) -> bool:
    """Tell whether the tune books have music in a scale, or in one that holds it."""
    return scale.name in _MODE_OF_SCALE or scale.name in _RARE_MODES


def mode_number(scale: Scale) -> int:
    """Return the model's number of a scale's mode, the last one for unknown."""
    if scale.name in _MODE_OF_SCALE:
        return MODE_NAMES.index(_MODE_OF_SCALE[scale.name])
    return MODES - 1 if scale.name in _RARE_MODES else MODES


def home_tonic(scale: Scale) -> int:
    """Return the pitch class of the tonic in the key without signature."""
    if scale.name in _RARE_TONICS:
        return _RARE_TONICS[scale.name]
    return _HOME_TONICS[_MODE_OF_SCALE.get(scale.name, "major")]


def density_number(melody: Melody) -> int:
    """Return the model's class of how many notes a melody has."""
    if melody.note_count == 0:
        return DENSITIES
    quarters = melody.step_count * melody.meter.quarters_per_step
    return density_class(melody.note_count, quarters)


@dataclass(frozen=True)
class Codec:
    """Brings melodies of one meter and key to tokens and back.

    Attributes:
        meter: one that `has_tokens`.
        semitones: added to a MIDI note on its way to the tokens.
    """

    meter: Meter
    semitones: int

    @staticmethod
    def of(melody: Melody, key: Key) -> "Codec":
        """Return the codec that brings a melody near the middle of the tune books."""
        return Codec(melody.meter, Placing.of(melody, key).semitones)

    @staticmethod
    def within(meter: Meter, key: Key, lowest_note: int, highest_note: int) -> "Codec":
        """Return the codec that puts the books' middle into the middle of a range."""
        shift = (home_tonic(key.scale) - key.tonic) % SEMITONES_PER_OCTAVE
        middle = (lowest_note + highest_note) / 2.0
        octaves = round((_CENTRE_PITCH - middle - shift) / SEMITONES_PER_OCTAVE)
        return Codec(meter, shift + SEMITONES_PER_OCTAVE * octaves)

    @property
    def lead(self) -> int:
        """Steps of rest that stand in front, so that a pickup has a whole bar."""
        pickup = self.meter.pickup_steps
        return self.meter.steps_per_bar - pickup if pickup else 0

    def tokens(self, melody: Melody) -> Tokens:
        """Return a melody's tokens, ``(lead + step_count,)``."""
        placing = Placing(self.meter, self.semitones)
        tokens = np.zeros(self.lead + melody.step_count, dtype=np.uint8)
        tokens[self.lead :] = placing.stretch(melody.events)
        if tokens[0] == HOLD_TOKEN:
            tokens[0] = REST_TOKEN
        return tokens

    def events(self, tokens: Tokens) -> NDArray[np.int16]:
        """Return a melody's events for tokens without the lead."""
        notes = tokens.astype(np.int16) - FIRST_PITCH_TOKEN + LOWEST_PITCH
        events = np.where(
            tokens >= FIRST_PITCH_TOKEN, notes - self.semitones, np.int16(NO_EVENT)
        )
        events[tokens == REST_TOKEN] = NOTE_OFF
        return events.astype(np.int16)

    def allowed(
        self, lowest_note: int, highest_note: int, key: Key | None
    ) -> NDArray[np.bool_]:
        """Return which of the model's pitches may be written, ``(PITCH_COUNT,)``.

        Args:
            key: only its notes; None = any.
        """
        notes = np.arange(PITCH_COUNT) + LOWEST_PITCH - self.semitones
        is_allowed = (notes >= lowest_note) & (notes <= highest_note)
        if key is not None:
            classes = (notes - key.tonic) % SEMITONES_PER_OCTAVE
            is_allowed &= np.isin(classes, key.scale.semitones)
        return is_allowed
