"""A rhythm grammar: bars built from a small palette of figures.

A melody keeps to a handful of figures, so that its bars sound related; which figures
they are follows its character and the density asked for. Figures start where their
length has its natural place in the bar (half bars on half bars), the preference rule of
Lerdahl and Jackendoff, "A Generative Theory of Tonal Music" (1983). In 5/4 and 7/8,
whose accents come at unlike distances, each group of beats is filled for itself, so
that 3 + 2 sounds like 3 + 2.

A bar's rhythm fills the bar; see `figure` for the convention.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np

from musicbreeder.seeding.chance import chosen
from musicbreeder.seeding.figure import FIGURES_OF_METER, Figure, Rhythm
from musicbreeder.theory.meter import Meter

_PALETTE_SIZE = 4
_DENSITY_SPREAD_OCTAVES = 0.45
_NEAR_ENOUGH_OCTAVES = 0.2
_CADENCE_LOSS = 1.15

_EVEN_RESTING = {
    "4/4": (0.2, 0.02, 0.6, 0.18),
    "3/4": (0.42, 0.13, 0.45),
    "6/8": (0.25, 0.75),
}
"""How liked each beat is for the long note of a cadence."""

_UNEVEN_RESTING = (0.35, 0.45, 0.2)
"""The same for the accents of a bar whose groups are unlike."""


class RhythmGrammar:
    """Makes the bar rhythms of one melody out of a palette of its own.

    Args:
        meter: the meter to fill.
        notes_per_quarter: onset density to aim at.
        likings: weight of each kind of figure.
    """

    def __init__(
        self,
        meter: Meter,
        notes_per_quarter: float,
        likings: Mapping[str, float],
        rng: np.random.Generator,
    ) -> None:
        self._meter = meter
        self._rng = rng
        steps_per_quarter = 1.0 / meter.quarters_per_step
        # Cadences and breaths take notes away again.
        self._steps_per_note = steps_per_quarter / notes_per_quarter / _CADENCE_LOSS
        figures = FIGURES_OF_METER[meter.name]
        beat = meter.steps_per_beat
        self._fills_beats = any(figure.step_count == beat for figure in figures)
        weights = [
            figure.weight * likings.get(figure.kind, 1.0) * self._fit(figure)
            for figure in figures
        ]
        self._palette = self._drawn_palette(figures, weights)

    def _fit(self, figure: Figure) -> float:
        """How near the figure's density is to the one asked for, at most 1."""
        onsets = max(figure.onset_count, 0.5)
        octaves = math.log2(onsets * self._steps_per_note / figure.step_count)
        return math.exp(-0.5 * (octaves / _DENSITY_SPREAD_OCTAVES) ** 2)

    def _drawn_palette(
        self, figures: Sequence[Figure], weights: list[float]
    ) -> list[tuple[Figure, float]]:
        weights = list(weights)
        palette: list[tuple[Figure, float]] = []
        for _ in range(_PALETTE_SIZE):
            index = chosen(range(len(figures)), weights, self._rng)
            palette.append((figures[index], weights[index]))
            weights[index] = 0.0
        for length in self._needed_lengths():
            if all(figure.step_count != length for figure, _ in palette):
                # Without a figure of that length some bars could not be filled.
                fillers = [
                    index
                    for index, figure in enumerate(figures)
                    if figure.step_count == length and figure.steps[0] > 0
                ]
                fits = [self._fit(figures[i]) * figures[i].weight for i in fillers]
                palette.append((figures[chosen(fillers, fits, self._rng)], 0.05))
        # A favourite may lead, but a tune of one figure alone is dull.
        strongest = max(weight for _, weight in palette)
        return [(figure, weight + 0.15 * strongest) for figure, weight in palette]

    def _needed_lengths(self) -> list[int]:
        """Return the lengths that fill whatever longer figures leave."""
        beat = self._meter.steps_per_beat
        if self._fills_beats:
            return [beat]
        return sorted({beats * beat for beats in self._meter.groups})

    def bar(self) -> Rhythm:
        """Return the rhythm of a fresh bar; it starts at least one note."""
        drafts = sorted((self._filled_bar(), self._filled_bar()), key=self._misfit)
        if self._misfit(drafts[0]) < _NEAR_ENOUGH_OCTAVES:
            return drafts[0]
        return min(drafts[0], self._filled_bar(), key=self._misfit)

    def _misfit(self, rhythm: Rhythm) -> float:
        """How far a bar's density is from the one asked for, in octaves."""
        note_count = max(sum(steps > 0 for steps in rhythm), 0.25)
        wanted = self._meter.steps_per_bar / self._steps_per_note
        return abs(math.log2(note_count / wanted))

    def _filled_bar(self) -> Rhythm:
        steps: list[int] = []
        place = 0
        while place < self._meter.steps_per_bar:
            fitting = [
                (figure, weight)
                for figure, weight in self._palette
                if self._has_its_place(figure, place)
            ]
            figure = chosen(
                [figure for figure, _ in fitting],
                [weight for _, weight in fitting],
                self._rng,
            )
            steps.extend(figure.steps)
            place += figure.step_count
        return tuple(steps)

    def _has_its_place(self, figure: Figure, place: int) -> bool:
        length = figure.step_count
        bar = self._meter.steps_per_bar
        if place + length > bar:
            return False
        if self._meter.has_uneven_groups and length < bar:
            # Among the groups of unlike beats each is a small bar of its own.
            starts = (*self._meter.accent_steps, bar)
            start, end = next(pair for pair in pairwise(starts) if place < pair[1])
            is_rest_filled = self._fills_beats or place + length == end
            if place + length > end or not is_rest_filled:
                return False
            place, bar = place - start, end - start
        return place % length == 0 if bar % length == 0 else place == 0

    def varied(self, rhythm: Rhythm) -> Rhythm:
        """Return `rhythm` with one note divided or two of a beat tied."""
        starts = [0, *accumulate(abs(step) for step in rhythm)]
        divisible = [
            index
            for index, step in enumerate(rhythm)
            if step >= 2
            and (step % 2 == 0 or (step % 3 == 0 and self._meter.is_in_triplets))
            and step >= 0.7 * self._steps_per_note
        ]
        tieable = [
            index
            for index in range(len(rhythm) - 1)
            if rhythm[index] > 0
            and rhythm[index + 1] > 0
            and starts[index] % self._meter.steps_per_beat == 0
            and rhythm[index] + rhythm[index + 1] <= self._meter.steps_per_beat
        ]
        choices = [(True, index) for index in divisible]
        choices += [(False, index) for index in tieable]
        if not choices:
            return rhythm
        is_division, index = chosen(choices, [1.0] * len(choices), self._rng)
        if is_division:
            parts = divided(rhythm[index])
            if self._meter.is_in_triplets and rhythm[index] % 3 == 0:
                parts = (rhythm[index] // 3 * 2, rhythm[index] // 3)
            return (*rhythm[:index], *parts, *rhythm[index + 1 :])
        tied = rhythm[index] + rhythm[index + 1]
        return (*rhythm[:index], tied, *rhythm[index + 2 :])

    def cadence(self, rhythm: Rhythm, *, is_final: bool) -> Rhythm:
        """Return `rhythm` brought to rest: it ends with a long note on a strong beat.

        Args:
            is_final: closes the melody; a half cadence may go on with a short lead-in
                to the next phrase.
        """
        start = self._resting_place()
        head = truncated(rhythm, start)
        left = self._meter.steps_per_bar - start
        beat = self._meter.steps_per_beat
        # The eighth of 7/8 is short enough to lead in by itself.
        lead_in = beat // 2 if self._meter.quarters_per_step * beat >= 1.0 else beat
        if not is_final and left >= 3 * lead_in and self._rng.random() < 0.3:
            if self._steps_per_note <= lead_in * 1.5 and lead_in >= 2:
                return (*head, left - 2 * lead_in, lead_in, lead_in)
            return (*head, left - lead_in, lead_in)
        return (*head, left)

    def _resting_place(self) -> int:
        meter = self._meter
        beat = meter.steps_per_beat
        if meter.has_uneven_groups:
            places: Sequence[float] = [step / beat for step in meter.accent_steps]
            liking: Sequence[float] = _UNEVEN_RESTING[: len(places)]
        else:
            places = range(meter.beats_per_bar)
            liking = _EVEN_RESTING[meter.signature]
        # A dense melody runs on until late in its bar, a sparse one stops at once.
        notes_per_beat = beat / self._steps_per_note
        weights = [
            weight * notes_per_beat ** (place - 1.0)
            for place, weight in zip(places, liking, strict=True)
        ]
        return round(chosen(places, weights, self._rng) * beat)


def divided(steps: int) -> Rhythm:
    """Return a note of an even number of steps as two.

    >>> divided(8), divided(6), divided(2)
    ((4, 4), (4, 2), (1, 1))
    """
    if steps % 4 == 2 and steps > 2:
        return (steps // 2 + 1, steps // 2 - 1)
    return (steps // 2, steps // 2)


def truncated(rhythm: Rhythm, step_count: int) -> Rhythm:
    """Return the first `step_count` steps of a rhythm.

    >>> truncated((6, 2, 8), 7)
    (6, 1)
    """
    kept: list[int] = []
    left = step_count
    for steps in rhythm:
        if left <= 0:
            break
        length = min(abs(steps), left)
        kept.append(length if steps > 0 else -length)
        left -= length
    return tuple(kept)


def onsets(rhythm: Rhythm) -> list[tuple[int, int]]:
    """Return start and length in steps of each note of a rhythm.

    >>> onsets((4, -2, 2))
    [(0, 4), (6, 2)]
    """
    starts = [0, *accumulate(abs(steps) for steps in rhythm)]
    return [
        (start, steps)
        for start, steps in zip(starts, rhythm, strict=False)
        if steps > 0
    ]
