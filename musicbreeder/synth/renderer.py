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
from musicbreeder.synth.chain import Chain
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch
from musicbreeder.synth.stream import Stream

Samples = NDArray[np.float32]

LONGEST_PIECE_SECONDS = 3600.0
DEFAULT_TEMPO_BPM = 120.0


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
        tempo_bpm: float = DEFAULT_TEMPO_BPM,
    ) -> Samples:
        """Return the notes as they are to be heard: with effects, at one loudness.

        Args:
            length_seconds: the result is at least as long (a melody's bars); a tail
                that rings on beyond it is never cut.
            tempo_bpm: quarter notes per minute, for the echoes of the delay.

        Returns:
            ``(frame_count, 2)`` in [-0.842, 0.842]; first and last frame exactly 0.

        Raises:
            MusicBreederError: the piece is longer than `LONGEST_PIECE_SECONDS`.
        """
        return self.stream(
            notes, patch, length_seconds=length_seconds, tempo_bpm=tempo_bpm
        ).finish()

    def stream(
        self,
        notes: Sequence[TimedNote],
        patch: Patch,
        *,
        length_seconds: float | None = None,
        tempo_bpm: float = DEFAULT_TEMPO_BPM,
        first_frame: int = 0,
    ) -> Stream:
        """Return what `render` would, about to be rendered from its start on.

        Args:
            length_seconds: as for `render`.
            tempo_bpm: as for `render`.
            first_frame: where listening begins, see `Stream`.

        Raises:
            MusicBreederError: the piece is longer than `LONGEST_PIECE_SECONDS`.
        """
        return Stream(
            _in_order(notes),
            self._chain(patch),
            tempo_bpm,
            length_frames=round((length_seconds or 0.0) * self.sample_rate),
            first_frame=first_frame,
        )

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

    def _chain(self, patch: Patch) -> Chain:
        return Chain(patch, self.sample_rate, self._cache)


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
