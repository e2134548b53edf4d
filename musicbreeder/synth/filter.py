"""The moving low-pass: one tone at a few brightnesses, cross-faded.

A tone made of harmonics needs no filter that runs from sample to sample: its harmonics
are weighted by the filter's magnitude when the tile is made. For a cutoff that moves,
the tile exists at several cutoffs (`brightness_frames`), and the envelope of the filter
fades from one to the next. All frames share their phases, so a fade is a plain change
of the harmonics' levels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_WIDEST_STEP_OCTAVES = 0.75
_MOST_FRAMES = 7
_BODY_RESONANCES = (
    # (hz, gain, width in octaves): air and wood of a guitar-sized box, after the
    # admittance curves in Fletcher & Rossing, The Physics of Musical Instruments, ch. 9
    (105.0, 1.5, 0.25),
    (210.0, 1.7, 0.22),
    (395.0, 1.0, 0.25),
    (740.0, 0.6, 0.35),
    (2600.0, 0.7, 0.6),
)


@dataclass(frozen=True, slots=True)
class FrameFade:
    """When one brightness frame sounds, and how loud.

    Attributes:
        frame: which of the brightness frames.
        start: first sample at which it sounds.
        weights: ``(stop - start,)`` in [0, 1]; at each sample all weights sum to 1.
    """

    frame: int
    start: int
    weights: Samples


@dataclass(frozen=True, slots=True)
class FrameFades:
    """How the brightness frames follow one another; only those that ever sound."""

    fades: tuple[FrameFade, ...]

    @property
    def nbytes(self) -> int:
        return sum(fade.weights.nbytes for fade in self.fades)

    @property
    def frames(self) -> list[int]:
        return [fade.frame for fade in self.fades]


def low_pass_magnitude(
    hz: NDArray[np.float64], cutoff_hz: float, resonance: float
) -> NDArray[np.float64]:
    """Return the magnitude of a resonant low-pass of 24 dB per octave.

    Two equal second-order sections; at resonance 0 they are as flat as can be without
    a peak, at 1 they ring 18 dB above the passband.
    """
    ratio = (hz / cutoff_hz) ** 2
    quality = 0.6 * 4.7**resonance
    magnitude: NDArray[np.float64] = 1.0 / ((1.0 - ratio) ** 2 + ratio / quality**2)
    return magnitude


def body_magnitude(hz: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Return the magnitude of a wooden body; level 0 is none (1 everywhere)."""
    octaves = np.log2(np.maximum(hz, 1.0))
    magnitude = np.ones_like(hz)
    for centre_hz, gain, width in _BODY_RESONANCES:
        magnitude += (
            level * gain * np.exp(-(((octaves - np.log2(centre_hz)) / width) ** 2))
        )
    return magnitude


def brightness_frames(range_octaves: float) -> NDArray[np.float64]:
    """Return the offsets in octaves at which a moving cutoff is frozen, ascending."""
    if range_octaves <= 0:
        return np.zeros(1)
    count = 1 + int(np.ceil(range_octaves / _WIDEST_STEP_OCTAVES))
    return np.linspace(0.0, range_octaves, min(count, _MOST_FRAMES))


def frame_fades(opening: Samples, frame_count: int) -> FrameFades:
    """Return how the frames of `brightness_frames` follow an opening envelope.

    Args:
        opening: ``(sample_count,)`` in [0, 1], from the darkest frame to the brightest.
        frame_count: number of brightness frames.
    """
    position = opening * np.float32(frame_count - 1)
    fades = []
    for frame in range(frame_count):
        weights = 1.0 - np.abs(position - np.float32(frame))
        sounding = np.flatnonzero(weights > 0)
        if len(sounding):
            start, stop = int(sounding[0]), int(sounding[-1]) + 1
            fades.append(FrameFade(frame, start, np.maximum(weights[start:stop], 0)))
    return FrameFades(tuple(fades))
