"""The harmony a melody implies: chords it outlines on strong beats.

Chords are triads on degrees of the scale. Pentatonic and blues tunes imply the chords
of the fuller scale they are part of. Progressions are common property: functional ones
for major and minor (Piston, "Harmony"), the usual vamps of the modes.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.seeding.chance import chosen
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Scale

Degrees = tuple[int, ...]

DOMINANT = 5

_PARENT_SCALES = {
    "major pentatonic": "major",
    "minor pentatonic": "minor",
    "blues": "minor",
    "chromatic": "major",
}

_MAJOR = ((1, 4, 5, 1), (1, 6, 5, 1), (1, 2, 5, 1), (1, 1, 5, 1), (6, 4, 5, 1))
_MAJOR_OPEN = ((1, 4, 1, 5), (1, 1, 4, 5), (1, 6, 2, 5), (1, 5, 6, 5), (1, 6, 4, 5))
_MINOR = ((1, 4, 5, 1), (1, 6, 5, 1), (1, 6, 7, 1), (1, 3, 5, 1), (4, 1, 5, 1))
_MINOR_OPEN = ((1, 4, 1, 5), (1, 7, 6, 5), (1, 6, 3, 7), (1, 1, 4, 5))

_CLOSING: dict[str, tuple[Degrees, ...]] = {
    "major": _MAJOR,
    "minor": _MINOR,
    "harmonic minor": ((1, 4, 5, 1), (1, 6, 5, 1), (4, 1, 5, 1)),
    "melodic minor": ((1, 4, 5, 1), (1, 2, 5, 1), (1, 4, 7, 1)),
    "dorian": ((1, 4, 7, 1), (1, 7, 4, 1), (1, 4, 5, 1), (1, 2, 7, 1)),
    "phrygian": ((1, 2, 7, 1), (1, 7, 2, 1), (1, 6, 2, 1)),
    "lydian": ((1, 2, 5, 1), (1, 2, 7, 1), (1, 5, 2, 1)),
    "mixolydian": ((1, 7, 4, 1), (1, 4, 7, 1), (1, 5, 7, 1)),
    "locrian": ((1, 6, 2, 1), (1, 3, 2, 1)),
}
_OPENING: dict[str, tuple[Degrees, ...]] = {
    "major": _MAJOR_OPEN,
    "minor": _MINOR_OPEN,
    "harmonic minor": ((1, 4, 1, 5), (1, 6, 4, 5)),
    "melodic minor": ((1, 4, 1, 5), (1, 2, 4, 5)),
    "dorian": ((1, 4, 1, 7), (1, 7, 4, 5), (1, 2, 1, 7)),
    "phrygian": ((1, 2, 1, 7), (1, 6, 7, 2)),
    "lydian": ((1, 2, 1, 2), (1, 2, 6, 5)),
    "mixolydian": ((1, 7, 1, 5), (1, 4, 1, 7)),
    "locrian": ((1, 2, 1, 6), (1, 6, 3, 2)),
}
_OTHER_CLOSING = ((1, 2, 1, 1), (1, 3, 2, 1))
_OTHER_OPENING = ((1, 2, 1, 2), (1, 1, 3, 2))


def progression(
    bar_count: int, scale: Scale, rng: np.random.Generator
) -> tuple[int, ...]:
    """Return the chord of each bar as a degree, 1 = tonic; the last one is the tonic.

    Melodies of two and three bars take the end of a progression, so that they close
    as well.
    """
    parent = _PARENT_SCALES.get(scale.name, scale.name)
    closings = _CLOSING.get(parent, _OTHER_CLOSING)
    openings = _OPENING.get(parent, _OTHER_OPENING)
    closing = chosen(closings, [1.0] * len(closings), rng)
    opening = chosen(openings, [1.0] * len(openings), rng)
    if bar_count < 4:
        return (1, *closing[5 - bar_count :])
    if bar_count == 4 and rng.random() < 0.6:
        return (1, *closing[1:])
    half = bar_count // 2
    # The first half ends open, on the chord before the return.
    first = (1, *opening[5 - half :])
    return (*first, *closing[4 - (bar_count - half) :])


@cache
def chord_semitones(scale: Scale, degree: int) -> frozenset[int]:
    """Return the semitones above the tonic of the triad on a degree of a scale.

    Only notes of the scale itself are given, at least two.

    Args:
        degree: 1 = the triad on the tonic; other scales than those of seven notes count
            their own steps.
    """
    parent = SCALES.get(_PARENT_SCALES.get(scale.name, scale.name), scale)
    for thirds in (3, 4, 5):
        chord = {
            parent.semitones[(degree - 1 + 2 * third) % len(parent.semitones)]
            for third in range(thirds)
        }
        within = frozenset(chord) & frozenset(scale.semitones)
        if len(within) >= 2:
            return within
    return frozenset(scale.semitones)


def chord_mask(
    scale: Scale, tonic: int, degree: int, midi_notes: Sequence[int]
) -> NDArray[np.float64]:
    """Return 1.0 for each of `midi_notes` that belongs to the chord, else 0.0."""
    chord = chord_semitones(scale, degree)
    return np.array(
        [(note - tonic) % SEMITONES_PER_OCTAVE in chord for note in midi_notes],
        dtype=np.float64,
    )
