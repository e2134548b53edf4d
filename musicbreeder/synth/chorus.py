"""The chorus: a second player on each side, never quite in tune with the first.

Each side mixes the note with a copy of itself whose delay slowly swings; left and right
swing against each other. The swing begins anew with every note, so that notes can be
kept and shared, and where one starts makes no difference to how it sounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.patch import Patch

Samples = NDArray[np.float32]

_DELAY_SECONDS = 0.011
_SWING_SECONDS = 0.006
_HIGHEST_COMB_HZ = 3_000.0
_COMB_MOMENTS = 12
_MARGIN_FRAMES = 3  # the curve through four samples looks one back and two ahead


@dataclass(frozen=True)
class Chorus:
    """The chorus of one patch at one sample rate.

    Attributes:
        level: of the second player; 0 is none, 1 is as loud as the first.
        hz: how often its delay swings.
        depth: how far, 0..1; 1 is as far as an ear still takes for one player.
    """

    level: float
    hz: float
    depth: float
    sample_rate: int

    @staticmethod
    def of(patch: Patch, sample_rate: int) -> "Chorus":
        """Return the chorus a patch asks for."""
        return Chorus(
            patch.chorus_level, patch.chorus_hz, patch.chorus_depth, sample_rate
        )

    @property
    def is_on(self) -> bool:
        return self.level > 0.0

    @property
    def tail_frames(self) -> int:
        """How long the second player goes on after the first."""
        if not self.is_on:
            return 0
        longest = _DELAY_SECONDS + self._swing_seconds
        return int(np.ceil(longest * self.sample_rate)) + _MARGIN_FRAMES

    @property
    def _swing_seconds(self) -> float:
        # A fast swing goes less far: what is heard is how much the pitch moves.
        return self.depth * _SWING_SECONDS / max(1.0, self.hz)

    def power_at(self, hz: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
        """Return ``(2, len(hz))``: how much power each side passes on of each partial.

        Two players strengthen or weaken a partial as their delay turns it. High
        partials turn so often that on average nothing is left of that.

        Args:
            seconds: length of the note.
        """
        power = np.ones((2, len(hz)))
        if not self.is_on:
            return power
        low = hz < _HIGHEST_COMB_HZ
        swing = self._swing_seconds * np.sin(
            2 * np.pi * self.hz * np.linspace(0.0, seconds, _COMB_MOMENTS)
        )
        for side, sign in enumerate((1.0, -1.0)):
            delays = _DELAY_SECONDS + sign * swing
            turned = np.cos(2 * np.pi * hz[low] * delays[:, np.newaxis])
            share = 2 * self.level / (1 + self.level**2)
            power[side, low] += share * turned.mean(axis=0)
        return power

    def around(self, samples: Samples) -> Samples:
        """Return ``(frame_count + tail_frames, 2)``: mono samples, doubled.

        First and last frame are exactly 0 where those of `samples` are.
        """
        length = len(samples) + self.tail_frames
        before = self.tail_frames + _MARGIN_FRAMES
        padded = np.zeros(before + length + _MARGIN_FRAMES, dtype=np.float32)
        padded[before : before + len(samples)] = samples
        frames = np.arange(before, before + length)
        angle = np.arange(length, dtype=np.float64) * (self.hz / self.sample_rate)
        swing = np.sin(np.float32(2 * np.pi) * (angle % 1.0).astype(np.float32))
        swing *= np.float32(self._swing_seconds * self.sample_rate)
        middle = np.float32(_DELAY_SECONDS * self.sample_rate)
        stereo = np.empty((length, 2), dtype=np.float32)
        for side, delay in enumerate((middle + swing, middle - swing)):
            whole = delay.astype(np.intp)
            share = 1 - (delay - whole.astype(np.float32))
            stereo[:, side] = _between(padded, frames - whole - 1, share)
        stereo *= np.float32(self.level)
        stereo[: len(samples)] += samples[:, np.newaxis]
        stereo /= np.float32(np.sqrt(1.0 + self.level**2))
        return stereo


def _between(samples: Samples, index: NDArray[np.intp], share: Samples) -> Samples:
    """Return the curve through the samples (Catmull-Rom), so far beyond each index."""
    before, here, after, beyond = (samples.take(index + k) for k in (-1, 0, 1, 2))
    slope = after - before
    slope *= np.float32(0.5)
    here_to_after = here - after
    twist = beyond - before
    twist *= np.float32(0.5)
    twist += np.float32(1.5) * here_to_after
    curve: Samples = (twist * share + (-here_to_after - slope - twist)) * share
    curve += slope
    curve *= share
    curve += here
    return curve
