"""The room around an instrument.

A room is an impulse response made by calculation: the direct sound, its widening, a
few early reflections, and a late tail of noise whose high frequencies die sooner (after
Moorer, *About This Reverberation Business*, 1979). Everything in it is linear, so a
room may be put around single notes and the results added up.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch

Samples = NDArray[np.float32]

_WIDENING_SECONDS = 0.022
_WIDENING_TAPS = 30
_PREDELAY_SECONDS = 0.018
_LATEST_EARLY_SECONDS = 0.075
_EARLY_TAPS = 14
_FADE_SECONDS = 0.02
_REACH = 0.9  # of the reverb time: the tail ends 54 dB below its start
_BAND_EDGES_HZ = (250.0, 2_000.0, 6_000.0)
_NOISE_SECONDS = 4.2
_LOWEST_NOISE_HZ = 30.0
_HIGHEST_NOISE_HZ = 16_000.0
_POWER_BANDS = 128


class Room:
    """The stereo space of one patch at one sample rate. Any thread may call it."""

    def __init__(self, patch: Patch, sample_rate: int, cache: NoteCache) -> None:
        self._cache = cache
        self._settings = (
            patch.width,
            patch.reverb_level,
            patch.reverb_seconds,
            patch.reverb_brightness,
        )
        self._sample_rate = sample_rate
        self.response = cache.get(
            ("room", self._settings, sample_rate),
            lambda: impulse_response(*self._settings, sample_rate),
        )

    @property
    def tail_frames(self) -> int:
        """How long a sound goes on in the room after it has ended."""
        return len(self.response) - 1

    def around(self, samples: Samples) -> Samples:
        """Return ``(frame_count + tail_frames, 2)``: samples in the room.

        First and last frame are exactly 0 where those of `samples` are.

        Args:
            samples: ``(frame_count,)`` mono, or ``(frame_count, 2)``, each side of
                which goes its own way through the room.
        """
        length = len(samples) + self.tail_frames
        size = fast_size(length)
        stereo = np.empty((length, 2), dtype=np.float32)
        if samples.ndim == 1:
            sides = [np.fft.rfft(samples, size)] * 2
        else:
            # A copy each: an FFT over columns is slower than two over rows.
            sides = [np.fft.rfft(side.copy(), size) for side in samples.T]
        for side, (spectrum, room) in enumerate(
            zip(sides, self._spectra(size), strict=True)
        ):
            stereo[:, side] = np.fft.irfft(spectrum * room, size)[:length]
        # the FFT leaves dust of -150 dB where there should be nothing
        fade_frames = min(length, round(_FADE_SECONDS * self._sample_rate))
        stereo[length - fade_frames :] *= _fall(fade_frames)[:, np.newaxis]
        if not samples[0].any():
            stereo[0] = 0.0
        return stereo

    def power_at(self, hz: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(2, len(hz))``: how much power each side passes on about each `hz`.

        Narrow peaks and dips are smoothed away: a room has them, and an ear forgives
        them sooner than starts of uneven level.
        """
        spectra = self._spectra(fast_size(len(self.response)))
        power = np.abs(spectra) ** 2
        band_count = min(_POWER_BANDS, power.shape[1])
        bands = power[:, : power.shape[1] // band_count * band_count]
        smooth = bands.reshape(2, band_count, -1).mean(axis=2)
        width_hz = self._sample_rate / 2 / band_count
        centres_hz = (np.arange(band_count) + 0.5) * width_hz
        return np.stack([np.interp(hz, centres_hz, side) for side in smooth])

    def _spectra(self, size: int) -> NDArray[np.complex64]:
        return self._cache.get(
            ("room spectra", self._settings, self._sample_rate, size),
            lambda: np.fft.rfft(self.response.T, size, axis=1).astype(np.complex64),
        )


def impulse_response(
    width: float,
    reverb_level: float,
    reverb_seconds: float,
    brightness: float,
    sample_rate: int,
) -> Samples:
    """Return the stereo answer of a room to a single impulse.

    The widening and the early reflections are added to one side and taken from the
    other: both sides together colour no pitch, and through one loudspeaker they vanish.

    Args:
        width: 0 is a point in the middle.
        reverb_level: 0 is none; 1 is as loud as the direct sound.
        reverb_seconds: to -60 dB at middle frequencies.
        brightness: 0: the highs die at once; 1: as late as the rest.

    Returns:
        ``(frame_count, 2)``, the direct sound of level 1 in the first frame.
    """
    seconds = _WIDENING_SECONDS
    if reverb_level:
        seconds += _LATEST_EARLY_SECONDS + reverb_seconds * _REACH
    response = np.zeros((round(seconds * sample_rate), 2), dtype=np.float32)
    rng = np.random.default_rng(1979)
    sides = np.zeros(len(response))
    taps = _tap_frames(rng, 0.003, _WIDENING_SECONDS, _WIDENING_TAPS, sample_rate)
    sides += 0.7 * width * _taps(rng, taps, 0.009 * sample_rate, len(response))
    if reverb_level:
        taps = _tap_frames(rng, 0.007, _LATEST_EARLY_SECONDS, _EARLY_TAPS, sample_rate)
        early = _taps(rng, taps, 0.03 * sample_rate, len(response))
        sides += 0.5 * reverb_level * early
        late = _late_tail(reverb_seconds, brightness, sample_rate, len(response))
        response += late * np.float32(0.8 * reverb_level)
    response[:, 0] += sides
    response[:, 1] -= sides
    response[0] = 1.0
    return response


def _taps(
    rng: np.random.Generator,
    frames: NDArray[np.int64],
    fading_frames: float,
    frame_count: int,
) -> NDArray[np.float64]:
    """Return ``(frame_count,)`` echoes of either sign, fading, of energy 1 together."""
    echoes = np.zeros(frame_count)
    echoes[frames] = np.exp(-frames / fading_frames) * rng.choice(
        (-1.0, 1.0), len(frames)
    )
    scaled: NDArray[np.float64] = echoes / np.sqrt(np.sum(echoes**2))
    return scaled


def _tap_frames(
    rng: np.random.Generator,
    first_seconds: float,
    last_seconds: float,
    count: int,
    sample_rate: int,
) -> NDArray[np.int64]:
    """Return `count` different frames, one somewhere in each equal share of a span."""
    edges = np.linspace(first_seconds, last_seconds, count + 1)
    places = edges[:-1] + rng.uniform(0.0, 0.9, count) * np.diff(edges)
    return np.unique((places * sample_rate).astype(np.int64))


@lru_cache(maxsize=8)
def _late_tail(
    reverb_seconds: float, brightness: float, sample_rate: int, frame_count: int
) -> Samples:
    """Return ``(frame_count, 2)`` dense dying noise.

    Where most notes lie, from 200 to 2000 Hz, it passes on as much power as it gets.
    """
    start = round(_PREDELAY_SECONDS * sample_rate)
    length = frame_count - start
    bands = _noise_bands(sample_rate)[..., :length]
    # lows ring a little longer than the middle, highs shorter, as in a wooden hall
    high = 0.25 + 0.6 * brightness
    times = reverb_seconds * np.array([1.1, 1.0, (1 + high) / 2, high])
    seconds = np.arange(length, dtype=np.float32) / np.float32(sample_rate)
    tail = np.zeros((length, 2), dtype=np.float32)
    for band, time in zip(bands, times, strict=True):
        tail += band.T * np.exp(seconds * np.float32(-np.log(1000.0) / time))[:, None]
    build_up = min(length, round(0.02 * sample_rate))
    tail[:build_up] *= 1 - _fall(build_up)[:, np.newaxis]
    fade = min(length, round(0.1 * reverb_seconds * sample_rate))
    tail[length - fade :] *= _fall(fade)[:, np.newaxis]
    hz = np.fft.rfftfreq(length, 1 / sample_rate)
    power = np.abs(np.fft.rfft(tail, axis=0)[(hz > 200.0) & (hz < 2000.0)]) ** 2
    tail /= np.sqrt(power.mean(axis=0)).astype(np.float32)
    late = np.zeros((frame_count, 2), dtype=np.float32)
    late[start:] = tail
    late.setflags(write=False)
    return late


@lru_cache(maxsize=2)
def _noise_bands(sample_rate: int) -> Samples:
    """Return ``(band_count, 2, frame_count)``: white noise, split at the band edges.

    It lasts as long as the longest tail, and at every sample rate it is the same noise:
    the angles belong to frequencies, not to frames.
    """
    frame_count = round(_NOISE_SECONDS * sample_rate)
    rng = np.random.default_rng(1985)
    hz = np.fft.rfftfreq(frame_count, 1 / sample_rate)
    last = min(int(_HIGHEST_NOISE_HZ * _NOISE_SECONDS), len(hz) - 1)
    angles = rng.uniform(0.0, 2 * np.pi, (last, 2)).T
    white = np.zeros((2, len(hz)), dtype=np.complex128)
    white[:, 1 : last + 1] = np.exp(1j * angles)
    white *= hz > _LOWEST_NOISE_HZ
    octaves = np.log2(np.maximum(hz, 1.0))
    steps = [
        1 / (1 + np.exp(-6 * (octaves - np.log2(edge_hz))))
        for edge_hz in _BAND_EDGES_HZ
    ]
    above = [np.ones_like(hz), *steps]
    below = [*(1 - step for step in steps), np.ones_like(hz)]
    masks = np.stack([a * b for a, b in zip(above, below, strict=True)])
    # the tilt of a hall: 3 dB less for each octave above 1 kHz
    masks *= np.minimum(1.0, (1000.0 / np.maximum(hz, 1.0)) ** 0.5)
    spectra = (masks[:, np.newaxis, :] * white).astype(np.complex64)
    return np.fft.irfft(spectra, frame_count, axis=2).astype(np.float32, copy=False)


def _fall(frame_count: int) -> Samples:
    """Return ``(frame_count,)`` from just below 1 along a cosine to exactly 0."""
    angle = np.pi * np.arange(1, frame_count + 1) / frame_count
    fall = (0.5 + 0.5 * np.cos(angle)).astype(np.float32)
    fall[-1:] = 0.0
    return fall


def fast_size(frame_count: int) -> int:
    """Return a length the FFT is fast for; few different ones, to share spectra."""
    power = 1 << max(frame_count - 1, 8).bit_length()
    return next(
        size
        for size in (power * 5 // 8, power * 3 // 4, power * 7 // 8, power)
        if size >= frame_count
    )
