"""A clock that plays into the void, for where there is no sound device.

It drives a mixer at the speed of `time.monotonic`, so that transport, looping and the
playhead behave as they do with a device.
"""

import threading
import time

import numpy as np

from musicbreeder.playback.clip import CHANNEL_COUNT
from musicbreeder.playback.mixer import Mixer

_TICK_SECONDS = 0.02
# Written ahead of what is "heard", so that the playhead moves evenly between ticks.
_AHEAD_SECONDS = 0.06
_LONGEST_GAP_SECONDS = 1.0


class SilentClock:
    """Drive a mixer from its own thread until it is stopped."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="playback without a device", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the mixer is left alone once this returns."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        sample_rate = self._mixer.sample_rate
        block = np.zeros((round(_TICK_SECONDS * sample_rate), CHANNEL_COUNT), "f4")
        block_seconds = len(block) / sample_rate
        written_until_seconds = time.monotonic()
        while not self._stopping.wait(_TICK_SECONDS):
            now_seconds = time.monotonic()
            if now_seconds - written_until_seconds > _LONGEST_GAP_SECONDS:
                # The machine slept: go on from here instead of racing through the gap.
                written_until_seconds = now_seconds
            while written_until_seconds < now_seconds + _AHEAD_SECONDS:
                self._mixer.process(block, written_until_seconds)
                written_until_seconds += block_seconds
