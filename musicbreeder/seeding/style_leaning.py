"""How a writer leans towards the intervals of given melodies.

A prompt tells the event Transformer how melodies go in rhythm and in scale, but hardly
how far they leap. So the chance of each interval is also multiplied by how much more
often the given melodies have it than the tune books. A few bars are a poor sample of a
tune: their histogram is mixed with that of the books.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody

WIDEST = 12
"""Semitones; wider intervals count as these."""

INTERVAL_COUNT = 2 * WIDEST + 1
_GIVEN_SHARE = 0.6
_STRENGTH = 1.0
_LEAST_SHARE = 1e-3


def interval_counts(notes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return how often each interval comes in a row of notes, ``(INTERVAL_COUNT,)``."""
    steps = np.clip(np.diff(notes.astype(np.int64)), -WIDEST, WIDEST) + WIDEST
    return np.bincount(steps, minlength=INTERVAL_COUNT).astype(np.float64)


def leaning_to(
    melodies: Sequence[Melody], usual_shares: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return what to add to the logit of each interval, ``(INTERVAL_COUNT,)``.

    Args:
        melodies: what to write like; at least one interval in all.
        usual_shares: ``(INTERVAL_COUNT,)`` of the tune books.
    """
    counts = sum(
        (interval_counts(one.midi_notes) for one in melodies),
        np.zeros(INTERVAL_COUNT),
    )
    usual = np.maximum(usual_shares, _LEAST_SHARE)
    given = counts / max(counts.sum(), 1.0)
    wanted = _GIVEN_SHARE * given + (1.0 - _GIVEN_SHARE) * usual
    leaning: NDArray[np.float32] = (_STRENGTH * np.log(wanted / usual)).astype(
        np.float32
    )
    return leaning
