"""What an operator may use: the key, the range, fresh material and how far to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np

from musicbreeder.melody.blending import Blender
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.transform import folded, in_key, transposed
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class VariationContext:
    """What an operator may use.

    Attributes:
        key: the key the melodies stand in.
        lowest_note: lowest MIDI note, inclusive.
        highest_note: highest MIDI note, inclusive, at least an octave higher.
        variation: 0 = the smallest changes, 1 = wild ones.
        material: fresh melodies in the same meter, to take bars from.
        blender: knows what lies between two melodies, None = nobody does.
        chords: what the melodies are heard over, empty = nothing is given.
    """

    key: Key
    lowest_note: int
    highest_note: int
    variation: float
    material: tuple[SeededMelody, ...] = ()
    blender: Blender | None = None
    chords: str = ""

    @property
    def ladder(self) -> tuple[int, ...]:
        """The key's notes inside the range, ascending."""
        return _ladder(self.key, self.lowest_note, self.highest_note)

    def fresh_melody(self, rng: np.random.Generator) -> Melody | None:
        """Return one of the fresh melodies in this key and range, if there are any."""
        if not self.material:
            return None
        fresh = self.material[below(len(self.material), rng)]
        return self.brought(fresh.melody, fresh.key)

    def brought(self, melody: Melody, key: Key, centre: float | None = None) -> Melody:
        """Return a melody of another key in this key and range.

        Args:
            melody: what is brought here.
            key: the key it stands in.
            centre: MIDI note its mean is to be near, within half an octave; None =
                wherever it falls.
        """
        melody = in_key(melody, key, self.key)
        if centre is not None and melody.note_count:
            octaves = round(
                (centre - float(melody.midi_notes.mean())) / SEMITONES_PER_OCTAVE
            )
            melody = transposed(melody, octaves * SEMITONES_PER_OCTAVE)
        return folded(melody, self.lowest_note, self.highest_note)

    def rung(self, midi_note: int) -> int:
        """Return the index of a note, snapped and folded, in `ladder`."""
        return _rungs(self.key, self.lowest_note, self.highest_note)[midi_note]

    def moved(self, midi_note: int, scale_steps: int) -> int:
        """Return the note some steps above, turned back at the ends of the range."""
        ladder = self.ladder
        highest = len(ladder) - 1
        rung = abs(self.rung(midi_note) + scale_steps)
        if rung > highest:
            rung = max(2 * highest - rung, 0)
        return ladder[rung]

    def nearest_degree(self, midi_note: int, degree: int) -> int:
        """Return the note of a scale degree (0 = tonic) nearest to `midi_note`."""
        semitones = self.key.scale.semitones[degree % self.key.steps_per_octave]
        pitch_class = (self.key.tonic + semitones) % SEMITONES_PER_OCTAVE
        return min(
            (n for n in self.ladder if n % SEMITONES_PER_OCTAVE == pitch_class),
            key=lambda note: (abs(note - midi_note), note),
        )


@cache
def _ladder(key: Key, lowest_note: int, highest_note: int) -> tuple[int, ...]:
    return tuple(n for n in key.midi_notes if lowest_note <= n <= highest_note)


@cache
def _rungs(key: Key, lowest_note: int, highest_note: int) -> tuple[int, ...]:
    ladder = _ladder(key, lowest_note, highest_note)
    index = {note: rung for rung, note in enumerate(ladder)}
    rungs = []
    for midi_note in range(128):
        note = key.snapped(midi_note)
        while note < ladder[0]:
            note += SEMITONES_PER_OCTAVE
        while note > ladder[-1]:
            note -= SEMITONES_PER_OCTAVE
        rungs.append(index[note])
    return tuple(rungs)


def below(count: int, rng: np.random.Generator) -> int:
    """Return a whole number in ``0..count-1``; several times faster than `integers`."""
    return int(rng.random() * count)


def either(first: _Item, second: _Item, rng: np.random.Generator) -> _Item:
    """Return one of two, evenly."""
    return first if rng.random() < 0.5 else second


def picked(items: Sequence[_Item], count: int, rng: np.random.Generator) -> list[_Item]:
    """Return `count` different items (or all, if there are fewer) in random order."""
    pool = list(items)
    return [pool.pop(below(len(pool), rng)) for _ in range(min(count, len(pool)))]
