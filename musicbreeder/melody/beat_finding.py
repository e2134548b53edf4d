"""Finding beat, tempo and bar lines where a recording does not say them.

Onsets that follow a beat gather at its phase; how much they do is the length of the sum
of unit vectors, one for each onset, that turn once a beat (the phasor form of a
tempogram; Grosche and Müller, IEEE TASLP 19, 2011). Beat, half and quarter beat are
looked at together, and moderate tempi are likelier (Parncutt, Music Perception 11,
1994). Players drift, so the grid then follows them from note to note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.score import ScoreNote
from musicbreeder.theory.meter import METERS, Meter

SLOWEST_BPM, FASTEST_BPM = 55.0, 190.0

_TEMPO_STEP = 1.004
_MOST_ONSETS = 500
_LIKELIEST_BPM, _SPREAD_OCTAVES = 108.0, 0.75
_PHASE_GAIN, _PERIOD_GAIN, _LARGEST_DRIFT = 0.3, 0.06, 0.08
_LIKELY_METERS = {"4/4": 0.12, "3/4": 0.05, "6/8": 0.0}
_NO_UPBEAT_BONUS, _WHOLE_BARS_BONUS = 0.15, 0.12


@dataclass(frozen=True)
class FoundBeat:
    """The beat of notes that were played freely.

    Attributes:
        notes: in beats as quarter notes; the first stands on step 0 or on an upbeat.
        tempo_bpm: quarter notes a minute.
        confidence: 0-1, how clearly the onsets follow it.
    """

    notes: tuple[ScoreNote, ...]
    tempo_bpm: float
    confidence: float


def found_beat(notes: Sequence[ScoreNote], tempo_bpm: float | None = None) -> FoundBeat:
    """Return notes in beats that were timed in seconds.

    The tempo is that of the first five hundred notes; the grid follows it from there.

    Args:
        notes: by their starts, at least one; a quarter note lasts half a second.
        tempo_bpm: where it is known, as with a metronome; None = find it.
    """
    starts = np.array([note.start for note in notes]) / 2.0
    ends = np.array([note.end for note in notes]) / 2.0
    weights = np.sqrt(np.diff(np.append(starts, ends[-1])).clip(0.05, 2.0))
    if tempo_bpm is None:
        part = slice(_MOST_ONSETS)
        tempo_bpm, confidence = _tempo(starts[part], weights[part])
        beats, tempo_bpm = _followed(starts, tempo_bpm)
    else:
        confidence = 1.0
        beats = (starts - starts[0]) * tempo_bpm / 60.0
    # What lies between two onsets is stretched with them.
    end_beats = np.interp(ends, starts, beats)
    after = ends > starts[-1]
    end_beats[after] = beats[-1] + (ends[after] - starts[-1]) * tempo_bpm / 60.0
    placed = tuple(
        replace(note, start=float(start), duration=max(float(end - start), 0.05))
        for note, start, end in zip(notes, beats, end_beats, strict=True)
    )
    return FoundBeat(placed, tempo_bpm, confidence)


def _tempo(
    starts: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    count = int(np.log(FASTEST_BPM / SLOWEST_BPM) / np.log(_TEMPO_STEP))
    tempi = SLOWEST_BPM * _TEMPO_STEP ** np.arange(count)
    period = 60.0 / tempi
    since = starts - starts[0]

    def strength(division: int) -> NDArray[np.float64]:
        turns = since[None, :] * (division / period)[:, None]
        phasors = np.exp(2j * np.pi * turns) * weights
        return np.asarray(np.abs(phasors.sum(axis=1)) / weights.sum())

    beat, half, quarter = strength(1), strength(2), strength(4)
    octaves = np.log2(tempi / _LIKELIEST_BPM) / _SPREAD_OCTAVES
    fit = 0.30 * beat + 0.35 * half + 0.35 * quarter
    best = int((fit * np.exp(-0.5 * octaves**2)).argmax())
    return float(tempi[best]), float(min(fit[best], 0.99))


def _followed(
    starts: NDArray[np.float64], tempo_bpm: float
) -> tuple[NDArray[np.float64], float]:
    """Return the starts in beats from the first, and the mean tempo.

    The grid moves with the player like a phase-locked loop, by a share of every small
    deviation from the nearest quarter of a beat.
    """
    period = first_period = 60.0 / tempo_bpm
    beats = np.zeros(len(starts))
    at = 0.0
    for index in range(1, len(starts)):
        exact = at + (starts[index] - starts[index - 1]) / period
        beats[index] = exact
        nearest = round(4.0 * exact) / 4.0
        error = exact - nearest
        if abs(error) <= _LARGEST_DRIFT:
            period *= 1.0 + _PERIOD_GAIN * error / max(exact - at, 0.25)
            period = min(max(period, 0.8 * first_period), 1.25 * first_period)
            exact -= _PHASE_GAIN * error
        at = exact
    beats = np.maximum.accumulate(beats)
    elapsed = starts[-1] - starts[0]
    if beats[-1] > 0.0 and elapsed > 0.0:
        tempo_bpm = float(beats[-1] / elapsed * 60.0)
    return beats, tempo_bpm


def found_meter(notes: Sequence[ScoreNote]) -> tuple[Meter, float]:
    """Return the meter that notes in beats suggest, and where a bar line stands.

    A bar line is looked for where long and loud notes come back at one distance; the
    first note is likely to stand on one, and the last to end before one.

    Returns:
        a meter of the usual ones, and the first bar line at or before the second bar,
        in quarter notes: at the first note, or after an upbeat.
    """
    starts = np.array([note.start for note in notes])
    lengths = np.diff(np.append(starts, notes[-1].end)).clip(0.05, 4.0)
    velocities = np.array([note.velocity for note in notes], dtype=np.float64)
    accents = np.log1p(2.0 * lengths) * (0.5 + velocities / max(velocities.max(), 1.0))
    accents /= accents.mean()
    best: tuple[float, Meter, float] | None = None
    for name in _LIKELY_METERS:
        meter = METERS[name]
        weights = meter.weights().astype(np.float64)
        weights -= weights.mean()
        weights /= np.sqrt((weights**2).mean())
        beat = meter.quarters_per_bar / meter.beats_per_bar
        for upbeat in range(meter.beats_per_bar):
            bar_line = starts[0] + upbeat * beat
            steps = np.rint((starts - bar_line) / meter.quarters_per_step).astype(int)
            fit = float((accents * weights[steps % meter.steps_per_bar]).mean())
            fit += _LIKELY_METERS[name]
            fit += _NO_UPBEAT_BONUS if upbeat == 0 else 0.0
            missing = (bar_line - notes[-1].end) % meter.quarters_per_bar
            fit += _WHOLE_BARS_BONUS if missing < beat else 0.0
            if best is None or fit > best[0]:
                best = fit, meter, float(bar_line)
    if best is None:
        raise ValueError("a meter is found for at least one note")
    return best[1], best[2]
