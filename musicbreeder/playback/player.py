"""The player: a transport that is heard, as long as there is a sound device.

Threads: everything returns at once and may be called from any thread, but for `open`,
`reopen`, the first `output_devices` and `close`. Those wait for the sound system, which
can hang, so they belong on a worker thread; `close` gives up after a while.
"""

import threading

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.device import (
    DeviceOutput,
    OutputDevice,
    leave_portaudio_running,
    output_devices,
    restart_portaudio,
)
from musicbreeder.playback.silent_clock import SilentClock
from musicbreeder.playback.transport import Transport

_CLOSING_SECONDS = 2.0


class Player(Transport):
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
        super().__init__(sample_rate)
        self._latency_seconds = latency_seconds
        # NB: held while the sound system works, which may take long; taken before
        # `_lock`.
        self._device_lock = threading.Lock()
        self._output: DeviceOutput | None = None
        self._lost_output: DeviceOutput | None = None
        self._devices: tuple[OutputDevice, ...] | None = None
        self._problem: str | None = None
        self._past_underflow_count = 0
        self._frame_count_at_check = -1

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

    # Below: under `_lock` unless said otherwise.

    def _lose(self, output: DeviceOutput, problem: str) -> None:
        """Go on without a device that is lost; called without `_lock`."""
        with self._lock:
            if self._output is output:
                self._go_silent()
                self._problem = problem

    def _go_silent(self) -> None:
        if self._output is not None:
            mixer = self._hand_over(carries_on=self._output.fault is None)
            self._past_underflow_count += self._output.underflow_count
            self._lost_output, self._output = self._output, None
            self._has_device = False
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
            self._has_device = True
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
                self._stop_silent_clock()
                self._stop_live_feed()
            self._give_back_device()
