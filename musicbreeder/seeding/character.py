"""Twelve characters a melody may have: what makes a hymn no jig.

A character is a bundle of leanings, not a template: how many notes, which rhythmic
figures, which scales, forms and contours, how much it leaps, breathes and repeats. One
screen shows twelve melodies, so each character comes once before one comes again.
The leanings are a musician's rules of thumb for these kinds of tune.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIGURES = ("even", "running", "dotted", "syncopated", "long")
"""Kinds of rhythmic figure that a character may favour."""


@dataclass(frozen=True)
class Character:
    """What a kind of melody leans to.

    Attributes:
        name: a noun, lower case.
        notes_per_quarter: lowest and highest onset density.
        figures: liking for each kind in `FIGURES`, 1 = neutral.
        scales: liking for each scale by name, where the key is free.
        forms: liking for each plan in `form.FOUR_PARTS`; a plan not named has 0.3.
        contours: liking for each shape in `contour.CONTOURS`.
        leaps: liking for thirds and more, 1 = as in folk song.
        chord_tones: how strongly notes keep to the chord, 1 = on strong beats.
        repeated_notes: liking for the same note again, 1 = as in folk song.
        span_semitones: lowest and highest distance from low to high.
        rests: chance of a breath where a phrase ends, 0-1.
        rhythm_unity: chance that a new bar takes over the first bar's rhythm, 0-1.
        gate: sounding share of a note's time, 1 = legato.
        open_ending: chance to end on another note of the tonic chord, 0-1.
    """

    name: str
    notes_per_quarter: tuple[float, float]
    figures: Mapping[str, float]
    scales: Mapping[str, float]
    contours: Mapping[str, float]
    forms: Mapping[str, float] = field(default_factory=dict)
    leaps: float = 1.0
    chord_tones: float = 1.0
    repeated_notes: float = 1.0
    span_semitones: tuple[int, int] = (11, 16)
    rests: float = 0.4
    rhythm_unity: float = 0.5
    gate: float = 1.0
    open_ending: float = 0.05


CHARACTERS: tuple[Character, ...] = (
    Character(
        "song", (1.1, 1.7),
        figures={"even": 1.5, "dotted": 1.2, "long": 1.2, "running": 0.3,
                 "syncopated": 0.5},
        scales={"major": 5, "mixolydian": 2, "minor": 2, "major pentatonic": 1},
        contours={"arch": 4, "late arch": 2, "wave": 1},
        forms={"A A' B A'": 3, "A B A C": 2, "A As B C": 2, "A A B A'": 1},
        rests=0.6,
    ),
    Character(
        "hymn", (0.8, 1.15),
        figures={"even": 2, "long": 1.5, "dotted": 0.7, "running": 0.05,
                 "syncopated": 0.02},
        scales={"major": 5, "minor": 2, "dorian": 1, "mixolydian": 1},
        contours={"arch": 3, "wave": 2, "descending": 1},
        forms={"A B A C": 3, "A B C A'": 2, "A A' B A'": 2, "A As B C": 1},
        leaps=0.6, span_semitones=(8, 13), rests=0.3, rhythm_unity=0.7,
    ),
    Character(
        "dance", (1.7, 2.2),
        figures={"even": 2.5, "running": 0.9, "dotted": 0.3, "syncopated": 0.2,
                 "long": 0.2},
        scales={"major": 4, "mixolydian": 3, "dorian": 3, "minor": 1},
        contours={"wave": 3, "arch": 2, "descending": 1, "valley": 1},
        forms={"A B A C": 4, "A B A B'": 3, "A As B C": 2, "A A' B A'": 1},
        leaps=1.5, chord_tones=1.5, repeated_notes=0.5, span_semitones=(13, 19),
        rests=0.1, rhythm_unity=0.6,
    ),
    Character(
        "march", (1.2, 1.7),
        figures={"dotted": 4, "even": 1, "long": 0.6, "running": 0.3,
                 "syncopated": 0.1},
        scales={"major": 6, "lydian": 1, "minor": 2, "harmonic minor": 1},
        contours={"ascending": 2, "arch": 3, "zigzag": 2},
        forms={"A As B C": 3, "A B A C": 3, "A A B C": 2, "A B As C": 2},
        leaps=1.9, chord_tones=2.0, repeated_notes=1.5, span_semitones=(12, 17),
        rests=0.4, rhythm_unity=0.7, gate=0.75,
    ),
    Character(
        "riff", (1.3, 2.0),
        figures={"syncopated": 3, "even": 1, "dotted": 0.8, "running": 0.4,
                 "long": 0.6},
        scales={"minor pentatonic": 4, "blues": 4, "dorian": 2, "mixolydian": 1},
        contours={"zigzag": 2, "descending": 2, "valley": 2},
        forms={"A A A B": 3, "A A B A'": 3, "A B A C": 3, "A B A B'": 2},
        leaps=1.1, chord_tones=0.8, repeated_notes=1.3, span_semitones=(10, 14),
        rests=0.8, rhythm_unity=0.5, gate=0.75, open_ending=0.1,
    ),
    Character(
        "lament", (0.6, 1.0),
        figures={"long": 2.5, "dotted": 1.5, "even": 1, "running": 0.1,
                 "syncopated": 0.3},
        scales={"minor": 3, "harmonic minor": 3, "phrygian": 2, "dorian": 1,
                "melodic minor": 1},
        contours={"descending": 5, "late arch": 2, "arch": 1},
        forms={"A As B C": 3, "A As As B": 2, "A B A C": 2, "A A' B A'": 1},
        leaps=0.7, span_semitones=(9, 14), rests=0.5, rhythm_unity=0.6,
    ),
    Character(
        "lullaby", (0.8, 1.2),
        figures={"long": 1.8, "even": 1.3, "dotted": 0.8, "running": 0.1,
                 "syncopated": 0.1},
        scales={"major": 3, "major pentatonic": 4, "lydian": 1},
        contours={"wave": 3, "descending": 3, "zigzag": 1},
        forms={"A A B A'": 2, "A A' B A'": 2, "A B A B'": 3, "A B A C": 2},
        leaps=1.4, chord_tones=1.3, repeated_notes=0.8, span_semitones=(9, 12),
        rests=0.3, rhythm_unity=0.75,
    ),
    Character(
        "toccata", (2.2, 3.2),
        figures={"running": 3.5, "even": 1.4, "dotted": 0.2, "syncopated": 0.2,
                 "long": 0.1},
        scales={"harmonic minor": 3, "minor": 2, "melodic minor": 1, "major": 3},
        contours={"descending": 3, "wave": 3, "ascending": 1, "zigzag": 1},
        forms={"A As As B": 4, "A As B C": 3, "A B As C": 2, "A A B C": 1},
        leaps=1.1, chord_tones=1.2, repeated_notes=0.1, span_semitones=(14, 21),
        rests=0.05, rhythm_unity=0.7,
    ),
    Character(
        "call", (1.1, 1.7),
        figures={"even": 1.3, "dotted": 1.2, "syncopated": 1, "running": 0.7,
                 "long": 1},
        scales={"major pentatonic": 2, "minor pentatonic": 2, "mixolydian": 2,
                "dorian": 2, "major": 2},
        contours={"zigzag": 3, "ascending": 1, "arch": 2, "valley": 1},
        forms={"A B A B'": 4, "A B A C": 4, "A Ai A B": 2},
        leaps=1.3, span_semitones=(11, 16), rests=1.0, rhythm_unity=0.35,
    ),
    Character(
        "hook", (1.5, 2.1),
        figures={"syncopated": 2, "even": 2, "running": 0.3, "dotted": 0.7,
                 "long": 0.6},
        scales={"major": 3, "minor": 3, "major pentatonic": 2, "mixolydian": 1},
        contours={"plateau": 3, "descending": 2, "arch": 1, "late arch": 1},
        forms={"A A B A'": 3, "A A' A B": 3, "A B A B'": 3, "A A As B": 2},
        leaps=0.9, repeated_notes=2.2, span_semitones=(8, 12), rests=0.6,
        rhythm_unity=0.6, open_ending=0.15,
    ),
    Character(
        "reverie", (0.7, 1.3),
        figures={"long": 1.6, "even": 1, "running": 0.7, "dotted": 0.8,
                 "syncopated": 0.6},
        scales={"lydian": 4, "major pentatonic": 2, "whole tone": 0.7, "dorian": 2,
                "melodic minor": 0.7, "major": 1},
        contours={"wave": 3, "arch": 2, "late arch": 2, "valley": 1},
        forms={"A As B A'": 2, "A B As C": 3, "A Ai B A'": 3, "A B C A'": 2},
        leaps=1.7, chord_tones=1.1, repeated_notes=0.5, span_semitones=(13, 19),
        rests=0.5, rhythm_unity=0.4, open_ending=0.2,
    ),
    Character(
        "ballad", (1.1, 1.6),
        figures={"dotted": 2, "even": 1.2, "long": 1, "running": 0.6,
                 "syncopated": 0.4},
        scales={"dorian": 4, "minor": 4, "mixolydian": 2, "minor pentatonic": 1},
        contours={"arch": 3, "late arch": 2, "descending": 2},
        forms={"A B A C": 3, "A B C A'": 3, "A A' B A'": 2, "A As B C": 2},
        span_semitones=(12, 16), rests=0.4, rhythm_unity=0.5,
    ),
)  # fmt: skip
"""Every character; the order carries no meaning."""
