"""The notes of one voice of an ABC tune, measure by measure.

Source: the ABC standard 2.1, section 4.
"""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from musicbreeder.formats.abc_fields import (
    ACCIDENTALS,
    read_key,
    read_length,
    read_meter,
)
from musicbreeder.formats.measure_order import NO_MARKS, MeasureMarks
from musicbreeder.theory.pitch import HIGHEST_MIDI_NOTE

_LETTERS = {"C": 60, "D": 62, "E": 64, "F": 65, "G": 67, "A": 69, "B": 71}
# NB: every repetition is bounded, so that no line takes long, whatever stands in it.
_LENGTH = r"\d{0,3}(?:/\d{0,3}){0,6}"
_NOTE = (
    r"(?P<accidental>\^\^?|__?|=)?(?P<letter>[A-Ga-g])(?P<octaves>[',]{0,6})"
    rf"(?P<length>{_LENGTH})"
)
_ONE_NOTE = re.compile(_NOTE)
_TOKEN = re.compile(
    rf'(?P<skipped>"[^"]{{0,300}}"|![^!]{{0,60}}!|\+[A-Za-z0-9().<>]{{1,20}}\+'
    r"|\{[^}]{0,200}\}|`)"
    r"|\[(?P<inline>[A-Za-z]:[^\]]{0,200})\]"
    r"|(?P<bar>(?:\[\||\.?\||:(?=[|:]))[|:\]]{0,8})(?:\s*\[?(?P<ending>\d[\d,\-]{0,20}))?"
    r"|\[(?P<alone>\d[\d,\-]{0,20})"
    r"|\((?P<tuplet>\d)(?::(?P<time>\d)?(?::(?P<count>\d{1,2})?)?)?"
    rf"|\[(?P<chord>[^\]\[|]{{0,200}})\](?P<outer>{_LENGTH})(?P<chordtie>-)?"
    rf"|(?P<rest>[zx])(?P<restlength>{_LENGTH})"
    r"|(?P<bars>[ZX])(?P<barcount>\d{0,3})"
    rf"|{_NOTE}\s*(?P<tie>-)?"
    r"|(?P<broken>>{1,3}|<{1,3})"
    r"|(?P<overlay>&)"
)
_TUPLET_TIME = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
_LONGEST_NOTE = Fraction(64)
_LARGEST_DENOMINATOR = 1024
_MOST_EMPTY_BARS = 64


@dataclass(frozen=True)
class AbcNote:
    """A note within its measure; times in quarter notes."""

    start: Fraction
    length: Fraction
    midi_note: int
    is_tied: bool = False


@dataclass
class Measure:
    """One measure; times in quarter notes.

    Attributes:
        meter: numerator and denominator; None = free.
    """

    meter: tuple[int, int] | None
    notes: list[AbcNote] = field(default_factory=list)
    length: Fraction = Fraction(0)
    marks: MeasureMarks = NO_MARKS

    @property
    def bar_length(self) -> Fraction:
        """How long the meter wants it to be."""
        return Fraction(4) if self.meter is None else 4 * Fraction(*self.meter)


@dataclass(frozen=True)
class Voice:
    """The measures of one voice, in the order of writing."""

    measures: tuple[Measure, ...]


class VoiceReader:
    """Reads lines of notes.

    Args:
        key_text: the ``K:`` field.
        meter: numerator and denominator; None = free.
        unit: unit of length in whole notes.
    """

    def __init__(
        self,
        key_text: str,
        meter: tuple[int, int] | None,
        unit: Fraction,
    ) -> None:
        self._key = read_key(key_text)
        self._meter = meter
        self._unit = unit
        self._measures: list[Measure] = []
        self._measure = Measure(meter)
        self._accidentals: dict[str, int] = {}
        self._endings: frozenset[int] = frozenset()
        self._begins_repeat = False
        self._broken = Fraction(1)
        self._last: tuple[int, Fraction] | None = None
        self._tuplet = Fraction(1)
        self._tuplet_left = 0

    def change(self, name: str, value: str) -> None:
        """Take a ``K:``, ``M:`` or ``L:`` field from within the tune."""
        if name == "K":
            self._key = read_key(value)
        elif name == "M":
            self._meter = read_meter(value)
            if not self._measure.length:
                self._measure.meter = self._meter
        elif name == "L":
            self._unit = read_length(value) or self._unit

    def read(self, line: str, position: int = 0) -> tuple[str, int] | None:
        """Take notes of a line from a position on.

        Returns:
            the field of another voice that goes on within the line, and from where;
            None = the line is read.
        """
        is_over = False
        for token in _TOKEN.finditer(line, position):
            if token["overlay"]:
                # A second voice over the same bar: to be heard, not to be followed.
                is_over = True
            elif token["inline"] is not None:
                name, value = token["inline"][0], token["inline"][2:].strip()
                if name == "V":
                    return value, token.end()
                self.change(name, value)
            elif token["bar"] or not is_over:
                is_over = False
                self._take(token)
        return None

    def finished(self) -> Voice:
        """Return what was read; there is nothing more to come."""
        self._end_measure()
        return Voice(tuple(self._measures))

    def _take(self, token: re.Match[str]) -> None:
        if token["letter"]:
            length = self._timed(_length(token["length"]))
            self._add([(self._pitch(token), bool(token["tie"]))], length)
        elif token["bar"]:
            self._bar(token["bar"], token["ending"])
        elif token["chord"] is not None:
            self._chord(token)
        elif token["rest"]:
            self._add([], self._timed(_length(token["restlength"])))
        elif token["broken"]:
            self._break_rhythm(token["broken"])
        elif token["tuplet"]:
            self._begin_tuplet(token)
        elif token["alone"]:
            self._begin_ending(token["alone"])
        elif token["bars"]:
            self._rest_bars(int(token["barcount"] or 1))

    # Notes.

    def _timed(self, length: Fraction) -> Fraction:
        """Return a written length in quarter notes, tuplets and dots considered."""
        length *= 4 * self._unit * self._broken
        self._broken = Fraction(1)
        if self._tuplet_left:
            length *= self._tuplet
            self._tuplet_left -= 1
        if length.denominator > _LARGEST_DENOMINATOR:
            length = length.limit_denominator(_LARGEST_DENOMINATOR)
        return min(length, _LONGEST_NOTE)

    def _add(self, pitches: list[tuple[int, bool]], length: Fraction) -> None:
        measure = self._measure
        self._last = len(measure.notes), measure.length
        if length > 0:
            measure.notes += [
                AbcNote(measure.length, length, pitch, is_tied)
                for pitch, is_tied in pitches
                if 0 <= pitch <= HIGHEST_MIDI_NOTE
            ]
        measure.length += length

    def _pitch(self, token: re.Match[str]) -> int:
        letter = token["letter"]
        name = letter.upper()
        pitch = _LETTERS[name] + (12 if letter.islower() else 0)
        pitch += 12 * (token["octaves"].count("'") - token["octaves"].count(","))
        if token["accidental"]:
            self._accidentals[name] = ACCIDENTALS[token["accidental"]]
        bent = self._accidentals.get(name, self._key.signature.get(name, 0))
        return pitch + bent + self._key.semitones

    def _chord(self, token: re.Match[str]) -> None:
        notes = list(_ONE_NOTE.finditer(token["chord"]))
        if not notes:
            return
        length = _length(notes[0]["length"]) * _length(token["outer"])
        ends_tied = token["chordtie"] is not None
        pitches = [
            (self._pitch(note), ends_tied or token["chord"][note.end() :][:1] == "-")
            for note in notes
        ]
        self._add(pitches, self._timed(length))

    def _break_rhythm(self, signs: str) -> None:
        """Lengthen the note before and shorten the one after, or the reverse."""
        if self._last is None:
            return
        short = Fraction(1, 2 ** len(signs))
        before, after = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        first, start = self._last
        measure = self._measure
        changed = (measure.length - start) * before
        for k in range(first, len(measure.notes)):
            measure.notes[k] = replace(measure.notes[k], length=changed)
        measure.length = start + changed
        self._broken = after

    def _begin_tuplet(self, token: re.Match[str]) -> None:
        count = int(token["tuplet"])
        if count < 2:
            return
        is_compound = self._meter is not None and self._meter[0] % 3 == 0
        default = _TUPLET_TIME.get(count, 3 if is_compound else 2)
        self._tuplet = Fraction(int(token["time"] or default), count)
        self._tuplet_left = int(token["count"] or count)

    # Bar lines.

    def _bar(self, signs: str, ending: str | None) -> None:
        ends_repeat = signs.startswith(":")
        if ends_repeat and self._measure.length:
            marks = self._measure.marks
            self._measure.marks = replace(marks, ends_repeat=True)
        elif ends_repeat and self._measures:
            last = self._measures[-1]
            last.marks = replace(last.marks, ends_repeat=True)
        is_thick = ends_repeat or len(signs.strip(".")) > 1
        self._end_measure()
        if is_thick:
            self._endings = frozenset()
        if len(signs) > 1 and signs.endswith(":"):
            self._begins_repeat = True
        if ending:
            self._begin_ending(ending)
        self._open_marks()

    def _begin_ending(self, text: str) -> None:
        self._endings = _passes(text)
        self._open_marks()

    def _open_marks(self) -> None:
        self._measure.marks = MeasureMarks(self._begins_repeat, False, self._endings)

    def _end_measure(self) -> None:
        if self._measure.length:
            self._measures.append(self._measure)
            self._begins_repeat = False
            self._measure = Measure(self._meter)
            self._open_marks()
        self._accidentals.clear()
        self._last = None
        self._tuplet_left = 0

    def _rest_bars(self, count: int) -> None:
        for _ in range(min(count, _MOST_EMPTY_BARS)):
            self._add([], self._measure.bar_length)
            self._end_measure()


def _length(text: str) -> Fraction:
    """Return how many units of length a note has.

    >>> _length("3/2"), _length("//"), _length("/")
    (Fraction(3, 2), Fraction(1, 4), Fraction(1, 2))
    """
    whole, *parts = text.split("/")
    length = Fraction(int(whole)) if whole else Fraction(1)
    for part in parts:
        # A zero is a slip of the pen.
        length /= int(part or 2) or 1
    return length


def _passes(text: str) -> frozenset[int]:
    passes: set[int] = set()
    for part in text.strip(",-").split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            low = int(first[:2])
            high = int(last[:2]) if last.isdigit() else low
            passes.update(range(low, min(high, low + 8) + 1))
    return frozenset(passes)
