"""Recording from a microphone.

Concurrent activities: PortAudio's thread calls `Recorder._take`, which only keeps
copies; one thread at a time starts, asks and stops. Opening and closing can wait for a
sound server that hangs, so they belong on a worker thread.
"""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.device import sounddevice_module

LONGEST_SECONDS = 60.0

_SILENCE = 1e-6
_BLOCK_SECONDS = 0.05


class Recorder:
    """One recording, open from its making until it is closed.

    Attributes:
        sample_rate: in Hz, the microphone's own.
    """

    def __init__(self) -> None:
        """Open the system's microphone and begin.

        Raises:
            AudioDeviceError: there is no PortAudio, no microphone, or it refuses.
        """
        sounddevice = sounddevice_module()
        try:
            device = sounddevice.query_devices(kind="input")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise AudioDeviceError(
                "No microphone was found; connect one and try again, or open a "
                "recording."
            ) from error
        self.sample_rate = round(float(device["default_samplerate"]))
        self._blocks: deque[NDArray[np.float32]] = deque()
        self._frame_count = 0
        self._level = 0.0
        try:
            self._stream: Any = sounddevice.InputStream(
                samplerate=self.sample_rate,
                blocksize=round(self.sample_rate * _BLOCK_SECONDS),
                channels=1,
                dtype="float32",
                callback=self._take,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise AudioDeviceError(
                "The microphone cannot be used; close other programs that record, or "
                "allow it in the system's privacy settings."
            ) from error

    @property
    def seconds(self) -> float:
        """How long it has recorded."""
        return self._frame_count / self.sample_rate

    @property
    def level(self) -> float:
        """The loudest sample of the last block, 0-1."""
        return self._level

    @property
    def is_full(self) -> bool:
        """Whether nothing more is kept, see `LONGEST_SECONDS`."""
        return self.seconds >= LONGEST_SECONDS

    def close(self) -> NDArray[np.float32]:
        """End the recording and return it, ``(frame_count,)`` float32.

        Raises:
            AudioDeviceError: it was silent throughout.
        """
        self._stream.close()
        if not self._blocks:
            return np.zeros(0, dtype=np.float32)
        samples = np.concatenate(list(self._blocks))
        if float(np.abs(samples).max()) < _SILENCE:
            # A system that asks for leave first hands out zeros until it has it.
            raise AudioDeviceError(
                "The microphone was silent; turn it up, or allow musicbreeder to use "
                "it in the system's privacy settings."
            )
        return samples

    def _take(
        self, block: NDArray[np.float32], frames: int, clock: Any, status: Any
    ) -> None:
        """Keep PortAudio's next block: the callback, on PortAudio's thread."""
        del clock, status
        self._level = float(np.abs(block).max(initial=0.0))
        if not self.is_full:
            self._blocks.append(block[:, 0].copy())
            self._frame_count += frames
