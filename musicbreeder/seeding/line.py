"""The melodic line: which pitches the notes of a rhythm get.

The line is a random walk over the notes of the key that looks ahead. What pulls at it:

* small intervals are likelier than large ones, as measured in folk song (Huron, "Sweet
  Anticipation", 2006, chapter 5; Vos and Troost 1989);
* strong and long notes keep to the chord;
* a contour pulls the line up and down;
* after a leap it turns back by a step (gap fill, Meyer 1956), a stepwise run tends to
  go on (inertia, Larson 2012), the leading note wants to resolve;
* a bar that develops an earlier one wants that bar's intervals.

Within a bar the walk is drawn exactly (forward filtering, backward sampling, here with
the filter run from the end), so that a bar can be told where it must arrive. What
depends on two notes back is applied while drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.theory.scale import Key

Weights = NDArray[np.float64]

_INTERVAL_WEIGHTS = np.array(
    # unison, m2, M2, m3, M3, P4, TT, P5, m6, M6, m7, M7, octave
    [0.10, 0.26, 0.30, 0.115, 0.085, 0.075, 0.004, 0.045, 0.012, 0.014, 0.004, 0.0005,
     0.012]
)  # fmt: skip
_FARTHER_WEIGHT = 0.0002
_LEAP_SEMITONES = 5
_MOTIF_PULL = 60.0


@dataclass(frozen=True)
class LineNote:
    """What one note of the line is to be.

    Attributes:
        bar: index of its bar.
        pull: ``(pitch_count,)`` how welcome each pitch is here, > 0 somewhere.
        copied: index of the earlier note whose pitch it takes, None = free.
        model: index of the earlier note it corresponds to in a developed bar.
        is_inverted: the model's interval is turned upside down.
        is_moved: it takes another pitch than its model, a few steps away.
        closes: it ends a phrase, so it is best reached by step.
    """

    bar: int
    pull: Weights
    copied: int | None = None
    model: int | None = None
    is_inverted: bool = False
    is_moved: bool = False
    closes: bool = False


class LineGrammar:
    """Draws lines in one key and range.

    Args:
        key: the key; its notes from `lowest_note` to `highest_note` are used.
        leaps: liking for thirds and more, 1 = as in folk song.
        repeated_notes: liking for the same note again, 1 = as in folk song.
    """

    def __init__(
        self,
        key: Key,
        lowest_note: int,
        highest_note: int,
        leaps: float,
        repeated_notes: float,
    ) -> None:
        self.midi_notes = tuple(
            note for note in key.midi_notes if lowest_note <= note <= highest_note
        )
        self._moves = _moves(self.midi_notes, key, leaps, repeated_notes)
        self._second_order = _second_order(self.midi_notes)
        self._approach = _approach(self.midi_notes)

    def drawn(self, notes: Sequence[LineNote], rng: np.random.Generator) -> list[int]:
        """Return the index into `midi_notes` of each note of a line."""
        line: list[int] = []
        start = 0
        while start < len(notes):
            end = start
            while end < len(notes) and notes[end].bar == notes[start].bar:
                end += 1
            self._extend(line, notes, end, rng)
            start = end
        return line

    def _extend(
        self,
        line: list[int],
        notes: Sequence[LineNote],
        end: int,
        rng: np.random.Generator,
    ) -> None:
        """Add one bar to the line."""
        start = len(line)
        copied = [note.copied for note in notes[start:end]]
        if None not in copied:
            line.extend(line[index] for index in copied if index is not None)
            return
        pulls = [_pull(note, line) for note in notes[start:end]]
        moves = [self._move(line, notes, index) for index in range(start, end)]
        ahead = self._arrival(line, notes, end)
        look_ahead = [ahead]
        for move, pull in zip(reversed(moves), reversed(pulls), strict=True):
            ahead = move @ (pull * ahead)
            look_ahead.append(ahead)
        look_ahead.reverse()
        for index in range(start, end):
            offset = index - start
            weights = pulls[offset] * look_ahead[offset + 1]
            if index >= 1:
                weights = weights * moves[offset][line[-1]]
            if index >= 2:
                weights = weights * self._second_order[line[-2], line[-1]]
            sums = np.cumsum(weights)
            line.append(int(np.searchsorted(sums, rng.random() * sums[-1], "right")))

    def _arrival(self, line: list[int], notes: Sequence[LineNote], end: int) -> Weights:
        """How well each pitch leads into the next bar, where that one is known."""
        if end < len(notes):
            copied = notes[end].copied
            if copied is not None and copied < len(line):
                return self._moves[:, line[copied]]
        return np.ones(len(self.midi_notes))

    def _move(self, line: list[int], notes: Sequence[LineNote], index: int) -> Weights:
        """The weight of each move to a note."""
        moves = self._moves
        motif = self._motif(line, notes, index)
        if motif is not None:
            moves = moves * motif
        if notes[index].closes:
            moves = moves * self._approach
        return moves

    def _motif(
        self, line: list[int], notes: Sequence[LineNote], index: int
    ) -> Weights | None:
        """How much each move is wanted because an earlier bar made it."""
        if index == 0:
            return None
        model, before = notes[index].model, notes[index - 1].model
        if model is None or before is None or model == 0 or before >= model:
            return None
        if model >= len(line):
            return None
        steps = line[model] - line[before]
        if notes[index].is_inverted:
            steps = -steps
        return _motif_matrix(len(self.midi_notes), steps)


def _pull(note: LineNote, line: list[int]) -> Weights:
    """How welcome each pitch is, what the note takes from earlier bars included."""
    if note.copied is not None:
        pull = np.zeros_like(note.pull)
        pull[line[note.copied]] = 1.0
        return pull
    if note.is_moved and note.model is not None:
        return note.pull * _departure(len(note.pull), line[note.model])
    return note.pull


@lru_cache(maxsize=256)
def _departure(pitch_count: int, left: int) -> Weights:
    """How welcome each pitch is as the start of a sequence of what began on `left`."""
    distance = np.abs(np.arange(pitch_count) - left)
    weights = np.array([0.001, 1.0, 0.8, 0.4, 0.3, 0.1])
    departure: Weights = weights[np.minimum(distance, len(weights) - 1)]
    return departure


@lru_cache(maxsize=1024)
def _motif_matrix(pitch_count: int, steps: int) -> Weights:
    matrix = np.ones((pitch_count, pitch_count))
    matrix += (_MOTIF_PULL - 1.0) * np.eye(pitch_count, k=steps)
    # A step more or less keeps the gesture where the chord wants another note.
    for near in (steps - 1, steps + 1):
        if (near > 0) == (steps > 0) and near != 0:
            matrix += _MOTIF_PULL / 12.0 * np.eye(pitch_count, k=near)
    return matrix


@lru_cache(maxsize=512)
def _moves(
    midi_notes: tuple[int, ...], key: Key, leaps: float, repeated_notes: float
) -> Weights:
    """Return ``(pitch_count, pitch_count)`` the weight of each move, rows sum to 1."""
    pitches = np.array(midi_notes)
    semitones = pitches[None, :] - pitches[:, None]
    sizes = np.abs(semitones)
    weights = np.full(sizes.shape, _FARTHER_WEIGHT)
    near = sizes < len(_INTERVAL_WEIGHTS)
    weights[near] = _INTERVAL_WEIGHTS[sizes[near]]
    degrees = np.abs(
        np.subtract.outer(np.arange(len(pitches)), np.arange(len(pitches)))
    )
    is_step = degrees == 1
    # Neighbours in a scale with gaps are steps to the ear: weigh them as such.
    weights[is_step & (sizes == 3)] *= 1.8
    weights[~is_step & (sizes > 0)] *= leaps
    weights[sizes == 0] *= repeated_notes
    if key.steps_per_octave == 7:
        # The augmented second of harmonic minor is sung around, not through.
        weights[is_step & (sizes == 3)] *= 0.15
    degree = (pitches - key.tonic) % 12
    is_leading = degree == 11
    weights[np.ix_(is_leading, degree == 0)] *= 2.5
    weights[sizes > 12] = _FARTHER_WEIGHT
    rows: Weights = weights / weights.sum(axis=1, keepdims=True)
    return rows


@lru_cache(maxsize=512)
def _approach(midi_notes: tuple[int, ...]) -> Weights:
    """Return ``(pitch_count, pitch_count)`` how well each move leads to a close."""
    pitches = np.array(midi_notes)
    sizes = np.abs(pitches[None, :] - pitches[:, None])
    weights = np.where(sizes <= 3, 4.0, 1.0)
    weights[sizes == 0] = 0.6
    # Dominant to tonic is a cadence as well; a wide leap is none.
    weights[sizes == 5] = 1.5
    return np.where(sizes > 7, 0.2, weights)


@lru_cache(maxsize=512)
def _second_order(midi_notes: tuple[int, ...]) -> Weights:
    """Return ``(pitch_count,) * 3`` the weight of a third note after two."""
    pitches = np.array(midi_notes)
    first = (pitches[None, :] - pitches[:, None])[:, :, None]
    second = (pitches[None, :] - pitches[:, None])[None, :, :]
    weights = np.ones((len(pitches),) * 3)
    turns = np.sign(first) * np.sign(second) < 0
    goes_on = np.sign(first) * np.sign(second) > 0
    was_leap = np.abs(first) >= _LEAP_SEMITONES
    was_step = (np.abs(first) <= 2) & (first != 0)
    is_small = np.abs(second) <= 4
    weights = np.where(was_leap & turns & is_small, 2.5, weights)
    weights = np.where(was_leap & goes_on, 0.35, weights)
    weights = np.where(was_leap & goes_on & ~is_small, 0.03, weights)
    weights = np.where(was_leap & turns & ~is_small, 0.25, weights)
    weights = np.where(was_step & goes_on & is_small, 2.2, weights)
    # A note left and come back to at once is fine, a trill of four is not wanted.
    weights = np.where(was_step & (second == -first), 0.5, weights)
    return np.where((first == 0) & (second == 0), 0.35, weights)
