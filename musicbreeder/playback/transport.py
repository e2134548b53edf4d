"""Transport: what plays, what waits, and what is heard of it, without a device.

A `Transport` hands its mixer one frozen programme at a time, swapped whole. Where no
device drives the mixer a silent clock does, so everything goes on unheard.

Threads: everything returns at once and may be called from any thread.
"""

import threading
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from musicbreeder.playback.clip import Clip, Growing, PlaybackPosition, Programme, Seek
from musicbreeder.playback.live_feed import LiveFeed
from musicbreeder.playback.live_source import LiveSource
from musicbreeder.playback.mixer import Mixer
from musicbreeder.playback.silent_clock import SilentClock


class Transport:
    """Plays clips in turn, at a volume, in loops, from any place."""

    def __init__(self, sample_rate: int) -> None:
        """Make a transport that plays nothing yet.

        Args:
            sample_rate: Hz, of every clip.
        """
        self._sample_rate = sample_rate
        # NB: held for moments only, by whoever changes what is played or by what.
        self._lock = threading.Lock()
        self._programme = Programme()
        self._mixer = Mixer(sample_rate)
        self._token = 0
        self._live_feed: LiveFeed | None = None
        self._silent_clock: SilentClock | None = None
        self._has_device = False
        self._is_closed = False

    @property
    def sample_rate(self) -> int:
        """In Hz, of the device and of every clip."""
        return self._sample_rate

    def play(
        self,
        samples: NDArray[np.float32],
        *,
        loop_frames: int | None = None,
        start_frame: int | None = 0,
        growing: Growing | None = None,
    ) -> int:
        """Play at once, in place of all that sounds or waits.

        Args:
            samples: ``(frames, 2)`` float32 at `sample_rate`; unchanged while played.
            loop_frames: length of the bars, see `Clip`; None = all of it.
            start_frame: None = where the clip before stands, see `Clip`.
            growing: of samples that are still being made; playing waits for them.

        Returns:
            The token by which `position` names this playing, 1 or more.
        """
        with self._lock:
            clip = self._clip(samples, loop_frames, start_frame or 0)
            clip = replace(clip, growing=growing, keeps_place=start_frame is None)
            self._start(clip.token, clip)
        return clip.token

    def play_live(self, source: LiveSource) -> int:
        """Play what a source makes while it is heard, until something else plays."""
        with self._lock:
            self._token += 1
            feed = LiveFeed(source, self._sample_rate, self._mixer.block_frames)
            self._start(self._token, Clip.live(self._token, feed))
            self._live_feed = feed
            feed.start()
            return self._token

    def queue(
        self, samples: NDArray[np.float32], *, loop_frames: int | None = None
    ) -> int:
        """Play after the last clip in the queue, exactly at the end of its bars.

        With nothing playing it starts at once. A clip in the queue goes before
        another round of a loop. Returns a token, as `play` does.
        """
        with self._lock:
            clip = self._clip(samples, loop_frames, 0)
            mixed = self._mixer.token
            waiting = (one for one in self._programme.queue if one.token > mixed)
            self._publish(replace(self._programme, queue=(*waiting, clip)))
        return clip.token

    def clear_queue(self) -> None:
        """Let nothing follow what is playing."""
        with self._lock:
            self._publish(replace(self._programme, queue=()))

    def stop(self) -> None:
        """Fade out what sounds and forget the queue."""
        with self._lock:
            self._token += 1
            self._start(self._token, None)

    def pause(self) -> None:
        """Fade out, tails too, and hold the place; without effect in silence."""
        with self._lock:
            if self._is_running:
                self._publish(replace(self._programme, is_paused=True))

    def resume(self) -> None:
        """Fade in where `pause` held the place."""
        with self._lock:
            self._publish(replace(self._programme, is_paused=False))

    def seek(self, frame: int) -> None:
        """Jump within the clip that plays; one that has ended plays on from there.

        Args:
            frame: clipped to the clip's length.
        """
        with self._lock:
            token = max(self._programme.token, self._mixer.token)
            serial = self._programme.seek.serial + 1
            self._publish(replace(self._programme, seek=Seek(serial, token, frame)))

    @property
    def is_looping(self) -> bool:
        """Whether the bars go round; each round's tail rings into the next."""
        return self._programme.is_looping

    @is_looping.setter
    def is_looping(self, is_looping: bool) -> None:
        with self._lock:
            self._publish(replace(self._programme, is_looping=is_looping))

    @property
    def volume(self) -> float:
        """Factor on every sample, 0..1; changes glide within 20 ms."""
        return self._programme.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        if not 0.0 <= volume <= 1.0:
            raise ValueError(f"volume must be in 0..1, got {volume}")
        with self._lock:
            self._publish(replace(self._programme, volume=float(volume)))

    @property
    def is_playing(self) -> bool:
        """Tell whether something sounds or is about to."""
        return self._is_running and not self._programme.is_paused

    @property
    def is_paused(self) -> bool:
        """Tell whether something waits for `resume`."""
        return self._is_running and self._programme.is_paused

    @property
    def position(self) -> PlaybackPosition:
        """What is heard now; cheap, any thread may ask.

        What was just started after silence is reported waiting at its beginning, as
        playing, until it is heard.
        """
        programme, mixer = self._programme, self._mixer
        heard = mixer.position(time.monotonic())
        if heard.is_playing or not self.is_playing:
            return heard
        for clip in (programme.clip, *programme.queue):
            if clip is not None and clip.token > heard.token:
                return PlaybackPosition(clip.token, clip.start_frame, is_playing=True)
        return replace(heard, is_playing=True)

    def heard_at(self, moment_seconds: float) -> PlaybackPosition:
        """Return what reaches the ear at a moment of `time.monotonic`, to the frame."""
        return self._mixer.position(moment_seconds)

    # Below: under `_lock`.

    @property
    def _is_running(self) -> bool:
        programme, mixer = self._programme, self._mixer
        if programme.clip is None and not programme.queue:
            return False
        newest = programme.queue[-1].token if programme.queue else programme.token
        has_seek = programme.seek.serial > mixer.seek_serial
        return mixer.token < newest or has_seek or not mixer.has_ended

    def _clip(self, samples: NDArray[np.float32], frames: int | None, at: int) -> Clip:
        self._token += 1
        return Clip(self._token, samples, frames or len(samples), at)

    def _start(self, token: int, clip: Clip | None) -> None:
        self._stop_live_feed()
        old = self._programme
        self._publish(replace(old, token=token, clip=clip, queue=(), is_paused=False))

    def _publish(self, programme: Programme) -> None:
        self._programme = programme
        self._mixer.programme = programme
        if self._silent_clock is None and not (self._has_device or self._is_closed):
            self._silent_clock = SilentClock(self._mixer)

    def _hand_over(self, *, carries_on: bool = True) -> Mixer:
        """Take playing from whatever drives it now; return the mixer that goes on.

        A new one: a device that hangs may wake up and call its callback again, and
        must then find a mixer that nobody else drives, with nothing to play.

        Args:
            carries_on: False = the mixer has failed: what it played starts afresh.
        """
        self._stop_silent_clock()
        old = self._mixer
        predecessor = old if carries_on else None
        self._mixer = Mixer(
            self._sample_rate, self._programme, predecessor, time.monotonic()
        )
        old.programme = replace(
            self._programme, token=self._token + 1, clip=None, queue=(), is_paused=False
        )
        return self._mixer

    def _stop_silent_clock(self) -> None:
        if self._silent_clock is not None:
            self._silent_clock.stop()
            self._silent_clock = None

    def _stop_live_feed(self) -> None:
        if self._live_feed is not None:
            self._live_feed.stop()
            self._live_feed = None
