"""Notes and tunes that the synthesizer's tests listen to."""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch
from musicbreeder.synth.voice import REFERENCE_VELOCITY, Voice

SAMPLE_RATE = 48_000
_C_MAJOR = (0, 2, 4, 5, 7, 9, 11)


def one_note(
    patch: Patch,
    midi_note: int,
    gate_seconds: float,
    layer: int = REFERENCE_VELOCITY,
    sample_rate: int = SAMPLE_RATE,
) -> NDArray[np.float32]:
    """Return one dry note of a patch."""
    voice = Voice(patch, sample_rate, NoteCache(0))
    return voice.note(midi_note, layer, round(gate_seconds * sample_rate))


def tune(number: int, lowest: int = 60, highest: int = 84) -> list[TimedNote]:
    """Return a wandering tune of about 16 seconds, always the same for a number."""
    rng = np.random.default_rng(number)
    scale = [n for n in range(lowest, highest + 1) if n % 12 in _C_MAJOR]
    place, start, notes = len(scale) // 2, 0.0, []
    while start < 16.0:
        seconds = float(rng.choice((0.25, 0.5, 0.5, 0.5, 1.0)))
        place = int(np.clip(place + rng.integers(-3, 4), 0, len(scale) - 1))
        velocity = int(rng.integers(80, 113))
        notes.append(TimedNote(start, 0.9 * seconds, scale[place], velocity))
        start += seconds
    return notes
