"""A chord and the steps of the grid it lasts."""

from dataclasses import dataclass

from musicbreeder.theory.chord import Chord
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.progression import Progression


@dataclass(frozen=True)
class HarmonySpan:
    """One chord under the melody.

    Attributes:
        start: its first step, counted from the melody's first.
        end: the step after its last.
    """

    chord: Chord
    start: int
    end: int

    def bar_starts(self, meter: Meter) -> range:
        """Return where the bars it touches begin; before 0 with a pickup."""
        length, pickup = meter.steps_per_bar, meter.pickup_steps
        first = (self.start - pickup) // length
        return range(first * length + pickup, self.end, length)


def harmony_spans(
    progression: Progression, meter: Meter, bar_count: int
) -> tuple[HarmonySpan, ...]:
    """Return the chords under a melody; the progression goes round as needed.

    A pickup has the last chord of the progression, so that the first one falls on the
    bar line; equal neighbours become one.

    Args:
        bar_count: of the melody.
    """
    spans: list[HarmonySpan] = []
    if meter.pickup_steps:
        spans.append(HarmonySpan(progression.chords[-1], 0, meter.pickup_steps))
    end_of_all = bar_count * meter.steps_per_bar
    for bar in range(bar_count):
        chords = progression.bars[bar % len(progression.bars)]
        bar_start = meter.pickup_steps + bar * meter.steps_per_bar
        bounds = _bounds(len(chords), meter)
        for chord, start, end in zip(chords, bounds, bounds[1:], strict=False):
            first, last = bar_start + start, min(bar_start + end, end_of_all)
            if first >= last:
                continue
            if spans and spans[-1].chord == chord:
                spans[-1] = HarmonySpan(chord, spans[-1].start, last)
            else:
                spans.append(HarmonySpan(chord, first, last))
    return tuple(spans)


def _bounds(chord_count: int, meter: Meter) -> list[int]:
    """Return where in a bar its chords change: on an accent or beat where there is one.

    Two chords in 5/4 change where its second group begins, in 4/4 at the half.
    """
    places = [meter.steps_per_bar * n / chord_count for n in range(chord_count)]
    accents = [*meter.accent_steps]
    beats = [beat * meter.steps_per_beat for beat in range(meter.beats_per_bar)]
    grid = accents if chord_count <= len(accents) else beats
    if chord_count > len(grid):
        return [*(round(place) for place in places), meter.steps_per_bar]
    if chord_count == len(grid):
        return [*grid, meter.steps_per_bar]
    bounds: list[int] = []
    for number, place in enumerate(places):
        # As many places of the grid must be left as there are chords to come.
        free = grid[number : len(grid) - (chord_count - number) + 1]
        free = [step for step in free if not bounds or step > bounds[-1]]
        bounds.append(min(free, key=lambda step: abs(step - place)))
    return [*bounds, meter.steps_per_bar]
