"""What a pitch tracker tells: pitch, trust and loudness, frame by frame."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

LOWEST_HZ, HIGHEST_HZ = 65.0, 1400.0
"""From a low bass voice to whistling."""


@dataclass(frozen=True, eq=False)
class PitchTrack:
    """The pitch of one voice over time.

    Attributes:
        times: ``(frame_count,)`` middle of each frame in seconds.
        pitches: ``(frame_count,)`` as MIDI note numbers with fractions, NaN = no pitch.
        trust: ``(frame_count,)`` 0-1, how sure the tracker is that there is that pitch.
        levels_db: ``(frame_count,)`` loudness below full scale.
    """

    times: NDArray[np.float64]
    pitches: NDArray[np.float64]
    trust: NDArray[np.float64]
    levels_db: NDArray[np.float64]

    @property
    def is_voiced(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.pitches)


class PitchTracker(Protocol):
    """Whatever finds the pitch of one voice."""

    @property
    def name(self) -> str:
        """What it is called on screen."""

    def track(self, samples: NDArray[np.float32], sample_rate: int) -> PitchTrack:
        """Return the pitch of a recording, its samples of one channel."""


def levels_db(
    samples: NDArray[np.float32], frame_starts: NDArray[np.intp], frame_length: int
) -> NDArray[np.float64]:
    """Return the root mean square of each frame in dB of full scale, at least -120."""
    squares = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))
    starts = np.clip(frame_starts, 0, len(samples))
    ends = np.clip(frame_starts + frame_length, 0, len(samples))
    power = (squares[ends] - squares[starts]) / max(frame_length, 1)
    levels: NDArray[np.float64] = 10.0 * np.log10(np.maximum(power, 1e-12))
    return levels
