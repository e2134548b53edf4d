"""Which sample sounds when: the part of playback that runs in the audio callback.

A `Mixer` follows a `Programme` that another thread swaps whole. It copies and adds
ready samples into the block it is given: no lock, no log, no waiting, no arrays but
slices of those made at the start. Without volume and fades the samples go through
unchanged, bit by bit.

Concurrent activities: one thread (PortAudio's, or the silent clock's) calls `process`;
any thread sets `programme` and reads `position` and the attributes.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.playback.clip import (
    CHANNEL_COUNT,
    Clip,
    PlaybackPosition,
    Programme,
)
from musicbreeder.playback.heard_log import HeardLog

FADE_SECONDS = 0.005
_VOLUME_RAMP_SECONDS = 0.02
_CHUNK_FRAMES = 2048
# One bar at 240 bpm is a second long: sixteen tails are sixteen seconds of reverb.
_TAIL_SLOT_COUNT = 16


class _Tail:
    """A slot for what still rings of an earlier round or clip."""

    __slots__ = ("clip", "frame")

    def __init__(self) -> None:
        self.clip: Clip | None = None
        self.frame = 0


class Mixer:
    """Mix the clips of a programme into blocks of samples.

    Attributes:
        programme: what to play; set it whole.
        token: of the clip that was mixed last, ahead of what is heard; or of the stop.
        has_ended: nothing is left of that clip.
        seek_serial: of the last jump that was seen.
        block_frames: length of the longest block so far.
    """

    def __init__(
        self,
        sample_rate: int,
        programme: Programme | None = None,
        predecessor: "Mixer | None" = None,
        now_seconds: float = 0.0,
    ) -> None:
        """Start silent, or carry on where another mixer is heard.

        Args:
            sample_rate: Hz.
            predecessor: the mixer of a device that is given up; its clip goes on,
                faded in, from what is heard of it at `now_seconds`.
        """
        self.sample_rate = sample_rate
        self.programme = programme or Programme()
        self.token = 0
        self.has_ended = True
        self.block_frames = 0

        self._applied = Programme(volume=self.programme.volume)
        self._clip: Clip | None = None
        self._frame = 0
        self.seek_serial = 0
        self._gain = self.programme.volume
        self._tails = tuple(_Tail() for _ in range(_TAIL_SLOT_COUNT))

        fade_frames = max(1, round(FADE_SECONDS * sample_rate))
        quarter = np.pi / 2 * (np.arange(fade_frames) + 0.5) / fade_frames
        # Equal power: the squares of the two fades add up to one at every frame.
        self._fade_in = _for_every_channel(np.sin(quarter))
        self._fade_out = _for_every_channel(np.cos(quarter))
        # What goes on in another sound is nearly the same: the fades add up to one.
        self._swap_in, self._swap_out = self._fade_in**2, self._fade_out**2
        self._entering = self._fade_in
        self._fade_frames = fade_frames
        self._fade_in_frame = fade_frames
        self._leaving = np.zeros((fade_frames, CHANNEL_COUNT), np.float32)
        self._leaving_spare = np.zeros_like(self._leaving)
        self._leaving_frame = fade_frames
        self._is_waiting = False

        self._gain_step = 1.0 / (_VOLUME_RAMP_SECONDS * sample_rate)
        self._count_up = _for_every_channel(np.arange(1, _CHUNK_FRAMES + 1))
        self._gains = np.empty_like(self._count_up)

        self._heard = HeardLog(sample_rate)
        if predecessor is not None:
            self._carry_on(predecessor, now_seconds)

    def _carry_on(self, predecessor: "Mixer", now_seconds: float) -> None:
        position = predecessor.position(now_seconds)
        self._applied = predecessor._applied
        self._gain = predecessor._gain
        self.seek_serial = predecessor.seek_serial
        self._clip, self.token = predecessor._clip, predecessor.token
        is_heard = position.token == self.token
        self._frame = position.frame if is_heard else predecessor._frame
        self._fade_in_frame = 0
        self.has_ended = self._clip is None or self._frame >= len(self._clip.samples)
        self._heard = HeardLog(self.sample_rate, position, now_seconds)

    def position(self, now_seconds: float) -> PlaybackPosition:
        """Return what is heard at a moment; cheap, for any thread.

        Args:
            now_seconds: on the clock of `process`'s `heard_at_seconds`.
        """
        return self._heard.at(now_seconds)

    def process(self, out: NDArray[np.float32], heard_at_seconds: float) -> None:
        """Fill a block with what the programme asks for.

        Args:
            out: ``(frames, 2)`` float32, overwritten.
            heard_at_seconds: when the first frame reaches the ear.
        """
        self.block_frames = max(self.block_frames, len(out))
        for start in range(0, len(out), _CHUNK_FRAMES):
            chunk = out[start : start + _CHUNK_FRAMES]
            self._process_chunk(chunk, heard_at_seconds + start / self.sample_rate)

    def _process_chunk(self, out: NDArray[np.float32], heard_at_seconds: float) -> None:
        programme = self.programme  # NB: read once, another thread may swap it
        if programme is not self._applied:
            self._apply(programme)
        out.fill(0.0)
        if programme.is_paused:
            self._note(heard_at_seconds, 0, is_playing=False)
        elif self._must_wait(programme, len(out)):
            self._wait(programme)
            self._note(heard_at_seconds, 0)
        else:
            if self._is_waiting and self._frame > 0:
                self._fade_in_frame = 0
            self._is_waiting = False
            self._mix(out, programme, heard_at_seconds)
        self._add_leaving(out)
        self._scale(out, programme.volume)

    def _apply(self, programme: Programme) -> None:
        """Go from the old programme to the new one without a click."""
        old = self._applied
        seek = programme.seek
        starts = programme.token > self.token
        wanted_token = programme.token if starts else self.token
        seeks = seek.serial > self.seek_serial and seek.token == wanted_token
        pauses = programme.is_paused and not old.is_paused
        resumes = old.is_paused and not programme.is_paused
        was_sounding = False
        place = None if self.has_ended else self._frame
        swaps = starts and programme.clip is not None and programme.clip.keeps_place
        if (starts or seeks or pauses) and not (old.is_paused or self._is_waiting):
            fade_out = self._swap_out if swaps else self._fade_out
            was_sounding = self._let_fade_out(old, fade_out)
        self._entering = self._swap_in if swaps else self._fade_in
        if starts or seeks:
            self._is_waiting = False
        if starts:
            self._clip, self.token = programme.clip, programme.token
            self._frame = programme.clip.begins_at(place) if programme.clip else 0
        if seeks and self._clip is not None:
            self._frame = min(max(seek.frame, 0), len(self._clip.samples))
        if starts or seeks:
            for tail in self._tails:
                tail.clip = None
        self.has_ended = self._clip is None or self._frame >= len(self._clip.samples)
        # From silence a clip starts with its own attack, every sample as rendered.
        if was_sounding or (self._frame > 0 if starts else seeks or resumes):
            self._fade_in_frame = 0
        elif starts:
            self._fade_in_frame = self._fade_frames
        self.seek_serial = seek.serial
        self._applied = programme

    def _must_wait(self, programme: Programme, frame_count: int) -> bool:
        """Tell whether the next frames, and 5 ms to fade out in, are not there yet."""
        clip = self._clip
        if clip is None or clip.growing is None:
            return False
        # NB: read once each; the thread that makes the samples moves them.
        first, ready = clip.growing.first_frame, clip.growing.ready_frames
        if first == 0 and ready >= len(clip.samples):
            return False
        # Once waiting, enough for any block: no going on and off with their lengths.
        most_frames = min(self.block_frames, _CHUNK_FRAMES)
        stop = self._frame + (most_frames if self._is_waiting else frame_count)
        turns = stop > self._turn_frame(clip, programme)
        if self._frame < first or (first > 0 and turns):
            return True
        wanted = min(stop + self._fade_frames, len(clip.samples))
        if ready < wanted and clip.feed is not None:
            clip.feed.ask(wanted)
        return ready < wanted

    def _wait(self, programme: Programme) -> None:
        """Hold the place without a click until the samples are there."""
        clip = self._clip
        if self._is_waiting or clip is None or clip.growing is None:
            return
        self._is_waiting = True
        first, ready = clip.growing.first_frame, clip.growing.ready_frames
        if first <= self._frame <= ready - self._fade_frames:
            self._let_fade_out(programme, self._fade_out)

    def _let_fade_out(
        self, programme: Programme, fade_out: NDArray[np.float32]
    ) -> bool:
        """Set aside the next 5 ms of what sounds, fading; return whether any does."""
        leaving = self._leaving_spare
        leaving.fill(0.0)
        rest = self._leaving[self._leaving_frame :]
        is_sounding = (
            not self.has_ended
            or len(rest) > 0
            or any(tail.clip is not None for tail in self._tails)
        )
        self._mix(leaving, programme, None)
        leaving *= fade_out
        leaving[: len(rest)] += rest
        self._leaving_spare, self._leaving = self._leaving, leaving
        self._leaving_frame = 0
        return is_sounding

    def _add_leaving(self, out: NDArray[np.float32]) -> None:
        rest = self._leaving[self._leaving_frame :]
        frame_count = min(len(rest), len(out))
        if frame_count:
            out[:frame_count] += rest[:frame_count]
            self._leaving_frame += frame_count

    def _mix(
        self,
        out: NDArray[np.float32],
        programme: Programme,
        heard_at_seconds: float | None,
    ) -> None:
        """Add the clip and its tails to `out` and go on by its length.

        Args:
            heard_at_seconds: None = the frames are set aside, not heard as they stand.
        """
        for tail in self._tails:
            self._ring(tail, out)
        done = 0
        while done < len(out):
            clip = self._clip
            frame_count = 0
            if clip is not None:
                turn_frame = self._turn_frame(clip, programme)
                frame_count = min(len(out) - done, turn_frame - self._frame)
            if clip is None or frame_count <= 0:
                if not self._turn(programme, out[done:]):
                    break
                continue
            if heard_at_seconds is not None:
                self._note(heard_at_seconds + done / self.sample_rate, frame_count)
            clip.add_frames(self._frame, out[done : done + frame_count])
            self._frame += frame_count
            done += frame_count
        if self.has_ended and heard_at_seconds is not None and done < len(out):
            ended_at_seconds = heard_at_seconds + done / self.sample_rate
            self._note(ended_at_seconds, 0, is_playing=False)
        self._fade(out)

    def _turn_frame(self, clip: Clip, programme: Programme) -> int:
        """Return where the clip ends, or gives way to the next one or a new round.

        What is asked for only while the tail rings finds that frame in the past.
        """
        if self._successor(programme) is not None or programme.is_looping:
            return clip.loop_frames
        return len(clip.samples)

    def _successor(self, programme: Programme) -> Clip | None:
        for clip in programme.queue:
            if clip.token > self.token:
                return clip
        return None

    def _turn(self, programme: Programme, out: NDArray[np.float32]) -> bool:
        """Begin the next clip or round while the tail rings; return whether one is."""
        successor = self._successor(programme)
        if successor is None and not (programme.is_looping and not self.has_ended):
            self.has_ended = True
            return False
        if self._clip is not None and self._frame < len(self._clip.samples):
            tail = self._free_tail()
            tail.clip, tail.frame = self._clip, self._frame
            self._ring(tail, out)
        if successor is not None:
            self._clip, self.token = successor, successor.token
            self._frame = successor.start_frame
        else:
            self._frame = 0
        self.has_ended = False
        return True

    def _free_tail(self) -> _Tail:
        """Return an empty slot, or the one that has rung longest."""
        for tail in self._tails:
            if tail.clip is None:
                return tail
        return max(self._tails, key=_frames_in_tail)

    def _ring(self, tail: _Tail, out: NDArray[np.float32]) -> None:
        if tail.clip is None:
            return
        samples = tail.clip.samples[tail.frame : tail.frame + len(out)]
        out[: len(samples)] += samples
        tail.frame += len(samples)
        if tail.frame >= len(tail.clip.samples):
            tail.clip = None

    def _fade(self, out: NDArray[np.float32]) -> None:
        fade = self._entering[self._fade_in_frame : self._fade_in_frame + len(out)]
        if len(fade):
            out[: len(fade)] *= fade
            self._fade_in_frame += len(fade)

    def _scale(self, out: NDArray[np.float32], volume: float) -> None:
        """Apply the volume, which moves along a straight line to where it is set."""
        distance = volume - self._gain
        if distance == 0.0:
            if volume != 1.0:
                out *= np.float32(volume)
            return
        gains = self._gains[: len(out)]
        step = self._gain_step if distance > 0 else -self._gain_step
        np.multiply(self._count_up[: len(out)], np.float32(step), out=gains)
        gains += np.float32(self._gain)
        if distance > 0:
            np.minimum(gains, np.float32(volume), out=gains)
        else:
            np.maximum(gains, np.float32(volume), out=gains)
        out *= gains
        has_arrived = abs(distance) <= self._gain_step * len(out)
        self._gain = volume if has_arrived else self._gain + step * len(out)

    def _note(
        self, heard_at_seconds: float, frame_count: int, *, is_playing: bool = True
    ) -> None:
        """Remember which frames are heard from a moment on."""
        self._heard.note(
            heard_at_seconds,
            self.token if self._clip is not None else 0,
            (self._frame, self._frame + frame_count),
            is_playing=is_playing,
        )


def _frames_in_tail(tail: _Tail) -> int:
    return tail.frame - tail.clip.loop_frames if tail.clip is not None else 0


def _for_every_channel(values: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return ``(frames, 2)``; numpy would allocate a buffer to broadcast a column."""
    column = values.astype(np.float32)[:, np.newaxis]
    return np.repeat(column, CHANNEL_COUNT, axis=1)
