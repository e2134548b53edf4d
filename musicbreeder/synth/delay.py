"""The delay: echoes in tempo, each softer and darker than the one before.

Echoes alternate between the sides. They are made from the finished mix, block by block
and never more than one echo ahead, so that a piece that is still being mixed sounds as
it does when it is whole.
"""

import math

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.patch import Patch

Samples = NDArray[np.float32]

_SILENT = 1e-3  # echoes end 60 dB below the sound
_LONGEST_TAIL_SECONDS = 10.0
_LONGEST_DELAY_SECONDS = 2.0
_SHORTEST_DELAY_SECONDS = 0.02
_DARKENING_SECONDS = 8 / 48_000


class Delay:
    """The echoes of one piece in one patch; `add` takes the piece from its start on.

    Attributes:
        delay_frames: from a sound to its first echo.
        tail_frames: how long echoes go on after the last sound; 0 = there are none.
    """

    def __init__(self, patch: Patch, tempo_bpm: float, sample_rate: int) -> None:
        self._level = np.float32(patch.delay_level)
        self._feedback = np.float32(patch.delay_feedback)
        self._darkness = np.float32(1.0 - patch.delay_brightness)
        self._width = np.float32(patch.delay_width)
        seconds = patch.delay_beats * 60.0 / tempo_bpm
        while seconds > _LONGEST_DELAY_SECONDS:
            seconds /= 2  # still in tempo
        seconds = max(seconds, _SHORTEST_DELAY_SECONDS)
        self.delay_frames = round(seconds * sample_rate)
        self.tail_frames = 0
        if self.is_on:
            longest = round(_LONGEST_TAIL_SECONDS * sample_rate)
            count = _echo_count(patch.delay_level, patch.delay_feedback)
            self.tail_frames = min(count * self.delay_frames, longest)
        self._width_bits = max(1, round(math.log2(_DARKENING_SECONDS * sample_rate)))
        # As many frames before as after: a darker echo comes neither early nor late.
        self._margin = (1 << self._width_bits) - 1
        line_frames = self.delay_frames + self._margin
        self._line = np.zeros((line_frames, 2), dtype=np.float32)

    @property
    def is_on(self) -> bool:
        return bool(self._level > 0.0)

    @property
    def power(self) -> float:
        """How many times the power of a sound its echoes and itself have together."""
        echoes = float(self._level) ** 2 / (1.0 - float(self._feedback) ** 2)
        return 1.0 + echoes * (1.0 - 0.5 * float(self._darkness))

    def add(self, samples: Samples) -> None:
        """Add the echoes that fall on the next ``(frame_count, 2)`` samples."""
        if not self.is_on:
            return
        most = self.delay_frames - self._margin
        for start in range(0, len(samples), most):
            self._add(samples[start : start + most])

    def _add(self, samples: Samples) -> None:
        count = len(samples)
        echo = self._darkened(self._line[: count + 2 * self._margin])
        fresh = np.empty_like(samples)
        middle = samples.sum(axis=1) * np.float32(0.5)
        # The first echo leans to the left, and each next one to the other side.
        fresh[:, 0] = middle * (1 + self._width)
        fresh[:, 1] = middle * (1 - self._width)
        samples += self._level * echo
        fresh += self._feedback * echo[:, ::-1]
        self._line = np.concatenate((self._line[count:], fresh))

    def _darkened(self, line: Samples) -> Samples:
        """Return the line without its margins, its highs turned down."""
        plain = line[self._margin : len(line) - self._margin]
        if not self._darkness:
            return plain
        soft = line
        for bit in range(self._width_bits):
            soft = soft[: -(1 << bit)] + soft[1 << bit :]
        for bit in range(self._width_bits):
            soft = soft[: -(1 << bit)] + soft[1 << bit :]
        scale = self._darkness / np.float32(4**self._width_bits)
        return plain * (1 - self._darkness) + soft * scale


def _echo_count(level: float, feedback: float) -> int:
    if level <= _SILENT:
        return 1
    if feedback <= _SILENT:
        return 1
    return 1 + max(0, math.ceil(math.log(_SILENT / level) / math.log(feedback)))
