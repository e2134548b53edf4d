"""The protocol of whatever can find melodies between two others, or beside one.

Models that can do it live a floor above; breeding and services know only what stands
here.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.scale import Key


class Blender(Protocol):
    """Knows a space in which melodies that lie close sound alike."""

    def suits(self, meter: Meter) -> bool:
        """Tell whether melodies in a meter have a place in the space."""

    def blended(self, first: Melody, second: Melody, key: Key, share: float) -> Melody:
        """Return the melody some way from the first one to the second.

        Args:
            first: in a meter that `suits`.
            second: in the same key, meter and length.
            key: the key both stand in.
            share: how far, 0 = the first melody itself, 1 = the second.
        """

    def walk(
        self, first: Melody, second: Melody, key: Key, count: int
    ) -> Sequence[Melody]:
        """Return `count` melodies, at least two, from the first one to the second."""

    @property
    def directions(self) -> Sequence[str]:
        """Names of the ways one can go: ``"denser"``."""

    def beside(
        self,
        melody: Melody,
        key: Key,
        direction: str,
        count: int,
        rng: np.random.Generator,
    ) -> Sequence[Melody]:
        """Return up to `count` melodies like one, but further in a direction.

        The nearest one comes first; no two are the same, and none is `melody`.
        """
