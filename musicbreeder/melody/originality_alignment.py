"""A melody laid over a tune: which notes are the same, and where they lie together.

A note of the melody is *in common* with the tune if, after one transposition, one shift
in time and perhaps a doubling or halving of all lengths, the tune has the same pitch
starting at the same moment, give or take a sixteenth, and neither note lasts more than
four times as long as the other. The sixteenth lets grace notes push a note aside; notes
put between those of the tune leave these where they are. Each note of the tune counts
once.

Of the notes in common only those count that lie together: the stretch of the melody
with the greatest sum of bits, where a note in common brings what the step to it is
worth, and every note that only one of the two has costs something (the best local
alignment of Smith and Waterman, 1981, along one diagonal).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.originality_tunes import TICKS_PER_QUARTER

_TOLERANCE_TICKS = TICKS_PER_QUARTER // 4
_LONGEST_TIMES = 4
_NEAREST_NOTES = 3
_BITS_OF_A_FIRST_NOTE = 0.5
_COST_OF_OTHER_NOTE = 1.2
_COST_OF_ORNAMENT = 0.5
_COST_OF_LEFT_OUT = 0.5


@dataclass(frozen=True, eq=False)
class Line:
    """Notes of a melody or a tune.

    Attributes:
        midi_notes: ``(n,)`` whole numbers.
        onsets: ``(n,)`` ticks, ascending.
        durations: ``(n,)`` ticks.
        bits: ``(n,)`` what it tells that a melody takes the step to each note; of tunes
            only.
    """

    midi_notes: NDArray[np.integer]
    onsets: NDArray[np.integer]
    durations: NDArray[np.integer]
    bits: NDArray[np.float32]


@dataclass(frozen=True)
class Place:
    """How a melody is laid over a tune.

    Attributes:
        semitones: added to the melody.
        time_scale: lengths of the tune to those of the melody: 0.5, 1 or 2.
        shift_ticks: added to the melody's times once they are scaled.
    """

    semitones: int
    time_scale: float
    shift_ticks: float


@dataclass(frozen=True, eq=False)
class Alignment:
    """What a melody and a tune have in common at one place.

    Attributes:
        bits: of the notes in common less what lies between, 0 = nothing in common.
        melody_notes: ``(common_count,)`` places in the melody of the notes in common.
        tune_notes: ``(common_count,)`` their places in the tune.
    """

    bits: float
    melody_notes: NDArray[np.intp]
    tune_notes: NDArray[np.intp]


def aligned(melody: Line, tune: Line, place: Place) -> Alignment:
    """Return what the two have in common, laid over each other at `place`."""
    times = melody.onsets.astype(np.float64) * place.time_scale + place.shift_ticks
    partners = _partners(melody, tune, place, times)
    is_common = partners >= 0
    common = partners[is_common]
    gains = np.where(
        melody.durations > TICKS_PER_QUARTER // 4,
        -_COST_OF_OTHER_NOTE,
        -_COST_OF_ORNAMENT,
    )
    is_next = np.zeros(len(common), dtype=np.bool_)
    is_next[1:] = common[1:] == common[:-1] + 1
    bits = tune.bits[common]
    gains[is_common] = np.where(is_next, bits, np.minimum(bits, _BITS_OF_A_FIRST_NOTE))
    gains -= _COST_OF_LEFT_OUT * _left_out(tune, common, times)
    begin, end, total = _best_stretch(gains)
    is_common[:begin] = False
    is_common[end:] = False
    return Alignment(total, np.flatnonzero(is_common), partners[is_common])


def _partners(
    melody: Line, tune: Line, place: Place, times: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return for each note of the melody the tune's note in common, -1 = none."""
    wanted = melody.midi_notes + place.semitones
    lengths = melody.durations * place.time_scale
    tolerance = _TOLERANCE_TICKS * place.time_scale
    first = np.searchsorted(tune.onsets, times - tolerance)
    partners = np.full(len(times), -1, dtype=np.intp)
    nearest = np.full(len(times), np.inf)
    for step in range(_NEAREST_NOTES):
        candidates = np.minimum(first + step, len(tune.onsets) - 1)
        apart = np.abs(tune.onsets[candidates] - times)
        theirs = tune.durations[candidates]
        is_same = (
            (tune.midi_notes[candidates] == wanted)
            & (apart <= tolerance)
            & (apart < nearest)
            & (theirs <= _LONGEST_TIMES * lengths)
            & (lengths <= _LONGEST_TIMES * theirs)
        )
        partners[is_same] = candidates[is_same]
        nearest[is_same] = apart[is_same]
    # A note of the tune that two notes claim goes to the nearer one.
    for index in np.flatnonzero((partners[1:] == partners[:-1]) & (partners[1:] >= 0)):
        further = index if nearest[index] > nearest[index + 1] else index + 1
        partners[further] = -1
    return partners


def _left_out(
    tune: Line, common: NDArray[np.intp], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how many notes only the tune has, at the melody's note that follows."""
    counts = np.zeros(len(times))
    if len(common) == 0:
        return counts
    between = np.arange(common.min(), common.max() + 1)
    is_left_out = np.ones(len(between), dtype=np.bool_)
    is_left_out[common - between[0]] = False
    followers = np.searchsorted(times, tune.onsets[between[is_left_out]])
    np.add.at(counts, np.minimum(followers, len(times) - 1), 1.0)
    return counts


def _best_stretch(gains: NDArray[np.float64]) -> tuple[int, int, float]:
    """Return the stretch with the greatest sum: first, one past the last, the sum."""
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    lowest = np.minimum.accumulate(sums)
    rises = sums - lowest
    end = int(np.argmax(rises))
    begin = int(np.flatnonzero(sums[: end + 1] == lowest[end])[-1])
    return begin, end, float(rises[end])
