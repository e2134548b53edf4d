"""Which key notes stand in, told from how long each pitch class sounds.

The time of each pitch class is correlated with a profile for every tonic, as Krumhansl
and Schmuckler do (Krumhansl, "Cognitive Foundations of Musical Pitch", 1990). The
profiles of major and minor are the mean of the listeners' ratings (Krumhansl and
Kessler, Psychological Review 89, 1982) and of Temperley's ("What's Key for Key?", Music
Perception 17, 1999); those of the modes are the same with the one degree exchanged in
which the mode differs. A melody tends to end, and often to begin, on its tonic, which
the profiles do not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key

_Profile = NDArray[np.float64]

_RATED_MAJOR = (
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
)  # fmt: skip
_RATED_MINOR = (
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
)  # fmt: skip
_TEMPERLEY_MAJOR = (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0)
_TEMPERLEY_MINOR = (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0)
# His minor has the seventh raised; that of natural minor is as much at home.
_TEMPERLEY_NATURAL = (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 3.8, 2.0)

_ENDING_WEIGHT, _BEGINNING_WEIGHT = 0.12, 0.04
_SHARPNESS = 12.0
_FIFTH = 7


def _standardised(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    return np.asarray(centred / np.maximum(length, 1e-9))


def _mean(first: Sequence[float], second: Sequence[float]) -> _Profile:
    return np.asarray(_standardised(np.array([first, second])).mean(axis=0))


def _exchanged(profile: _Profile, first: int, second: int) -> _Profile:
    row = profile.copy()
    row[[first, second]] = row[[second, first]]
    return row


_MAJOR = _mean(_RATED_MAJOR, _TEMPERLEY_MAJOR)
_MINOR = _mean(_RATED_MINOR, _TEMPERLEY_NATURAL)
_HARMONIC = _mean(_exchanged(np.array(_RATED_MINOR), 10, 11).tolist(), _TEMPERLEY_MINOR)


@dataclass(frozen=True)
class _Mode:
    scale: str
    profile: _Profile
    handicap: float


# Rarer modes have to fit better; the figures were tuned on tunes whose key is known.
_MODES = (
    _Mode("major", _MAJOR, 0.0),
    _Mode("minor", _MINOR, 0.03),
    _Mode("harmonic minor", _HARMONIC, 0.05),
    _Mode("dorian", _exchanged(_MINOR, 8, 9), 0.08),
    _Mode("mixolydian", _exchanged(_MAJOR, 10, 11), 0.08),
    _Mode("phrygian", _exchanged(_MINOR, 1, 2), 0.10),
    _Mode("lydian", _exchanged(_MAJOR, 5, 6), 0.12),
)
_PROFILES = _standardised(
    np.array([[np.roll(mode.profile, tonic) for tonic in range(12)] for mode in _MODES])
)


@dataclass(frozen=True)
class KeyGuess:
    """A key that notes may stand in.

    Attributes:
        probability: 0-1; those of all guesses together are 1.
    """

    key: Key
    probability: float


def found_keys(
    midi_notes: Sequence[int], durations: Sequence[float]
) -> tuple[KeyGuess, ...]:
    """Return every key that notes may stand in, the likeliest first.

    Args:
        midi_notes: in their order.
        durations: of each, in any unit.

    Raises:
        ValueError: there are no notes, or not as many durations.
    """
    if not midi_notes or len(midi_notes) != len(durations):
        raise ValueError(
            f"{len(midi_notes)} notes need as many durations, got {len(durations)}"
        )
    pitch_classes = np.asarray(midi_notes) % SEMITONES_PER_OCTAVE
    times = np.zeros(SEMITONES_PER_OCTAVE)
    np.add.at(times, pitch_classes, durations)
    scores = _PROFILES @ _standardised(times)
    for row, mode in enumerate(_MODES):
        scores[row] -= mode.handicap
        scores[row, pitch_classes[-1]] += _ENDING_WEIGHT
        scores[row, pitch_classes[0]] += _BEGINNING_WEIGHT
        scores[row, (pitch_classes[0] - _FIFTH) % 12] += _BEGINNING_WEIGHT / 2
    odds = np.exp(_SHARPNESS * (scores - scores.max()))
    odds /= odds.sum()
    order = np.argsort(-odds, axis=None, kind="stable")
    return tuple(
        KeyGuess(Key(int(tonic), SCALES[_MODES[row].scale]), float(odds[row, tonic]))
        for row, tonic in (divmod(int(index), 12) for index in order)
    )


def found_key(midi_notes: Sequence[int], durations: Sequence[float]) -> Key:
    """Return the likeliest key, see `found_keys`.

    >>> found_key([60, 64, 67, 65, 64, 62, 60], [1, 1, 2, 1, 1, 1, 4]).name
    'C major'
    """
    return found_keys(midi_notes, durations)[0].key
