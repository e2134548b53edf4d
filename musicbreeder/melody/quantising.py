"""Bringing notes to the grid: which meter and grid suit, and what had to be moved.

Meters the grid does not have are brought to the one that is felt alike: two bars of 2/4
make one of 4/4, a bar of 9/8 one of 3/4 in triplets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.score import ScoreNote, TimeSignature
from musicbreeder.theory.meter import METERS, Meter, in_grid

MOVED_QUARTERS = 0.02
"""A note that lies farther from its step than that was moved."""

_FELT_ALIKE: dict[str, tuple[str, Fraction]] = {
    "2/4": ("4/4", Fraction(1)), "2/2": ("4/4", Fraction(1)),
    "1/4": ("4/4", Fraction(1)), "4/2": ("4/4", Fraction(1, 2)),
    "4/8": ("4/4", Fraction(2)), "8/8": ("4/4", Fraction(1)),
    "2/8": ("4/4", Fraction(2)), "8/4": ("4/4", Fraction(1)),
    "3/2": ("3/4", Fraction(1, 2)), "6/4": ("3/4", Fraction(1)),
    "3/8": ("6/8", Fraction(1)), "12/8": ("6/8", Fraction(1)),
    "6/16": ("6/8", Fraction(2)), "9/8": ("3/4 triplets", Fraction(2, 3)),
    "15/8": ("5/4 triplets", Fraction(2, 3)), "5/8": ("5/4", Fraction(2)),
    "5/2": ("5/4", Fraction(1, 2)), "10/8": ("5/4", Fraction(1)),
    "7/4": ("7/8", Fraction(1, 2)), "7/16": ("7/8", Fraction(2)),
}  # fmt: skip
_TRIPLET_GAIN = 0.8
_LONGEST_BARS = 4_000


@dataclass(frozen=True)
class Grid:
    """Where notes may stand.

    Attributes:
        meter: without a pickup.
        bar_line: where a bar begins, in quarter notes of the score.
        stretch: quarter notes of the grid for one of the score.
        swing: how late off-beat eighths are played, 0-1; the grid has them straight.
    """

    meter: Meter
    bar_line: float = 0.0
    stretch: Fraction = Fraction(1)
    swing: float = 0.0

    def steps(self, quarters: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return positions of the score in steps from the bar line, unrounded."""
        on_grid = (quarters - self.bar_line) * float(self.stretch)
        if self.swing > 0.0:
            on_grid = _unswung(on_grid, self.swing)
        return on_grid / self.meter.quarters_per_step


@dataclass(frozen=True)
class Quantised:
    """A line on the grid.

    Attributes:
        melody: whole bars from the first to the last note's; a line that begins with an
            upbeat begins with a bar of rests and the upbeat at its end.
        first_bar: number of its first bar, counted from the grid's bar line.
        moved_share: share of notes that were off the grid, 0-1.
        largest_move: farthest that one was moved, in quarter notes.
        left_out_count: notes too short to have a step of their own.
    """

    melody: Melody
    first_bar: int
    moved_share: float
    largest_move: float
    left_out_count: int

    @property
    def sentence(self) -> str:
        """What was moved, as a person reads it."""
        if not self.moved_share:
            said = "Every note was on the grid."
        else:
            cents = round(100 * self.largest_move)
            said = (
                f"{self.moved_share:.0%} of the notes were moved, by up to "
                f"{cents / 100:g} beats."
            )
        if self.left_out_count:
            count = self.left_out_count
            notes = "1 note was" if count == 1 else f"{count} notes were"
            said += f" {notes} too short for the grid."
        return said


def meter_for(signature: TimeSignature | None) -> tuple[Meter, Fraction]:
    """Return the meter that is felt like a time signature, and the stretch to it.

    >>> meter_for(TimeSignature(0, 9, 8))[0].name
    '3/4 triplets'
    """
    if signature is None:
        return METERS["4/4"], Fraction(1)
    if signature.name in METERS:
        return METERS[signature.name], Fraction(1)
    name, stretch = _FELT_ALIKE.get(signature.name, ("4/4", Fraction(1)))
    return METERS[name], stretch


def suiting_grid(notes: Sequence[ScoreNote], grid: Grid) -> Grid:
    """Return the grid, or the same in triplets or with swing, that notes lie nearest.

    Args:
        notes: at least one.
        grid: in sixteenths.
    """
    starts = np.array([note.start for note in notes])
    best, best_cost = grid, _cost(starts, grid)
    triplets = in_grid(grid.meter, is_in_triplets=True)
    if triplets is None or triplets == grid.meter:
        return grid
    # A coarser grid is farther from everything, so it has to be clearly nearer.
    in_triplets = Grid(triplets, grid.bar_line, grid.stretch)
    cost = _cost(starts, in_triplets)
    if cost < _TRIPLET_GAIN * best_cost:
        best, best_cost = in_triplets, cost
    swing = _swing(starts, grid)
    if swing > 0.0 and grid.meter.can_swing:
        swung = Grid(grid.meter, grid.bar_line, grid.stretch, swing)
        if _cost(starts, swung) <= 1.05 * best_cost:
            best = swung
    return best


def quantised(notes: Sequence[ScoreNote], grid: Grid) -> Quantised:
    """Bring a line to the grid.

    Args:
        notes: by their starts, none overlapping, at least one.
    """
    exact_starts = grid.steps(np.array([note.start for note in notes]))
    exact_ends = grid.steps(np.array([note.end for note in notes]))
    steps, kept = _steps_of_their_own(exact_starts, exact_ends)
    quarters_per_step = grid.meter.quarters_per_step
    moves = np.abs(steps - exact_starts[kept]) * quarters_per_step
    moves = moves / float(grid.stretch)
    length = grid.meter.steps_per_bar
    first_bar = int(steps[0] // length)
    origin = first_bar * length
    ends = np.maximum(np.rint(exact_ends[kept]).astype(np.int64), steps + 1)
    last_bar = (int(steps[-1]) // length + 1) * length
    if last_bar < ends[-1] <= last_bar + grid.meter.steps_per_beat:
        # A last note that rings on a little needs no bar of its own.
        ends[-1] = last_bar
    last = min(int(ends.max()), origin + _LONGEST_BARS * length)
    bar_count = max(-(-(last - origin) // length), 1)
    placed = [
        Note(
            int(step) - origin,
            int(end) - origin,
            notes[index].midi_note,
            notes[index].velocity,
        )
        for step, end, index in zip(steps, ends, kept, strict=True)
    ]
    return Quantised(
        melody=Melody.from_notes(placed, bar_count * length, grid.meter),
        first_bar=first_bar,
        moved_share=float((moves > MOVED_QUARTERS).mean()),
        largest_move=float(moves.max()),
        left_out_count=len(notes) - len(kept),
    )


def _steps_of_their_own(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.int64], list[int]]:
    """Return a step for each note that gets one, and which notes these are.

    Of two that fall together one moves to the step beside, if that is free and not
    farther than one step from where it was played; else the longer one stays.
    """
    steps: list[int] = []
    kept: list[int] = []
    nearest = np.rint(starts).astype(np.int64)
    for index, wanted in enumerate(nearest.tolist()):
        if steps and wanted <= steps[-1]:
            before = steps[-1]
            is_free_before = len(steps) < 2 or steps[-2] < before - 1
            next_wanted = nearest[index + 1] if index + 1 < len(nearest) else before + 2
            if starts[index] > before and next_wanted > before + 1:
                wanted = before + 1
            elif starts[kept[-1]] < before and is_free_before and before > nearest[0]:
                steps[-1], wanted = before - 1, before
            else:
                lengths = [ends[one] - starts[one] for one in (kept[-1], index)]
                if lengths[1] > lengths[0]:
                    kept[-1] = index
                continue
        steps.append(wanted)
        kept.append(index)
    return np.array(steps, dtype=np.int64), kept


def _cost(starts: NDArray[np.float64], grid: Grid) -> float:
    """Return how far notes lie from the grid, in quarters, 0.005 at the least."""
    steps = grid.steps(starts)
    distances = np.abs(steps - np.rint(steps)) * grid.meter.quarters_per_step
    return max(float(distances.mean()), 0.005)


def _swing(starts: NDArray[np.float64], grid: Grid) -> float:
    """Return how late off-beats are, 0-1; 0 where they are not, or lie anywhere."""
    places = (starts - grid.bar_line) * float(grid.stretch) % 1.0
    late = places[(places > 0.54) & (places < 0.71)]
    early = places[(places > 0.29) & (places < 0.46)]
    if len(late) < max(4, 0.12 * len(places)) or len(early) > 0.15 * len(late):
        return 0.0
    if float(late.std()) > 0.05:
        return 0.0
    return float(min(max((float(np.median(late)) - 0.5) * 6.0, 0.0), 1.0))


def _unswung(quarters: NDArray[np.float64], swing: float) -> NDArray[np.float64]:
    """Undo what `Tempo.quarters_at` does."""
    whole = np.floor(quarters)
    part = quarters - whole
    middle = 0.5 + swing / 6.0
    early = part * 0.5 / middle
    late = 0.5 + (part - middle) * 0.5 / (1.0 - middle)
    return np.asarray(whole + np.where(part <= middle, early, late))
