"""Pitch by YIN, in numpy alone.

The difference function, its cumulative mean normalisation and the parabolic
interpolation are those of de Cheveigné and Kawahara ("YIN, a fundamental frequency
estimator for speech and music", JASA 111, 2002). Instead of one threshold, several
dips of each frame are kept and the smoothest path through them is taken, as pYIN does
(Mauch and Dixon, ICASSP 2014), so that single frames do not jump by an octave.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.transcription.pitch_track import (
    HIGHEST_HZ,
    LOWEST_HZ,
    PitchTrack,
    levels_db,
)

_SAMPLE_RATE = 16_000
_HOP_SECONDS = 0.010
_WINDOW_SECONDS = 0.036
_CANDIDATE_COUNT = 4
_WORST_DIP = 0.45
_UNVOICED_COST, _SWITCH_COST, _JUMP_COST_PER_SEMITONE = 0.30, 0.10, 0.025
_LONGEST_JUMP_SEMITONES = 24.0
_LAG_PENALTY_PER_OCTAVE = 0.03
_SILENCE_DB, _BELOW_LOUDEST_DB = -65.0, 38.0
_FRAMES_AT_ONCE = 2_000

_Floats = NDArray[np.float64]


class YinTracker:
    """A `PitchTracker` that needs nothing but numpy; see the module."""

    name = "YIN"

    def track(self, samples: NDArray[np.float32], sample_rate: int) -> PitchTrack:
        """Return the pitch of a recording, a hundred frames a second."""
        sound = at_rate(samples, sample_rate, _SAMPLE_RATE)
        hop = round(_HOP_SECONDS * _SAMPLE_RATE)
        window = round(_WINDOW_SECONDS * _SAMPLE_RATE)
        longest_lag = int(_SAMPLE_RATE / LOWEST_HZ) + 2
        length = window + longest_lag
        frame_count = max(len(sound) // hop, 1)
        padded = np.concatenate(
            [np.zeros(length // 2), sound, np.zeros(length)]
        ).astype(np.float64)
        starts = np.arange(frame_count) * hop
        lags = np.full((frame_count, _CANDIDATE_COUNT), np.nan)
        dips = np.full((frame_count, _CANDIDATE_COUNT), 1.0)
        for first in range(0, frame_count, _FRAMES_AT_ONCE):
            part = slice(first, first + _FRAMES_AT_ONCE)
            frames = np.lib.stride_tricks.sliding_window_view(padded, length)[
                starts[part]
            ]
            lags[part], dips[part] = _candidates(_normalised(frames, window))
        levels = levels_db(
            padded.astype(np.float32), starts + (length - window) // 2, window
        )
        loudest = float(np.percentile(levels, 98))
        is_silent = levels < max(_SILENCE_DB, loudest - _BELOW_LOUDEST_DB)
        dips[is_silent] = 1.0
        chosen = _smoothest_path(lags, dips)
        row = np.arange(frame_count)
        is_voiced = chosen >= 0
        lag = np.where(is_voiced, lags[row, np.maximum(chosen, 0)], np.nan)
        pitches = 69.0 + 12.0 * np.log2(_SAMPLE_RATE / lag / 440.0)
        depth = np.where(is_voiced, dips[row, np.maximum(chosen, 0)], 1.0)
        return PitchTrack(
            times=(starts + hop / 2) / _SAMPLE_RATE,
            pitches=pitches,
            trust=np.clip(1.0 - depth, 0.0, 1.0) * is_voiced,
            levels_db=levels,
        )


def at_rate(
    samples: NDArray[np.float32], sample_rate: int, new_rate: int
) -> NDArray[np.float32]:
    """Return samples at another rate, by cutting or widening their spectrum."""
    if sample_rate == new_rate or not len(samples):
        return samples
    # A length with small factors keeps the transform quick.
    block = 1 << max(int(np.ceil(np.log2(len(samples)))), 1)
    new_block = round(block * new_rate / sample_rate)
    spectrum = np.fft.rfft(samples, block)[: new_block // 2 + 1]
    changed = np.fft.irfft(spectrum, new_block) * (new_block / block)
    length = round(len(samples) * new_rate / sample_rate)
    result: NDArray[np.float32] = changed[:length].astype(np.float32)
    return result


def _normalised(frames: _Floats, window: int) -> _Floats:
    """Return ``(frame_count, lag_count)`` the cumulative mean normalised difference."""
    frame_count, length = frames.shape
    lag_count = length - window
    size = 1 << int(np.ceil(np.log2(length + window)))
    spectrum = np.fft.rfft(frames, size)
    head = np.fft.rfft(frames[:, :window][:, ::-1], size)
    # The product with the reversed head is the correlation of head and frame.
    correlation = np.fft.irfft(spectrum * head, size)[:, window - 1 :][:, :lag_count]
    squares = np.concatenate(
        [np.zeros((frame_count, 1)), np.cumsum(frames**2, axis=1)], axis=1
    )
    energy = squares[:, window:][:, :lag_count] - squares[:, :lag_count]
    difference = np.maximum(energy[:, :1] + energy - 2.0 * correlation, 0.0)
    sums = np.cumsum(difference[:, 1:], axis=1)
    lags = np.arange(1, lag_count)
    normalised = np.ones_like(difference)
    normalised[:, 1:] = difference[:, 1:] * lags / np.maximum(sums, 1e-12)
    return np.asarray(normalised)


def _candidates(normalised: _Floats) -> tuple[_Floats, _Floats]:
    """Return lag and depth of the deepest dips of each frame, the shortest first."""
    shortest = int(_SAMPLE_RATE / HIGHEST_HZ)
    left = normalised[:, shortest - 1 : -2]
    middle = normalised[:, shortest:-1]
    right = normalised[:, shortest + 1 :]
    is_dip = (middle < left) & (middle <= right) & (middle < _WORST_DIP)
    # Of two dips equally deep the shorter lag is the period, the longer a multiple.
    octaves = np.log2(np.arange(shortest, shortest + middle.shape[1]) / shortest)
    depth = np.where(is_dip, middle + _LAG_PENALTY_PER_OCTAVE * octaves, np.inf)
    count = min(_CANDIDATE_COUNT, depth.shape[1])
    best = np.argpartition(depth, count - 1, axis=1)[:, :count]
    best.sort(axis=1)
    rows = np.arange(len(depth))[:, None]
    found = np.isfinite(depth[rows, best])
    a, b, c = left[rows, best], middle[rows, best], right[rows, best]
    curvature = np.maximum(a - 2.0 * b + c, 1e-9)
    offset = np.clip(0.5 * (a - c) / curvature, -0.5, 0.5)
    lags = np.where(found, best + shortest + offset, np.nan)
    dips = np.where(found, depth[rows, best], 1.0)
    return lags, dips


def _smoothest_path(lags: _Floats, dips: _Floats) -> NDArray[np.intp]:
    """Return which candidate each frame takes, -1 = none (Viterbi)."""
    frame_count, width = lags.shape
    octaves = np.where(np.isnan(lags), 0.0, np.log2(np.maximum(lags, 1.0)))
    own = np.concatenate([dips, np.full((frame_count, 1), _UNVOICED_COST)], axis=1)
    own[:, :width][np.isnan(lags)] = 9.0
    switches = np.zeros((width + 1, width + 1))
    switches[width, :width] = switches[:width, width] = _SWITCH_COST
    best = own[0]
    came_from = np.zeros((frame_count, width + 1), dtype=np.intp)
    for frame in range(1, frame_count):
        jumps = 12.0 * np.abs(octaves[frame - 1][:, None] - octaves[frame][None, :])
        costs = switches.copy()
        costs[:width, :width] = _JUMP_COST_PER_SEMITONE * np.minimum(
            jumps, _LONGEST_JUMP_SEMITONES
        )
        totals = best[:, None] + costs
        came_from[frame] = totals.argmin(axis=0)
        best = totals.min(axis=0) + own[frame]
    path = np.zeros(frame_count, dtype=np.intp)
    path[-1] = int(best.argmin())
    for frame in range(frame_count - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return np.where(path == width, -1, path)
