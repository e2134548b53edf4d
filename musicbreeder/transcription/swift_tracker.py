"""Pitch by SwiftF0, a small neural network; needs the extra `hum`.

Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection", 2025. The model
comes with its package; this is the only module that knows it.
"""

import importlib.util
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.transcription.pitch_track import (
    HIGHEST_HZ,
    LOWEST_HZ,
    PitchTrack,
    levels_db,
)
from musicbreeder.transcription.yin import at_rate

_SAMPLE_RATE = 16_000
# The model calls a frame voiced from here on.
_LEAST_TRUST = 0.5
_WINDOW_SECONDS = 0.032
_SILENCE_DB, _BELOW_LOUDEST_DB = -65.0, 38.0


def is_swift_there() -> bool:
    """Tell whether the extra is installed, without loading it."""
    names = ("swift_f0", "onnxruntime")
    return all(importlib.util.find_spec(name) is not None for name in names)


class SwiftTracker:
    """A `PitchTracker` that asks a neural network."""

    name = "SwiftF0"

    def __init__(self) -> None:
        """Load the model.

        Raises:
            ModelError: the extra is not installed, or does not work here.
        """
        try:
            from swift_f0 import SwiftF0
        except ImportError as error:
            raise ModelError(
                "The better pitch tracker is missing; install it with "
                "`pip install musicbreeder[hum]`."
            ) from error
        # One thread: tracking is quick, and the sound must not be starved.
        self._detector: Any = SwiftF0(threads=1)

    def track(self, samples: NDArray[np.float32], sample_rate: int) -> PitchTrack:
        """Return the pitch of a recording, some sixty frames a second."""
        sound = at_rate(samples, sample_rate, _SAMPLE_RATE)
        shortest = _SAMPLE_RATE // 4
        if len(sound) < shortest:
            sound = np.pad(sound, (0, shortest - len(sound)))
        found = self._detector.detect(sound, _SAMPLE_RATE, LOWEST_HZ, HIGHEST_HZ)
        times, trust = found.timestamps, found.confidence
        window = round(_WINDOW_SECONDS * _SAMPLE_RATE)
        starts = np.rint(times * _SAMPLE_RATE).astype(np.intp) - window // 2
        levels = levels_db(sound, starts, window)
        floor = max(_SILENCE_DB, float(np.percentile(levels, 98)) - _BELOW_LOUDEST_DB)
        is_voiced = (trust >= _LEAST_TRUST) & (levels >= floor) & (found.pitch_hz > 0)
        safe_hz = np.where(is_voiced, found.pitch_hz, np.nan)
        return PitchTrack(
            times=times,
            pitches=69.0 + 12.0 * np.log2(safe_hz / 440.0),
            trust=trust * is_voiced,
            levels_db=levels,
        )
