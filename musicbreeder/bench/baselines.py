"""What the product is measured by, frozen: browsing at random, and a good plain GA.

Their melodies and operators are the benchmark's own, so that no change of the product
moves them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.frozen_operators import offspring_of
from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.frozen_phrases import (
    FrozenPhrase,
    events_of,
    random_phrase,
)
from musicbreeder.bench.players import FINALS_COUNT

SCREEN_SIZE = 12

_PARENT_COUNT = 12
_HIGHEST_WEIGHT, _LOWEST_WEIGHT = 2.0, 0.2


class RandomPlayer:
    """Shows random but musical phrases and learns nothing."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._rated: list[tuple[int, FrozenPhrase]] = []
        self._phrases = self._next_phrases()

    def screen(self) -> Events:
        return events_of(self._phrases)

    def predicted_stars(self, place: int) -> float | None:
        del place
        return None

    def hear(self, place: int) -> None:
        del place

    def rate(self, place: int, stars: int) -> None:
        self._rated.append((stars, self._phrases[place]))

    def replan(self) -> bool:
        return False

    def breed(self) -> None:
        self._phrases = self._next_phrases()

    def finals(self) -> Events:
        return events_of(self._best(FINALS_COUNT))

    def _next_phrases(self) -> list[FrozenPhrase]:
        return [random_phrase(self._rng) for _ in range(SCREEN_SIZE)]

    def _best(self, count: int) -> Sequence[FrozenPhrase]:
        """Return the best rated so far, the best first, of equals the newest."""
        order = sorted(
            range(len(self._rated)),
            key=lambda place: (self._rated[place][0], place),
            reverse=True,
        )
        return [self._rated[place][1] for place in order[:count]]


class MusicalPlayer(RandomPlayer):
    """A good plain interactive GA: what a listener rated breeds what they hear next.

    A (12 + 12) evolution over everything rated, with fourteen musical operators. The
    best parent is drawn ten times as often as the twelfth. Each screen brings eleven
    offspring and one random phrase; nothing is shown twice.
    """

    def __init__(self, rng: Generator) -> None:
        self._shown: set[tuple[int, ...]] = set()
        super().__init__(rng)
        self._shown.update(phrase.line for phrase in self._phrases)

    def breed(self) -> None:
        parents = self._best(_PARENT_COUNT)
        if not parents:
            super().breed()
            return
        weights = np.linspace(_HIGHEST_WEIGHT, _LOWEST_WEIGHT, _PARENT_COUNT)
        odds = np.cumsum(weights[: len(parents)])
        self._phrases = [random_phrase(self._rng)]
        while len(self._phrases) < SCREEN_SIZE:
            draws = self._rng.random(2) * odds[-1]
            first, second = np.searchsorted(odds, draws, side="right")
            child = offspring_of(parents[first], parents[second], self._rng)
            if child.line not in self._shown:
                self._shown.add(child.line)
                self._phrases.append(child)
