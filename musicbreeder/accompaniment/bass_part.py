"""What the bass plays."""

from collections.abc import Callable, Mapping, Sequence

from musicbreeder.accompaniment.harmony_span import HarmonySpan
from musicbreeder.accompaniment.pulse import Pulse, pulses
from musicbreeder.accompaniment.style import BassFigure
from musicbreeder.melody.melody import Note
from musicbreeder.theory.chord import Chord
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

LOWEST_NOTE, HIGHEST_NOTE = 28, 52
_LOWEST_ROOT = 31
_LOUD, _MIDDLE = 96, 84


def bass_part(
    spans: Sequence[HarmonySpan], meter: Meter, figure: BassFigure
) -> tuple[Note, ...]:
    """Return the bass as notes on the melody's grid, one at a time, in order.

    Args:
        spans: the chords, one after another.
    """
    notes: list[Note] = []
    for place, span in enumerate(spans):
        # What comes after the last chord is the first one again.
        following = spans[(place + 1) % len(spans)].chord
        inside = [
            (bar_start, pulse)
            for bar_start in span.bar_starts(meter)
            for pulse in pulses(meter)
            if span.start <= bar_start + pulse.step < span.end
        ]
        played = _FIGURES[figure](span, following, inside)
        # A chord that comes between the figure's notes has its root all the same.
        first = played[0].start if played else span.end
        if span.start < first:
            notes.append(Note(span.start, first, bass_note(span.chord), _LOUD))
        notes += played
    return tuple(notes)


def bass_note(chord: Chord) -> int:
    """Return the chord's lowest note in the bass's register.

    >>> bass_note(Chord.parsed("C")), bass_note(Chord.parsed("C/E"))
    (36, 40)
    """
    pitch_class = chord.root if chord.bass is None else chord.bass
    return _LOWEST_ROOT + (pitch_class - _LOWEST_ROOT) % SEMITONES_PER_OCTAVE


_Places = list[tuple[int, Pulse]]


def _roots(span: HarmonySpan, following: Chord, inside: _Places) -> list[Note]:
    del following
    starts = [bar + pulse.step for bar, pulse in inside if pulse.is_accent]
    return _sustained(starts, span, [bass_note(span.chord)])


def _root_and_fifth(span: HarmonySpan, following: Chord, inside: _Places) -> list[Note]:
    del following
    root = bass_note(span.chord)
    starts = [bar + pulse.step for bar, pulse in inside if pulse.is_accent]
    return _sustained(starts, span, [root, _below(root, _fifth(span.chord))])


def _walking(span: HarmonySpan, following: Chord, inside: _Places) -> list[Note]:
    root = bass_note(span.chord)
    tones = [_near(root, each) for each in span.chord.pitch_classes[1:3]]
    line = [root, *tones, *reversed(tones)]
    starts = [bar + pulse.step for bar, pulse in inside]
    notes = _sustained(starts, span, line)
    if len(notes) > 1:
        # The last beat leads into the next chord from the nearer side.
        target, last = bass_note(following), notes[-1]
        lead = target + (1 if notes[-2].midi_note > target else -1)
        if lead < LOWEST_NOTE:
            lead += 2
        notes[-1] = Note(last.start, last.end, lead, last.velocity)
    return notes


def _driving(span: HarmonySpan, following: Chord, inside: _Places) -> list[Note]:
    del following
    starts = sorted(
        {
            start
            for bar, pulse in inside
            for start in (bar + pulse.step, bar + pulse.half)
            if start < span.end
        }
    )
    return _sustained(starts, span, [bass_note(span.chord)])


def _octaves(span: HarmonySpan, following: Chord, inside: _Places) -> list[Note]:
    del following
    root = bass_note(span.chord)
    notes = []
    for bar, pulse in inside:
        start = bar + pulse.half
        end = min(bar + pulse.step + pulse.step_count, span.end)
        if start < end:
            is_high = pulse.is_backbeat and root + SEMITONES_PER_OCTAVE <= HIGHEST_NOTE
            note = root + SEMITONES_PER_OCTAVE * is_high
            notes.append(Note(start, end, note, _MIDDLE))
    return notes


_FIGURES: Mapping[BassFigure, Callable[[HarmonySpan, Chord, _Places], list[Note]]] = {
    BassFigure.ROOTS: _roots,
    BassFigure.ROOT_AND_FIFTH: _root_and_fifth,
    BassFigure.WALKING: _walking,
    BassFigure.DRIVING: _driving,
    BassFigure.OCTAVES: _octaves,
}


def _sustained(
    starts: Sequence[int], span: HarmonySpan, row: Sequence[int]
) -> list[Note]:
    """Return notes that last until the next one, their pitches taken in turn."""
    ends = [*starts[1:], span.end]
    return [
        Note(start, end, row[place % len(row)], _MIDDLE if place else _LOUD)
        for place, (start, end) in enumerate(zip(starts, ends, strict=False))
    ]


def _fifth(chord: Chord) -> int:
    """Return the fifth of the chord as a pitch class, diminished where it is."""
    sevenths = [(each - chord.root) % 12 for each in chord.pitch_classes]
    distance = next((each for each in (7, 6, 8) if each in sevenths), 7)
    return (chord.root + distance) % SEMITONES_PER_OCTAVE


def _below(note: int, pitch_class: int) -> int:
    lower = note - (note - pitch_class) % SEMITONES_PER_OCTAVE
    return lower if lower >= LOWEST_NOTE else lower + SEMITONES_PER_OCTAVE


def _near(note: int, pitch_class: int) -> int:
    distance = (pitch_class - note + 6) % SEMITONES_PER_OCTAVE - 6
    near = note + distance
    return near if near >= LOWEST_NOTE else near + SEMITONES_PER_OCTAVE
