"""MusicXML: a melody as a score that MuseScore, Sibelius, Finale and Dorico open.

Written to MusicXML 4.0 (W3C, 2021), partwise, uncompressed. One division is one step of
the melody's grid. Swing is written straight with the word over it, as scores have it;
how loud a note is stands with the note.
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.key_signature import sharps_in_signature
from musicbreeder.formats.notation import Measure, Symbol, written
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Tempo
from musicbreeder.theory.scale import SCALES, Key

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    b'"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_PART_ID, _INSTRUMENT_ID = "P1", "P1-I1"
_SHARP_LETTERS, _FLAT_LETTERS = "FCGDAEB", "BEADGCF"
_ACCIDENTALS = {
    -2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp",
}  # fmt: skip
# MusicXML counts loudness in hundredths of MIDI's forte.
_FORTE_VELOCITY = 90
_LEAST_HEARD_SWING = 0.15
_LOWEST_TREBLE_MEAN = 57
_NO_KEY = Key(0, SCALES["chromatic"])


@dataclass(frozen=True)
class ScoreTexts:
    """What is written around the notes.

    Attributes:
        title: of the piece.
        instrument: name of the part.
        software: that made it.
        notes: where the melody came from, a line each.
    """

    title: str
    instrument: str = "Melody"
    software: str = "musicbreeder"
    notes: tuple[str, ...] = ()


def write_musicxml(
    path: str | Path,
    melody: Melody,
    tempo: Tempo,
    key: Key | None,
    texts: ScoreTexts,
    *,
    program: int = 0,
) -> None:
    """Write a melody as a MusicXML file.

    Args:
        key: spells the notes and gives the signature; None = neither.
        program: General MIDI instrument, 0-127.

    Raises:
        FileFormatError: the file cannot be written.
    """
    content = musicxml(melody, tempo, key, texts, program=program)
    with writing(path) as file:
        file.write(content)


def musicxml(
    melody: Melody,
    tempo: Tempo,
    key: Key | None,
    texts: ScoreTexts,
    *,
    program: int = 0,
) -> bytes:
    """Return the content of a MusicXML file, see `write_musicxml`.

    Every note has the id ``n`` and its step, also one that goes on by a tie.
    """
    score = ET.Element("score-partwise", version="4.0")
    _add(_add(score, "work"), "work-title", _plain(texts.title))
    _add_identification(score, texts)
    _add_part_list(score, texts, program)
    part = _add(score, "part", id=_PART_ID)
    measures = written(melody)
    for index, measure in enumerate(measures):
        element = _add(part, "measure", number=str(measure.number))
        if measure.number == 0:
            element.set("implicit", "yes")
        if index == 0:
            _add_attributes(element, melody, key)
            _add_tempo(element, tempo, melody)
        _add_measure(element, measure, key or _NO_KEY)
        if index == len(measures) - 1:
            barline = _add(element, "barline", location="right")
            _add(barline, "bar-style", "light-heavy")
    ET.indent(score)
    return _HEAD + ET.tostring(score, encoding="unicode").encode() + b"\n"


def _add(
    parent: ET.Element, tag: str, text: str | None = None, **attributes: str
) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _plain(text: str) -> str:
    """Return a text on one line; XML allows no control characters at all."""
    printable = (one if one.isprintable() else " " for one in text)
    return " ".join("".join(printable).split())


def _add_identification(score: ET.Element, texts: ScoreTexts) -> None:
    identification = _add(score, "identification")
    _add(_add(identification, "encoding"), "software", _plain(texts.software))
    if texts.notes:
        miscellaneous = _add(identification, "miscellaneous")
        for number, line in enumerate(texts.notes, 1):
            name = f"provenance-{number}"
            _add(miscellaneous, "miscellaneous-field", _plain(line), name=name)


def _add_part_list(score: ET.Element, texts: ScoreTexts, program: int) -> None:
    name = _plain(texts.instrument) or "Melody"
    part = _add(_add(score, "part-list"), "score-part", id=_PART_ID)
    # The one staff needs no name beside it, but programs list it.
    _add(part, "part-name", name).set("print-object", "no")
    instrument = _add(part, "score-instrument", id=_INSTRUMENT_ID)
    _add(instrument, "instrument-name", name)
    midi = _add(part, "midi-instrument", id=_INSTRUMENT_ID)
    _add(midi, "midi-channel", "1")
    _add(midi, "midi-program", str(program + 1))  # counts from 1 here


def _add_attributes(measure: ET.Element, melody: Melody, key: Key | None) -> None:
    meter = melody.meter
    attributes = _add(measure, "attributes")
    _add(attributes, "divisions", f"{1 / meter.quarters_per_step:.0f}")
    sharps = None if key is None else sharps_in_signature(key)
    if key is not None and sharps is not None:
        signature = _add(attributes, "key")
        _add(signature, "fifths", str(sharps))
        _add(signature, "mode", "minor" if key.scale.is_minor else "major")
    time = _add(attributes, "time")
    _add(time, "beats", str(meter.numerator))
    _add(time, "beat-type", str(meter.denominator))
    clef = _add(attributes, "clef")
    is_high = not melody.note_count or np.mean(melody.midi_notes) >= _LOWEST_TREBLE_MEAN
    _add(clef, "sign", "G" if is_high else "F")
    _add(clef, "line", "2" if is_high else "4")


def _add_tempo(measure: ET.Element, tempo: Tempo, melody: Melody) -> None:
    if tempo.swing >= _LEAST_HEARD_SWING and melody.meter.can_swing:
        direction = _add(measure, "direction", placement="above")
        _add(_add(direction, "direction-type"), "words", "Swing")
    direction = _add(measure, "direction", placement="above")
    metronome = _add(_add(direction, "direction-type"), "metronome")
    _add(metronome, "beat-unit", "quarter")
    _add(metronome, "per-minute", f"{tempo.bpm:g}")
    _add(direction, "sound", tempo=f"{tempo.bpm:g}")


def _add_measure(element: ET.Element, measure: Measure, key: Key) -> None:
    if not measure.symbols:
        note = _add(element, "note")
        _add(note, "rest", measure="yes")
        _add(note, "duration", str(measure.end - measure.start))
        _add(note, "voice", "1")
        return
    accidentals = _Accidentals(key)
    for symbol in measure.symbols:
        _add_symbol(element, symbol, accidentals)


def _add_symbol(
    measure: ET.Element, symbol: Symbol, accidentals: "_Accidentals"
) -> None:
    note = _add(measure, "note")
    shown = None
    if symbol.midi_note is None:
        _add(note, "rest")
    else:
        shown = _add_pitch(note, symbol, symbol.midi_note, accidentals)
    _add(note, "duration", str(symbol.end - symbol.start))
    directions = (("stop", symbol.is_tied_back), ("start", symbol.is_tied_on))
    ties = [kind for kind, is_tied in directions if is_tied]
    for kind in ties:
        _add(note, "tie", type=kind)
    _add(note, "voice", "1")
    _add(note, "type", symbol.value)
    for _ in range(symbol.dot_count):
        _add(note, "dot")
    if shown is not None:
        _add(note, "accidental", shown)
    if symbol.is_in_triplet:
        modification = _add(note, "time-modification")
        _add(modification, "actual-notes", "3")
        _add(modification, "normal-notes", "2")
        _add(modification, "normal-type", "eighth")
    for number, beam in enumerate(symbol.beams, 1):
        _add(note, "beam", beam, number=str(number))
    _add_notations(note, ties, symbol.triplet)


def _add_pitch(
    note: ET.Element, symbol: Symbol, midi_note: int, accidentals: "_Accidentals"
) -> str | None:
    """Add what a note is; return the sign that has to stand before it."""
    note.set("id", f"n{symbol.start}")
    note.set("dynamics", f"{100 * symbol.velocity / _FORTE_VELOCITY:.2f}")
    letter, alter, octave = accidentals.spelled(midi_note)
    pitch = _add(note, "pitch")
    _add(pitch, "step", letter)
    if alter:
        _add(pitch, "alter", str(alter))
    _add(pitch, "octave", str(octave))
    if symbol.is_tied_back:
        return None
    return accidentals.shown(letter, alter, octave)


def _add_notations(note: ET.Element, ties: list[str], triplet: str) -> None:
    if not ties and not triplet:
        return
    notations = _add(note, "notations")
    for kind in ties:
        _add(notations, "tied", type=kind)
    if triplet:
        _add(notations, "tuplet", type=triplet, bracket="yes")


class _Accidentals:
    """Spells notes in a key and knows which signs a measure has shown."""

    def __init__(self, key: Key) -> None:
        self._key = key
        sharps = sharps_in_signature(key) or 0
        letters = _SHARP_LETTERS if sharps > 0 else _FLAT_LETTERS
        sign = 1 if sharps > 0 else -1
        self._signature = dict.fromkeys(letters[: abs(sharps)], sign)
        self._in_force: dict[tuple[str, int], int] = {}

    def spelled(self, midi_note: int) -> tuple[str, int, int]:
        """Return letter, alteration in semitones and octave."""
        name = self._key.note_name(midi_note)
        letter, signs = name[0], name[1:].rstrip("-0123456789")
        alter = signs.count("♯") - signs.count("♭")
        return letter, alter, int(name[1 + len(signs) :])

    def shown(self, letter: str, alter: int, octave: int) -> str | None:
        """Return the sign to write before a note, None = it is understood."""
        known = self._in_force.get((letter, octave), self._signature.get(letter, 0))
        if alter == known:
            return None
        self._in_force[letter, octave] = alter
        return _ACCIDENTALS[alter]
