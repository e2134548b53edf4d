"""What the drums play."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from musicbreeder.accompaniment.pulse import Pulse, pulses
from musicbreeder.accompaniment.style import DrumFigure
from musicbreeder.theory.meter import Meter

_LOUD, _MIDDLE, _SOFT, _FAINT = 104, 84, 64, 46


class Drum(IntEnum):
    """A drum by its General MIDI note (GM 1, percussion key map)."""

    KICK = 36
    RIM = 37
    SNARE = 38
    CLAP = 39
    CLOSED_HAT = 42
    OPEN_HAT = 46
    RIDE = 51
    SHAKER = 70


@dataclass(frozen=True, slots=True)
class DrumHit:
    """One stroke.

    Attributes:
        step: of the melody's grid.
        velocity: 1-127.
    """

    step: int
    drum: Drum
    velocity: int


def drum_part(meter: Meter, bar_count: int, figure: DrumFigure) -> tuple[DrumHit, ...]:
    """Return the strokes under a melody, in order.

    A pickup is left to the melody alone, but for what keeps time.
    """
    if figure is DrumFigure.SILENT:
        return ()
    bar = [hit for p in pulses(meter) for hit in _FIGURES[figure](p, meter)]
    step_count = bar_count * meter.steps_per_bar
    hits = [
        DrumHit(bar_start + hit.step, hit.drum, hit.velocity)
        for bar_start in range(meter.pickup_steps, step_count, meter.steps_per_bar)
        for hit in bar
        if bar_start + hit.step < step_count
    ]
    return tuple(sorted(hits, key=lambda hit: (hit.step, hit.drum)))


def _time_keeping(pulse: Pulse, meter: Meter, drum: Drum) -> list[DrumHit]:
    """Return strokes on a pulse and on what divides it, ever softer."""
    parts = 3 if meter.has_compound_beats else 2
    step_count = max(pulse.step_count // parts, 1)
    steps = range(pulse.step, pulse.step + pulse.step_count, step_count)
    return [
        DrumHit(step, drum, _FAINT if step > pulse.step else _SOFT) for step in steps
    ]


def _soft(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    del meter
    hits = [DrumHit(pulse.step, Drum.SHAKER, _FAINT)]
    hits.append(DrumHit(pulse.half, Drum.SHAKER, _FAINT - 14))
    if pulse.step == 0:
        hits.append(DrumHit(pulse.step, Drum.KICK, _SOFT))
    if pulse.is_backbeat:
        hits.append(DrumHit(pulse.step, Drum.RIM, _SOFT))
    return hits


def _backbeat(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    hits = _time_keeping(pulse, meter, Drum.CLOSED_HAT)
    if pulse.is_accent and not pulse.is_backbeat:
        hits.append(DrumHit(pulse.step, Drum.KICK, _LOUD))
    if pulse.is_backbeat:
        hits.append(DrumHit(pulse.step, Drum.SNARE, _MIDDLE))
    return hits


def _every_pulse(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    del meter
    hits = [
        DrumHit(pulse.step, Drum.KICK, _LOUD),
        DrumHit(pulse.half, Drum.OPEN_HAT, _SOFT),
    ]
    if pulse.is_backbeat:
        hits.append(DrumHit(pulse.step, Drum.CLAP, _MIDDLE))
    return hits


def _shuffle(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    del meter
    hits = [DrumHit(pulse.step, Drum.RIDE, _SOFT)]
    if pulse.is_backbeat:
        # Where the tempo swings the half pulse comes late: the jazz ride pattern.
        hits.append(DrumHit(pulse.half, Drum.RIDE, _FAINT))
        hits.append(DrumHit(pulse.step, Drum.CLOSED_HAT, _SOFT))
    if pulse.step == 0:
        hits.append(DrumHit(pulse.step, Drum.KICK, _SOFT))
    return hits


def _march(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    del meter
    if pulse.is_backbeat:
        return [DrumHit(pulse.step, Drum.SNARE, _SOFT)]
    hits = [DrumHit(pulse.step, Drum.KICK, _MIDDLE)]
    hits.append(DrumHit(pulse.half, Drum.CLOSED_HAT, _FAINT))
    return hits


def _bossa(pulse: Pulse, meter: Meter) -> list[DrumHit]:
    hits = _time_keeping(pulse, meter, Drum.SHAKER)
    if pulse.is_accent:
        hits.append(DrumHit(pulse.step, Drum.KICK, _MIDDLE))
        hits.append(DrumHit(pulse.half, Drum.RIM, _SOFT))
    elif pulse.is_backbeat:
        hits.append(DrumHit(pulse.half, Drum.KICK, _FAINT))
        hits.append(DrumHit(pulse.step, Drum.RIM, _FAINT))
    return hits


_FIGURES: Mapping[DrumFigure, Callable[[Pulse, Meter], list[DrumHit]]] = {
    DrumFigure.SOFT: _soft,
    DrumFigure.BACKBEAT: _backbeat,
    DrumFigure.EVERY_PULSE: _every_pulse,
    DrumFigure.SHUFFLE: _shuffle,
    DrumFigure.MARCH: _march,
    DrumFigure.BOSSA: _bossa,
}
