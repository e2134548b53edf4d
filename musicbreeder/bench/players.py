"""Whatever can play a session with a listener, the product among them."""

from typing import Protocol

import numpy as np

from musicbreeder.bench.listeners.hearing import Events
from musicbreeder.services.breeding_session import BreedingSession

FINALS_COUNT = 5
RATINGS_PER_REPLAN = 4


class Player(Protocol):
    """Shows screens of melodies and is told stars, nothing else."""

    def screen(self) -> Events:
        """Return ``(count, 64)`` what is on screen now."""

    def predicted_stars(self, place: int) -> float | None:
        """Return the stars expected of a melody on screen; None = no idea."""

    def rate(self, place: int, stars: int) -> None:
        """Take the listener's stars; what was not rated yet may be exchanged."""

    def breed(self) -> None:
        """Show the next screen."""

    def finals(self) -> Events:
        """Return ``(count, 64)`` what is handed over as the best, best first."""


class SessionPlayer:
    """The product, used through its session as a person uses it."""

    def __init__(self, session: BreedingSession) -> None:
        self._session = session
        self._rating_count = 0

    def screen(self) -> Events:
        return np.stack([one.melody.events for one in self._session.generation])

    def predicted_stars(self, place: int) -> float | None:
        prediction = self._session.generation[place].prediction
        return None if prediction is None else prediction.stars

    def rate(self, place: int, stars: int) -> None:
        self._session.rate(self._session.generation[place].id, stars)
        self._rating_count += 1
        replan = getattr(self._session, "replan", None)
        if replan is not None and self._rating_count % RATINGS_PER_REPLAN == 0:
            replan()

    def breed(self) -> None:
        self._session.breed()

    def finals(self) -> Events:
        finals = self._session.finals(FINALS_COUNT)
        return np.stack([one.melody.events for one in finals])
