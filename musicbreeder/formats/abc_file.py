"""ABC notation: tunes come in, one tune or a whole book of them.

The reader follows the ABC standard 2.1 (abcnotation.com, December 2011) as far as notes
are concerned: keys and modes, accidentals that last to the bar line, broken rhythm,
tuplets, ties, chords, several voices, repeats and endings. Grace notes, decorations,
chord symbols and words are passed over. Tunes on the web are typed by hand, so what
makes no sense is skipped rather than refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.abc_body import Voice, VoiceReader
from musicbreeder.formats.abc_fields import (
    default_unit,
    read_key,
    read_length,
    read_meter,
    read_tempo,
)
from musicbreeder.formats.given_file import file_bytes, file_text
from musicbreeder.formats.measure_order import as_played, written_once
from musicbreeder.melody.score import Part, Score, ScoreNote, TimeSignature

LARGEST_FILE_BYTES = 4 << 20
MOST_TUNES = 5_000

_FIELD = re.compile(r"([A-Za-z]):(?![|:])\s*(.*)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_DEFAULT_TEMPO_UNIT = Fraction(1, 4)


def read_abc(path: str | Path) -> tuple[Score, ...]:
    """Read every tune of an ABC file that has notes, repeats written out once.

    Raises:
        FileFormatError: the file is not there, too large, no ABC, or has no notes.
    """
    path = Path(path)
    text = file_text(file_bytes(path, LARGEST_FILE_BYTES, "ABC"))
    if not re.search(r"(?:^|[\r\n])K:", text):
        raise FileFormatError(
            f"“{path.name}” is no ABC tune: it names no key (K:); choose another file."
        )
    tunes = tuple(tunes_in(text))
    if not tunes:
        raise FileFormatError(f"“{path.name}” holds no notes; choose another file.")
    return tunes


def tunes_in(text: str, *, plays_repeats: bool = False) -> Iterator[Score]:
    """Yield the tunes of a text that have notes, in their order.

    Args:
        text: a tune, or a book of tunes that each begin with ``X:``.
        plays_repeats: write everything as often as it is played, rather than once.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = re.split(r"^(?=X:)", text, flags=re.MULTILINE)
    book = ""
    if not blocks[0].startswith("X:") and len(blocks) > 1:
        # What stands before the first tune holds for the whole book.
        book, *blocks = blocks
    for block in blocks[:MOST_TUNES]:
        tune = _Tune()
        for line in (*_lines(book), *_lines(block)):
            tune.read(line)
        score = tune.score(plays_repeats=plays_repeats)
        if score.note_count:
            yield score


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        plain = _COMMENT.sub("", line).strip()
        if plain:
            yield plain


@dataclass(frozen=True)
class _Head:
    """What the fields before the notes say."""

    title: str = ""
    meter: tuple[int, int] | None = (4, 4)
    is_metered: bool = False
    unit: Fraction | None = None
    tempo: str = ""


class _Tune:
    """Reads one tune line by line."""

    def __init__(self) -> None:
        self._head = _Head()
        self._is_body = False
        self._key_text = ""
        self._voices: dict[str, VoiceReader] = {}
        self._names: dict[str, str] = {}
        self._voice: VoiceReader | None = None

    def read(self, line: str) -> None:
        field = _FIELD.fullmatch(line)
        if field is None:
            if self._is_body:
                self._read_notes(line)
        elif self._is_body:
            self._read_body_field(field[1], field[2])
        else:
            self._read_head_field(field[1], field[2])

    def _read_head_field(self, name: str, value: str) -> None:
        head = self._head
        if name == "T" and not head.title:
            self._head = replace(head, title=value)
        elif name == "M":
            self._head = replace(head, meter=read_meter(value), is_metered=True)
        elif name == "L":
            self._head = replace(head, unit=read_length(value))
        elif name == "Q":
            self._head = replace(head, tempo=value)
        elif name == "V":
            self._name_voice(value)
        elif name == "K":
            self._key_text = value
            self._is_body = True

    def _read_notes(self, line: str) -> None:
        position = 0
        while (going_on := self._reader().read(line, position)) is not None:
            voice, position = going_on
            self._voice = self._voice_reader(_voice_id(voice))

    def _read_body_field(self, name: str, value: str) -> None:
        if name == "V":
            self._name_voice(value)
            self._voice = self._voice_reader(_voice_id(value))
        elif name in "KML":
            self._reader().change(name, value)

    def _name_voice(self, value: str) -> None:
        named = re.search(r'\b(?:name|nm)="([^"]*)"', value)
        if named:
            self._names[_voice_id(value)] = named[1]

    def _reader(self) -> VoiceReader:
        if self._voice is None:
            self._voice = self._voice_reader("")
        return self._voice

    def _voice_reader(self, voice_id: str) -> VoiceReader:
        if voice_id not in self._voices:
            head = self._head
            unit = head.unit or default_unit(head.meter)
            self._voices[voice_id] = VoiceReader(self._key_text, head.meter, unit)
        return self._voices[voice_id]

    def score(self, *, plays_repeats: bool) -> Score:
        head = self._head
        unit = head.unit or default_unit(head.meter)
        voices = {name: reader.finished() for name, reader in self._voices.items()}
        laid_out = {
            name: _laid_out(voice, plays_repeats=plays_repeats)
            for name, voice in voices.items()
        }
        parts = tuple(
            Part(self._names.get(name, ""), notes)
            for name, (notes, _) in laid_out.items()
            if notes
        )
        signatures = next((found for notes, found in laid_out.values() if notes), ())
        first = next((voice for voice in voices.values() if voice.measures), None)
        tempo_unit = _DEFAULT_TEMPO_UNIT if head.unit is None else unit
        return Score(
            title=head.title,
            parts=parts,
            time_signatures=signatures if head.is_metered else (),
            pickup=0.0 if first is None else float(_pickup(first)),
            key=read_key(self._key_text).key,
            tempo_bpm=read_tempo(head.tempo, tempo_unit),
        )


def _voice_id(value: str) -> str:
    words = value.split()
    return words[0] if words else ""


def _pickup(voice: Voice) -> Fraction:
    measure = voice.measures[0]
    is_short = measure.meter is not None and measure.length < measure.bar_length
    return measure.length if is_short and len(voice.measures) > 1 else Fraction(0)


def _laid_out(
    voice: Voice, *, plays_repeats: bool
) -> tuple[tuple[ScoreNote, ...], tuple[TimeSignature, ...]]:
    """Return the notes one measure after the other, ties joined, and the meters."""
    marks = [measure.marks for measure in voice.measures]
    order = as_played(marks) if plays_repeats else written_once(marks)
    notes: list[ScoreNote] = []
    signatures: list[TimeSignature] = []
    tied: dict[int, int] = {}
    start = Fraction(0)
    for index in order:
        measure = voice.measures[index]
        if measure.meter is not None:
            signature = TimeSignature(float(start), *measure.meter)
            if not signatures or signatures[-1].name != signature.name:
                signatures.append(signature)
        for note in measure.notes:
            at, length = float(start + note.start), float(note.length)
            place = tied.pop(note.midi_note, None)
            if place is not None and abs(notes[place].end - at) < 1e-6:
                joined = at + length - notes[place].start
                notes[place] = replace(notes[place], duration=joined)
            else:
                place = len(notes)
                notes.append(ScoreNote(at, length, note.midi_note))
            if note.is_tied:
                tied[note.midi_note] = place
        start += measure.length
    return tuple(notes), tuple(signatures)
