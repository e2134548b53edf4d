"""The sound device: the only module that knows sounddevice and PortAudio.

Concurrent activities: PortAudio's thread calls `DeviceOutput._fill`, which only copies;
any thread may ask a `DeviceOutput` how it is. Everything that opens, closes or lists
devices can wait for a sound server that hangs, so it belongs on a worker thread, one at
a time.

Learnt by trying, with PortAudio 19.6 on ALSA and PulseAudio: a killed server ends the
stream without an exception and `finished_callback` fires; a hanging server stops the
callbacks while the stream calls itself active, and closing or opening a stream then
hangs too. The list of devices is frozen when PortAudio is initialised.
"""

import atexit
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.clip import CHANNEL_COUNT
from musicbreeder.playback.mixer import Mixer

_STALL_SECONDS = 0.5
# A sound server may take its time between filling the first buffers and playing them.
_START_SECONDS = 5.0
_SETTLED_SECONDS = 0.5
_LARGEST_JITTER_SECONDS = 0.03
_LONGEST_LATENCY_SECONDS = 5.0
_FADE_OUT_SECONDS = 0.03
_LARGEST_BLOCK_FRAMES = 8192

_LINUX_CURE = "install it with `sudo apt install libportaudio2`"
_OTHER_CURE = "put it back with `pip install --force-reinstall sounddevice`"


@dataclass(frozen=True)
class OutputDevice:
    """A device that can play, by the name its driver gives it."""

    name: str
    is_default: bool


class DeviceOutput:
    """One stream to a device, open until it is closed or the device vanishes.

    Attributes:
        name: of the device.
        mixer: what fills the blocks; None = silence.
        frame_count: frames handed to the device so far.
        underflow_count: how often the device ran dry because the program was late.
        has_finished: the stream has ended by itself: the device is gone.
        fault: our own error inside the callback, kept for a thread that can report it;
            the device has played silence since.
    """

    def __init__(
        self, device_name: str | None, sample_rate: int, latency_seconds: float
    ) -> None:
        """Open and start the stream.

        Args:
            device_name: None = the system's default device.

        Raises:
            AudioDeviceError: there is no PortAudio, no such device, or it refuses.
        """
        sounddevice = sounddevice_module()
        device = _device_named(sounddevice, device_name)
        self.name: str = device["name"]
        self.mixer: Mixer | None = None
        self.frame_count = 0
        self.underflow_count = 0
        self.has_finished = False
        self.fault: Exception | None = None
        self._sample_rate = sample_rate
        self._latency_seconds = latency_seconds
        self._heard_until_seconds = 0.0
        self._called_at_seconds = time.monotonic()
        self._stereo = np.zeros((_LARGEST_BLOCK_FRAMES, CHANNEL_COUNT), np.float32)
        try:
            self._stream = sounddevice.OutputStream(
                samplerate=sample_rate,
                device=device["index"],
                channels=min(CHANNEL_COUNT, device["max_output_channels"]),
                dtype="float32",
                latency=latency_seconds,
                callback=self.fill,
                finished_callback=self._finish,
            )
            self._latency_seconds = self._stream.latency
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise AudioDeviceError(
                f"The sound device “{self.name}” cannot be opened at {sample_rate} Hz; "
                "close other programs that use it or choose another device in the "
                "settings."
            ) from error

    @property
    def is_stalled(self) -> bool:
        """Tell whether the device has not asked for samples for long; never waits."""
        is_settled = self.frame_count > _SETTLED_SECONDS * self._sample_rate
        patience_seconds = _STALL_SECONDS if is_settled else _START_SECONDS
        return time.monotonic() - self._called_at_seconds > patience_seconds

    def close(self) -> None:
        """Give the device back; hangs for as long as a hanging sound server does."""
        if not self.has_finished:
            # What was mixed last, a fade, is still on its way to the ear.
            time.sleep(self._latency_seconds + _FADE_OUT_SECONDS)
        # NB: stopping before closing; PortAudio on ALSA can hang otherwise.
        self._stream.stop()
        self._stream.close()

    def fill(
        self, out: NDArray[np.float32], frames: int, clock: Any, status: Any
    ) -> None:
        """Fill PortAudio's next block: the callback, on PortAudio's thread.

        Args:
            out: ``(frames, channels)`` float32, two channels or one.
            clock: PortAudio's times of this block, in seconds.
            status: PortAudio's flags.
        """
        self._called_at_seconds = time.monotonic()
        if status.output_underflow:
            self.underflow_count += 1
        mixer = self.mixer  # NB: read once, another thread may swap it
        heard_at_seconds = self._heard_at_seconds(clock)
        self._heard_until_seconds = heard_at_seconds + frames / self._sample_rate
        self.frame_count += frames
        if mixer is None or self.fault is not None:
            out.fill(0.0)
            return
        try:
            if out.shape[1] == CHANNEL_COUNT:
                mixer.process(out, heard_at_seconds)
            else:
                stereo = self._stereo[:frames]
                mixer.process(stereo, heard_at_seconds)
                np.add(stereo[:, :1], stereo[:, 1:], out=out)
                out *= np.float32(0.5)
        except Exception as error:  # noqa: BLE001  # nothing may leave the callback
            self.fault = error
            out.fill(0.0)

    def _heard_at_seconds(self, clock: Any) -> float:
        """Return when this block is heard, on the clock of `time.monotonic`.

        PortAudio's own clock may be the time of day (ALSA), which jumps, and asking
        it can hang; so only its distance between now and the ear is taken, and the
        jitter of a busy machine is smoothed along the count of frames.
        """
        ahead_seconds = clock.outputBufferDacTime - clock.currentTime
        if clock.currentTime <= 0 or not 0 <= ahead_seconds < _LONGEST_LATENCY_SECONDS:
            ahead_seconds = self._latency_seconds  # some drivers leave the times empty
        measured_seconds = self._called_at_seconds + ahead_seconds
        error_seconds = measured_seconds - self._heard_until_seconds
        if abs(error_seconds) > _LARGEST_JITTER_SECONDS:
            return float(measured_seconds)
        return float(self._heard_until_seconds + 0.05 * error_seconds)

    def _finish(self) -> None:
        self.has_finished = True


def output_devices() -> tuple[OutputDevice, ...]:
    """Return the devices that can play, as they were when PortAudio was started.

    One list per driver would show each device several times on Windows; only the
    default driver's is given.

    Raises:
        AudioDeviceError: there is no PortAudio.
    """
    sounddevice = sounddevice_module()
    default_index = _default_index(sounddevice)
    names: dict[str, bool] = {}
    for device in _playing_devices(sounddevice):
        is_default = device["index"] == default_index
        names[device["name"]] = names.get(device["name"], False) or is_default
    return tuple(OutputDevice(name, is_default) for name, is_default in names.items())


def restart_portaudio() -> None:
    """Make PortAudio look for devices again; every stream must be closed before.

    Raises:
        AudioDeviceError: there is no PortAudio, or it does not start.
    """
    is_first_use = "sounddevice" not in sys.modules
    sounddevice = sounddevice_module()
    if is_first_use:
        return
    # NB: private, but the only way that sounddevice has to refresh its devices.
    try:
        if sounddevice._initialized:
            sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise AudioDeviceError(
            "The sound system does not start; start musicbreeder again, or restart "
            "the computer if that does not help."
        ) from error


def leave_portaudio_running() -> None:
    """Keep the end of the program from waiting for a sound server that hangs."""
    sounddevice = sys.modules.get("sounddevice")
    if sounddevice is not None:
        atexit.unregister(sounddevice._exit_handler)


def sounddevice_module() -> Any:
    """Return sounddevice, loaded when sound is first wanted.

    Raises:
        AudioDeviceError: there is no PortAudio.
    """
    # Imported late: without the PortAudio library the import itself is refused.
    try:
        import sounddevice
    except OSError as error:
        cure = _LINUX_CURE if sys.platform.startswith("linux") else _OTHER_CURE
        raise AudioDeviceError(
            f"There is no sound because the PortAudio library is missing; {cure} and "
            "refresh the sound devices in the settings."
        ) from error
    return sounddevice


def _playing_devices(sounddevice: Any) -> list[dict[str, Any]]:
    devices = list(sounddevice.query_devices())
    default_index = _default_index(sounddevice)
    if 0 <= default_index < len(devices):
        driver = devices[default_index]["hostapi"]
        devices = [device for device in devices if device["hostapi"] == driver]
    return [device for device in devices if device["max_output_channels"] > 0]


def _default_index(sounddevice: Any) -> int:
    return int(sounddevice.default.device[1])


def _device_named(sounddevice: Any, name: str | None) -> dict[str, Any]:
    devices = _playing_devices(sounddevice)
    if not devices:
        raise AudioDeviceError(
            "There is no sound device; connect one, or start the sound server, and "
            "refresh the sound devices in the settings."
        )
    default_index = _default_index(sounddevice)
    for device in devices:
        if device["name"] == name or (
            name is None and device["index"] == default_index
        ):
            return device
    if name is None:
        return devices[0]
    raise AudioDeviceError(
        f"The sound device “{name}” is not there; connect it and refresh the sound "
        "devices, or choose another one in the settings."
    )
