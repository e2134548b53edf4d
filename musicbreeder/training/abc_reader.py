"""Reads single-voice tunes in ABC notation, by the standard of Chris Walshaw.

Made for thousands of tunes at once: lengths are whole ticks, tunes are measures of
plain tuples. What it does not know (overlays, several voices, lyrics) makes a tune or a
measure unusable rather than wrong. http://abcnotation.com/wiki/abc:standard:v2.1
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TICKS_PER_WHOLE = 1920
REST = -1
TIED = -2
"""In place of a pitch: the note before goes on."""

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ORDER_OF_SHARPS = "FCGDAEB"
_FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
_MODES = {
    "": ("major", 0),
    "maj": ("major", 0),
    "ion": ("major", 0),
    "mix": ("mixolydian", -1),
    "dor": ("dorian", -2),
    "m": ("minor", -3),
    "min": ("minor", -3),
    "aeo": ("minor", -3),
    "phr": ("phrygian", -4),
    "loc": ("locrian", -5),
    "lyd": ("lydian", 1),
}
_TRANSCRIBERS = {
    "Campin": "Jack Campin",
    "Davies": "Ray Davies",
    "Chambers": "John Chambers",
    "Safranek": "Bob Safranek",
    "O'Nei": "Trish O'Neil",
    "Petersen": "Dan G. Petersen",
    "Hogan": "Michael Hogan",
    "Foy": "Stephen Foy",
    "Walsh": "John B. Walsh",
    "Keays": "Tom Keays",
    "Falt": "Chris Falt",
    "Paap": "Norbert Paap",
    "Wooldridge": "Dave Wooldridge",
    "Thorpe": "Robert Thorpe",
    "Puckette": "Bob Puckette",
    "WORMAN": "A. Lee Worman",
    "Terhorst": "Nick Terhorst",
    "Hastings": "Ted Hastings",
    "Michael D. Long": "Michael D. Long",
    "Bradley": "Ivan Bradley",
    "Grae": "Paul de Grae",
    "mvhplank": "mvhplank",
}
"""Who is meant where a file's field holds part of a name among dates and addresses."""

_ACCIDENTALS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}

_TOKEN = re.compile(
    r"""
    (?P<ignored>"[^"]*"|![^!\s]*!|\{[^}]*\}|\[[A-JL-Za-z]:[^\]]*\])
    |\[K:(?P<key>[^\]]*)\]
    |(?P<bar>\[?:*\|[:|\]]*|::+)(?:\s*\[?(?P<ending>\d)(?:[,.\-]\d)*)?
    |\[(?P<other_ending>\d)(?:[,.\-]\d)*
    |\((?P<tuplet>\d)(?::(?P<in_time_of>\d?))?(?::(?P<tuplet_notes>\d?))?
    |\[(?P<chord>[^\]|]+)\](?P<chord_length>\d*/*\d*)
    |(?P<accidental>\^\^|\^|__|_|=)?(?P<letter>[A-Ga-g])(?P<octave>[,']*)
     (?P<length>\d*/*\d*)
    |(?P<rest>[zxZ])(?P<rest_length>\d*/*\d*)
    |(?P<broken><+|>+)
    |(?P<tie>-)
    |(?P<overlay>&)
    """,
    re.VERBOSE,
)
_CHORD_NOTE = re.compile(
    r"(?P<accidental>\^\^|\^|__|_|=)?(?P<letter>[A-Ga-g])(?P<octave>[,']*)"
    r"(?P<length>\d*/*\d*)"
)
_LENGTH = re.compile(r"(\d*)(/*)(\d*)")
_TUPLET_TIMES = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


@dataclass(frozen=True)
class TuneKey:
    """A key signature with its mode.

    Attributes:
        tonic: pitch class of the tonic.
        mode: ``"major"``, ``"dorian"``, ...
        fifths: sharps of the signature, flats negative.
    """

    tonic: int
    mode: str
    fifths: int


@dataclass
class Measure:
    """What stands between two bar lines.

    Attributes:
        notes: ``(pitch, ticks)`` in order; a pitch is a MIDI note, `REST` or `TIED`.
        ticks: length of all of them.
        starts_section: a repeat sign or a double bar stands before it.
        ending: 1 = first ending, 2 = second, 0 = neither.
        fifths: sharps of its key signature.
        is_sound: everything in it was understood.
    """

    fifths: int
    notes: list[tuple[int, int]] = field(default_factory=list)
    ticks: int = 0
    starts_section: bool = False
    ending: int = 0
    is_sound: bool = True


@dataclass
class ReadTune:
    """A tune as it stands in its book.

    Attributes:
        meter: upper and lower figure of the time signature; (0, 0) where it changes.
        transcriber: who typed it in, without addresses.
    """

    title: str
    transcriber: str
    meter: tuple[int, int]
    key: TuneKey
    measures: list[Measure]


def read_tunes(text: str) -> Iterator[ReadTune]:
    """Yield every single-voice tune of an ABC file that has a key and a meter."""
    file_fields: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.split("%")[0].rstrip() for line in block.split("\n")]
        lines = [line for line in lines if line.strip()]
        if not any(line.startswith("X:") for line in lines):
            continue
        tune = _tune(lines, file_fields)
        if tune is not None:
            yield tune


def _tune(lines: list[str], file_fields: dict[str, str]) -> ReadTune | None:
    fields = dict(file_fields)
    music: list[str] = []
    has_begun = has_changes = False
    for line in lines:
        if re.match(r"[A-Za-z]:", line) and not line.startswith(("|:", "[")):
            name, value = line[0], line[2:].strip()
            if name == "V":
                return None
            if has_begun and name in "ML":
                has_changes = True
            elif has_begun and name == "K":
                music.append(f"[K:{value}]")
            elif name not in fields:
                fields[name] = value
            has_begun = has_begun or name == "K"
        elif has_begun:
            if "[V:" in line or "[M:" in line or "[L:" in line:
                return None
            music.append(line.rstrip("\\").rstrip())
    meter = parsed_meter(fields.get("M", ""))
    key = parsed_key(fields.get("K", ""))
    if meter is None or key is None or not music:
        return None
    unit = _unit(fields.get("L"), meter)
    measures = _Music(meter, key, unit).read("\n".join(music))
    return ReadTune(
        title=fields.get("T", "").strip() or "Untitled",
        transcriber=transcriber(fields.get("Z", "")),
        meter=(0, 0) if has_changes else meter,
        key=key,
        measures=measures,
    )


def parsed_meter(text: str) -> tuple[int, int] | None:
    """Return the figures of a time signature, None for a free meter."""
    plain = text.strip()
    if plain.startswith("C|"):
        return 2, 2
    if plain.startswith("C"):
        return 4, 4
    found = re.match(r"(\d+)\s*/\s*(\d+)", plain)
    return (int(found[1]), int(found[2])) if found else None


def parsed_key(text: str) -> TuneKey | None:
    """Return a key such as ``A Dorian``, ``Bb`` or ``F#m``; None if it is none.

    >>> parsed_key("E Minor")
    TuneKey(tonic=4, mode='minor', fifths=1)
    """
    plain = text.strip()
    if plain.startswith(("HP", "Hp")):
        return TuneKey(9, "mixolydian", 2)
    found = re.match(r"([A-G])([#b]?)\s*([A-Za-z]*)", plain)
    if found is None:
        return None
    letter, sign, word = found.groups()
    if word != "m":
        word = "" if word in ("M", "n") else word.lower()[:3]
    if word not in _MODES:
        return None
    mode, turn = _MODES[word]
    alteration = {"#": 1, "b": -1, "": 0}[sign]
    tonic = (_LETTERS[letter] + alteration) % 12
    return TuneKey(tonic, mode, _FIFTHS[letter] + 7 * alteration + turn)


def transcriber(text: str) -> str:
    """Return who typed a tune in, without dates, addresses and remarks; may be empty.

    >>> transcriber("1999 by John Chambers <jc@somewhere.edu>")
    'John Chambers'
    """
    names = [name for part, name in _TRANSCRIBERS.items() if part in text]
    return names[0] if names else ""


def _unit(text: str | None, meter: tuple[int, int]) -> int:
    found = re.match(r"(\d+)\s*/\s*(\d+)", text or "")
    if found:
        return TICKS_PER_WHOLE * int(found[1]) // int(found[2])
    return TICKS_PER_WHOLE // (16 if meter[0] / meter[1] < 0.75 else 8)


class _Music:
    """Turns the body of one tune into measures."""

    def __init__(self, meter: tuple[int, int], key: TuneKey, unit: int) -> None:
        self._unit = unit
        self._is_compound = meter[0] in (6, 9, 12)
        self._bar_ticks = TICKS_PER_WHOLE * meter[0] // meter[1]
        self._enter_key(key)
        self._measures: list[Measure] = []
        self._measure = Measure(self._fifths, starts_section=True)
        self._written: dict[tuple[str, int], int] = {}
        self._ending = 0
        self._broken = 0
        self._tuplet = (1, 1, 0)
        self._is_tied = False
        self._last_pitch = REST

    def read(self, text: str) -> list[Measure]:
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup
            if kind == "ignored":
                continue
            if token["letter"]:
                self._note(token)
            elif token["bar"]:
                self._bar(token["bar"], token["ending"])
            elif token["rest"]:
                self._rest(token["rest"], token["rest_length"])
            else:
                self._sign(token)
        self._close()
        return self._measures

    def _sign(self, token: re.Match[str]) -> None:
        if token["broken"]:
            self._shorten_or_lengthen(token["broken"])
        elif token["tie"]:
            self._is_tied = True
        elif token["tuplet"]:
            self._begin_tuplet(token)
        elif token["chord"]:
            self._chord(token["chord"], token["chord_length"])
        elif token["other_ending"]:
            self._close()
            self._ending = int(token["other_ending"])
            self._measure.ending = self._ending
        elif token["key"] is not None:
            key = parsed_key(token["key"])
            if key is not None:
                self._enter_key(key)
                self._measure.fifths = self._fifths
        elif token["overlay"]:
            self._measure.is_sound = False

    def _enter_key(self, key: TuneKey) -> None:
        self._fifths = key.fifths
        count = abs(key.fifths)
        order = _ORDER_OF_SHARPS if key.fifths > 0 else _ORDER_OF_SHARPS[::-1]
        sign = 1 if key.fifths > 0 else -1
        self._signature = {
            letter: sign * ((count - place + 6) // 7)
            for place, letter in enumerate(order)
        }

    def _pitch(self, accidental: str | None, letter: str, octave: str) -> int:
        upper = letter.upper()
        height = (
            (72 if letter.islower() else 60)
            + 12 * octave.count("'")
            - 12 * octave.count(",")
        )
        place = (upper, height)
        if accidental:
            self._written[place] = _ACCIDENTALS[accidental]
        return (
            height + _LETTERS[upper] + self._written.get(place, self._signature[upper])
        )

    def _ticks(self, text: str) -> int:
        found = _LENGTH.fullmatch(text)
        assert found is not None  # the tokens admit nothing else
        count, slashes, divisor = found.groups()
        ticks = self._unit * int(count or 1)
        if slashes:
            ticks //= max(int(divisor), 1) if divisor else 2 ** len(slashes)
        return ticks

    def _note(self, token: re.Match[str]) -> None:
        pitch = self._pitch(token["accidental"], token["letter"], token["octave"])
        self._sound(pitch, self._ticks(token["length"]))

    def _chord(self, text: str, length: str) -> None:
        """Keep the highest note: in these books the tune."""
        notes = list(_CHORD_NOTE.finditer(text))
        if not notes:
            return
        pitches = [
            self._pitch(n["accidental"], n["letter"], n["octave"]) for n in notes
        ]
        ticks = self._ticks(notes[0]["length"]) * self._ticks(length) // self._unit
        self._sound(max(pitches), ticks)

    def _rest(self, letter: str, length: str) -> None:
        if letter == "Z":
            self._place(REST, self._bar_ticks)
        else:
            self._is_tied = False
            self._sound(REST, self._ticks(length))

    def _sound(self, pitch: int, ticks: int) -> None:
        notes, in_time_of, left = self._tuplet
        if left:
            ticks = ticks * in_time_of // notes
            self._tuplet = (notes, in_time_of, left - 1)
        if self._broken:
            depth = abs(self._broken)
            part = ticks >> depth
            ticks = part if self._broken > 0 else 2 * ticks - part
            self._broken = 0
        is_held = self._is_tied and pitch == self._last_pitch
        self._is_tied = False
        self._last_pitch = pitch
        self._place(TIED if is_held else pitch, ticks)

    def _place(self, pitch: int, ticks: int) -> None:
        self._measure.notes.append((pitch, ticks))
        self._measure.ticks += ticks

    def _shorten_or_lengthen(self, signs: str) -> None:
        """Dot the note before: ``a>b`` is long-short, ``a<b`` short-long."""
        if not self._measure.notes:
            return
        pitch, ticks = self._measure.notes[-1]
        part = ticks >> len(signs)
        changed = 2 * ticks - part if signs[0] == ">" else part
        self._measure.notes[-1] = (pitch, changed)
        self._measure.ticks += changed - ticks
        self._broken = len(signs) if signs[0] == ">" else -len(signs)

    def _begin_tuplet(self, token: re.Match[str]) -> None:
        notes = int(token["tuplet"])
        usual = _TUPLET_TIMES.get(notes, 3 if self._is_compound else 2)
        in_time_of = int(token["in_time_of"] or usual)
        if notes < 2:
            return
        self._tuplet = (notes, in_time_of, int(token["tuplet_notes"] or notes))

    def _bar(self, sign: str, ending: str | None) -> None:
        is_boundary = ":" in sign or "||" in sign or "]" in sign or "[" in sign
        if self._ending and is_boundary and not ending:
            self._ending = 0
        self._close()
        if ending:
            self._ending = int(ending)
        self._measure.ending = self._ending
        self._measure.starts_section |= is_boundary and not ending

    def _close(self) -> None:
        """Begin a new measure, unless this one is still empty."""
        self._written = {}
        self._tuplet = (1, 1, 0)
        if self._measure.notes:
            self._measures.append(self._measure)
            self._measure = Measure(self._fifths, ending=self._ending)
