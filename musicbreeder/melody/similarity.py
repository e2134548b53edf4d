"""How alike two melodies sound, whatever the key they are played in.

Two questions are answered. *Is this the same tune again?* Notes are compared one by one
after the best transposition: a note matches when it starts on the same step and lies
within a semitone of where the other melody has it, so that a shift by scale steps,
which bends some seconds and thirds, still counts as the same tune. *How far apart do
these look on one screen?* Melodies become vectors of blurred onsets and of a centred
pitch line, whose Euclidean distance is about 1 between unrelated melodies.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody

NEAR_DUPLICATE_SHARE = 0.9
"""Melodies of which this share of notes matches count as the same tune.

One changed note in a phrase of twelve or more stays below what a listener rates
differently; two do not."""

_SILENT = -1
_PITCH_TOLERANCE_SEMITONES = 1
_PAIRS_AT_ONCE = 20_000

_COLUMN_COUNT = 64
_ONSET_SCALE = 0.29
_LINE_SCALE = 0.02
_LINE_LIMIT_SEMITONES = 14.0


def is_near_duplicate(first: Melody, second: Melody) -> bool:
    """Tell whether two melodies are one tune, perhaps transposed.

    Lengths of notes, velocities and one changed note in a dozen make no other tune.
    """
    shown = MelodyIndex()
    shown.add([first])
    return bool(shown.near([second])[0])


class MelodyIndex:
    """Everything heard so far, to ask of many melodies at once whether they are new.

    Args:
        share: of the notes of two melodies that must match to call them near, more
            than half; they are still found after the best transposition.
    """

    def __init__(self, share: float = NEAR_DUPLICATE_SHARE) -> None:
        if not 0.5 < share <= 1.0:
            raise ValueError(f"share must be above 0.5 and at most 1, got {share}")
        self._share = share
        self._lines: list[NDArray[np.int8]] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, melodies: Sequence[Melody]) -> None:
        """Remember melodies as heard."""
        self._lines.extend(_onset_line(melody) for melody in melodies)

    def near(self, melodies: Sequence[Melody]) -> NDArray[np.bool_]:
        """Tell of each melody whether it is near anything remembered.

        Returns:
            ``(len(melodies),)`` booleans.
        """
        is_near = np.zeros(len(melodies), dtype=np.bool_)
        if not self._lines or not melodies:
            return is_near
        step_count = max(
            max(len(line) for line in self._lines),
            max(melody.step_count for melody in melodies),
        )
        heard = _stacked(self._lines, step_count)
        asked = _stacked([_onset_line(melody) for melody in melodies], step_count)
        asked_of, heard_of, note_sums = _pairs_alike_in_rhythm(
            asked, heard, self._share
        )
        # Melodies bred on one locked rhythm share most of their empty columns.
        is_used = (asked != _SILENT).any(axis=0)
        asked, heard = asked[:, is_used], heard[:, is_used]
        for start in range(0, len(asked_of), _PAIRS_AT_ONCE):
            part = slice(start, start + _PAIRS_AT_ONCE)
            matches = _matching_notes(asked[asked_of[part]], heard[heard_of[part]])
            share = 2 * matches / note_sums[part]
            is_near[asked_of[part][share >= self._share]] = True
        return is_near


def _onset_line(melody: Melody) -> NDArray[np.int8]:
    """Return the MIDI note where one starts, else `_SILENT`."""
    return np.maximum(melody.events, _SILENT).astype(np.int8)


def _stacked(lines: Sequence[NDArray[np.int8]], step_count: int) -> NDArray[np.int8]:
    stack = np.full((len(lines), step_count), _SILENT, dtype=np.int8)
    for row, line in zip(stack, lines, strict=True):
        row[: len(line)] = line
    return stack


def _pairs_alike_in_rhythm(
    asked: NDArray[np.int8], heard: NDArray[np.int8], share: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Return the pairs that share enough onsets to be one tune, and their note sums."""
    asked_onsets = (asked != _SILENT).astype(np.float32)
    heard_onsets = (heard != _SILENT).astype(np.float32)
    shared = asked_onsets @ heard_onsets.T
    sums = asked_onsets.sum(axis=1)[:, None] + heard_onsets.sum(axis=1)[None, :]
    sums = np.maximum(sums, 1)
    asked_of, heard_of = np.nonzero(2 * shared >= share * sums)
    return asked_of, heard_of, sums[asked_of, heard_of]


def _matching_notes(
    first: NDArray[np.int8], second: NDArray[np.int8]
) -> NDArray[np.intp]:
    """Return how many notes of each pair match after the best transposition.

    Where most notes match, the median of all differences is that transposition.
    """
    is_shared = (first != _SILENT) & (second != _SILENT)
    differences = first - second
    # What is not shared sorts behind everything else.
    ordered = np.sort(np.where(is_shared, differences, np.int8(127)), axis=1)
    middle = np.count_nonzero(is_shared, axis=1) // 2
    median = np.take_along_axis(ordered, middle[:, None], axis=1).astype(np.int16)
    is_match = np.abs(differences - median) <= _PITCH_TOLERANCE_SEMITONES
    match_count: NDArray[np.intp] = np.count_nonzero(is_shared & is_match, axis=1)
    return match_count


def shape_vectors(melodies: Sequence[Melody]) -> NDArray[np.float32]:
    """Return each melody as a point; near points sound alike, in any key.

    Returns:
        ``(len(melodies), 128)`` float32: onsets blurred over their neighbours, then the
        pitch line centred on its mean, both on 64 columns over the whole melody.
    """
    vectors = np.zeros((len(melodies), 2 * _COLUMN_COUNT), dtype=np.float32)
    for vector, melody in zip(vectors, melodies, strict=True):
        onsets = melody.onsets
        if len(onsets) == 0:
            continue
        columns = onsets * _COLUMN_COUNT // melody.step_count
        vector[columns] = 1.0
        steps = np.arange(_COLUMN_COUNT) * melody.step_count // _COLUMN_COUNT
        sounding = np.searchsorted(onsets, steps, side="right") - 1
        vector[_COLUMN_COUNT:] = melody.midi_notes[np.maximum(sounding, 0)]
    onset_part, line_part = vectors[:, :_COLUMN_COUNT], vectors[:, _COLUMN_COUNT:]
    blurred = 0.5 * onset_part
    blurred[:, 1:] += 0.25 * onset_part[:, :-1]
    blurred[:, :-1] += 0.25 * onset_part[:, 1:]
    onset_part[:] = _ONSET_SCALE * blurred
    line_part -= line_part.mean(axis=1, keepdims=True)
    np.clip(line_part, -_LINE_LIMIT_SEMITONES, _LINE_LIMIT_SEMITONES, out=line_part)
    line_part *= _LINE_SCALE
    return vectors


def distances(
    first: NDArray[np.float32], second: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the Euclidean distance of every point from every other.

    Returns:
        ``(len(first), len(second))`` float32.
    """
    squares: NDArray[np.float32] = (
        (first**2).sum(axis=1)[:, None]
        + (second**2).sum(axis=1)[None, :]
        - 2 * first @ second.T
    )
    return np.sqrt(np.maximum(squares, np.float32(0.0)))
