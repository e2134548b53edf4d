"""Pitch: MIDI note numbers, names and frequencies.

Conventions: MIDI note 60 is middle C, written C4 (scientific pitch notation); MIDI
note 69 is A4 = 440 Hz (ISO 16); twelve equal semitones to the octave.
"""

import re

A4_HZ = 440.0
A4_MIDI_NOTE = 69
SEMITONES_PER_OCTAVE = 12
HIGHEST_MIDI_NOTE = 127

PITCH_CLASS_NAMES = (
    "C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B",
)  # fmt: skip
"""The usual spelling of the twelve pitch classes, 0 = C."""

_LETTER_PITCH_CLASS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTAL_SEMITONES = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_NAME = re.compile(r"([A-Ga-g])([#♯b♭]?)(-?\d+)?")


def midi_note_to_hz(midi_note: float) -> float:
    """Return the frequency of a MIDI note number in equal temperament.

    >>> midi_note_to_hz(69)
    440.0
    >>> round(midi_note_to_hz(60), 4)
    261.6256
    """
    return float(A4_HZ * 2.0 ** ((midi_note - A4_MIDI_NOTE) / SEMITONES_PER_OCTAVE))


def midi_note_to_name(midi_note: int) -> str:
    """Return the name of a MIDI note with its octave.

    >>> midi_note_to_name(60), midi_note_to_name(70)
    ('C4', 'B♭4')
    """
    octave, pitch_class = divmod(midi_note, SEMITONES_PER_OCTAVE)
    return f"{PITCH_CLASS_NAMES[pitch_class]}{octave - 1}"


def name_to_pitch_class(name: str) -> int:
    """Return the pitch class (0-11) of a note name without octave.

    >>> name_to_pitch_class("D"), name_to_pitch_class("Bb"), name_to_pitch_class("f#")
    (2, 10, 6)

    Raises:
        ValueError: `name` is no note name.
    """
    match = _NAME.fullmatch(name.strip())
    if match is None or match[3] is not None:
        raise ValueError(f"{name!r} is no note name; write it like C, F# or Bb")
    semitones = _LETTER_PITCH_CLASS[match[1].upper()] + _ACCIDENTAL_SEMITONES[match[2]]
    return semitones % SEMITONES_PER_OCTAVE


def name_to_midi_note(name: str) -> int:
    """Return the MIDI note number of a note name with octave.

    >>> name_to_midi_note("C4"), name_to_midi_note("Cb4"), name_to_midi_note("A-1")
    (60, 59, 9)

    Raises:
        ValueError: `name` is no note name with an octave, or beyond MIDI's range.
    """
    match = _NAME.fullmatch(name.strip())
    if match is None or match[3] is None:
        raise ValueError(f"{name!r} is no note name with an octave, such as C4")
    semitones = _LETTER_PITCH_CLASS[match[1].upper()] + _ACCIDENTAL_SEMITONES[match[2]]
    midi_note = semitones + (int(match[3]) + 1) * SEMITONES_PER_OCTAVE
    if not 0 <= midi_note <= HIGHEST_MIDI_NOTE:
        raise ValueError(f"{name!r} is beyond the MIDI notes C-1 to G9")
    return midi_note
