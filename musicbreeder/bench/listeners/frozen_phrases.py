"""Random but musical phrases, frozen: calibration and the baselines stand on them.

A walk in a scale over metric rhythms with repeated bars. Nothing here comes from the
product, so that no change of the product moves what it is compared with.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.bench.grid import BAR_COUNT, BAR_STEPS, NO_EVENT, NOTE_OFF, STEP_COUNT

LOWEST_NOTE, HIGHEST_NOTE = 48, 84

_SCALES = (
    (0, 2, 4, 5, 7, 9, 11),
    (0, 2, 3, 5, 7, 8, 10),
    (0, 2, 3, 5, 7, 9, 10),
    (0, 2, 4, 5, 7, 9, 10),
    (0, 2, 4, 7, 9),
    (0, 3, 5, 7, 10),
)
_SCALE_ODDS = tuple(accumulate((0.35, 0.25, 0.1, 0.1, 0.1, 0.1)))

_CELLS = ((), (4,), (2, 2), (3, 1), (1, 3), (2, 1, 1), (1, 1, 2), (1, 1, 1, 1))
_CALM_ODDS = (0.3, 0.4, 0.2, 0.08, 0.0, 0.01, 0.01, 0.0)
_LIVELY_ODDS = (0.03, 0.12, 0.4, 0.13, 0.06, 0.09, 0.09, 0.08)
_FORMS = ("ABCD", "AABA", "ABAB", "ABAC", "AABB", "AABC", "AAAB", "ABCA")
_FORM_ODDS = tuple(accumulate((0.36, 0.1, 0.1, 0.14, 0.06, 0.1, 0.07, 0.07)))
_MOVES = (-4, -3, -2, -1, 0, 1, 2, 3, 4)
_MOVE_ODDS = tuple(accumulate((0.03, 0.04, 0.1, 0.27, 0.12, 0.27, 0.1, 0.04, 0.03)))
_MOST_STEPS_FROM_CENTRE = 7


@dataclass(frozen=True)
class FrozenKey:
    """A scale on a tonic, as the frozen operators know it."""

    tonic: int
    scale_index: int

    @property
    def notes(self) -> tuple[int, ...]:
        """The notes of the key from the lowest to the highest that is used."""
        return _key_notes(self.tonic, self.scale_index)

    def place(self, midi_note: int) -> int:
        """Return the place in `notes` of the one nearest to a MIDI note."""
        notes = self.notes
        above = min(bisect_left(notes, midi_note), len(notes) - 1)
        below = max(above - 1, 0)
        is_above_nearer = abs(notes[above] - midi_note) < abs(notes[below] - midi_note)
        return above if is_above_nearer else below

    def moved(self, midi_note: int, steps: int) -> int:
        """Return the note so many scale steps away, within the range."""
        place = self.place(midi_note) + steps
        return self.notes[min(max(place, 0), len(self.notes) - 1)]


@cache
def _key_notes(tonic: int, scale_index: int) -> tuple[int, ...]:
    scale = _SCALES[scale_index]
    return tuple(
        note
        for note in range(LOWEST_NOTE, HIGHEST_NOTE + 1)
        if (note - tonic) % 12 in scale
    )


@dataclass(frozen=True)
class FrozenPhrase:
    """Four bars of 4/4 and their key.

    Attributes:
        line: 64 events: a MIDI note starts, -1 a note ends, -2 it goes on.
    """

    line: tuple[int, ...]
    key: FrozenKey


def drawn(odds: Sequence[float], rng: Generator) -> int:
    """Return a place drawn by cumulative odds."""
    return min(bisect_right(odds, rng.random() * odds[-1]), len(odds) - 1)


def random_phrase(rng: Generator) -> FrozenPhrase:
    """Return a random but musical phrase."""
    key = FrozenKey(int(rng.integers(12)), drawn(_SCALE_ODDS, rng))
    liveliness = rng.random()
    form = _FORMS[drawn(_FORM_ODDS, rng)]
    centre = key.place(int(rng.integers(58, 75)))
    place = centre
    bars: dict[str, list[int]] = {}
    line: list[int] = []
    for letter in form:
        if letter not in bars:
            bars[letter], place = _bar(key, liveliness, centre, place, rng)
        line += bars[letter]
    return FrozenPhrase(tuple(_closed(line, key, rng)), key)


def random_bar(key: FrozenKey, midi_note: int, rng: Generator) -> list[int]:
    """Return a fresh bar that starts near a note."""
    place = key.place(midi_note)
    return _bar(key, rng.random(), place, place, rng)[0]


def events_of(phrases: Sequence[FrozenPhrase]) -> NDArray[np.int16]:
    """Return ``(n, 64)`` the lines of phrases."""
    lines = [phrase.line for phrase in phrases]
    return np.array(lines, dtype=np.int16).reshape(-1, STEP_COUNT)


def _bar(
    key: FrozenKey, liveliness: float, centre: int, place: int, rng: Generator
) -> tuple[list[int], int]:
    odds = tuple(
        accumulate(
            (1.0 - liveliness) * calm + liveliness * lively
            for calm, lively in zip(_CALM_ODDS, _LIVELY_ODDS, strict=True)
        )
    )
    bar = [NO_EVENT] * BAR_STEPS
    step = 0
    for _ in range(BAR_STEPS // 4):
        cell = _CELLS[drawn(odds, rng)]
        if step == 0 and not cell:
            cell = _CELLS[1]
        start = step
        for length in cell:
            place = _walked(key, centre, place, rng)
            is_rest = rng.random() < 0.04
            bar[start] = NOTE_OFF if is_rest else key.notes[place]
            start += length
        step += 4
    return bar, place


def _walked(key: FrozenKey, centre: int, place: int, rng: Generator) -> int:
    move = _MOVES[drawn(_MOVE_ODDS, rng)]
    if abs(place + move - centre) > _MOST_STEPS_FROM_CENTRE:
        move = -move
    return min(max(place + move, 0), len(key.notes) - 1)


def _closed(line: list[int], key: FrozenKey, rng: Generator) -> list[int]:
    """Return the line, now and then with a long tonic at its end."""
    if rng.random() < 0.3:
        start = BAR_STEPS * (BAR_COUNT - 1) + 8 + 4 * int(rng.integers(2))
        before = next((event for event in line[start::-1] if event >= 0), 66)
        tonics = [note for note in key.notes if (note - key.tonic) % 12 == 0]
        nearest = min(tonics, key=lambda note: abs(note - before))
        line[start:] = [nearest] + [NO_EVENT] * (STEP_COUNT - start - 1)
    return line
