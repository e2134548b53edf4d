"""Envelopes: how a note begins, goes on and ends, without a click.

Attacks rise and releases fall along cosines, so that no edge adds sound of its own;
decays fall by a constant share in equal times, as struck things do. Every amplitude
envelope starts at exactly 0 and ends at exactly 0.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_DECAY_STEEPNESS = 5.0  # a decay has come within 1/150 of its goal when it ends


def adsr(
    attack_frames: int,
    decay_frames: int,
    sustain_level: float,
    release_frames: int,
    gate_frames: int,
) -> Samples:
    """Return the envelope of a note whose key is held for `gate_frames`.

    A key let go before the attack is over releases from where the attack stands.

    Returns:
        ``(gate_frames + release_frames,)`` in [0, 1], first and last exactly 0.
    """
    held = np.empty(gate_frames, dtype=np.float32)
    attack_end = min(attack_frames, gate_frames)
    held[:attack_end] = _cosine_rise(attack_frames)[:attack_end]
    decay_length = gate_frames - attack_end
    held[attack_end:] = exponential_decay(decay_frames, sustain_level, decay_length)
    release = _cosine_rise(release_frames)[::-1] ** 2 * held[-1]
    return np.concatenate((held, release.astype(np.float32)))


def opening(
    attack_frames: int, decay_frames: int, sustain_level: float, frame_count: int
) -> Samples:
    """Return the envelope that moves a filter: up to 1, then down to the sustain.

    Unlike `adsr` it does not fall when the key is let go: a release gets softer, and
    whether it gets duller as well is left to the ear of the patch's maker.

    Returns:
        ``(frame_count,)`` in [0, 1].
    """
    envelope = np.empty(frame_count, dtype=np.float32)
    attack_end = min(attack_frames, frame_count)
    envelope[:attack_end] = _cosine_rise(attack_frames)[:attack_end]
    envelope[attack_end:] = exponential_decay(
        decay_frames, sustain_level, frame_count - attack_end
    )
    return envelope


def exponential_decay(
    decay_frames: int, sustain_level: float, frame_count: int
) -> Samples:
    """Return a fall from 1 to exactly `sustain_level`, which is then held.

    Returns:
        ``(frame_count,)`` in [sustain_level, 1].
    """
    falling = min(decay_frames, frame_count)
    position = np.arange(falling, dtype=np.float32) * np.float32(1 / decay_frames)
    floor = np.exp(np.float32(-_DECAY_STEEPNESS))
    fall = (np.exp(-_DECAY_STEEPNESS * position) - floor) / (1 - floor)
    envelope = np.full(frame_count, sustain_level, dtype=np.float32)
    envelope[:falling] += np.float32(1 - sustain_level) * fall
    return envelope


def swelling(start_frames: int, frame_count: int) -> Samples:
    """Return a slow start for a vibrato: 0, then up along a cosine, then 1.

    Returns:
        ``(frame_count,)`` in [0, 1].
    """
    envelope = np.ones(frame_count, dtype=np.float32)
    rise = _cosine_rise(start_frames)[:frame_count]
    envelope[: len(rise)] = rise
    return envelope


def _cosine_rise(frame_count: int) -> Samples:
    """Return ``(frame_count,)`` from exactly 0 up to just below 1."""
    angle = np.arange(frame_count, dtype=np.float32) * np.float32(np.pi / frame_count)
    rise: Samples = 0.5 - 0.5 * np.cos(angle)
    return rise
