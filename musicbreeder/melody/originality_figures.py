"""Figures: a few notes in a row, written as the intervals between them.

A figure sounds the same in every key and at every place of a bar, so tunes that share
one are found by looking it up. How much a shared figure tells depends on how rare it
is: a piece of a scale stands in most tunes, a turn of phrase of its own in one. So
figures of six notes are weighed by the share of tunes they stand in, in bits, as words
are weighed in text search (Sparck Jones, "A statistical interpretation of term
specificity", 1972).
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.originality_tunes import Tunes

FIGURE_NOTES = 5
"""Notes of a figure that is looked up."""

_RARITY_NOTES = 6
_LARGEST_INTERVAL = 12
_BASE = 2 * _LARGEST_INTERVAL + 1
_PRIOR_TUNES = 500
_NOTES_OF_A_TUNE = 100
_BITS_WHERE_TOO_SHORT = 1.0
# Share of melodic intervals by size, both directions together, in the printed fiddle
# and song books of Aird, Ryan and O'Neill: repeated notes 9 %, seconds 51 %.
_INTERVAL_SHARES = np.array(
    (0.093, 0.162, 0.349, 0.153, 0.104, 0.069, 0.002, 0.028, 0.012, 0.01, 0.004, 0.001,
     0.013)
)  # fmt: skip


def figure_codes(midi_notes: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return one number for each row of notes; transposed rows have the same.

    Args:
        midi_notes: ``(row_count, n)`` MIDI notes.

    Returns:
        ``(row_count,)`` int64. Leaps beyond an octave count as octaves.
    """
    intervals = np.diff(midi_notes.astype(np.int64), axis=1)
    digits = np.clip(intervals, -_LARGEST_INTERVAL, _LARGEST_INTERVAL)
    digits += _LARGEST_INTERVAL
    codes = np.zeros(len(digits), dtype=np.int64)
    for column in digits.T:
        codes = codes * _BASE + column
    return codes


def figures_of(
    tunes: Tunes, note_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every figure of so many notes that lies within one tune.

    Returns:
        its first notes, and its codes; each ``(figure_count,)``.
    """
    midi_notes = tunes.midi_notes.astype(np.int64)
    intervals = midi_notes[1:] - midi_notes[:-1]
    digits = np.clip(intervals, -_LARGEST_INTERVAL, _LARGEST_INTERVAL)
    digits += _LARGEST_INTERVAL
    start_count = max(tunes.note_count - note_count + 1, 0)
    codes = np.zeros(start_count, dtype=np.int64)
    for place in range(note_count - 1):
        codes = codes * _BASE + digits[place : place + start_count]
    tune_ends = np.repeat(tunes.first_notes[1:], np.diff(tunes.first_notes))
    starts = np.arange(start_count)
    is_whole = starts + note_count <= tune_ends[:start_count]
    return starts[is_whole], codes[is_whole]


class FigureRarity:
    """In how many tunes of a collection figures of six notes stand.

    Args:
        tunes: None = a collection nobody has: then only the sizes of intervals count.
    """

    def __init__(self, tunes: Tunes | None = None) -> None:
        self._tune_count = 0 if tunes is None else len(tunes)
        self._codes = np.zeros(0, dtype=np.int64)
        self._counts = np.zeros(0, dtype=np.int64)
        if tunes is not None:
            starts, codes = figures_of(tunes, _RARITY_NOTES)
            numbers = np.searchsorted(tunes.first_notes, starts, side="right")
            # A figure that a tune repeats counts once.
            once = np.unique(codes * (self._tune_count + 1) + numbers)
            self._codes, self._counts = np.unique(
                once // (self._tune_count + 1), return_counts=True
            )

    def note_bits(self, tunes: Tunes) -> NDArray[np.float32]:
        """Return how much it tells that a melody takes the step to each note.

        Returns:
            ``(note_count,)`` float32 bits: the mean over the figures that contain the
            step, each figure's bits shared out over its five steps.
        """
        starts, codes = figures_of(tunes, _RARITY_NOTES)
        bits = np.zeros(tunes.note_count + 1)
        bits[starts + 1] = self._bits(codes) / (_RARITY_NOTES - 1)
        counts = np.zeros(tunes.note_count + 1)
        counts[starts + 1] = 1.0
        bits, counts = np.cumsum(bits), np.cumsum(counts)
        ends = np.arange(tunes.note_count)
        begins = np.maximum(ends - (_RARITY_NOTES - 1), 0)
        sums, numbers = bits[ends] - bits[begins], counts[ends] - counts[begins]
        is_known = numbers > 0
        means = np.full(tunes.note_count, _BITS_WHERE_TOO_SHORT, dtype=np.float32)
        means[is_known] = sums[is_known] / numbers[is_known]
        return means

    def _bits(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        found = np.searchsorted(self._codes, codes)
        counts = np.zeros(len(codes))
        is_inside = found < len(self._codes)
        is_same = np.zeros(len(codes), dtype=np.bool_)
        is_same[is_inside] = self._codes[found[is_inside]] == codes[is_inside]
        counts[is_same] = self._counts[found[is_same]]
        # What the collection has not is as rare as the sizes of its intervals.
        expected = _PRIOR_TUNES * np.minimum(_NOTES_OF_A_TUNE * _chances(codes), 1.0)
        tune_count = self._tune_count + _PRIOR_TUNES
        bits: NDArray[np.float64] = np.log2(
            tune_count / np.clip(counts + expected, 1.0, tune_count)
        )
        return bits


def _chances(codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how likely figures are when every step is drawn by its size alone."""
    shares = _INTERVAL_SHARES.copy()
    shares[1:] /= 2  # up or down
    chances = np.ones(len(codes))
    for _ in range(_RARITY_NOTES - 1):
        codes, digits = np.divmod(codes, _BASE)
        chances *= shares[np.abs(digits - _LARGEST_INTERVAL)]
    return chances
