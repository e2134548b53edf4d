"""How well chords and the notes over them sound: roughness and harmonicity together.

Harrison and Pearce ("Simultaneous consonance in music perception and composition",
Psychological Review 127, 2020) found that listeners' judgements of chords follow two
properties: little interference between partials, by the model of Hutchinson and Knopoff
("The acoustic component of Western consonance", Interface 7, 1978), and likeness to one
harmonic series, by the model of Harrison and Pearce ("An energy-based generative
sequence model for testing sensory theories of Western harmony", ISMIR 2018) on the
pitch-class spectra of Milne ("A computational model of the cognition of tonality",
2013). The weights of the two are theirs.
"""

from collections.abc import Collection
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musicbreeder.theory.chord import Chord
from musicbreeder.theory.pitch import A4_HZ, A4_MIDI_NOTE, SEMITONES_PER_OCTAVE

_MIDI_NOTE_COUNT = 128
_COMFORTABLE = slice(48, 85)
"""The notes melodies are mostly made of, which set the scale of good and bad."""

# Published constants: Hutchinson and Knopoff with eleven harmonics, Milne with twelve.
_INTERFERING_HARMONICS = np.arange(1, 12)
_INTERFERING_AMPLITUDES = 1.0 / _INTERFERING_HARMONICS
_IMPLIED_HARMONICS = np.arange(1, 13)
_IMPLIED_WEIGHTS = _IMPLIED_HARMONICS**-0.75
_SPECTRUM_SIZE = 1200
_SMEARING_CENTS = 6.83
_ROUGHNESS_WEIGHT = -1.62001025973261
_HARMONICITY_WEIGHT = 1.77992362857478


def harmonicity(pitch_classes: Collection[int]) -> float:
    """Return how clearly notes point to one common fundamental, whatever their octaves.

    It is the divergence, in bits, of the strengths of all virtual pitches from an
    even spread.

    >>> round(harmonicity((0, 4, 7)), 4), round(harmonicity((0, 3, 6)), 4)
    (0.9373, 0.7225)
    """
    return _harmonicity(
        frozenset(each % SEMITONES_PER_OCTAVE for each in pitch_classes)
    )


@cache
def _harmonicity(pitch_classes: frozenset[int]) -> float:
    strengths = virtual_pitches(pitch_classes)
    shares = strengths / strengths.sum()
    shares = shares[shares > 0]
    return float((shares * np.log2(shares * _SPECTRUM_SIZE)).sum())


def virtual_pitches(pitch_classes: Collection[int]) -> NDArray[np.float64]:
    """Return how well a harmonic tone on each cent of the octave explains the notes.

    Returns:
        ``(1200,)`` cosine similarities, 0-1; index 100 is C♯.
    """
    template = np.fft.rfft(_tone_spectrum())
    impulses = np.zeros(_SPECTRUM_SIZE)
    impulses[[100 * pitch_class for pitch_class in sorted(set(pitch_classes))]] = 1.0
    chord = np.fft.rfft(impulses) * template
    likeness = np.fft.irfft(chord * np.conj(template), _SPECTRUM_SIZE)
    spectrum = np.fft.irfft(chord, _SPECTRUM_SIZE)
    scale = np.linalg.norm(_tone_spectrum()) * np.linalg.norm(spectrum)
    # Rounding in the transform must not make an even spread look uneven.
    similar: NDArray[np.float64] = np.maximum(likeness / scale, 0.0)
    return similar


@cache
def _tone_spectrum() -> NDArray[np.float64]:
    """Return the harmonics a tone on C implies, folded into one octave, ``(1200,)``."""
    cents = np.arange(_SPECTRUM_SIZE)[:, None]
    # Milne's spectra have their harmonics on whole cents.
    places = np.round(1200.0 * np.log2(_IMPLIED_HARMONICS))[None, :]
    distance = (cents - places + 600.0) % 1200.0 - 600.0
    bells = np.exp(-0.5 * (distance / _SMEARING_CENTS) ** 2)
    spectrum: NDArray[np.float64] = (bells * _IMPLIED_WEIGHTS).sum(axis=1)
    return spectrum


def _interference(
    first_hz: NDArray[np.float64], second_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much pure tones of equal strength disturb each other, 0-1."""
    bandwidth_hz = 1.72 * ((first_hz + second_hz) / 2.0) ** 0.65
    distance = 4.0 * np.abs(second_hz - first_hz) / bandwidth_hz
    disturbed: NDArray[np.float64] = (distance * np.exp(1.0 - distance)) ** 2
    # Beyond 1.2 bands two tones go by each other.
    disturbed[distance > 4.0 * 1.2] = 0.0
    return disturbed


@cache
def _interference_table() -> NDArray[np.float64]:
    """Return the interference of the partials of every two MIDI notes, ``(128, 128)``.

    The diagonal holds what a note does within itself.
    """
    notes = np.arange(_MIDI_NOTE_COUNT)
    fundamentals = A4_HZ * 2.0 ** ((notes - A4_MIDI_NOTE) / SEMITONES_PER_OCTAVE)
    partials = np.multiply.outer(fundamentals, _INTERFERING_HARMONICS)
    weights = np.multiply.outer(_INTERFERING_AMPLITUDES, _INTERFERING_AMPLITUDES)
    table = np.stack(
        [
            (_interference(row[None, :, None], partials[:, None, :]) * weights).sum(
                (1, 2)
            )
            for row in partials
        ]
    )
    np.fill_diagonal(table, np.diagonal(table) / 2.0)
    return table


def interference(midi_notes: Collection[int]) -> float:
    """Return the roughness of notes together by Hutchinson and Knopoff.

    >>> round(interference((60, 61)), 2), round(interference((60, 64, 67)), 2)
    (0.48, 0.12)
    """
    notes = np.unique(np.asarray(list(midi_notes), dtype=np.intp))
    table = _interference_table()[np.ix_(notes, notes)]
    total = np.triu(table).sum()
    return float(total / (len(notes) * (_INTERFERING_AMPLITUDES**2).sum()))


def chord_consonance(midi_notes: Collection[int]) -> float:
    """Return how consonant notes together are; comparable for equally many notes.

    >>> round(chord_consonance((60, 64, 67)), 2), round(chord_consonance((60, 61)), 2)
    (1.47, 0.89)
    """
    return _ROUGHNESS_WEIGHT * interference(midi_notes) + _HARMONICITY_WEIGHT * (
        harmonicity(midi_notes)
    )


def notes_over_chord(chord: Chord) -> NDArray[np.float64]:
    """Return how well each MIDI note sounds over a chord.

    The chord is heard in root position in the octave below middle C.

    Returns:
        ``(128,)``, read-only: 1 for the best and 0 for the worst of the notes 48-84
        over this chord, notes beyond them on the same scale, held within 0-1.

    >>> from musicbreeder.theory.chord import Chord
    >>> scores = notes_over_chord(Chord.parsed("C"))
    >>> bool(scores[79] > scores[74] > scores[73])
    True
    """
    return _notes_over(chord.midi_notes())


@cache
def _notes_over(chord_notes: tuple[int, ...]) -> NDArray[np.float64]:
    table = _interference_table()
    chord = list(chord_notes)
    within = np.triu(table[np.ix_(chord, chord)]).sum()
    # A note the chord already has adds strength, not a new disturbance.
    own = np.diagonal(table).copy()
    between = table[:, chord].copy()
    for place, note in enumerate(chord):
        between[note, place] = own[note] = 0.0
    energy = (len(chord) + 1) * (_INTERFERING_AMPLITUDES**2).sum()
    rough = (within + own + between.sum(axis=1)) / energy
    present = {note % SEMITONES_PER_OCTAVE for note in chord}
    by_pitch_class = np.array(
        [harmonicity(present | {each}) for each in range(SEMITONES_PER_OCTAVE)]
    )
    harmonic = by_pitch_class[np.arange(_MIDI_NOTE_COUNT) % SEMITONES_PER_OCTAVE]
    score = _ROUGHNESS_WEIGHT * rough + _HARMONICITY_WEIGHT * harmonic
    worst, best = score[_COMFORTABLE].min(), score[_COMFORTABLE].max()
    scaled: NDArray[np.float64] = np.clip((score - worst) / (best - worst), 0.0, 1.0)
    scaled.flags.writeable = False
    return scaled


def melody_over_chord(midi_notes: ArrayLike, chord: Chord) -> NDArray[np.float64]:
    """Return how well notes sound over a chord, as `notes_over_chord` scales it.

    Args:
        midi_notes: whole numbers 0-127 of any shape, so that many melodies can be
            judged at once.

    Returns:
        Scores 0-1 in the shape of `midi_notes`.
    """
    scores: NDArray[np.float64] = notes_over_chord(chord)[
        np.asarray(midi_notes, dtype=np.intp)
    ]
    return scores
