"""Tones put together from sines: rendered whole, or sounding live while they change.

A live bank of sines glides: frequency and amplitude go to where they are wanted along
half a cosine in 10 ms, and the phase runs on through every change, so nothing clicks
however fast a hand moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Samples = NDArray[np.float32]

MOST_PARTIALS = 64
_ATTACK_SECONDS = 0.008
_RELEASE_SECONDS = 0.03
_GLIDE_SECONDS = 0.01
_LARGEST_BLOCK_FRAMES = 8192
_HIGHEST_SHARE = 0.45
"""Partials above this share of the sample rate are left out."""


@dataclass(frozen=True)
class Partial:
    """One sine of a tone.

    Attributes:
        ratio: its frequency over the tone's fundamental.
        amplitude: 0-1.
        phase_degrees: where in its period it begins, 0 = rising through zero.
        length_share: how much of the tone it sounds, 0-1.
    """

    ratio: float
    amplitude: float
    phase_degrees: float = 0.0
    length_share: float = 1.0

    def __post_init__(self) -> None:
        if not self.ratio > 0.0:
            raise ValueError(f"ratio must be above 0, got {self.ratio}")
        if not 0.0 <= self.amplitude <= 1.0:
            raise ValueError(f"amplitude must be in 0..1, got {self.amplitude}")
        if not 0.0 < self.length_share <= 1.0:
            raise ValueError(f"length_share must be in 0..1, got {self.length_share}")


def partial_waves(
    partials: Sequence[Partial], fundamental_hz: float, seconds: ArrayLike
) -> NDArray[np.float64]:
    """Return each partial at some moments, without its beginning and end.

    Args:
        seconds: ``(moments,)``.

    Returns:
        ``(partials, moments)``; their sum over the first axis is the tone.
    """
    moments = np.asarray(seconds, dtype=np.float64)
    waves = np.empty((len(partials), len(moments)))
    for wave, partial in zip(waves, partials, strict=True):
        turns = partial.ratio * fundamental_hz * moments + partial.phase_degrees / 360
        wave[:] = partial.amplitude * np.sin(2 * np.pi * (turns % 1.0))
    return waves


def render_partials(
    partials: Sequence[Partial],
    fundamental_hz: float,
    duration_seconds: float,
    sample_rate: int,
) -> Samples:
    """Return a tone of sines, each with soft edges and a length of its own.

    Returns:
        ``(frames,)``; the amplitudes add up, so the peak may be beyond 1. First and
        last frame are 0.
    """
    frame_count = max(2, round(duration_seconds * sample_rate))
    samples = np.zeros(frame_count, dtype=np.float32)
    for partial in partials:
        hz = partial.ratio * fundamental_hz
        if partial.amplitude == 0.0 or hz >= _HIGHEST_SHARE * sample_rate:
            continue
        length = max(2, round(partial.length_share * frame_count))
        turns = np.arange(length) * (hz / sample_rate) + partial.phase_degrees / 360
        wave = np.sin((2 * np.pi * (turns % 1.0)).astype(np.float32))
        wave *= np.float32(partial.amplitude)
        _soften(wave, sample_rate)
        samples[:length] += wave
    return samples


def _soften(wave: Samples, sample_rate: int) -> None:
    """Let a wave begin and end along half a cosine."""
    attack = min(round(_ATTACK_SECONDS * sample_rate), len(wave) // 2)
    release = min(round(_RELEASE_SECONDS * sample_rate), len(wave) // 2)
    wave[:attack] *= _half_cosine(attack)
    wave[len(wave) - release :] *= _half_cosine(release)[::-1]


def _half_cosine(frame_count: int) -> Samples:
    turn = np.arange(frame_count) / max(frame_count, 1)
    return (0.5 - 0.5 * np.cos(np.pi * turn)).astype(np.float32)


class LiveTones:
    """A bank of sines that sounds while frequencies and amplitudes are changed.

    Concurrent activities: one thread calls `next_frames`, a moment ahead of the ear;
    any other may call `set` and read `is_silent`. What is wanted is swapped as one
    frozen pair, so no sine is ever heard with half a change.
    """

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        glide_frames = round(_GLIDE_SECONDS * sample_rate)
        turn = (np.arange(glide_frames) + 1.0) / glide_frames
        self._rise = 0.5 - 0.5 * np.cos(np.pi * turn)
        # The integral of the rise, in frames: what a glide adds to the phase.
        self._risen = glide_frames * (turn / 2 - np.sin(np.pi * turn) / (2 * np.pi))
        self._steps = turn * glide_frames
        silence = np.zeros(MOST_PARTIALS)
        self._wanted = (silence, silence)
        self._hz = np.zeros(MOST_PARTIALS)
        self._amplitudes = np.zeros(MOST_PARTIALS)
        self._turns = np.zeros(MOST_PARTIALS)
        self._glide = np.zeros(glide_frames, dtype=np.float32)
        self._glide_frame = glide_frames
        self._block = np.zeros((_LARGEST_BLOCK_FRAMES, 2), dtype=np.float32)

    def set(self, frequencies_hz: ArrayLike, amplitudes: ArrayLike) -> None:
        """Glide to other sines; a place in the arrays is the same sine each time.

        Args:
            frequencies_hz: at most `MOST_PARTIALS`; beyond hearing they fall silent.
            amplitudes: of each, as they are to sound.
        """
        hz, levels = np.zeros(MOST_PARTIALS), np.zeros(MOST_PARTIALS)
        wanted_hz = np.asarray(frequencies_hz, dtype=np.float64)
        hz[: len(wanted_hz)] = wanted_hz
        levels[: len(wanted_hz)] = amplitudes
        levels[hz >= _HIGHEST_SHARE * self._sample_rate] = 0.0
        self._wanted = (hz, levels)

    def release(self) -> None:
        """Fade out where everything is."""
        self._wanted = (self._wanted[0], np.zeros(MOST_PARTIALS))

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing sounds any more, as far as samples were asked for."""
        return not self._amplitudes.any() and not self._glide.any()

    def next_frames(self, frame_count: int) -> Samples:
        """Return what sounds next.

        Args:
            frame_count: at most some thousand.

        Returns:
            ``(frame_count, 2)``, overwritten by the next call.
        """
        out = self._block[:frame_count]
        done = 0
        while done < len(out):
            if self._glide_frame >= len(self._glide):
                self._make_glide()
            rest = self._glide[self._glide_frame : self._glide_frame + len(out) - done]
            out[done : done + len(rest)] = rest[:, np.newaxis]
            self._glide_frame += len(rest)
            done += len(rest)
        return out

    def _make_glide(self) -> None:
        """Make the next 10 ms, from where every sine is to where it is wanted."""
        wanted_hz, wanted = self._wanted  # NB: read once, another thread swaps it
        self._glide_frame = 0
        self._glide.fill(0.0)
        # A sine that begins starts where it is wanted instead of sweeping up to it.
        begins = (self._amplitudes == 0.0) & (wanted > 0.0)
        self._hz[begins] = wanted_hz[begins]
        self._turns[begins] = 0.0
        sounding = np.flatnonzero((self._amplitudes > 0.0) | (wanted > 0.0))
        if len(sounding):
            old_hz, old = self._hz[sounding, None], self._amplitudes[sounding, None]
            # One that ends fades where it is.
            stays = wanted[sounding, None] == 0.0
            hz_change = np.where(stays, 0.0, wanted_hz[sounding, None] - old_hz)
            turns = old_hz * self._steps + hz_change * self._risen
            turns /= self._sample_rate
            turns += self._turns[sounding, None]
            self._turns[sounding] = turns[:, -1] % 1.0
            levels = old + (wanted[sounding, None] - old) * self._rise
            angles = (2 * np.pi * (turns % 1.0)).astype(np.float32)
            self._glide[:] = (np.sin(angles) * levels).sum(axis=0)
            self._hz[sounding] += hz_change[:, 0]
        self._amplitudes[:] = wanted
