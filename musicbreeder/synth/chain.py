"""The chain: one patch from the note to the room, each step kept in the cache.

    voice -> loudness -> chorus -> room -> (mix) -> delay -> limiter

What stands before the mix belongs to a note and is shared by all that are alike; the
delay and the limiter belong to a whole piece, see `synth.stream`.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth import loudness
from musicbreeder.synth.chorus import Chorus
from musicbreeder.synth.delay import Delay
from musicbreeder.synth.effects import Room
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch
from musicbreeder.synth.voice import Voice, velocity_gain, velocity_layer

Samples = NDArray[np.float32]

_ADD_AT_ONCE = 8192  # frames; what is added stays in the processor's own cache
_ANY_TEMPO_BPM = 120.0


class Chain:
    """One patch at one sample rate; any thread may call it."""

    def __init__(self, patch: Patch, sample_rate: int, cache: NoteCache) -> None:
        self.voice = Voice(patch, sample_rate, cache)
        self.chorus = Chorus.of(patch, sample_rate)
        self.patch = patch
        self.sample_rate = sample_rate
        self._cache = cache

    @cached_property
    def room(self) -> Room:
        return Room(self.patch, self.sample_rate, self._cache)

    @cached_property
    def gains(self) -> NDArray[np.float32]:
        """``(128,)``: the gain of each MIDI note, see `loudness`."""
        # How loud the echoes are does not depend on when they come.
        delay = Delay(self.patch, _ANY_TEMPO_BPM, self.sample_rate)
        return self._cache.get(
            ("gains", self.patch, self.sample_rate),
            lambda: loudness.gains(
                self.patch, self.voice, self.chorus, self.room, delay.power
            ),
        )

    @property
    def tail_frames(self) -> int:
        """How long a note goes on in chorus and room after its release."""
        return self.chorus.tail_frames + self.room.tail_frames

    def dry_note(self, note: TimedNote) -> Samples:
        """Return the bare note, mono."""
        held = velocity_layer(note.velocity), self._gate_frames(note)
        return self._cache.get(
            ("dry", self.patch.voice, self.sample_rate, note.midi_note, *held),
            lambda: self.voice.note(note.midi_note, *held),
        )

    def wet_note(self, note: TimedNote) -> Samples:
        """Return the note at its loudness, in its chorus and its room."""
        layer, gate_frames = velocity_layer(note.velocity), self._gate_frames(note)

        def made() -> Samples:
            dry = self.voice.note(note.midi_note, layer, gate_frames)
            dry *= self.gains[note.midi_note]
            return self.room.around(self.chorused(dry))

        key = ("wet", self.patch, self.sample_rate, note.midi_note, layer, gate_frames)
        return self._cache.get(key, made)

    def chorused(self, dry: Samples) -> Samples:
        """Return the bare note in its chorus; without one it stays mono."""
        return self.chorus.around(dry) if self.chorus.is_on else dry

    def add(self, target: Samples, note: TimedNote, part: Samples, gain: float) -> None:
        """Add a note to the mix where it starts, at the level of its velocity."""
        layer = velocity_layer(note.velocity)
        gain *= velocity_gain(self.patch, note.velocity)
        gain /= velocity_gain(self.patch, layer)
        start = self.start_frame(note)
        _add(target[start : start + len(part)], part, gain)

    def start_frame(self, note: TimedNote) -> int:
        return round(note.start_seconds * self.sample_rate)

    def end_frame(self, note: TimedNote) -> int:
        """Return the frame after the note's release."""
        held_until = self.start_frame(note) + self._gate_frames(note)
        return held_until + self.voice.release_frames

    def _gate_frames(self, note: TimedNote) -> int:
        return max(1, round(note.duration_seconds * self.sample_rate))


def _add(target: Samples, part: Samples, gain: float) -> None:
    if gain == 1.0:
        target += part
        return
    scale = np.float32(gain)
    for start in range(0, len(part), _ADD_AT_ONCE):
        stop = start + _ADD_AT_ONCE
        target[start:stop] += part[start:stop] * scale
