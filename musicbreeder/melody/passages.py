"""The protocol of whatever can write passages of many melodies anew at once.

Models that can do it live a floor above; breeding and services know only what stands
here. `melody.rewriting` is for one melody that a listener points at; this is for
hundreds that are bred unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.scale import Key


@dataclass(frozen=True, eq=False)
class Passage:
    """A stretch of a melody that is to be written anew.

    Attributes:
        melody: what it is a part of.
        key: the key the melody stands in.
        start: first step to write.
        stop: first step after it; a note or rest that lasts beyond it is written too.
        held: steps that stay as they are, None = none.
    """

    melody: Melody
    key: Key
    start: int
    stop: int
    held: HeldSteps | None = None


class PassageWriter(Protocol):
    """Knows what may stand between what comes before and what comes after."""

    def suits(self, meter: Meter) -> bool:
        """Tell whether passages of melodies in a meter can be written anew."""

    def written_anew(
        self,
        passages: Sequence[Passage],
        lowest_note: int,
        highest_note: int,
        rng: np.random.Generator,
    ) -> Sequence[Melody]:
        """Return each passage's melody with the passage written anew.

        Outside the passages, and on held steps, every note stays as it is; new notes
        are of the key and within the range. A melody comes back unchanged where there
        is no room to write.

        Args:
            passages: any number, in meters that suit; many at once are quicker.
            lowest_note: lowest MIDI note, inclusive.
            highest_note: highest MIDI note, inclusive, at least an octave higher.
        """
