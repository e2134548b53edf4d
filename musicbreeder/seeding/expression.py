"""Velocities: how a melody is played.

Metre, phrase and height shape the loudness, as in the performance rules of Friberg,
Bresin and Sundberg, "Overview of the KTH rule system" (2006): accents on strong
positions, phrase arch, high loud.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.theory.meter import Meter

_MIDDLE = 88.0
_ACCENTS = {0: 12.0, -1: 7.0, -2: 4.0, -3: -3.0, -4: -7.0}
_SOFTEST, _LOUDEST = 48, 120


def shaped_velocities(
    onsets: Sequence[int],
    pitches: Sequence[int],
    step_count: int,
    meter: Meter,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Return ``(note_count,)`` a velocity for each note.

    Args:
        onsets: step on which each note starts.
        pitches: MIDI note of each note.
        step_count: length of the melody.
    """
    steps = np.asarray(onsets)
    heights = np.asarray(pitches, dtype=np.float64)
    accents = np.array(
        [
            _ACCENTS[int(weight)]
            for weight in meter.weights()[steps % meter.steps_per_bar]
        ]
    )
    places = steps / step_count
    phrase = 10.0 * (np.sin(np.pi * places**1.2) - 0.6)
    height = np.clip(0.8 * (heights - heights.mean()), -8.0, 8.0)
    played = _MIDDLE + accents + phrase + height + rng.normal(0.0, 1.5, len(steps))
    velocities: NDArray[np.uint8] = np.clip(played, _SOFTEST, _LOUDEST).astype(np.uint8)
    return velocities
