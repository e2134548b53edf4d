"""The pulses of a bar: where an accompaniment strikes, whatever the meter."""

from dataclasses import dataclass
from functools import cache

from musicbreeder.theory.meter import Meter


@dataclass(frozen=True, slots=True)
class Pulse:
    """One pulse of a bar, what a drummer's foot or hand marks.

    Attributes:
        step: where it starts, counted from the bar line.
        step_count: how long it lasts.
        is_accent: a group of beats begins here.
        is_backbeat: it answers an accent: 2 and 4 in 4/4, 2 and 3 in 3/4.
    """

    step: int
    step_count: int
    is_accent: bool
    is_backbeat: bool

    @property
    def half(self) -> int:
        """The step halfway through it, where an off-beat falls."""
        return self.step + self.step_count // 2


@cache
def pulses(meter: Meter) -> tuple[Pulse, ...]:
    """Return the pulses of a bar.

    They are the beats; where beats are as short as eighths (7/8) they are its groups,
    of which every other one answers.

    >>> from musicbreeder.theory.meter import METERS
    >>> [pulse.step for pulse in pulses(METERS["4/4"]) if pulse.is_backbeat]
    [4, 12]
    >>> [pulse.step_count for pulse in pulses(METERS["7/8"])]
    [4, 4, 6]
    """
    if meter.denominator == 8 and not meter.has_compound_beats:
        return _of_groups(meter)
    accents = set(meter.accent_steps)
    has_single_beats = all(beats == 1 for beats in meter.groups)
    return tuple(
        Pulse(
            beat * meter.steps_per_beat,
            meter.steps_per_beat,
            beat * meter.steps_per_beat in accents,
            # In 6/8 each beat is a group of its own: the second answers the first.
            beat % 2 == 1
            if has_single_beats
            else beat * meter.steps_per_beat not in accents,
        )
        for beat in range(meter.beats_per_bar)
    )


def _of_groups(meter: Meter) -> tuple[Pulse, ...]:
    starts = meter.accent_steps
    ends = (*starts[1:], meter.steps_per_bar)
    return tuple(
        Pulse(start, end - start, is_accent=True, is_backbeat=place % 2 == 1)
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
