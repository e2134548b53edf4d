"""Invented dances: small grammars that make phrases in a style of their own.

They stand in for the collections of dance tunes that the published benchmark took its
styles and targets from, which this program doesn't ship. Each has its own rhythm cells
(for one beat, in sixteenths), moves in scale steps, scales, forms and closes. They are
named after the dances whose manner they borrow; nobody's tunes are in them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.grid import BAR_STEPS, NO_EVENT, STEP_COUNT, Events

_LOWEST_NOTE, _HIGHEST_NOTE = 52, 83


@dataclass(frozen=True)
class Dance:
    """A grammar of one style.

    Attributes:
        cells: rhythms of half a bar, in steps that add up to 8, with their weights.
        moves: scale steps from note to note, with their weights, off the beat.
        beat_moves: the same onto a beat.
        scale: semitones above the tonic.
        forms: bars by letters; a small letter repeats all but its last two notes.
        close: rhythm of the last half bar.
        arpeggio_share: chance of a run of thirds instead of moves.
    """

    cells: dict[tuple[int, ...], float]
    moves: dict[int, float]
    beat_moves: dict[int, float]
    scale: tuple[int, ...]
    forms: tuple[str, ...]
    close: tuple[int, ...]
    arpeggio_share: float


_DORIAN = (0, 2, 3, 5, 7, 9, 10)
_MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_PENTATONIC = (0, 2, 4, 7, 9)

DANCES: dict[str, Dance] = {
    "reel": Dance(
        cells={(2, 2, 2, 2): 8, (4, 2, 2): 2, (2, 1, 1, 2, 2): 1},
        moves={-1: 6, 1: 6, -2: 3, 2: 3, 0: 0.5, -3: 1, 3: 1},
        beat_moves={-1: 4, 1: 4, -2: 3, 2: 3, 4: 1, -4: 1},
        scale=_DORIAN,
        forms=("ABaC", "ABAC", "AaBC"),
        close=(2, 2, 4),
        arpeggio_share=0.15,
    ),
    "hornpipe": Dance(
        cells={(3, 1, 3, 1): 8, (3, 1, 4): 2, (4, 4): 1},
        moves={-1: 5, 1: 5, -2: 3, 2: 3, -4: 0.5, 4: 0.5},
        beat_moves={-2: 3, 2: 3, -1: 2, 1: 2, 4: 1, -4: 1},
        scale=_MAJOR,
        forms=("ABAC", "ABCa", "ABaC"),
        close=(4, 4),
        arpeggio_share=0.4,
    ),
    "strathspey": Dance(
        cells={(1, 3, 3, 1): 5, (3, 1, 1, 3): 4, (1, 3, 1, 3): 3, (4, 1, 3): 2},
        moves={-1: 3, 1: 3, -2: 3, 2: 3, 0: 1, 4: 1.5, -4: 1.5},
        beat_moves={-1: 2, 1: 2, 0: 2, -4: 2, 4: 2, 3: 1, -3: 1},
        scale=_PENTATONIC,
        forms=("ABAC", "AaBC", "ABAb"),
        close=(3, 1, 4),
        arpeggio_share=0.1,
    ),
    "march": Dance(
        cells={(4, 4): 4, (4, 3, 1): 5, (3, 1, 4): 3, (8,): 1},
        moves={0: 4, -1: 3, 1: 3, 2: 1.5, -2: 1.5},
        beat_moves={0: 3, 1: 3, -1: 3, 2: 2, -2: 2, 3: 1},
        scale=_MIXOLYDIAN,
        forms=("AABC", "ABAC", "AaBb"),
        close=(4, 4),
        arpeggio_share=0.3,
    ),
    "air": Dance(
        cells={(8,): 3, (4, 4): 4, (6, 2): 5, (4, 2, 2): 2},
        moves={-1: 6, 1: 6, 2: 1, -2: 1},
        beat_moves={-1: 5, 1: 4, 2: 2, -2: 2, 4: 1, 5: 0.5},
        scale=_MINOR,
        forms=("ABCD", "ABaC", "ABAC"),
        close=(8,),
        arpeggio_share=0.05,
    ),
    "skip": Dance(
        cells={(4, 2, 2): 5, (2, 4, 2): 5, (2, 2, 4): 3, (4, 4): 1},
        moves={0: 3, 1: 2, -1: 2, 2: 3, -2: 3, 4: 1, -4: 1},
        beat_moves={0: 2, 2: 3, -2: 3, 1: 1, -1: 1},
        scale=_MAJOR,
        forms=("AaAB", "AABa", "ABab"),
        close=(2, 2, 4),
        arpeggio_share=0.3,
    ),
}
"""Every dance by its name."""


def dance_phrases(dance: Dance, phrase_count: int, rng: Generator) -> Events:
    """Return ``(phrase_count, 64)`` phrases of a dance."""
    phrases = [_phrase(dance, rng) for _ in range(phrase_count)]
    return np.array(phrases, dtype=np.int16)


def _phrase(dance: Dance, rng: Generator) -> list[int]:
    tonic = int(rng.integers(12))
    notes = [
        note
        for note in range(_LOWEST_NOTE, _HIGHEST_NOTE + 1)
        if (note - tonic) % 12 in dance.scale
    ]
    chord = {dance.scale[0], dance.scale[len(dance.scale) // 2]}
    places = [p for p, n in enumerate(notes) if (n - tonic) % 12 in chord]
    place = int(rng.choice(places[len(places) // 4 : -1]))
    bars: dict[str, list[int]] = {}
    line: list[int] = []
    for letter in dance.forms[int(rng.integers(len(dance.forms)))]:
        name = letter.upper()
        if name not in bars:
            bars[name], place = _bar(dance, notes, place, rng)
        bar = list(bars[name])
        if letter != name:
            bar = _varied(bar, notes, rng)
        line += bar
    return _closed(line, dance, tonic, notes)


def _bar(
    dance: Dance, notes: list[int], place: int, rng: Generator
) -> tuple[list[int], int]:
    bar = [NO_EVENT] * BAR_STEPS
    step = 0
    for _ in range(2):
        cell = list(dance.cells)[_weighted(list(dance.cells.values()), rng)]
        direction = 2 if rng.random() < 0.5 else -2
        is_arpeggio = rng.random() < dance.arpeggio_share
        for length in cell:
            moves = dance.beat_moves if step % 4 == 0 else dance.moves
            move = list(moves)[_weighted(list(moves.values()), rng)]
            if is_arpeggio:
                move = direction
            if not 0 <= place + move < len(notes):
                move = -move
            place = min(max(place + move, 0), len(notes) - 1)
            bar[step] = notes[place]
            step += length
    return bar, place


def _weighted(weights: list[float], rng: Generator) -> int:
    odds = np.cumsum(weights)
    return int(np.searchsorted(odds, rng.random() * odds[-1], side="right"))


def _varied(bar: list[int], notes: list[int], rng: Generator) -> list[int]:
    starts = [step for step in range(BAR_STEPS) if bar[step] >= 0]
    for step in starts[-2:]:
        place = notes.index(bar[step]) + int(rng.integers(-2, 3))
        bar[step] = notes[min(max(place, 0), len(notes) - 1)]
    return bar


def _closed(line: list[int], dance: Dance, tonic: int, notes: list[int]) -> list[int]:
    """Return the line with the dance's close, down by step to the tonic."""
    start = STEP_COUNT - 8
    before = next((event for event in line[start::-1] if event >= 0), 66)
    tonics = [p for p, n in enumerate(notes) if (n - tonic) % 12 == 0]
    last = min(tonics, key=lambda place: abs(notes[place] - before))
    line[start:] = [NO_EVENT] * 8
    for index, length in enumerate(dance.close):
        place = min(last + len(dance.close) - 1 - index, len(notes) - 1)
        line[start] = notes[place]
        start += length
    return line
