"""From steps to written music: note values, dots, ties, triplets, beams, accidentals.

Written values follow common engraving practice (Gould, "Behind Bars", 2011): what lies
within a beat is written as it is; a note that crosses a stronger beat than it starts on
is tied over it, but for plain syncopation (eighth, quarter, eighth); rests never hide a
beat; eighths and sixteenths are beamed by the beat, in 7/8 by the group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from musicbreeder.melody.melody import MIDDLE_VELOCITY, Melody
from musicbreeder.theory.meter import Meter

_SIXTEENTHS = {
    1: ("16th", 0),
    2: ("eighth", 0),
    3: ("eighth", 1),
    4: ("quarter", 0),
    6: ("quarter", 1),
    8: ("half", 0),
    12: ("half", 1),
    16: ("whole", 0),
}
_THIRDS_OF_QUARTER = {
    3: ("quarter", 0),
    6: ("half", 0),
    9: ("half", 1),
    12: ("whole", 0),
}
_TRIPLETS = {1: ("eighth", 0), 2: ("quarter", 0)}
_STEPS_OF_TRIPLET = 3
_BEAM_COUNTS = {"eighth": 1, "16th": 2}
# How strong a place in the bar is, strongest last.
_STEP, _HALF_BEAT, _BEAT, _ACCENT, _BAR_LINE = range(5)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One written note or rest.

    Attributes:
        start: step on which it starts.
        end: first step after it.
        midi_note: None = a rest.
        velocity: of the note.
        value: ``"quarter"`` and so on, as MusicXML names them.
        dot_count: 0 or 1.
        is_tied_back: goes on with a note that started before.
        is_tied_on: goes on in the next symbol.
        is_in_triplet: three in the time of two.
        triplet: ``"start"`` or ``"stop"`` at the ends of a triplet, else empty.
        beams: from the first beam on: ``"begin"``, ``"continue"``, ``"end"``,
            ``"forward hook"`` or ``"backward hook"``.
    """

    start: int
    end: int
    midi_note: int | None
    velocity: int
    value: str
    dot_count: int = 0
    is_tied_back: bool = False
    is_tied_on: bool = False
    is_in_triplet: bool = False
    triplet: str = ""
    beams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What stands between two bar lines.

    Attributes:
        number: from 1; a pickup is 0.
        start: its first step.
        end: first step after it.
        is_whole: as long as the meter asks for.
        symbols: in order, without a gap; none = the measure is whole and rests.
    """

    number: int
    start: int
    end: int
    is_whole: bool
    symbols: tuple[Symbol, ...]


def written(melody: Melody) -> tuple[Measure, ...]:
    """Return a melody as it stands in a score, measure by measure."""
    meter = melody.meter
    spans = list(_spans(melody))
    return tuple(
        Measure(
            number,
            start,
            end,
            end - start == meter.steps_per_bar,
            _symbols(meter, [one for one in spans if one[1] > start and one[0] < end],
                     start, end),
        )
        for number, start, end in _measures(melody)
    )  # fmt: skip


def _measures(melody: Melody) -> Iterator[tuple[int, int, int]]:
    """Yield number, first step and last-plus-one step of each measure."""
    pickup, length = melody.meter.pickup_steps, melody.meter.steps_per_bar
    if pickup:
        yield 0, 0, pickup
    for number, start in enumerate(range(pickup, melody.step_count, length), 1):
        yield number, start, min(start + length, melody.step_count)


def _spans(melody: Melody) -> Iterator[tuple[int, int, int | None, int]]:
    """Yield notes and the rests between them: start, end, note and velocity."""
    place = 0
    for note in melody.notes:
        if note.start > place:
            yield place, note.start, None, MIDDLE_VELOCITY
        yield note.start, note.end, note.midi_note, note.velocity
        place = note.end
    if place < melody.step_count:
        yield place, melody.step_count, None, MIDDLE_VELOCITY


def _symbols(
    meter: Meter,
    spans: Sequence[tuple[int, int, int | None, int]],
    measure_start: int,
    measure_end: int,
) -> tuple[Symbol, ...]:
    is_whole = measure_end - measure_start == meter.steps_per_bar
    if is_whole and all(midi_note is None for _, _, midi_note, _ in spans):
        return ()
    symbols: list[Symbol] = []
    for span_start, span_end, midi_note, velocity in spans:
        start, end = max(span_start, measure_start), min(span_end, measure_end)
        is_rest = midi_note is None
        for first, last in _pieces(meter, start, end, is_rest=is_rest):
            value, dot_count, is_in_triplet = _value(meter, first, last)
            symbols.append(
                Symbol(
                    first,
                    last,
                    midi_note,
                    velocity,
                    value,
                    dot_count,
                    is_tied_back=not is_rest and first > span_start,
                    is_tied_on=not is_rest and last < span_end,
                    is_in_triplet=is_in_triplet,
                )
            )
    if meter.is_in_triplets:
        symbols = _with_triplets(meter, symbols)
    return tuple(_with_beams(meter, symbols))


# Values and ties.


def _pieces(
    meter: Meter, start: int, end: int, *, is_rest: bool
) -> Iterator[tuple[int, int]]:
    """Yield the stretches that a note or rest within one measure is written as."""
    if _is_writable(meter, start, end, is_rest=is_rest):
        yield start, end
        return
    inside = [(_strength(meter, step), step) for step in range(start + 1, end)]
    strongest = max(strength for strength, _ in inside)
    places = [step for strength, step in inside if strength == strongest]
    # From a strong place on as much as possible is said at once.
    is_strong = _strength(meter, start) >= strongest
    middle = places[-1] if is_strong else places[0]
    yield from _pieces(meter, start, middle, is_rest=is_rest)
    yield from _pieces(meter, middle, end, is_rest=is_rest)


def _is_writable(meter: Meter, start: int, end: int, *, is_rest: bool) -> bool:
    length, beat = end - start, meter.steps_per_beat
    place = _place(meter, start)
    crosses_beat = place // beat != (place + length - 1) // beat
    if meter.is_in_triplets:
        if not crosses_beat:
            return True
        if place % beat or length not in _THIRDS_OF_QUARTER:
            return False
    elif length not in _SIXTEENTHS:
        return False
    is_compound = meter.has_compound_beats and not meter.is_in_triplets
    if is_compound and crosses_beat:
        return place % beat == 0 and length % beat == 0
    if not crosses_beat and not is_compound:
        return True
    if is_rest and not is_compound and length in (6, 9, 12):
        return False
    own = _strength(meter, start)
    steps_inside = range(start + 1, end)
    inside = max((_strength(meter, step) for step in steps_inside), default=_STEP)
    if own >= inside:
        return True
    unit = {_STEP: 1, _HALF_BEAT: 2, _BEAT: beat}.get(own, 0)
    return not is_rest and inside == own + 1 and length == 2 * unit


def _strength(meter: Meter, step: int) -> int:
    place = _place(meter, step)
    if place == 0:
        return _BAR_LINE
    if place in meter.accent_steps:
        return _ACCENT
    if place % meter.steps_per_beat == 0:
        return _BEAT
    is_half_beat = not meter.is_in_triplets and place % 2 == 0
    return _HALF_BEAT if is_half_beat else _STEP


def _place(meter: Meter, step: int) -> int:
    """Return the place of a step after the bar line before it."""
    return (step - meter.pickup_steps) % meter.steps_per_bar


def _value(meter: Meter, start: int, end: int) -> tuple[str, int, bool]:
    length = end - start
    if not meter.is_in_triplets:
        return *_SIXTEENTHS[length], False
    if length in _TRIPLETS:
        return *_TRIPLETS[length], True
    return *_THIRDS_OF_QUARTER[length], False


# Triplets and beams.


def _with_triplets(meter: Meter, symbols: list[Symbol]) -> list[Symbol]:
    """Mark where triplets begin and end: each fills one beat."""
    marked = []
    for symbol in symbols:
        place = _place(meter, symbol.start) % _STEPS_OF_TRIPLET
        length = symbol.end - symbol.start
        mark = ""
        if symbol.is_in_triplet:
            is_last = place + length == _STEPS_OF_TRIPLET
            mark = "start" if place == 0 else "stop" if is_last else ""
        marked.append(replace(symbol, triplet=mark))
    return marked


def _with_beams(meter: Meter, symbols: Sequence[Symbol]) -> Iterator[Symbol]:
    """Join neighbours with flags that belong to one beat or group."""
    run: list[Symbol] = []
    for symbol in symbols:
        has_flag = symbol.midi_note is not None and symbol.value in _BEAM_COUNTS
        is_together = run and _group(meter, run[0]) == _group(meter, symbol)
        if run and not (has_flag and is_together):
            yield from _beamed(run)
            run = []
        if has_flag:
            run.append(symbol)
        else:
            yield symbol
    yield from _beamed(run)


def _group(meter: Meter, symbol: Symbol) -> int:
    place = _place(meter, symbol.start)
    if meter.denominator == 8 and not meter.has_compound_beats:
        return sum(place >= accent for accent in meter.accent_steps)
    return place // meter.steps_per_beat


def _beamed(run: Sequence[Symbol]) -> Iterator[Symbol]:
    if len(run) < 2:
        yield from run
        return
    counts = [_BEAM_COUNTS[symbol.value] for symbol in run]
    last = len(run) - 1
    for index, symbol in enumerate(run):
        first_beam = "begin" if index == 0 else "end" if index == last else "continue"
        beams = [first_beam]
        if counts[index] > 1:
            has_left = index > 0 and counts[index - 1] > 1
            has_right = index < last and counts[index + 1] > 1
            if has_left and has_right:
                beams.append("continue")
            elif has_right:
                beams.append("begin")
            elif has_left:
                beams.append("end")
            else:
                beams.append("forward hook" if index == 0 else "backward hook")
        yield replace(symbol, beams=tuple(beams))
