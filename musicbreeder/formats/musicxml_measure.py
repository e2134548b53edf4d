"""The measures of one part of a MusicXML score, in quarter notes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from musicbreeder.melody.score import Part, ScoreNote
from musicbreeder.theory.meter import MAXIMUM_TEMPO_BPM, MINIMUM_TEMPO_BPM
from musicbreeder.theory.pitch import HIGHEST_MIDI_NOTE
from musicbreeder.theory.scale import SCALES, Key

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SEMITONES_TO_MAJOR = {
    "major": 0, "minor": 3, "ionian": 0, "aeolian": 3, "dorian": 10, "phrygian": 8,
    "lydian": 7, "mixolydian": 5, "locrian": 1,
}  # fmt: skip
_SCALE_OF_MODE = {"ionian": "major", "aeolian": "minor"}
_LARGEST_NUMBER = 1_000_000
_LONGEST_MEASURE = Fraction(256)


@dataclass(frozen=True)
class MeasureNote:
    """A note within its measure; times in quarter notes."""

    start: Fraction
    length: Fraction
    midi_note: int
    staff: str
    is_pitched: bool
    begins_tie: bool
    ends_tie: bool


@dataclass
class Measure:
    """One measure of one part.

    Attributes:
        meter: numerator and denominator, None = not said yet.
        length: in quarter notes, of the longest voice.
        begins_repeat: see `measure_order.MeasureMarks`, as the next two.
    """

    meter: tuple[int, int] | None
    notes: list[MeasureNote] = field(default_factory=list)
    length: float = 0.0
    begins_repeat: bool = False
    ends_repeat: bool = False
    endings: frozenset[int] = frozenset()


class PartReader:
    """Reads the measures of one part in their order.

    Attributes:
        measures: those read so far.
        key: the first that was said, as it sounds.
        tempo_bpm: the first that was said, in quarter notes a minute.
    """

    def __init__(self) -> None:
        self.measures: list[Measure] = []
        self.key: Key | None = None
        self.tempo_bpm: float | None = None
        self._divisions = Fraction(1)
        self._meter: tuple[int, int] | None = None
        self._semitones = 0
        self._endings: frozenset[int] = frozenset()
        self._at = Fraction(0)
        self._onset = Fraction(0)

    def read(self, element: Element) -> None:
        """Take one measure."""
        self._at = self._onset = furthest = Fraction(0)
        measure = Measure(self._meter)
        for child in element:
            if child.tag == "note":
                self._note(child, measure)
            elif child.tag == "backup":
                self._at = max(self._at - self._duration(child), Fraction(0))
            elif child.tag == "forward":
                self._at += self._duration(child)
            elif child.tag == "attributes":
                self._attributes(child)
                measure.meter = self._meter
            elif child.tag == "barline":
                self._barline(child, measure)
            elif child.tag in ("direction", "sound"):
                self._tempo(child)
            self._at = min(self._at, _LONGEST_MEASURE)
            furthest = max(furthest, self._at)
        measure.length = float(furthest)
        # An ending goes on over its measures until it is stopped.
        measure.endings = measure.endings or self._endings
        self.measures.append(measure)

    def _duration(self, element: Element) -> Fraction:
        divided = _number(element.findtext("duration"))
        if divided is None or divided < 0:
            return Fraction(0)
        length = Fraction(divided) / self._divisions
        if length.denominator > 10_000:
            length = length.limit_denominator(10_000)
        return min(length, _LONGEST_MEASURE)

    def _note(self, element: Element, measure: Measure) -> None:
        if element.find("grace") is not None or element.find("cue") is not None:
            return
        length = self._duration(element)
        if element.find("chord") is None:
            self._onset = self._at
            self._at += length
        if element.find("rest") is not None or length == 0:
            return
        ties = {tie.get("type") for tie in element.findall("tie")}
        midi_note = self._midi_note(element)
        if midi_note is None:
            return
        measure.notes.append(
            MeasureNote(
                start=self._onset,
                length=length,
                midi_note=midi_note,
                staff=element.findtext("staff") or "1",
                is_pitched=element.find("pitch") is not None,
                begins_tie="start" in ties,
                ends_tie="stop" in ties,
            )
        )

    def _midi_note(self, element: Element) -> int | None:
        pitch = element.find("pitch")
        if pitch is None:
            return 60 if element.find("unpitched") is not None else None
        step = _STEPS.get((pitch.findtext("step") or "").strip())
        octave = _number(pitch.findtext("octave"))
        if step is None or octave is None or not -2 <= octave <= 11:
            return None
        # Quarter tones are rounded: the instruments play none.
        alter = _number(pitch.findtext("alter")) or 0.0
        note = step + round(alter) + 12 * (int(octave) + 1) + self._semitones
        return note if 0 <= note <= HIGHEST_MIDI_NOTE else None

    def _attributes(self, element: Element) -> None:
        divisions = _number(element.findtext("divisions"))
        if divisions is not None and divisions > 0:
            self._divisions = Fraction(divisions).limit_denominator(10_000)
        transpose = element.find("transpose")
        if transpose is not None:
            chromatic = _number(transpose.findtext("chromatic")) or 0.0
            octaves = _number(transpose.findtext("octave-change")) or 0.0
            self._semitones = round(max(min(chromatic + 12 * octaves, 60), -60))
        meter = element.find("time")
        if meter is not None:
            self._meter = _meter(meter) or self._meter
        key = element.find("key")
        if key is not None and self.key is None:
            self.key = _key(key, self._semitones)

    def _barline(self, element: Element, measure: Measure) -> None:
        repeat = element.find("repeat")
        if repeat is not None:
            if repeat.get("direction") == "forward":
                measure.begins_repeat = True
            else:
                measure.ends_repeat = True
        ending = element.find("ending")
        if ending is not None:
            if ending.get("type") == "start":
                self._endings = _passes(ending.get("number", ""))
            else:
                measure.endings = self._endings
                self._endings = frozenset()

    def _tempo(self, element: Element) -> None:
        sound = element if element.tag == "sound" else element.find("sound")
        if sound is None or self.tempo_bpm is not None:
            return
        tempo_bpm = _number(sound.get("tempo"))
        if tempo_bpm and MINIMUM_TEMPO_BPM <= tempo_bpm <= MAXIMUM_TEMPO_BPM:
            self.tempo_bpm = tempo_bpm


def joined_parts(
    name: str, reader: PartReader, order: Sequence[int], starts: Sequence[float]
) -> list[Part]:
    """Return a part, or one for each of its staves, its measures laid out.

    Args:
        order: the measures in the order they are wanted.
        starts: where each of them starts, in quarter notes.
    """
    staves: dict[tuple[str, bool], list[ScoreNote]] = defaultdict(list)
    tied: dict[tuple[str, int], int] = {}
    for index, start in zip(order, starts, strict=True):
        if index >= len(reader.measures):
            continue
        for note in reader.measures[index].notes:
            row = staves[note.staff, note.is_pitched]
            at, length = start + float(note.start), float(note.length)
            tie = note.staff, note.midi_note
            place = tied.pop(tie, None) if note.ends_tie else None
            if place is not None and abs(row[place].end - at) < 1e-6:
                row[place] = replace(
                    row[place], duration=at + length - row[place].start
                )
            else:
                place = len(row)
                row.append(ScoreNote(at, length, note.midi_note))
            if note.begins_tie:
                tied[tie] = place
    has_staves = len({staff for staff, _ in staves}) > 1
    return [
        Part(
            f"{name}, staff {staff}" if has_staves else name,
            tuple(sorted(notes, key=lambda one: (one.start, one.midi_note))),
            is_for_drums=not is_pitched,
        )
        for (staff, is_pitched), notes in sorted(staves.items())
    ]


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) <= _LARGEST_NUMBER else None


def _meter(element: Element) -> tuple[int, int] | None:
    beats = (element.findtext("beats") or "").split("+")
    denominator = _number(element.findtext("beat-type"))
    if not all(one.strip().isdigit() for one in beats):
        return None
    numerator = sum(int(one[:4]) for one in beats)
    if not 1 <= numerator <= 64 or denominator not in (1, 2, 4, 8, 16, 32):
        return None
    return numerator, int(denominator)


def _key(element: Element, semitones: int) -> Key | None:
    fifths = _number(element.findtext("fifths"))
    mode = (element.findtext("mode") or "").strip().lower()
    if fifths is None or mode not in _SEMITONES_TO_MAJOR:
        # Without a mode it is a signature, which two keys share.
        return None
    tonic = (round(fifths) * 7 - _SEMITONES_TO_MAJOR[mode] + semitones) % 12
    return Key(tonic, SCALES[_SCALE_OF_MODE.get(mode, mode)])


def _passes(text: str) -> frozenset[int]:
    numbers = text.replace(",", " ").split()
    return frozenset(int(one[:2]) for one in numbers if one.isdigit())
