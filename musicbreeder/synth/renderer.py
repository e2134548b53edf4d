"""The renderer: notes in seconds become samples.

A melody is put together from finished notes, each with its own share of the room, and
most notes of a generation have been heard before: they come from the cache. A long
piece (a MIDI file) is first mixed without its room, which is then put around the whole,
block by block. Which way is taken depends on the notes alone, never on the cache, so
the same notes make the same samples to the bit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth import loudness
from musicbreeder.synth.effects import Room, limit
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch
from musicbreeder.synth.voice import Voice, velocity_gain, velocity_layer

Samples = NDArray[np.float32]

LONGEST_PIECE_SECONDS = 3600.0
_MOST_NOTES_OF_A_MELODY = 256
_ROOM_BLOCK_FRAMES = 1 << 17
_ADD_AT_ONCE = 8192  # frames; what is added stays in the processor's own cache


class Renderer:
    """Renders notes at one sample rate; any thread may call it at any time.

    Args:
        sample_rate: in Hz.
        cache_bytes: bound of what is kept of earlier notes.
    """

    def __init__(self, sample_rate: int = 48_000, cache_bytes: int = 64 << 20) -> None:
        if not 8_000 <= sample_rate <= 192_000:
            raise ValueError(f"sample_rate must be in 8000..192000, got {sample_rate}")
        self.sample_rate = sample_rate
        self._cache = NoteCache(cache_bytes)

    @property
    def held_bytes(self) -> int:
        """What the cache holds now."""
        return self._cache.held_bytes

    def render(
        self,
        notes: Sequence[TimedNote],
        patch: Patch,
        *,
        length_seconds: float | None = None,
    ) -> Samples:
        """Return the notes as they are to be heard: in their room, at one loudness.

        Args:
            length_seconds: the result is at least as long (a melody's bars); a tail
                that rings on beyond it is never cut.

        Returns:
            ``(frame_count, 2)`` in [-0.842, 0.842]; first and last frame exactly 0.

        Raises:
            MusicBreederError: the piece is longer than `LONGEST_PIECE_SECONDS`.
        """
        ordered = _in_order(notes)
        least_frames = round((length_seconds or 0.0) * self.sample_rate)
        voice = Voice(patch, self.sample_rate, self._cache)
        room = Room(patch, self.sample_rate, self._cache)
        gains = self._cache.get(
            ("gains", patch, self.sample_rate),
            lambda: loudness.gains(patch, voice, room, self.sample_rate),
        )
        if len(ordered) <= _MOST_NOTES_OF_A_MELODY:
            samples = self._melody(ordered, patch, voice, room, gains, least_frames)
        else:
            dry = self._mixed(ordered, patch, voice, gains)
            samples = _in_blocks(dry, room, least_frames)
        limit(samples, self.sample_rate)
        return samples

    def render_dry(self, notes: Sequence[TimedNote], patch: Patch) -> Samples:
        """Return the bare notes, with no room, no master loudness and no limit.

        Returns:
            ``(frame_count,)`` mono; first and last frame exactly 0.

        Raises:
            MusicBreederError: the piece is longer than `LONGEST_PIECE_SECONDS`.
        """
        voice = Voice(patch, self.sample_rate, self._cache)
        return self._mixed(_in_order(notes), patch, voice, np.ones(128, np.float32))

    def _melody(
        self,
        notes: Sequence[TimedNote],
        patch: Patch,
        voice: Voice,
        room: Room,
        gains: NDArray[np.float32],
        least_frames: int,
    ) -> Samples:
        parts = []
        for note in notes:
            layer = velocity_layer(note.velocity)
            gate_frames = self._gate_frames(note)

            def wet(
                note: TimedNote = note, layer: int = layer, gate: int = gate_frames
            ) -> Samples:
                dry = voice.note(note.midi_note, layer, gate)
                dry *= gains[note.midi_note]
                return room.around(dry)

            key = ("wet", patch, self.sample_rate, note.midi_note, layer, gate_frames)
            gain = velocity_gain(patch, note.velocity) / velocity_gain(patch, layer)
            start = round(note.start_seconds * self.sample_rate)
            parts.append((start, self._cache.get(key, wet), gain))
        ends = [start + len(part) for start, part, _ in parts]
        samples = np.zeros((max([least_frames, *ends]), 2), dtype=np.float32)
        for start, part, gain in parts:
            _add(samples[start : start + len(part)], part, gain)
        return samples

    def _mixed(
        self,
        notes: Sequence[TimedNote],
        patch: Patch,
        voice: Voice,
        gains: NDArray[np.float32],
    ) -> Samples:
        release_frames = round(patch.release_seconds * self.sample_rate)
        ends = [
            round(note.start_seconds * self.sample_rate) + self._gate_frames(note)
            for note in notes
        ]
        mixed = np.zeros(max(ends, default=0) + release_frames, dtype=np.float32)
        for note in notes:
            layer = velocity_layer(note.velocity)
            gate_frames = self._gate_frames(note)

            def dry(
                note: TimedNote = note, layer: int = layer, gate: int = gate_frames
            ) -> Samples:
                return voice.note(note.midi_note, layer, gate)

            key = ("dry", patch, self.sample_rate, note.midi_note, layer, gate_frames)
            part = self._cache.get(key, dry)
            gain = velocity_gain(patch, note.velocity) / velocity_gain(patch, layer)
            start = round(note.start_seconds * self.sample_rate)
            _add(mixed[start : start + len(part)], part, gain * gains[note.midi_note])
        return mixed

    def _gate_frames(self, note: TimedNote) -> int:
        return max(1, round(note.duration_seconds * self.sample_rate))


def _in_order(notes: Sequence[TimedNote]) -> list[TimedNote]:
    """Return the notes in one order, so that any order sounds the same to the bit."""
    ordered = sorted(
        notes,
        key=lambda note: (
            note.start_seconds,
            note.midi_note,
            note.duration_seconds,
            note.velocity,
        ),
    )
    end_seconds = max(
        (n.start_seconds + n.duration_seconds for n in ordered), default=0
    )
    if end_seconds > LONGEST_PIECE_SECONDS:
        raise MusicBreederError(
            f"The piece lasts {end_seconds / 60:.0f} minutes, and at most "
            f"{LONGEST_PIECE_SECONDS / 60:.0f} can be rendered; cut it into parts."
        )
    return ordered


def _add(target: Samples, part: Samples, gain: float) -> None:
    if gain == 1.0:
        target += part
        return
    scale = np.float32(gain)
    for start in range(0, len(part), _ADD_AT_ONCE):
        stop = start + _ADD_AT_ONCE
        target[start:stop] += part[start:stop] * scale


def _in_blocks(dry: Samples, room: Room, least_frames: int) -> Samples:
    length = max(len(dry) + room.tail_frames, least_frames)
    samples = np.zeros((length, 2), dtype=np.float32)
    for start in range(0, len(dry), _ROOM_BLOCK_FRAMES):
        wet = room.around(dry[start : start + _ROOM_BLOCK_FRAMES])
        samples[start : start + len(wet)] += wet
    return samples
