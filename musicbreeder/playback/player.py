"""The player: transport, volume and what is heard, with a sound device or without.

Threads: everything returns at once and may be called from any thread, but for `open`,
`reopen`, the first `output_devices` and `close`. Those wait for the sound system, which
can hang, so they belong on a worker thread; `close` gives up after a while. What is
played goes to the audio callback as one frozen programme, swapped whole.
"""

import threading
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.clip import Clip, Growing, PlaybackPosition, Programme, Seek
from musicbreeder.playback.device import (
    DeviceOutput,
    OutputDevice,
    leave_portaudio_running,
    output_devices,
    restart_portaudio,
)
from musicbreeder.playback.live_source import LiveSource
from musicbreeder.playback.mixer import Mixer
from musicbreeder.playback.silent_clock import SilentClock

_CLOSING_SECONDS = 2.0


class Player:
    """Plays clips through one output stream that stays open for the app's life.

    Until `open` has succeeded, and after the device has vanished, a silent clock takes
    its place: everything goes on, unheard, and `problem` says why.
    """

    def __init__(
        self, sample_rate: int = 48_000, latency_seconds: float = 0.08
    ) -> None:
        """Make a player that is silent until `open`.

        Args:
            sample_rate: Hz, of the device and of every clip.
            latency_seconds: length of the device's buffer. Less answers keys faster;
                below 0.05 a busy machine tears holes into the sound.
        """
        self._sample_rate = sample_rate
        self._latency_seconds = latency_seconds
        # NB: held for moments only, by whoever changes what is played or by what.
        self._lock = threading.Lock()
        # NB: held while the sound system works, which may take long; taken first.
        self._device_lock = threading.Lock()
        self._programme = Programme()
        self._mixer = Mixer(sample_rate)
        self._token = 0
        self._output: DeviceOutput | None = None
        self._lost_output: DeviceOutput | None = None
        self._silent_clock: SilentClock | None = None
        self._devices: tuple[OutputDevice, ...] | None = None
        self._problem: str | None = None
        self._past_underflow_count = 0
        self._frame_count_at_check = -1
        self._is_closed = False

    # The device.

    @property
    def sample_rate(self) -> int:
        return self._sample_rate

    @property
    def is_open(self) -> bool:
        """Tell whether sound goes to a device, as far as `check` knows."""
        return self._output is not None

    @property
    def device_name(self) -> str | None:
        """The name of the open device; None = silent."""
        return output.name if (output := self._output) is not None else None

    @property
    def problem(self) -> str | None:
        """One sentence that says why nothing is heard and what cures it, or None."""
        return self._problem

    @property
    def underflow_count(self) -> int:
        """How often a device ran dry because the program was late."""
        output = self._output
        return self._past_underflow_count + (output.underflow_count if output else 0)

    def output_devices(self) -> tuple[OutputDevice, ...]:
        """Return the devices found when PortAudio was last started, see `reopen`.

        The first call waits for the sound system, unless `open` was called before.
        """
        if self._devices is None:
            with self._device_lock:
                self._list_devices()
        return self._devices or ()

    def open(self, device_name: str | None = None) -> None:
        """Open a device in place of the one in use, and carry on with what plays.

        Args:
            device_name: None = the system's default device.

        Raises:
            AudioDeviceError: it cannot be opened; the player is silent now and
                `problem` holds the same sentence.
        """
        with self._device_lock:
            self._open(device_name, is_restart=False)

    def reopen(self, device_name: str | None = None) -> None:
        """Look for devices afresh, then `open` one: after a loss, or for a new list."""
        with self._device_lock:
            self._open(device_name, is_restart=True)

    def close(self) -> None:
        """Fade out and give the device back; the player is not used afterwards.

        A sound server that hangs is left behind after two seconds.
        """
        with self._lock:
            self._is_closed = True
        closing = threading.Thread(
            target=self._close, name="closing the sound device", daemon=True
        )
        closing.start()
        closing.join(_CLOSING_SECONDS)
        if closing.is_alive():
            leave_portaudio_running()

    def check(self) -> bool:
        """Notice a vanished device; cheap, call it from a timer a few times a second.

        Recovering is a worker's task, through `reopen`: a hanging sound server would
        take the calling thread with it.

        Returns:
            Whether sound goes to a device.

        Raises:
            RuntimeError: the audio callback failed by our own fault, once.
        """
        output = self._output
        if output is None:
            return False
        if output.fault is not None:
            self.stop()
            self._lose(output, "Sound has stopped; refresh the sound devices.")
            raise RuntimeError("the audio callback failed") from output.fault
        if not (output.has_finished or output.is_stalled):
            return True
        # Twice in a row: this thread may have been the one that kept Python busy.
        if output.has_finished or output.frame_count == self._frame_count_at_check:
            self._lose(
                output,
                f"The sound device “{output.name}” does not answer; connect it again "
                "and refresh the sound devices, or choose another one in the settings.",
            )
            return False
        self._frame_count_at_check = output.frame_count
        return True

    # What is played.

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
            self._start(self._token, Clip.live(self._token, source))
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

    # Below: under `_lock` unless said otherwise.

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
        old = self._programme
        self._publish(replace(old, token=token, clip=clip, queue=(), is_paused=False))

    def _publish(self, programme: Programme) -> None:
        self._programme = programme
        self._mixer.programme = programme
        if self._output is None and self._silent_clock is None and not self._is_closed:
            self._silent_clock = SilentClock(self._mixer)

    def _hand_over(self) -> Mixer:
        """Take playing from whatever drives it now; return the mixer that goes on.

        A new one: a device that hangs may wake up and call its callback again, and
        must then find a mixer that nobody else drives, with nothing to play.
        """
        if self._silent_clock is not None:
            self._silent_clock.stop()
            self._silent_clock = None
        old = self._mixer
        has_fault = self._output is not None and self._output.fault is not None
        predecessor = None if has_fault else old
        self._mixer = Mixer(
            self._sample_rate, self._programme, predecessor, time.monotonic()
        )
        old.programme = replace(
            self._programme, token=self._token + 1, clip=None, queue=(), is_paused=False
        )
        return self._mixer

    def _lose(self, output: DeviceOutput, problem: str) -> None:
        """Go on without a device that is lost; called without `_lock`."""
        with self._lock:
            if self._output is output:
                self._go_silent()
                self._problem = problem

    def _go_silent(self) -> None:
        if self._output is not None:
            mixer = self._hand_over()
            self._past_underflow_count += self._output.underflow_count
            self._lost_output, self._output = self._output, None
            if not self._is_closed:
                self._silent_clock = SilentClock(mixer)

    # Below: under `_device_lock`, without `_lock`.

    def _open(self, device_name: str | None, *, is_restart: bool) -> None:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the player is closed")
            self._go_silent()
        try:
            self._give_back_device()
            if is_restart:
                restart_portaudio()
            self._list_devices()
            output = DeviceOutput(device_name, self._sample_rate, self._latency_seconds)
        except AudioDeviceError as error:
            self._problem = str(error)
            raise
        with self._lock:
            output.mixer = self._hand_over()
            self._output = output
            self._problem = None

    def _list_devices(self) -> None:
        self._devices = ()
        self._devices = output_devices()

    def _give_back_device(self) -> None:
        if self._lost_output is not None:
            self._lost_output.close()
            self._lost_output = None

    def _close(self) -> None:
        with self._device_lock:
            with self._lock:
                self._go_silent()
                if self._silent_clock is not None:
                    self._silent_clock.stop()
                    self._silent_clock = None
            self._give_back_device()
