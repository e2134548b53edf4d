"""How well melodies go with chords that are given.

Notes on strong steps and long notes must belong: passing and neighbour notes on weak
steps are what melodies live on (Temperley, "Music and Probability", 2007, chapter 4).
How a note sounds over a chord is measured by `theory.harmony`.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody
from musicbreeder.theory.harmony import notes_over_chord
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.progression import Progression
from musicbreeder.theory.scale import Key

_WEIGHT_BY_STRENGTH = np.array([1.0, 0.85, 0.7, 0.3, 0.15], dtype=np.float32)
_MEMBER_SHARE = 0.6


def chord_fits(
    melodies: Sequence[Melody], keys: Sequence[Key], chords: str
) -> NDArray[np.float64]:
    """Return how well each melody goes with a progression that goes round.

    Args:
        melodies: of one meter and length.
        keys: theirs; numerals are read in them.
        chords: the progression as text, see `theory.progression.Progression`.

    Returns:
        ``(n,)``, 0-1: 1 = every strong or long note is a note of its chord.

    Raises:
        ChordNameError: the text is no progression.
    """
    fits = np.zeros(len(melodies))
    for place, (melody, key) in enumerate(zip(melodies, keys, strict=True)):
        onsets = np.flatnonzero(melody.events >= 0)
        if not len(onsets):
            continue
        table = _table(chords, key.tonic, melody.meter, melody.step_count)
        weights = _weights(melody.meter, melody.step_count)[onsets]
        # A long note is heard as long as it lasts, though not in proportion.
        lengths = np.diff(np.append(onsets, melody.step_count))
        weights = weights * np.sqrt(lengths)
        fits[place] = weights @ table[onsets, melody.events[onsets]] / weights.sum()
    return fits


@lru_cache(maxsize=64)
def _table(
    chords: str, tonic: int, meter: Meter, step_count: int
) -> NDArray[np.float32]:
    """Return ``(step_count, 128)``: how well each note sounds on each step."""
    progression = Progression.parsed(chords, tonic)
    rows = []
    for step in range(step_count):
        chord = progression.chord_at_step(step - meter.pickup_steps, meter)
        classes = np.arange(128) % SEMITONES_PER_OCTAVE
        is_member = np.isin(classes, [*chord.pitch_classes, chord.root])
        rows.append(
            (1.0 - _MEMBER_SHARE) * notes_over_chord(chord) + _MEMBER_SHARE * is_member
        )
    table = np.array(rows, dtype=np.float32)
    table.setflags(write=False)
    return table


@lru_cache(maxsize=64)
def _weights(meter: Meter, step_count: int) -> NDArray[np.float32]:
    strengths = np.resize(meter.weights(), step_count)
    weights: NDArray[np.float32] = _WEIGHT_BY_STRENGTH[-strengths.astype(np.intp)]
    return weights
