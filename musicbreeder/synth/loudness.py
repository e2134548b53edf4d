"""Loudness: every instrument about equally loud, on every pitch.

An instrument plays a few notes for itself; their energy, weighted as the ear weighs it
and as its room passes it on, tells the gain that each pitch needs. The weighting and
the unit are those of ITU-R BS.1770-4 (LUFS), whose meter averages what is left after
quiet passages are gated out; a row of equal notes has none.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.chorus import Chorus
from musicbreeder.synth.effects import Room, fast_size
from musicbreeder.synth.patch import Patch
from musicbreeder.synth.voice import REFERENCE_VELOCITY, Voice

TARGET_LUFS = -18.0

_MIDI_NOTES = np.arange(30, 103, 8)
_NOTE_SECONDS = 0.48
_GATE_SECONDS = 0.44
_GAIN_RANGE_DB = 24.0
_OFFSET_LUFS = -0.691
# BS.1770-4, tables 1 and 2: the two second-order sections at 48 kHz, b and a
_WEIGHTING_RATE_HZ = 48_000.0
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def gains(
    patch: Patch, voice: Voice, chorus: Chorus, room: Room, echo_power: float
) -> NDArray[np.float32]:
    """Return ``(128,)``: the gain for each MIDI note that brings it to `TARGET_LUFS`.

    The patch's own level is added to the target, which holds for a melody of notes of
    half a second and the reference velocity. A patch that makes no sound gets gain 1.

    Args:
        echo_power: how many times louder in power its delay makes the whole.
    """
    sample_rate = chorus.sample_rate
    gate_frames = round(_GATE_SECONDS * sample_rate)
    notes = [
        voice.note(int(midi_note), REFERENCE_VELOCITY, gate_frames)
        for midi_note in _MIDI_NOTES
    ]
    size = fast_size(len(notes[0]))
    spectra = np.fft.rfft(np.stack(notes), size, axis=1)
    hz = np.linspace(0.0, sample_rate / 2, size // 2 + 1)
    sides = chorus.power_at(hz, _GATE_SECONDS) * room.power_at(hz)
    weights = weighting(hz) * sides.sum(axis=0) * echo_power
    energy = 2 * (np.abs(spectra) ** 2 @ weights) / size / sample_rate
    sounding = energy > 1e-9
    if not sounding.any():
        return np.ones(128, dtype=np.float32)
    loudness = _OFFSET_LUFS + 10 * np.log10(energy[sounding] / _NOTE_SECONDS)
    gain_db = np.interp(np.arange(128), _MIDI_NOTES[sounding], TARGET_LUFS - loudness)
    middle_db = float(np.median(gain_db[48:85]))
    # far from the middle a note may stay a little softer rather than be forced up
    bounded = np.clip(gain_db, middle_db - _GAIN_RANGE_DB, middle_db + _GAIN_RANGE_DB)
    levels: NDArray[np.float64] = 10 ** ((bounded + patch.level_db) / 20)
    return levels.astype(np.float32)


def weighting(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power that the K-weighting of BS.1770 passes on at each `hz`."""
    angle = 2 * np.pi * np.minimum(hz / _WEIGHTING_RATE_HZ, 0.499)
    once, twice = np.cos(angle), np.cos(2 * angle)
    power = np.ones_like(hz)
    for forward, backward in (_SHELF, _HIGH_PASS):
        power *= _power(forward, once, twice) / _power(backward, once, twice)
    return power


def _power(
    taps: tuple[float, float, float],
    once: NDArray[np.float64],
    twice: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the power of three taps, given the cosines of an angle and its double."""
    first, second, third = taps
    constant = first**2 + second**2 + third**2
    return constant + 2 * (first + third) * second * once + 2 * first * third * twice
