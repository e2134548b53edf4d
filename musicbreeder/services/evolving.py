"""Breeding without the listener, by the taste they have shown so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

import numpy as np

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_breeding import TasteBreeding
from musicbreeder.services.breeding_plan import Cancellable


@dataclass(frozen=True, eq=False)
class AlonePlan(Cancellable):
    """Many generations about to be bred without the listener.

    Attributes:
        parent_index: the generation it is bred from.
        place_count: melodies to bring back.
    """

    parent_index: int
    settings: BreedingSettings
    breeding: TasteBreeding
    rng: np.random.Generator
    place_count: int
    _finished: Event = field(default_factory=Event, init=False, repr=False)

    def finish(self) -> None:
        """Let `run` end soon with what it has found so far, from any thread."""
        self._finished.set()

    def run(
        self,
        *,
        round_count: int | None = None,
        seconds: float | None = None,
        on_progress: Callable[[float], None] = lambda share: None,
    ) -> tuple[Offspring, ...]:
        """Breed on and return a short list of unlike melodies.

        Args:
            round_count: each round is a whole search of unheard generations; the same
                number gives the same melodies. None = until the time is over.
            seconds: to stop after, None = after the rounds.
            on_progress: told the share that is done, 0-1, after every round.

        Raises:
            ValueError: neither a number of rounds nor a time is given.
        """
        if round_count is None and seconds is None:
            raise ValueError("breeding alone needs a number of rounds or a time")
        start = monotonic()

        def share_done(done: int) -> float:
            shares = [0.0]
            if round_count is not None:
                shares.append(done / max(round_count, 1))
            if seconds is not None:
                shares.append((monotonic() - start) / max(seconds, 1e-3))
            return min(max(shares), 1.0)

        def goes_on(done: int) -> bool:
            share = share_done(done)
            on_progress(share)
            ends = self.is_cancelled or self._finished.is_set()
            return share < 1.0 and not ends

        offspring = self.breeding.far_screen(self.rng, self.place_count, goes_on)
        return () if self.is_cancelled else offspring
