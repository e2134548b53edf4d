"""What a first melody is asked to be, and the protocol of whatever makes one.

Seeders live a floor above; breeding and services know only what stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.scale import Key, Scale

SPARSEST, DENSEST = 0.4, 3.4
"""Onsets a quarter at density 0 and 1."""


@dataclass(frozen=True)
class SeedRequest:
    """What first melodies are asked to be.

    Attributes:
        bars: 1-8.
        tonic: pitch class 0-11; None = each melody has its own.
        scale: None = each melody has its own.
        lowest_note: lowest MIDI note, inclusive.
        highest_note: highest MIDI note, inclusive, at least an octave higher.
        density: 0 = few long notes, 1 = many short ones; None = free.
    """

    bars: int
    meter: Meter
    tonic: int | None
    scale: Scale | None
    lowest_note: int
    highest_note: int
    density: float | None

    @property
    def notes_per_quarter(self) -> float | None:
        """Onsets a quarter that the density asks for; None = free."""
        if self.density is None:
            return None
        return float(SPARSEST * (DENSEST / SPARSEST) ** self.density)


@dataclass(frozen=True)
class SeededMelody:
    """A first melody with the key it stands in.

    Attributes:
        source: who made it, as a person reads it: ``"phrase grammar"``.
    """

    melody: Melody
    key: Key
    source: str


class Seeder(Protocol):
    """Whatever can make first melodies."""

    def seed(
        self, request: SeedRequest, melody_count: int, rng: np.random.Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies, as different as the seeder can make them."""
