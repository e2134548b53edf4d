"""Chords: roots, qualities, symbols as players write them, and names for notes.

A quality is written by the degrees of the major scale above its root, as in harmony
books: a minor seventh chord is ``1 ♭3 5 ♭7``. Symbols follow common lead-sheet usage
(Brandt and Roemer, "Standardized Chord Symbol Notation", 1976), with the spellings
players really type as aliases.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property

from musicbreeder.errors import ChordNameError
from musicbreeder.theory.pitch import (
    PITCH_CLASS_NAMES,
    SEMITONES_PER_OCTAVE,
    name_to_pitch_class,
)

_LETTERS = "CDEFGAB"
_LETTER_PITCH_CLASSES = (0, 2, 4, 5, 7, 9, 11)
_ACCIDENTAL_SIGNS = {-2: "♭♭", -1: "♭", 0: "", 1: "♯", 2: "♯♯"}
_FLAT_NAMES = {1: "D♭", 3: "E♭", 6: "G♭", 8: "A♭", 10: "B♭"}
_SHARP_NAMES = {1: "C♯", 3: "D♯", 6: "F♯", 8: "G♯", 10: "A♯"}
_DEGREE = re.compile(r"([♭♯]*)(\d+)")
_SYMBOL = re.compile(r"([A-Ga-g])([#♯b♭]?)([^/]*(?:/9[^/]*)?)(?:/([A-Ga-g][#♯b♭]?))?")
_LOWEST_ROOT = 48


@dataclass(frozen=True)
class ChordQuality:
    """What kind of chord stands on a root.

    Attributes:
        name: in words: ``"minor seventh"``.
        suffix: what follows the root in its symbol: ``"m7"``.
        degrees: degrees of the major scale above the root: ``"1 ♭3 5 ♭7"``.
    """

    name: str
    suffix: str
    degrees: str

    @cached_property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """Each note as (letters above the root's, semitones above the root)."""
        found = []
        for degree in self.degrees.split():
            match = _DEGREE.fullmatch(degree)
            if match is None:
                raise ValueError(f"no degree of a chord: {degree!r}")
            letters = int(match[2]) - 1
            octaves, letter = divmod(letters, len(_LETTERS))
            semitones = _LETTER_PITCH_CLASSES[letter] + SEMITONES_PER_OCTAVE * octaves
            semitones += match[1].count("♯") - match[1].count("♭")
            found.append((letters, semitones))
        return tuple(found)

    @property
    def semitones(self) -> tuple[int, ...]:
        """Semitones above the root, ascending; ninths and more lie above 12."""
        return tuple(semitones for _, semitones in self.intervals)

    @property
    def is_minor(self) -> bool:
        """Tell whether its third is minor."""
        return 3 in self.semitones and 4 not in self.semitones


QUALITIES: dict[str, ChordQuality] = {
    quality.suffix: quality
    for quality in (
        ChordQuality("major", "", "1 3 5"),
        ChordQuality("minor", "m", "1 ♭3 5"),
        ChordQuality("diminished", "dim", "1 ♭3 ♭5"),
        ChordQuality("augmented", "aug", "1 3 ♯5"),
        ChordQuality("suspended fourth", "sus4", "1 4 5"),
        ChordQuality("suspended second", "sus2", "1 2 5"),
        ChordQuality("power", "5", "1 5"),
        ChordQuality("major seventh", "maj7", "1 3 5 7"),
        ChordQuality("dominant seventh", "7", "1 3 5 ♭7"),
        ChordQuality("minor seventh", "m7", "1 ♭3 5 ♭7"),
        ChordQuality("half-diminished seventh", "m7♭5", "1 ♭3 ♭5 ♭7"),
        ChordQuality("diminished seventh", "dim7", "1 ♭3 ♭5 ♭♭7"),
        ChordQuality("minor major seventh", "m(maj7)", "1 ♭3 5 7"),
        ChordQuality("augmented major seventh", "maj7♯5", "1 3 ♯5 7"),
        ChordQuality("augmented seventh", "7♯5", "1 3 ♯5 ♭7"),
        ChordQuality("seventh flat five", "7♭5", "1 3 ♭5 ♭7"),
        ChordQuality("major sixth", "6", "1 3 5 6"),
        ChordQuality("minor sixth", "m6", "1 ♭3 5 6"),
        ChordQuality("seventh suspended fourth", "7sus4", "1 4 5 ♭7"),
        ChordQuality("added ninth", "add9", "1 3 5 9"),
        ChordQuality("minor added ninth", "m(add9)", "1 ♭3 5 9"),
        ChordQuality("six nine", "6/9", "1 3 5 6 9"),
        ChordQuality("minor six nine", "m6/9", "1 ♭3 5 6 9"),
        ChordQuality("dominant ninth", "9", "1 3 5 ♭7 9"),
        ChordQuality("major ninth", "maj9", "1 3 5 7 9"),
        ChordQuality("minor ninth", "m9", "1 ♭3 5 ♭7 9"),
        ChordQuality("ninth suspended fourth", "9sus4", "1 4 5 ♭7 9"),
        ChordQuality("seventh flat nine", "7♭9", "1 3 5 ♭7 ♭9"),
        ChordQuality("seventh sharp nine", "7♯9", "1 3 5 ♭7 ♯9"),
        ChordQuality("seventh sharp eleven", "7♯11", "1 3 5 ♭7 ♯11"),
        ChordQuality("seventh flat thirteen", "7♭13", "1 3 5 ♭7 ♭13"),
        ChordQuality("major seventh sharp eleven", "maj7♯11", "1 3 5 7 ♯11"),
        ChordQuality("eleventh", "11", "1 5 ♭7 9 11"),
        ChordQuality("minor eleventh", "m11", "1 ♭3 5 ♭7 9 11"),
        ChordQuality("thirteenth", "13", "1 3 5 ♭7 9 13"),
        ChordQuality("major thirteenth", "maj13", "1 3 5 7 9 13"),
        ChordQuality("minor thirteenth", "m13", "1 ♭3 5 ♭7 9 13"),
    )
}
"""Every quality by its suffix, the plainest first."""

_ALIASES = {
    "maj": "", "major": "", "M": "",
    "min": "m", "minor": "m", "-": "m",
    "°": "dim", "o": "dim", "m♭5": "dim", "mb5": "dim",
    "+": "aug", "♯5": "aug",
    "sus": "sus4", "4": "sus4", "2": "sus2", "no3": "5",
    "M7": "maj7", "Δ": "maj7", "Δ7": "maj7", "^": "maj7", "^7": "maj7", "j7": "maj7",
    "major7": "maj7", "dom7": "7",
    "min7": "m7", "-7": "m7", "minor7": "m7",
    "ø": "m7♭5", "ø7": "m7♭5", "min7♭5": "m7♭5", "-7♭5": "m7♭5",
    "°7": "dim7", "o7": "dim7",
    "mM7": "m(maj7)", "mmaj7": "m(maj7)", "minmaj7": "m(maj7)", "-maj7": "m(maj7)",
    "-Δ7": "m(maj7)", "mΔ7": "m(maj7)", "m(M7)": "m(maj7)",
    "maj7+5": "maj7♯5", "augmaj7": "maj7♯5", "+maj7": "maj7♯5", "+M7": "maj7♯5",
    "M7♯5": "maj7♯5",
    "aug7": "7♯5", "+7": "7♯5", "7+": "7♯5", "7+5": "7♯5", "7-5": "7♭5",
    "maj6": "6", "M6": "6", "min6": "m6", "-6": "m6",
    "7sus": "7sus4", "sus7": "7sus4", "9sus": "9sus4",
    "(add9)": "add9", "add2": "add9", "madd9": "m(add9)", "minadd9": "m(add9)",
    "69": "6/9", "6add9": "6/9", "m69": "m6/9", "min6/9": "m6/9",
    "M9": "maj9", "Δ9": "maj9", "^9": "maj9", "maj7add9": "maj9",
    "min9": "m9", "-9": "m9",
    "7(♭9)": "7♭9", "7-9": "7♭9", "7(♯9)": "7♯9", "7+9": "7♯9", "7(♯11)": "7♯11",
    "7(♭13)": "7♭13", "M7♯11": "maj7♯11", "Δ♯11": "maj7♯11", "maj♯11": "maj7♯11",
    "min11": "m11", "-11": "m11", "M13": "maj13", "Δ13": "maj13", "^13": "maj13",
    "min13": "m13", "-13": "m13",
}  # fmt: skip


def quality_named(suffix: str) -> ChordQuality:
    """Return the quality a suffix stands for, however players write it.

    >>> quality_named("min7b5").name, quality_named("Δ7").suffix
    ('half-diminished seventh', 'maj7')

    Raises:
        ChordNameError: no known quality is written so.
    """
    plain = suffix.strip().replace(" ", "").replace("#", "♯")
    plain = re.sub(r"b(?=\d)", "♭", plain)
    for spelling in (plain, plain.lower()):
        found = QUALITIES.get(_ALIASES.get(spelling, spelling))
        if found is not None:
            return found
    raise ChordNameError(
        f"“{suffix.strip()}” is no kind of chord known here; "
        "try m, 7, maj7, m7, dim, aug, sus4 or add9."
    )


@dataclass(frozen=True)
class Chord:
    """A quality on a root, perhaps over another bass note.

    Attributes:
        root: pitch class 0-11, 0 = C.
        bass: pitch class of the lowest note where it is not the root.
        root_name: the root as it was written; its usual name where empty. Two chords
            that differ only in this are equal.
    """

    root: int
    quality: ChordQuality = QUALITIES[""]
    bass: int | None = None
    root_name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for pitch_class in (self.root, 0 if self.bass is None else self.bass):
            if not 0 <= pitch_class < SEMITONES_PER_OCTAVE:
                raise ValueError(f"pitch class must be in 0..11, got {pitch_class}")
        if self.bass == self.root:
            raise ValueError("a chord over its own root has no bass of its own")
        if not self.root_name:
            name = _usual_root_name(self.root, self.quality)
            object.__setattr__(self, "root_name", name)

    @staticmethod
    def parsed(symbol: str) -> "Chord":
        """Return the chord a symbol stands for.

        >>> Chord.parsed("F#m7b5").note_names
        ('F♯', 'A', 'C', 'E')
        >>> Chord.parsed("D/F#").symbol
        'D/F♯'

        Raises:
            ChordNameError: the text is no chord symbol.
        """
        match = _SYMBOL.fullmatch(symbol.strip())
        if match is None:
            raise ChordNameError(
                f"“{symbol.strip()}” is no chord; write it like C, Am7, F♯m7♭5 or D/F♯."
            )
        try:
            quality = quality_named(match[3])
        except ChordNameError as error:
            raise ChordNameError(
                f"“{symbol.strip()}” is no chord known here; "
                "write it like C, Am7, F♯m7♭5, Gsus4 or D/F♯."
            ) from error
        root_name = _signed(match[1].upper() + match[2])
        root = name_to_pitch_class(root_name)
        bass = None if match[4] is None else name_to_pitch_class(match[4])
        return Chord(root, quality, None if bass == root else bass, root_name)

    @property
    def symbol(self) -> str:
        """The chord as players write it: ``"F♯m7♭5"``."""
        over = "" if self.bass is None else f"/{self._name_of(self.bass)}"
        return f"{self.root_name}{self.quality.suffix}{over}"

    @property
    def name(self) -> str:
        """The chord in words: ``"F♯ half-diminished seventh over C"``."""
        over = "" if self.bass is None else f" over {self._name_of(self.bass)}"
        return f"{self.root_name} {self.quality.name}{over}"

    @property
    def note_names(self) -> tuple[str, ...]:
        """The notes from the root up, each letter as the chord asks for."""
        return _spelled(self.root, self.root_name, self.quality)

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """The notes from the root up as pitch classes, without a foreign bass."""
        return tuple(
            (self.root + semitones) % SEMITONES_PER_OCTAVE
            for semitones in self.quality.semitones
        )

    def contains(self, midi_note: int) -> bool:
        """Tell whether a note belongs to the chord, its bass included."""
        pitch_class = midi_note % SEMITONES_PER_OCTAVE
        return pitch_class in self.pitch_classes or pitch_class == self.bass

    def midi_notes(self, lowest_root: int = _LOWEST_ROOT) -> tuple[int, ...]:
        """Return the chord in root position, a foreign bass below it.

        Args:
            lowest_root: the root is the first one at or above this MIDI note.

        Returns:
            Ascending MIDI notes.

        >>> Chord.parsed("C/E").midi_notes(60)
        (52, 60, 64, 67)
        """
        root = lowest_root + (self.root - lowest_root) % SEMITONES_PER_OCTAVE
        notes = [root + semitones for semitones in self.quality.semitones]
        if self.bass is not None:
            notes.append(root - (root - self.bass) % SEMITONES_PER_OCTAVE)
        return tuple(sorted(notes))

    def transposed(self, semitones: int) -> "Chord":
        """Return the chord moved up (or down), under the usual name of its root."""
        bass = None if self.bass is None else (self.bass + semitones) % 12
        return Chord((self.root + semitones) % 12, self.quality, bass)

    def _name_of(self, pitch_class: int) -> str:
        if pitch_class in self.pitch_classes:
            return self.note_names[self.pitch_classes.index(pitch_class)]
        spelled = "".join(self.note_names)
        usual = PITCH_CLASS_NAMES[pitch_class]
        if "♯" in spelled:
            return _SHARP_NAMES.get(pitch_class, usual)
        return _FLAT_NAMES.get(pitch_class, usual) if "♭" in spelled else usual


def chord_of_notes(midi_notes: Collection[int]) -> Chord | None:
    """Return the chord that notes sound as, or nothing if it has no usual name.

    The lowest note is taken as the root where that gives a name; otherwise the chord
    is named over its bass. A fifth may be missing from chords of four notes and more.

    >>> chord_of_notes((57, 60, 64, 67)).symbol, chord_of_notes((60, 64, 67, 69)).symbol
    ('Am7', 'C6')
    >>> chord_of_notes((54, 62, 69)).symbol
    'D/F♯'
    """
    if not midi_notes:
        return None
    bass = min(midi_notes) % SEMITONES_PER_OCTAVE
    present = frozenset(note % SEMITONES_PER_OCTAVE for note in midi_notes)
    roots = [bass, *sorted(present - {bass})]
    for notes, may_lack_fifth in ((present, False), (present, True)):
        for root in roots:
            quality = _quality_of(_above(root, notes), may_lack_fifth=may_lack_fifth)
            if quality is not None:
                return Chord(root, quality, None if root == bass else bass)
    # A foreign bass: the notes above it make a plain chord on their own.
    upper = present - {bass}
    for root in sorted(upper):
        quality = _quality_of(_above(root, upper), may_lack_fifth=False)
        if quality is not None and len(upper) > 2:
            return Chord(root, quality, bass)
    return None


def _above(root: int, pitch_classes: Iterable[int]) -> frozenset[int]:
    return frozenset((each - root) % SEMITONES_PER_OCTAVE for each in pitch_classes)


@cache
def _quality_of(
    semitones: frozenset[int], *, may_lack_fifth: bool
) -> ChordQuality | None:
    """Return the plainest quality of exactly these semitones within the octave."""
    for quality in QUALITIES.values():
        whole = frozenset(each % SEMITONES_PER_OCTAVE for each in quality.semitones)
        if may_lack_fifth and len(whole) > 3:
            whole -= {7}
        if whole == semitones:
            return quality
    return None


def quality_of_semitones(semitones: Collection[int]) -> ChordQuality | None:
    """Return the plainest quality made of these semitones above its root.

    >>> quality_of_semitones((0, 3, 7)).name
    'minor'
    """
    return _quality_of(_above(0, semitones), may_lack_fifth=False)


def _signed(name: str) -> str:
    return name[0] + name[1:].replace("#", "♯").replace("b", "♭")


@cache
def _usual_root_name(root: int, quality: ChordQuality) -> str:
    """Return the name of a root that needs the fewest accidentals in its chord."""
    usual = PITCH_CLASS_NAMES[root]
    names = {usual, _FLAT_NAMES.get(root, usual), _SHARP_NAMES.get(root, usual)}
    return min(
        sorted(names),
        key=lambda name: (
            sum(len(note) - 1 for note in _spelled(root, name, quality)),
            name != usual,
        ),
    )


@cache
def _spelled(root: int, root_name: str, quality: ChordQuality) -> tuple[str, ...]:
    """Return the names of a chord's notes, counting letters up from the root's."""
    first_letter = _LETTERS.index(root_name[0])
    names = []
    for letters, semitones in quality.intervals:
        letter = (first_letter + letters) % len(_LETTERS)
        pitch_class = (root + semitones) % SEMITONES_PER_OCTAVE
        accidental = (pitch_class - _LETTER_PITCH_CLASSES[letter]) % 12
        accidental -= 12 if accidental > 6 else 0
        # Beyond a double accidental nobody reads on: the plain name then.
        sign = _ACCIDENTAL_SIGNS.get(accidental)
        plain = PITCH_CLASS_NAMES[pitch_class]
        names.append(plain if sign is None else _LETTERS[letter] + sign)
    return tuple(names)
