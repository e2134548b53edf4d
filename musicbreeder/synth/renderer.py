"""The renderer: notes in seconds become samples.

A melody is put together from finished notes, each with its own share of the room, and
most notes of a generation have been heard before: they come from the cache. A long
piece (a MIDI file) is first mixed without its room, which is then put around the whole,
block by block. Which way is taken depends on the notes alone, never on the cache, so
the same notes make the same samples to the bit.
"""

from collections.abc import Sequence
from functools import cached_property

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
        chain = self._chain(patch)
        gains = self._cache.get(
            ("gains", patch, self.sample_rate),
            lambda: loudness.gains(patch, chain.voice, chain.room, self.sample_rate),
        )
        tail_frames = chain.room.tail_frames
        frame_count = max(
            round((length_seconds or 0.0) * self.sample_rate),
            max((chain.end_frame(note) + tail_frames for note in ordered), default=0),
        )
        samples = np.zeros((frame_count, 2), dtype=np.float32)
        if len(ordered) <= _MOST_NOTES_OF_A_MELODY:
            for note in ordered:
                gain = float(gains[note.midi_note])
                chain.add(samples, note, chain.wet_note(note, gain), 1.0)
        else:
            for note in ordered:
                gain = float(gains[note.midi_note])
                chain.add(samples[:, 0], note, chain.dry_note(note), gain)
            _put_room_around(samples, chain.room)
        limit(samples, self.sample_rate)
        return samples

    def render_dry(self, notes: Sequence[TimedNote], patch: Patch) -> Samples:
        """Return the bare notes, with no room, no master loudness and no limit.

        Returns:
            ``(frame_count,)`` mono; first and last frame exactly 0.

        Raises:
            MusicBreederError: the piece is longer than `LONGEST_PIECE_SECONDS`.
        """
        ordered = _in_order(notes)
        chain = self._chain(patch)
        frame_count = max((chain.end_frame(note) for note in ordered), default=0)
        samples = np.zeros(frame_count, dtype=np.float32)
        for note in ordered:
            chain.add(samples, note, chain.dry_note(note), 1.0)
        return samples

    def _chain(self, patch: Patch) -> "_Chain":
        return _Chain(patch, self.sample_rate, self._cache)


class _Chain:
    """One patch from the note to the room, each step kept in the cache."""

    def __init__(self, patch: Patch, sample_rate: int, cache: NoteCache) -> None:
        self.voice = Voice(patch, sample_rate, cache)
        self._patch = patch
        self._sample_rate = sample_rate
        self._cache = cache

    @cached_property
    def room(self) -> Room:
        return Room(self._patch, self._sample_rate, self._cache)

    def dry_note(self, note: TimedNote) -> Samples:
        layer, gate_frames = velocity_layer(note.velocity), self._gate_frames(note)
        return self._cache.get(
            ("dry", self._patch, self._sample_rate, note.midi_note, layer, gate_frames),
            lambda: self.voice.note(note.midi_note, layer, gate_frames),
        )

    def wet_note(self, note: TimedNote, gain: float) -> Samples:
        """Return the note in its room; `gain` follows from the patch and the pitch."""
        layer, gate_frames = velocity_layer(note.velocity), self._gate_frames(note)

        def made() -> Samples:
            dry = self.voice.note(note.midi_note, layer, gate_frames)
            return self.room.around(dry * np.float32(gain))

        key = (
            "wet",
            self._patch,
            self._sample_rate,
            note.midi_note,
            layer,
            gate_frames,
        )
        return self._cache.get(key, made)

    def add(self, target: Samples, note: TimedNote, part: Samples, gain: float) -> None:
        """Add a note to the mix where it starts, at the level of its velocity."""
        layer = velocity_layer(note.velocity)
        gain *= velocity_gain(self._patch, note.velocity)
        gain /= velocity_gain(self._patch, layer)
        start = self._start_frame(note)
        _add(target[start : start + len(part)], part, gain)

    def end_frame(self, note: TimedNote) -> int:
        """Return the frame after the note's release."""
        held_until = self._start_frame(note) + self._gate_frames(note)
        return held_until + self.voice.release_frames

    def _start_frame(self, note: TimedNote) -> int:
        return round(note.start_seconds * self._sample_rate)

    def _gate_frames(self, note: TimedNote) -> int:
        return max(1, round(note.duration_seconds * self._sample_rate))


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


def _put_room_around(samples: Samples, room: Room) -> None:
    """Replace the dry mix in the left channel by the stereo sound of the room.

    From the last block to the first: what a block rings into has been taken already,
    so an hour of music needs no second copy of itself.
    """
    dry_frames = max(0, len(samples) - room.tail_frames)
    for start in reversed(range(0, dry_frames, _ROOM_BLOCK_FRAMES)):
        stop = min(start + _ROOM_BLOCK_FRAMES, dry_frames)
        dry = samples[start:stop, 0].copy()
        samples[start:stop, 0] = 0.0
        samples[start : stop + room.tail_frames] += room.around(dry)
