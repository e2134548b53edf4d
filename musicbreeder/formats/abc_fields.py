"""What the fields of an ABC tune mean: key, meter, unit of length, tempo.

Source: the ABC standard 2.1, sections 3.1.6-3.1.8 and 3.1.14.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from musicbreeder.theory.meter import MAXIMUM_TEMPO_BPM, MINIMUM_TEMPO_BPM
from musicbreeder.theory.pitch import name_to_pitch_class
from musicbreeder.theory.scale import Key, scale_named

_FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
_ORDER_OF_SHARPS = "FCGDAEB"
_SHARPS_OF_ACCIDENTAL = {"": 0, "#": 7, "♯": 7, "b": -7, "♭": -7}
_MODES = {
    "": ("major", 0), "maj": ("major", 0), "ion": ("major", 0), "m": ("minor", -3),
    "min": ("minor", -3), "aeo": ("minor", -3), "mix": ("mixolydian", -1),
    "dor": ("dorian", -2), "phr": ("phrygian", -4), "lyd": ("lydian", 1),
    "loc": ("locrian", -5),
}  # fmt: skip
_KEY = re.compile(
    r"([A-G])([#b♯♭]?)\s*(maj|ion|min|aeo|mix|dor|phr|lyd|loc|m(?![a-z]))?[a-z]*",
    re.IGNORECASE,
)
_EXTRA_ACCIDENTAL = re.compile(r"(?<!\S)(\^\^?|__?|=)([A-Ga-g])(?!\S)")
_OCTAVE = re.compile(r"\boctave=(-?\d)\b")
_TRANSPOSE = re.compile(r"\b(?:transpose|t)=([+-]?\d{1,2})\b")
_CLEF_OCTAVE = re.compile(r"\b(?:treble|bass|alto|tenor)\d?([+-]8)(?!\d)")
_LENGTH = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})")
_TEMPO = re.compile(r"(?:(\d{1,2}\s*/\s*\d{1,2}[\d\s/]*)=\s*)?(\d{1,3}(?:\.\d+)?)")
ACCIDENTALS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
_HIGHLAND_PIPES = {"F": 1, "C": 1}


@dataclass(frozen=True)
class AbcKey:
    """What a ``K:`` field says.

    Attributes:
        key: None = none is named.
        signature: semitones by the letter, for letters that are not natural.
        semitones: by which everything sounds higher than written.
    """

    key: Key | None
    signature: Mapping[str, int]
    semitones: int = 0


def read_key(text: str) -> AbcKey:
    """Return what a ``K:`` field says; what it does not say is as in C major.

    >>> read_key("Ador").key.name, dict(read_key("Gb lydian").signature)["B"]
    ('A dorian', -1)
    """
    semitones = _semitones(text)
    if re.match(r"\s*HP", text, re.IGNORECASE):
        return AbcKey(Key.named("A", "mixolydian"), _HIGHLAND_PIPES, semitones)
    match = _KEY.match(text.strip())
    if match is None or text.strip().lower().startswith(("none", "clef")):
        return AbcKey(None, _extra_accidentals(text), semitones)
    letter, accidental = match[1].upper(), match[2]
    scale, fifths = _MODES[(match[3] or "").lower()]
    fifths += _FIFTHS[letter] + _SHARPS_OF_ACCIDENTAL[accidental]
    is_explicit = re.search(r"\bexp\b", text) is not None
    signature = {} if is_explicit else _signature(fifths)
    signature |= _extra_accidentals(text[match.end(2) :])
    key = Key(name_to_pitch_class(letter + accidental), scale_named(scale))
    if semitones % 12:
        key = Key((key.tonic + semitones) % 12, key.scale)
    return AbcKey(key, signature, semitones)


def _signature(fifths: int) -> dict[str, int]:
    signature: dict[str, int] = {}
    order = _ORDER_OF_SHARPS if fifths > 0 else _ORDER_OF_SHARPS[::-1]
    for number in range(min(abs(fifths), 14)):
        letter = order[number % len(order)]
        signature[letter] = signature.get(letter, 0) + (1 if fifths > 0 else -1)
    return signature


def _extra_accidentals(text: str) -> dict[str, int]:
    return {
        letter.upper(): ACCIDENTALS[accidental]
        for accidental, letter in _EXTRA_ACCIDENTAL.findall(text)
    }


def _semitones(text: str) -> int:
    octaves = sum(int(one) for one in _OCTAVE.findall(text))
    octaves += sum(1 if one[0] == "+" else -1 for one in _CLEF_OCTAVE.findall(text))
    return 12 * octaves + sum(int(one) for one in _TRANSPOSE.findall(text))


def read_meter(text: str) -> tuple[int, int] | None:
    """Return numerator and denominator of an ``M:`` field; None = free.

    >>> read_meter("C|"), read_meter("2+2+3/8"), read_meter("none")
    ((2, 2), (7, 8), None)
    """
    plain = text.strip().replace(" ", "").strip("()")
    if plain in ("C", "C|"):
        return (4, 4) if plain == "C" else (2, 2)
    match = re.match(r"\(?(\d{1,2}(?:\+\d{1,2})*)\)?/(\d{1,2})", plain)
    if match is None:
        return None
    numerator = sum(int(one) for one in match[1].split("+"))
    denominator = int(match[2])
    is_possible = 1 <= numerator <= 64 and denominator in (1, 2, 4, 8, 16, 32)
    return (numerator, denominator) if is_possible else None


def read_length(text: str) -> Fraction | None:
    """Return the unit of length of an ``L:`` field, in whole notes."""
    if text.strip() == "1":
        return Fraction(1)
    match = _LENGTH.match(text.strip())
    if match is None or not int(match[1]) or not int(match[2]):
        return None
    return Fraction(int(match[1]), int(match[2]))


def default_unit(meter: tuple[int, int] | None) -> Fraction:
    """Return the unit of length of a tune without an ``L:`` field."""
    if meter is not None and Fraction(*meter) < Fraction(3, 4):
        return Fraction(1, 16)
    return Fraction(1, 8)


def read_tempo(text: str, unit: Fraction) -> float | None:
    """Return quarter notes a minute of a ``Q:`` field, None where it is no number.

    Args:
        text: such as ``"3/8=96"`` or, as in old tunes, ``"120"``.
        unit: what the number counts where the field does not say, in whole notes.

    >>> read_tempo('"Slow" 3/8=80', Fraction(1, 8))
    120.0
    """
    match = _TEMPO.search(re.sub(r'"[^"]*"', "", text))
    if match is None:
        return None
    beats = [
        Fraction(int(a), int(b)) for a, b in _LENGTH.findall(match[1] or "") if int(b)
    ]
    beat = sum(beats, Fraction(0)) or unit
    bpm = float(match[2]) * float(beat * 4)
    return bpm if MINIMUM_TEMPO_BPM <= bpm <= MAXIMUM_TEMPO_BPM else None
