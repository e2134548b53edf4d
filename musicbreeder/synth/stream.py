"""A piece on its way from notes to samples, in the order in which it is heard.

The samples are there from the start, silent, and are filled from the front: whoever
plays them may begin when the first block is ready. A rendering is a stream run to its
end, so both are the same to the bit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth.chain import Chain
from musicbreeder.synth.delay import Delay
from musicbreeder.synth.effects import Room
from musicbreeder.synth.limiter import Limiter, block_peaks

Samples = NDArray[np.float32]

_BLOCK_SECONDS = 0.25
_MOST_NOTES_OF_A_MELODY = 256
_ROOM_BLOCK_FRAMES = 1 << 17
_FADE_SECONDS = 0.02
_LONG_FADE_SECONDS = 2.0
_STILL_HEARD = 1e-3


class Stream:
    """Fills the samples of one piece block by block; one thread calls `advance`.

    Args:
        notes: by their starts.
        chain: the patch they are heard in.
        tempo_bpm: that the echoes follow.
        length_frames: the samples are at least as long.
        first_frame: where listening begins. What is over before is left out, so the
            samples before it are not to be heard; echoes and the limiter begin there.

    Attributes:
        samples: ``(frame_count, 2)``, final from `first_frame` up to `ready_frames`.
        ready_frames: NB: written by the thread that fills, read by any.
    """

    def __init__(
        self,
        notes: Sequence[TimedNote],
        chain: Chain,
        tempo_bpm: float,
        *,
        length_frames: int = 0,
        first_frame: int = 0,
    ) -> None:
        self._chain = chain
        self._delay = Delay(chain.patch, tempo_bpm, chain.sample_rate)
        ends = (chain.end_frame(note) + chain.tail_frames for note in notes)
        self._mix_end = max(ends, default=0)
        self._sound_end = self._mix_end
        if notes:
            self._sound_end += self._delay.tail_frames
        frame_count = max(length_frames, self._sound_end)
        self.samples = np.zeros((frame_count, 2), dtype=np.float32)
        self.ready_frames = 0
        first_frame = min(first_frame, frame_count)
        self._is_melody = len(notes) <= _MOST_NOTES_OF_A_MELODY
        if first_frame:
            reach = chain.tail_frames + self._delay.tail_frames
            notes = [n for n in notes if chain.end_frame(n) + reach > first_frame]
        self._first_frame = first_frame
        self._notes = list(notes)
        self._added_count = 0
        self._mixed_frames = first_frame
        # Of a piece heard from its middle the part before is never limited.
        self._limiter = Limiter(self.samples[first_frame:], chain.sample_rate)
        self._block_frames = round(_BLOCK_SECONDS * chain.sample_rate)

    @property
    def is_complete(self) -> bool:
        return self.ready_frames >= len(self.samples)

    def advance(self) -> None:
        """Render the next block, a quarter of a second; a long piece at once."""
        frame_count = len(self.samples)
        stop = min(self._mixed_frames + self._block_frames, frame_count)
        if not self._is_melody:
            stop = frame_count
            self._mix_long()
        elif self._added_count == len(self._notes) or stop >= self._mix_end:
            stop = frame_count  # nothing but tails is left
            self._mix_notes(None)
        else:
            self._mix_notes(stop)
        part = self.samples[self._mixed_frames : min(stop, self._sound_end)]
        self._delay.add(part)
        if stop == frame_count:
            self._fade_out()
        self._mixed_frames = stop
        done = self._limiter.advance(stop - self._first_frame)
        self.ready_frames = frame_count if stop == frame_count else self._ready(done)

    def finish(self) -> Samples:
        """Render what is left and return all samples."""
        while not self.is_complete:
            self.advance()
        return self.samples

    def _ready(self, limited_frames: int) -> int:
        return self._first_frame + limited_frames if limited_frames else 0

    def _mix_notes(self, stop: int | None) -> None:
        """Add the notes that start before `stop`, None = all."""
        chain = self._chain
        while self._added_count < len(self._notes):
            note = self._notes[self._added_count]
            if stop is not None and chain.start_frame(note) >= stop:
                return
            chain.add(self.samples, note, chain.wet_note(note), 1.0)
            self._added_count += 1

    def _mix_long(self) -> None:
        """Mix all notes without their room and put it around the whole."""
        chain, samples = self._chain, self.samples
        dry = samples if chain.chorus.is_on else samples[:, 0]
        for note in self._notes:
            gain = float(chain.gains[note.midi_note])
            chain.add(dry, note, chain.chorused(chain.dry_note(note)), gain)
        self._added_count = len(self._notes)
        put_room_around(dry, samples, chain.room)

    def _fade_out(self) -> None:
        """Let the last echo end at exactly 0."""
        if not self._delay.tail_frames or not self._notes:
            return
        end = self._sound_end
        tail = self.samples[self._mix_end : end]
        rate = self._chain.sample_rate
        last = tail[-round(_FADE_SECONDS * rate) :]
        is_heard = bool(np.any(block_peaks(last) > _STILL_HEARD))
        seconds = _LONG_FADE_SECONDS if is_heard else _FADE_SECONDS
        count = min(round(seconds * rate), len(tail))
        angle = np.pi * np.arange(1, count + 1) / count
        fall = (0.5 + 0.5 * np.cos(angle)).astype(np.float32)
        fall[-1:] = 0.0
        tail[len(tail) - count :] *= fall[:, np.newaxis]


def put_room_around(dry: Samples, samples: Samples, room: Room) -> None:
    """Replace a dry mix by the stereo sound of the room.

    From the last block to the first: what a block rings into has been taken already,
    so an hour of music needs no second copy of itself.

    Args:
        dry: the left channel of `samples`, or `samples` itself.
        samples: ``(frame_count, 2)``.
    """
    dry_frames = max(0, len(samples) - room.tail_frames)
    for start in reversed(range(0, dry_frames, _ROOM_BLOCK_FRAMES)):
        stop = min(start + _ROOM_BLOCK_FRAMES, dry_frames)
        part = dry[start:stop].copy()
        if not part.any():
            continue
        dry[start:stop] = 0.0
        samples[start : stop + room.tail_frames] += room.around(part)
