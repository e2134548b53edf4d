"""The key signature that a key is written with.

A signature has sharps or flats only, so keys that are neither major nor minor take the
nearest one: a mode that of the major scale with the same notes (D dorian has none, as
C major), a pentatonic, blues, harmonic or melodic minor scale that of the plain major
or minor on its tonic, as scores have it. Whole tone and chromatic have none.
"""

from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key

_SEMITONES_TO_MAJOR = {
    "major": 0,
    "minor": 3,
    "harmonic minor": 3,
    "melodic minor": 3,
    "dorian": 10,
    "phrygian": 8,
    "lydian": 7,
    "mixolydian": 5,
    "locrian": 1,
    "major pentatonic": 0,
    "minor pentatonic": 3,
    "blues": 3,
}
"""From the tonic up to the tonic of the major scale with the same signature."""

_SEMITONES_PER_FIFTH = 7


def sharps_in_signature(key: Key) -> int | None:
    """Return the number of sharps, negative for flats, -6..6; None = no signature.

    >>> [sharps_in_signature(Key.named(*name)) for name in (
    ...     ("D", "major"), ("E", "phrygian"), ("Eb", "minor"), ("C", "chromatic"))]
    [2, 0, -6, None]
    """
    offset = _SEMITONES_TO_MAJOR.get(key.scale.name)
    if offset is None:
        return None
    # Each step round the circle of fifths adds a sharp; past six, flats are fewer.
    sharps = (key.tonic + offset) * _SEMITONES_PER_FIFTH % SEMITONES_PER_OCTAVE
    is_written_with_flats = "♭" in PITCH_CLASS_NAMES[key.tonic]
    if sharps > 6 or (sharps == 6 and is_written_with_flats):
        return sharps - SEMITONES_PER_OCTAVE
    return sharps


def key_of_signature(sharps: int, *, is_minor: bool) -> Key:
    """Return the major or minor key with that signature.

    Args:
        sharps: -7..7, negative for flats.
        is_minor: the minor one of the two keys that share a signature.

    >>> key_of_signature(-3, is_minor=True).name
    'C minor'
    """
    major_tonic = sharps * _SEMITONES_PER_FIFTH % SEMITONES_PER_OCTAVE
    if not is_minor:
        return Key(major_tonic, SCALES["major"])
    offset = _SEMITONES_TO_MAJOR["minor"]
    return Key((major_tonic - offset) % SEMITONES_PER_OCTAVE, SCALES["minor"])
