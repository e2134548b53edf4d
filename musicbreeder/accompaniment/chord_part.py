"""What the chord instrument plays."""

from collections.abc import Callable, Mapping, Sequence

from musicbreeder.accompaniment.harmony_span import HarmonySpan
from musicbreeder.accompaniment.pulse import Pulse, pulses
from musicbreeder.accompaniment.style import ChordFigure
from musicbreeder.accompaniment.voicing import voiced
from musicbreeder.melody.melody import Note
from musicbreeder.theory.meter import Meter

_LOUD, _MIDDLE, _SOFT = 84, 72, 62
_BROKEN_ORDER = (0, 2, 1, 3, 2, 1)

_Stroke = tuple[int, int, int]
"""First step, last step plus one, velocity."""


def chord_part(
    spans: Sequence[HarmonySpan], meter: Meter, figure: ChordFigure
) -> tuple[Note, ...]:
    """Return the chords as notes on the melody's grid, in order.

    Args:
        spans: the chords, one after another.
    """
    layouts = voiced([span.chord for span in spans])
    notes: list[Note] = []
    for span, layout in zip(spans, layouts, strict=True):
        if figure is ChordFigure.BROKEN:
            notes += _broken(span, meter, layout)
            continue
        for start, end, velocity in _strokes(span, meter, figure):
            notes += [Note(start, end, note, velocity) for note in layout]
    return tuple(sorted(notes, key=lambda note: (note.start, note.midi_note)))


def _strokes(span: HarmonySpan, meter: Meter, figure: ChordFigure) -> list[_Stroke]:
    if figure is ChordFigure.HELD:
        return [(span.start, span.end, _MIDDLE)]
    strokes = [
        stroke
        for bar_start in span.bar_starts(meter)
        for pulse in pulses(meter)
        for stroke in _FIGURES[figure](bar_start, pulse)
    ]
    inside = [
        (start, min(end, span.end), velocity)
        for start, end, velocity in strokes
        if span.start <= start < span.end
    ]
    # A chord that no stroke of the figure falls on is heard all the same.
    return inside or [(span.start, span.end, _SOFT)]


def _on_pulse(bar_start: int, pulse: Pulse) -> list[_Stroke]:
    start = bar_start + pulse.step
    velocity = _LOUD if pulse.is_accent else _MIDDLE
    return [(start, start + pulse.step_count, velocity)]


def _in_answer(bar_start: int, pulse: Pulse) -> list[_Stroke]:
    if not pulse.is_backbeat:
        return []
    start = bar_start + pulse.step
    return [(start, start + max(pulse.step_count // 2, 1), _MIDDLE)]


def _off_beat(bar_start: int, pulse: Pulse) -> list[_Stroke]:
    start = bar_start + pulse.half
    return [(start, bar_start + pulse.step + pulse.step_count, _MIDDLE)]


def _pushed(bar_start: int, pulse: Pulse) -> list[_Stroke]:
    # The Charleston: on the accent, then just before the next pulse but one.
    start = bar_start + pulse.step
    if pulse.is_backbeat:
        after = bar_start + pulse.half
        return [(after, after + pulse.step_count, _MIDDLE)]
    return [(start, start + pulse.step_count, _LOUD)] if pulse.is_accent else []


_FIGURES: Mapping[ChordFigure, Callable[[int, Pulse], list[_Stroke]]] = {
    ChordFigure.PULSES: _on_pulse,
    ChordFigure.ANSWERS: _in_answer,
    ChordFigure.OFF_BEATS: _off_beat,
    ChordFigure.PUSHED: _pushed,
}


def _broken(span: HarmonySpan, meter: Meter, layout: tuple[int, ...]) -> list[Note]:
    notes = []
    starts = sorted(
        {
            start
            for bar_start in span.bar_starts(meter)
            for pulse in pulses(meter)
            for start in _divided(bar_start, pulse, meter)
            if span.start <= start < span.end
        }
        | {span.start}
    )
    for place, start in enumerate(starts):
        midi_note = layout[_BROKEN_ORDER[place % len(_BROKEN_ORDER)] % len(layout)]
        # Each note rings on under the next ones, as on strings.
        end = starts[place + 2] if place + 2 < len(starts) else span.end
        notes.append(Note(start, end, midi_note, _SOFT if place % 2 else _MIDDLE))
    return notes


def _divided(bar_start: int, pulse: Pulse, meter: Meter) -> range:
    parts = 3 if meter.has_compound_beats else 2
    step = max(pulse.step_count // parts, 1)
    first = bar_start + pulse.step
    return range(first, first + pulse.step_count, step)
