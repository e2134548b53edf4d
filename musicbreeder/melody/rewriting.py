"""The protocol of whatever can write parts of a melody anew, such as a model.

Rewriters live a floor above; breeding and services know only what stands here.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.holding import HeldSteps, runs_of
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key


class Rewriter(Protocol):
    """Writes steps of a melody anew so that they fit what stays around them."""

    def rewritten(
        self,
        melody: Melody,
        key: Key,
        is_free: NDArray[np.bool_],
        melody_count: int,
        rng: np.random.Generator,
    ) -> Sequence[Melody]:
        """Return melodies that differ from `melody` on free steps at most.

        Args:
            melody: what is there.
            key: the key it stands in.
            is_free: ``(step_count,)`` the steps to be written anew.
            melody_count: how many are wanted; there may be fewer, none where the
                rewriter does not know the meter.
        """
        ...


def rewritten(
    rewriter: Rewriter,
    melody: Melody,
    key: Key,
    is_free: NDArray[np.bool_],
    melody_count: int,
    rng: np.random.Generator,
) -> list[Melody]:
    """Return what a rewriter writes, with every other step as it was, note for note.

    Notes that sound from a kept step into a free one stay whole. What comes back equal
    to `melody`, or on another grid, is left out.
    """
    held = HeldSteps.of(melody, runs_of(~is_free))
    found: dict[Melody, None] = {}
    for one in rewriter.rewritten(melody, key, is_free, melody_count, rng):
        if held is not None and held.fits(one):
            found[held.given_back(one)] = None
        elif held is None and one.note_count:
            found[one] = None
    found.pop(melody, None)
    return [one for one in found if one.note_count]
