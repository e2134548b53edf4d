"""Chords that fit a melody.

The best row of chords through a hidden Markov model, by the Viterbi algorithm, as in
Simon, Morris and Basu ("MySong: automatic accompaniment generation for vocal melodies",
CHI 2008): each bar says how well its notes sound over each chord of the key, and chords
follow one another as functional harmony has it. How well notes sound over a chord is
measured as everywhere in this program (`theory.harmony`), not learned.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody
from musicbreeder.theory.chord import Chord, ChordQuality, quality_named
from musicbreeder.theory.harmony import notes_over_chord
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.progression import Progression, diatonic_chords
from musicbreeder.theory.scale import Key

_FIT_WEIGHT = 9.0
_MEMBER_WEIGHT = 0.55
"""How much of a note's fit is to be a note of the chord, beside how it sounds."""

_WEIGHT_BY_STRENGTH = np.array([1.0, 0.8, 0.65, 0.4, 0.25])
_TONIC_START, _TONIC_END, _DOMINANT_END = 1.2, 2.0, 0.6
_SAME_CHORD = -0.5
_DISSONANT_TRIAD = -1.5

# How well a root follows another, by the distance up in semitones: falling fifths and
# rising fourths are strongest, then steps and thirds down (Schoenberg, "Structural
# Functions of Harmony", 1954, chapter II).
_ROOT_MOTION = {
    0: _SAME_CHORD, 5: 1.0, 7: 0.4, 9: 0.5, 8: 0.5, 2: 0.6, 1: 0.5, 10: 0.2, 11: 0.1,
    3: 0.1, 4: 0.1, 6: -0.3,
}  # fmt: skip


def harmonised(melody: Melody, key: Key) -> Progression:
    """Return one chord a bar that fits the melody; the same melody, the same chords."""
    chords = _vocabulary(key)
    fits = np.stack([_bar_fit(melody, bar, chords) for bar in range(melody.bar_count)])
    steps = _transitions(chords)
    tonic = [chord.root == key.tonic for chord in chords]
    dominant = [
        (chord.root - key.tonic) % SEMITONES_PER_OCTAVE == 7 for chord in chords
    ]
    score = fits[0] + _TONIC_START * np.array(tonic)
    came_from = []
    for fit in fits[1:]:
        through = score[:, None] + steps
        came_from.append(through.argmax(axis=0))
        score = through.max(axis=0) + fit
    if melody.bar_count > 1:
        score = (
            score + _TONIC_END * np.array(tonic) + _DOMINANT_END * np.array(dominant)
        )
    row = [int(score.argmax())]
    for origins in reversed(came_from):
        row.append(int(origins[row[-1]]))
    return Progression(tuple((chords[place],) for place in reversed(row)))


@cache
def _vocabulary(key: Key) -> tuple[Chord, ...]:
    """Return the key's triads, with a major dominant where minor keys borrow one."""
    chords = list(dict.fromkeys(diatonic_chords(key)))
    tonic = next(chord for chord in chords if chord.root == key.tonic)
    if tonic.quality.is_minor:
        dominant_root = (key.tonic + 7) % SEMITONES_PER_OCTAVE
        major: ChordQuality = quality_named("")
        dominant = Chord(dominant_root, major)
        if dominant not in chords:
            chords.append(dominant)
    return tuple(chords)


def _bar_fit(melody: Melody, bar: int, chords: Sequence[Chord]) -> NDArray[np.float64]:
    """Return how well the notes that sound in a bar go with each chord."""
    start, end = melody.meter.bar_span(bar, melody.bar_count)
    strengths = np.tile(melody.meter.weights(), melody.bar_count)
    notes, weights = [], []
    for note in melody.notes:
        first, last = max(note.start, start), min(note.end, end)
        if first < last:
            notes.append(note.midi_note)
            accent = _WEIGHT_BY_STRENGTH[-int(strengths[first])]
            weights.append(accent * np.sqrt(last - first))
    if not notes:
        return np.zeros(len(chords))
    shares = np.array(weights) / sum(weights)
    fits = []
    for chord in chords:
        sounds = notes_over_chord(chord)[notes]
        is_member = np.array([chord.contains(note) for note in notes])
        fit = (1 - _MEMBER_WEIGHT) * sounds + _MEMBER_WEIGHT * is_member
        fits.append(_FIT_WEIGHT * float(fit @ shares) + _own_charm(chord))
    return np.array(fits)


def _own_charm(chord: Chord) -> float:
    return _DISSONANT_TRIAD if chord.quality.suffix in ("dim", "aug") else 0.0


@cache
def _transitions(chords: tuple[Chord, ...]) -> NDArray[np.float64]:
    """Return how well each chord (column) follows each other one (row)."""
    roots = np.array([chord.root for chord in chords])
    distances = (roots[None, :] - roots[:, None]) % SEMITONES_PER_OCTAVE
    scores = [_ROOT_MOTION[distance] for distance in range(SEMITONES_PER_OCTAVE)]
    following: NDArray[np.float64] = np.array(scores)[distances]
    return following
