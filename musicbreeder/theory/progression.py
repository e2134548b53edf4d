"""Progressions: chords of a key, Roman numerals, and chords in bars.

Numerals count the degrees of the major scale on the tonic, whatever the mode, with
flats and sharps written out (♭VII in minor), as in popular-music analysis (Stephenson,
"What to Listen for in Rock", 2002): so one table serves every key. Capital numerals
are major chords, small ones minor.
"""

import re
from dataclasses import dataclass

from musicbreeder.errors import ChordNameError
from musicbreeder.theory.chord import (
    Chord,
    quality_named,
    quality_of_semitones,
)
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key, Scale

_PARENT_SCALES = {
    "major pentatonic": "major",
    "minor pentatonic": "minor",
    "blues": "minor",
    "chromatic": "major",
}
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_MAJOR_SCALE = SCALES["major"].semitones
_NUMERAL = re.compile(r"([#♯b♭]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
_SEPARATING_DASH = re.compile(r"[\u2013\u2014]|\s-\s|(?<=[IViv])-(?=[IViv♭b])")
_NUMERAL_SUFFIXES = {"dim": "°", "dim7": "°7", "m7♭5": "ø7", "aug": "+"}
_MINOR_SUFFIXES = {"°": "dim", "°7": "dim7", "ø": "m7♭5", "ø7": "m7♭5"}


def diatonic_chords(key: Key, note_count: int = 3) -> tuple[Chord, ...]:
    """Return the chord of stacked thirds on each degree of a key.

    Scales of fewer notes (pentatonic, blues) and the chromatic one have the chords of
    the major or minor scale they are cut from.

    Args:
        note_count: 3 for triads, 4 for seventh chords.

    >>> [chord.symbol for chord in diatonic_chords(Key.named("A", "minor"))]
    ['Am', 'Bdim', 'C', 'Dm', 'Em', 'F', 'G']

    Raises:
        ValueError: `note_count` is neither 3 nor 4.
    """
    if note_count not in (3, 4):
        raise ValueError(f"chords of 3 or 4 notes, not of {note_count}")
    parent = _parent_scale(key.scale)
    parent_key = Key(key.tonic, parent)
    chords = []
    for degree, offset in enumerate(parent.semitones):
        semitones = [
            (parent.semitones[(degree + 2 * third) % len(parent.semitones)] - offset)
            % SEMITONES_PER_OCTAVE
            for third in range(note_count)
        ]
        # A scale of six notes has no sevenths of its own; its triad remains.
        quality = quality_of_semitones(semitones) or quality_of_semitones(semitones[:3])
        if quality is None:
            raise ValueError(f"{key.name} has no chord on degree {degree + 1}")
        root = (key.tonic + offset) % SEMITONES_PER_OCTAVE
        name = parent_key.note_name(root + 60).rstrip("0123456789")
        chords.append(Chord(root, quality, root_name=name))
    return tuple(chords)


def _parent_scale(scale: Scale) -> Scale:
    return SCALES.get(_PARENT_SCALES.get(scale.name, scale.name), scale)


def chord_of_numeral(numeral: str, tonic: int) -> Chord:
    """Return the chord a Roman numeral stands for above a tonic.

    >>> chord_of_numeral("bVII", 0).symbol, chord_of_numeral("ii7", 0).symbol
    ('B♭', 'Dm7')

    Raises:
        ChordNameError: the text is no numeral of a chord.
    """
    match = _NUMERAL.fullmatch(numeral.strip())
    if match is None:
        raise ChordNameError(
            f"“{numeral.strip()}” is no chord; write a numeral like ii, V7 or ♭VII."
        )
    degree = _NUMERALS.index(match[2].upper())
    accidental = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}[match[1]]
    suffix = match[3]
    if match[2].islower():
        suffix = _MINOR_SUFFIXES.get(suffix, f"m{suffix}")
    root = (tonic + _MAJOR_SCALE[degree] + accidental) % SEMITONES_PER_OCTAVE
    return Chord(root, quality_named(suffix))


def numeral_of_chord(chord: Chord, tonic: int) -> str:
    """Return the Roman numeral of a chord above a tonic.

    >>> numeral_of_chord(Chord.parsed("Bdim"), 0)
    'vii°'
    >>> numeral_of_chord(Chord.parsed("F"), 9)
    '♭VI'
    """
    offset = (chord.root - tonic) % SEMITONES_PER_OCTAVE
    sign = ""
    if offset not in _MAJOR_SCALE:
        # Only the raised fourth is commonly written with a sharp.
        sign, offset = ("♯", offset - 1) if offset == 6 else ("♭", offset + 1)
    numeral = _NUMERALS[_MAJOR_SCALE.index(offset)]
    suffix = chord.quality.suffix
    if chord.quality.is_minor:
        numeral = numeral.lower()
        if suffix not in _NUMERAL_SUFFIXES:
            suffix = suffix.removeprefix("m").strip("()")
    return f"{sign}{numeral}{_NUMERAL_SUFFIXES.get(suffix, suffix)}"


@dataclass(frozen=True)
class NamedProgression:
    """A progression musicians know by name, in no key yet.

    Attributes:
        bars: numerals of each bar, separated by spaces.
        is_minor: its home chord is minor.
    """

    name: str
    bars: tuple[str, ...]
    is_minor: bool = False

    def in_key(self, tonic: int) -> "Progression":
        """Return its chords above a tonic (pitch class 0-11)."""
        return Progression(
            tuple(
                tuple(chord_of_numeral(numeral, tonic) for numeral in bar.split())
                for bar in self.bars
            )
        )


def _named(name: str, bars: str, *, is_minor: bool = False) -> NamedProgression:
    return NamedProgression(name, tuple(b.strip() for b in bars.split("|")), is_minor)


NAMED_PROGRESSIONS: tuple[NamedProgression, ...] = (
    _named("Four chords", "I | V | vi | IV"),
    _named("Four chords from the sixth", "vi | IV | I | V"),
    _named("Doo-wop", "I | vi | IV | V"),
    _named("Three chords", "I | IV | V | I"),
    _named("Two, five, one", "ii7 | V7 | Imaj7 | Imaj7"),
    _named("Turnaround", "Imaj7 | vi7 | ii7 | V7"),
    _named("Canon", "I V | vi iii | IV I | IV V"),
    _named("Royal road", "IV | V | iii | vi"),
    _named(
        "Twelve-bar blues",
        "I7 | I7 | I7 | I7 | IV7 | IV7 | I7 | I7 | V7 | IV7 | I7 | V7",
    ),
    _named("Mixolydian vamp", "I | bVII | IV | I"),
    _named("Lydian vamp", "I | II | I | II"),
    _named("Andalusian cadence", "i | bVII | bVI | V", is_minor=True),
    _named("Minor four chords", "i | bVI | bIII | bVII", is_minor=True),
    _named("Minor with the fourth", "i | iv | v | i", is_minor=True),
    _named("Minor two, five, one", "iiø7 | V7 | i7 | i7", is_minor=True),
    _named("Epic minor", "i | bVI | iv | V", is_minor=True),
    _named("Dorian vamp", "i7 | IV7 | i7 | IV7", is_minor=True),
    _named("Phrygian vamp", "i | bII | i | bII", is_minor=True),
    _named("Folia", "i | V | i | bVII | bIII | bVII | i | V", is_minor=True),
)
"""Progressions that are common property, by the names musicians give them."""


@dataclass(frozen=True)
class Progression:
    """Chords in bars; the chords of a bar share it evenly.

    Attributes:
        bars: one or more chords each.
    """

    bars: tuple[tuple[Chord, ...], ...]

    def __post_init__(self) -> None:
        if not self.bars or not all(self.bars):
            raise ValueError("a progression has at least one chord in every bar")

    @staticmethod
    def parsed(text: str, tonic: int = 0) -> "Progression":
        """Return the progression a text stands for.

        With bar lines, the chords between two of them share a bar; without, each chord
        has a bar of its own. ``%`` repeats the bar before. Numerals are read above
        `tonic`.

        >>> len(Progression.parsed("Am F C G").bars)
        4
        >>> Progression.parsed("| Am F | C G | % |").text
        '| Am F | C G | C G |'

        Raises:
            ChordNameError: it is empty, or something in it is no chord.
        """
        plain = text.replace("\n", " | ").replace("‖", "|").replace("𝄎", "%")
        if "|" in plain:
            written = [re.split(r"[\s,]+", bar.strip()) for bar in plain.split("|")]
        else:
            # Hyphens and dashes separate numerals (I-V-vi), lone ones chords (Am - F);
            # within a chord a hyphen is a sign of its own (C-7).
            separated = _SEPARATING_DASH.sub(" ", plain)
            written = [[token] for token in re.split(r"[\s,]+", separated)]
        bars: list[tuple[Chord, ...]] = []
        for tokens in written:
            tokens = [token for token in tokens if token]
            if tokens == ["%"] and bars:
                bars.append(bars[-1])
            elif tokens:
                bars.append(tuple(_chord_of_text(token, tonic) for token in tokens))
        if not bars:
            raise ChordNameError("Write at least one chord, such as Am F C G.")
        return Progression(tuple(bars))

    @property
    def chords(self) -> tuple[Chord, ...]:
        return tuple(chord for bar in self.bars for chord in bar)

    @property
    def text(self) -> str:
        """The progression with bar lines, as `parsed` reads it."""
        bars = (" ".join(chord.symbol for chord in bar) for bar in self.bars)
        return f"| {' | '.join(bars)} |"

    def chord_at_step(self, step: int, meter: Meter) -> Chord:
        """Return the chord under a step of the grid; the progression goes round.

        >>> from musicbreeder.theory.meter import METERS
        >>> Progression.parsed("| Am F |").chord_at_step(8, METERS["4/4"]).symbol
        'F'
        """
        bar_index, step_in_bar = divmod(step, meter.steps_per_bar)
        bar = self.bars[bar_index % len(self.bars)]
        return bar[step_in_bar * len(bar) // meter.steps_per_bar]

    def transposed(self, semitones: int) -> "Progression":
        """Return it with every chord moved up (or down)."""
        return Progression(
            tuple(tuple(chord.transposed(semitones) for chord in b) for b in self.bars)
        )


def _chord_of_text(token: str, tonic: int) -> Chord:
    is_numeral = _NUMERAL.fullmatch(token) is not None
    return chord_of_numeral(token, tonic) if is_numeral else Chord.parsed(token)
