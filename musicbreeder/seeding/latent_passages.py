"""The passage of a melody that a blend writes anew, and who writes it.

Steps changed one here and one there break what makes a tune hang together, so a blend
of the app changes one passage as a whole: the one that the autoencoder would change
most on its way to the second melody, as long as the share asked for, better not in a
bar that comes again.
"""

from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import Passage
from musicbreeder.theory.scale import Key

_CHANGED_SHARE = 0.37
"""Of the steps of a passage that is written anew are other ones; measured."""

_REPEATED_BAR_COST = 8.0
"""Steps of change that are forgone to leave a bar alone that comes again."""

_ROOM_BEYOND = 2
"""Semitones by which new notes may go beyond both melodies."""


def chosen_passage(
    melody: Melody, key: Key, pull: NDArray[np.float64], changed_steps: float
) -> Passage:
    """Return the passage to write anew.

    Args:
        pull: ``(step_count,)`` how much each step would change.
        changed_steps: how many steps are to be other ones, about.
    """
    beat, bar = melody.meter.steps_per_beat, melody.meter.steps_per_bar
    beats = max(round(changed_steps / _CHANGED_SHARE / beat), 1)
    length = min(beats * beat, melody.step_count)
    bars = [bytes(one.tobytes()) for one in melody.events.reshape(-1, bar)]
    is_repeated = np.array([bars.count(one) > 1 for one in bars])
    starts = np.arange(0, melody.step_count - length + 1, beat)
    worth = [
        pull[start : start + length].sum()
        - _REPEATED_BAR_COST
        * is_repeated[start // bar : (start + length - 1) // bar + 1].sum()
        for start in starts.tolist()
    ]
    start = int(starts[int(np.argmax(worth))])
    return Passage(melody, key, start, start + length)


def note_room(first: Melody, second: Melody) -> tuple[int, int]:
    """Return the lowest and the highest note that a blend of two may have."""
    notes = np.concatenate([first.midi_notes, second.midi_notes]).astype(int)
    return int(notes.min()) - _ROOM_BEYOND, int(notes.max()) + _ROOM_BEYOND


def own_generator(first: Melody, second: Melody, share: float) -> Generator:
    """Return a generator that is always the same for the same blend.

    What lies between two melodies is a place, not a chance.
    """
    sums = [crc32(one.events.tobytes()) for one in (first, second)]
    return np.random.default_rng([*sums, round(1000.0 * share)])
