"""The limiter at the very end: loud moments are turned down, softly and in time.

It looks ahead, so that the gain is down before the loud moment comes, and it looks
between the samples: a converter or an encoder draws a curve through them that may rise
higher than any. That *true peak* is measured as ITU-R BS.1770-4 (annex 2) does, at four
times the sample rate.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

HIGHEST_PEAK = 10 ** (-1.5 / 20)
"""No sample leaves the synthesizer above this level (-1.5 dBFS)."""

HIGHEST_TRUE_PEAK = 10 ** (-1.0 / 20)
"""Nor does the curve between the samples above this one (-1 dBTP)."""

_BLOCK = 64
_APPLIED_AT_ONCE = 1 << 16
_REACH_SECONDS = 0.06
# Four times the rate reads a peak near 10 kHz up to 0.12 dB too low.
_AIM = HIGHEST_TRUE_PEAK * 10 ** (-0.15 / 20)
_TAP_COUNT = 16  # of the interpolator, half of them before the place asked for
_CONTEXT = _TAP_COUNT // 2
_MEASURED_AT_ONCE = 1024


def _interpolator() -> Samples:
    """Return ``(_BLOCK + 2 * _CONTEXT, 3 * _BLOCK)``: a block to its places between.

    A row of samples times this matrix is the curve a quarter, a half and three quarters
    of the way from each sample of the block to the next.
    """
    taps = np.arange(_TAP_COUNT) - (_CONTEXT - 1)
    matrix = np.zeros((_BLOCK + 2 * _CONTEXT, 3, _BLOCK))
    for place, share in enumerate((0.25, 0.5, 0.75)):
        distance = taps - share
        window = np.i0(6.0 * np.sqrt(1 - (distance / _CONTEXT) ** 2)) / np.i0(6.0)
        weights = np.sinc(distance) * window
        for frame in range(_BLOCK):
            matrix[frame + 1 : frame + 1 + _TAP_COUNT, place, frame] = (
                weights / weights.sum()
            )
    return matrix.reshape(len(matrix), -1).astype(np.float32)


_INTERPOLATOR = _interpolator()
# What lies below this cannot rise above the aim between the samples.
_SAFE_PEAK = _AIM / float(np.abs(_INTERPOLATOR).sum(axis=0).max())


class Limiter:
    """Limits one piece in place, as far as it is mixed; sound below the line is left.

    Args:
        samples: ``(frame_count, 2)``, turned down in place from the start on.
    """

    def __init__(self, samples: Samples, sample_rate: int) -> None:
        self._samples = samples
        self._block_count = -(-len(samples) // _BLOCK)
        self._reach = max(2, round(_REACH_SECONDS * sample_rate / _BLOCK))
        # Around the piece nothing is loud; goals are the gains that blocks need.
        self._goals = np.ones(self._block_count + 4 * self._reach)
        self._smooth = np.ones(self._block_count + 1)
        self._measured_count = 0
        self._smooth_count = 0
        self._done_frames = 0
        kernel = np.hanning(2 * self._reach + 1)[1:-1]
        self._kernel = kernel / kernel.sum()

    def advance(self, mixed_frames: int) -> int:
        """Limit what can be limited now and return how many frames are done.

        Args:
            mixed_frames: frames from the start that will not change any more.
        """
        frame_count = len(self._samples)
        is_whole = mixed_frames >= frame_count
        # The last block is measured only when its neighbour is there.
        measurable = self._block_count if is_whole else mixed_frames // _BLOCK - 1
        if measurable > self._measured_count:
            self._measure(self._measured_count, measurable)
            self._measured_count = measurable
        ahead = 0 if is_whole else 2 * self._reach
        known = self._measured_count - ahead
        if known > self._smooth_count:
            self._smoothen(self._smooth_count, known)
            self._smooth_count = known
        done = frame_count if is_whole else (self._smooth_count - 1) * _BLOCK
        if done > self._done_frames:
            self._apply(self._done_frames, done)
            self._done_frames = done
        return self._done_frames

    def _measure(self, first: int, last: int) -> None:
        part = self._samples[first * _BLOCK : last * _BLOCK]
        if max(float(part.max()), -float(part.min())) < _SAFE_PEAK:
            return
        peaks = block_peaks(part)
        # A hair lower, so that rounding cannot lift a sample over the line.
        goals = np.minimum(1.0, 0.9999 * HIGHEST_PEAK / np.maximum(peaks, 1e-9))
        suspects = np.flatnonzero(peaks > _SAFE_PEAK)
        # The curve between two blocks belongs to both.
        near = np.union1d(suspects, np.concatenate((suspects - 1, suspects + 1)))
        near = near[(near + first >= 0) & (near < last - first)] + first
        offset = 2 * self._reach
        self._goals[offset + first : offset + last] = goals
        if len(near):
            goals = _AIM / np.maximum(_true_peaks(self._samples, near), 1e-9)
            near += offset
            self._goals[near] = np.minimum(self._goals[near], goals)

    def _smoothen(self, first: int, last: int) -> None:
        reach = self._reach
        goals = self._goals[first : last + 4 * reach]
        if goals.min() >= 1.0:
            return
        windows = np.lib.stride_tricks.sliding_window_view(goals, 2 * reach + 1)
        lowest = windows.min(axis=1)[1:-1]
        # A mean over one block less than the minimum saw: at the edges of a block,
        # hence anywhere between them, the gain is no more than the block's goal.
        self._smooth[first:last] = np.convolve(lowest, self._kernel, mode="valid")

    def _apply(self, first: int, last: int) -> None:
        blocks = slice(first // _BLOCK, -(-last // _BLOCK) + 1)
        around = self._smooth[max(0, blocks.start - 1) : blocks.stop]
        if around.min() >= 1.0:
            return
        centres = (np.arange(self._block_count) + 0.5) * _BLOCK
        gains = self._smooth[: self._block_count]
        # Piece by piece: an hour of gains would take more room than the hour itself.
        for start in range(first, last, _APPLIED_AT_ONCE):
            stop = min(start + _APPLIED_AT_ONCE, last)
            gain = np.interp(np.arange(start, stop), centres, gains)
            self._samples[start:stop] *= gain.astype(np.float32)[:, np.newaxis]


def block_peaks(samples: Samples) -> NDArray[np.float32]:
    """Return the highest level of each block of both channels."""
    if len(samples) == 0:
        return np.zeros(0, dtype=np.float32)
    # Row by row: numpy is several times faster over long rows than over columns.
    block_count = len(samples) // _BLOCK
    rows = samples[: block_count * _BLOCK].reshape(block_count, 2 * _BLOCK)
    peaks = np.empty(-(-len(samples) // _BLOCK), dtype=np.float32)
    np.maximum(rows.max(axis=1), -rows.min(axis=1), out=peaks[:block_count])
    rest = samples[block_count * _BLOCK :]
    if len(rest):
        peaks[-1] = np.abs(rest).max()
    return peaks


def _true_peaks(samples: Samples, blocks: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the highest level between the samples of each of these blocks."""
    found = np.empty(len(blocks), dtype=np.float32)
    width = _BLOCK + 2 * _CONTEXT
    for start in range(0, len(blocks), _MEASURED_AT_ONCE):
        some = blocks[start : start + _MEASURED_AT_ONCE]
        frames = some[:, np.newaxis] * _BLOCK - _CONTEXT + np.arange(width)
        is_inside = (frames >= 0) & (frames < len(samples))
        rows = samples[np.clip(frames, 0, len(samples) - 1)]
        rows[~is_inside] = 0.0
        rows = np.ascontiguousarray(rows.transpose(0, 2, 1)).reshape(-1, width)
        between = np.abs(rows @ _INTERPOLATOR).max(axis=1)
        found[start : start + len(some)] = between.reshape(-1, 2).max(axis=1)
    return found


def limit(samples: Samples, sample_rate: int) -> None:
    """Turn loud moments down in place, so that nothing passes the highest peaks.

    The gain is one for both channels, looks ahead, and moves along smooth curves;
    sound that stays below is left alone to the bit.

    Args:
        samples: ``(frame_count, 2)``.
    """
    if len(samples):
        Limiter(samples, sample_rate).advance(len(samples))


def limited(samples: Samples, sample_rate: int) -> Samples:
    """Return a mix with its loud moments turned down, see `limit`."""
    turned_down = samples.copy()
    limit(turned_down, sample_rate)
    return turned_down
