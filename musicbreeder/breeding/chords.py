"""Breeding over chords that are given: what fits them is wanted, and made.

Where the listener asks for no chords nothing here does anything.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.context import VariationContext, picked
from musicbreeder.melody.chord_fit import chord_fits
from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.chord import Chord
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.progression import Progression
from musicbreeder.theory.scale import Key

STARS_FOR_FITTING = 4.0
"""What a melody of nothing but chord notes is worth more than one that has none."""

_SCORE_FOR_FITTING = 0.8
_STRONG = -2  # downbeats, accents and beats, see `theory.meter.Meter.weights`
_FARTHEST_SEMITONES = 4


def stars_for_chords(
    melodies: Sequence[Melody], keys: Sequence[Key], chords: str
) -> NDArray[np.float64]:
    """Return what going with the chords is worth in stars, ``(n,)``; 0 without any."""
    if not chords:
        return np.zeros(len(melodies))
    return STARS_FOR_FITTING * chord_fits(melodies, keys, chords)


def score_for_chords(
    melodies: Sequence[Melody], keys: Sequence[Key], chords: str
) -> NDArray[np.float64]:
    """Return what going with the chords adds to a judge's score, ``(n,)``."""
    if not chords:
        return np.zeros(len(melodies))
    return _SCORE_FOR_FITTING * chord_fits(melodies, keys, chords)


def lead_by_chords(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with some of its strong notes moved into their chords."""
    strangers = _strangers(melody, context)
    count = 1 + int(rng.random() * (1 + 3 * context.variation))
    return _moved(melody, context, picked(strangers, count, rng))


def led_by_chords(melody: Melody, context: VariationContext) -> Melody:
    """Return the melody with every strong note in its chord, where one is near."""
    return _moved(melody, context, _strangers(melody, context))


def _strangers(melody: Melody, context: VariationContext) -> list[int]:
    """Return the strong onsets whose notes do not belong to their chords."""
    if not context.chords:
        return []
    row = _chord_row(context.chords, context.key, melody.meter, melody.step_count)
    weights = melody.meter.weights()
    return [
        int(step)
        for step in np.flatnonzero(melody.events >= 0)
        if weights[step % len(weights)] >= _STRONG
        and not row[step].contains(int(melody.events[step]))
    ]


def _moved(melody: Melody, context: VariationContext, onsets: Sequence[int]) -> Melody:
    if not onsets:
        return melody
    row = _chord_row(context.chords, context.key, melody.meter, melody.step_count)
    draft = Draft(melody)
    for onset in onsets:
        old = draft.events[onset]
        near = [
            note
            for note in context.ladder
            if row[onset].contains(note) and abs(note - old) <= _FARTHEST_SEMITONES
        ]
        if near:
            draft.events[onset] = min(near, key=lambda note: (abs(note - old), note))
    return draft.melody()


@lru_cache(maxsize=256)
def _chord_row(
    chords: str, key: Key, meter: Meter, step_count: int
) -> tuple[Chord, ...]:
    progression = Progression.parsed(chords, key.tonic)
    return tuple(
        progression.chord_at_step(step - meter.pickup_steps, meter)
        for step in range(step_count)
    )
