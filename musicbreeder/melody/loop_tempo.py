"""The tempo of a recorded loop.

Onsets show as sudden rises of the spectrum (spectral flux: Bello et al., "A tutorial on
onset detection in music signals", IEEE TSAP 2005); the beat is what the row of onsets
repeats by, with a liking for tempi near 120 (Ellis, "Beat tracking by dynamic
programming", JNMR 2007). A loop lasts a whole number of beats, which decides between
neighbours and gives the tempo to a hair.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.theory.meter import MAXIMUM_TEMPO_BPM, MINIMUM_TEMPO_BPM

_FRAME_SECONDS, _HOP_SECONDS = 0.046, 0.0116
_LIKED_BPM, _LIKED_OCTAVES = 115.0, 0.9
_SHORTEST_SECONDS = 0.9
_CLEAR = 0.12
_WHOLE_BAR_CHARM, _HALF_BAR_CHARM = 0.25, 0.1
_LEAST_LEVEL = 1e-4


def loop_tempo_bpm(samples: NDArray[np.float32], sample_rate: int) -> float | None:
    """Return how many quarter notes a minute a loop has, None = it has no clear beat.

    A slow loop whose eighths are filled in may be read at twice its tempo, as listeners
    do as well.

    Args:
        samples: ``(frame_count,)``, one channel.
        sample_rate: in Hz.
    """
    seconds = len(samples) / sample_rate
    if seconds < _SHORTEST_SECONDS or np.abs(samples).max() < _LEAST_LEVEL:
        return None
    novelty = _novelty(samples, sample_rate)
    # The loop goes round, so does its novelty: a circular autocorrelation.
    power = np.abs(np.fft.rfft(novelty - novelty.mean())) ** 2
    likeness = np.fft.irfft(power, len(novelty))
    if likeness[0] <= 0.0:
        return None
    likeness = likeness / likeness[0]
    best, best_score, best_likeness = 0.0, -np.inf, 0.0
    fewest = max(1, int(np.ceil(seconds * MINIMUM_TEMPO_BPM / 60.0)))
    most = int(seconds * MAXIMUM_TEMPO_BPM / 60.0)
    for beat_count in range(fewest, most + 1):
        bpm = 60.0 * beat_count / seconds
        lag = len(novelty) / beat_count
        alike = _likeness_at(likeness, lag)
        octaves = np.log2(bpm / _LIKED_BPM) / _LIKED_OCTAVES
        score = alike * np.exp(-0.5 * octaves**2)
        if beat_count % 4 == 0:
            score += _WHOLE_BAR_CHARM * alike
        elif beat_count % 2 == 0:
            score += _HALF_BAR_CHARM * alike
        if score > best_score:
            best, best_score, best_likeness = bpm, score, alike
    return best if best_likeness > _CLEAR else None


def _likeness_at(likeness: NDArray[np.float64], lag: float) -> float:
    """Return how alike the row is to itself one beat, and two beats, later."""
    places = np.arange(len(likeness))
    at = [lag * n for n in (1, 2) if lag * n < len(likeness)]
    values = [
        max(np.interp(place + offset, places, likeness) for offset in (-1, 0, 1))
        for place in at
    ]
    return float(np.mean(values)) if values else 0.0


def _novelty(samples: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Return how much the spectrum rises from one frame to the next."""
    length = round(_FRAME_SECONDS * sample_rate)
    hop = max(round(_HOP_SECONDS * sample_rate), 1)
    count = max(len(samples) // hop, 2)
    wrapped = np.concatenate([samples, np.resize(samples, length)])
    frames = np.lib.stride_tricks.sliding_window_view(wrapped, length)[::hop][:count]
    window = np.hanning(length).astype(np.float32)
    spectra = np.log1p(100.0 * np.abs(np.fft.rfft(frames * window, axis=1)))
    rises = np.maximum(spectra - np.roll(spectra, 1, axis=0), 0.0)
    novelty: NDArray[np.float64] = rises.sum(axis=1).astype(np.float64)
    return novelty
