"""Whatever can play a session with a listener, the product among them."""

from typing import Protocol

import numpy as np

from musicbreeder.bench.grid import Events
from musicbreeder.services.breeding_session import BreedingSession

FINALS_COUNT = 5


class Player(Protocol):
    """Shows screens of melodies and is told stars, nothing else."""

    def screen(self) -> Events:
        """Return ``(count, 64)`` what is on screen now."""

    def predicted_stars(self, place: int) -> float | None:
        """Return the stars expected of a melody on screen; None = no idea."""

    def hear(self, place: int) -> None:
        """Take note that a melody was heard to its end."""

    def rate(self, place: int, stars: int) -> None:
        """Take the listener's stars."""

    def replan(self) -> bool:
        """Exchange what was not heard yet, if it is time; tell whether it was."""

    def breed(self) -> None:
        """Show the next screen."""

    def finals(self) -> Events:
        """Return ``(count, 64)`` what is handed over as the best, best first."""


class SessionPlayer:
    """The product, used through its session as a person uses it."""

    def __init__(self, session: BreedingSession) -> None:
        self._session = session

    def screen(self) -> Events:
        return np.stack([one.melody.events for one in self._session.generation])

    def predicted_stars(self, place: int) -> float | None:
        prediction = self._session.generation[place].prediction
        return None if prediction is None else prediction.stars

    def hear(self, place: int) -> None:
        self._session.mark_heard(self._session.generation[place].id)
        # While people listen the app makes what it will need.
        self._session.getting_ready()()

    def rate(self, place: int, stars: int) -> None:
        self._session.rate(self._session.generation[place].id, stars)

    def replan(self) -> bool:
        return self._session.wants_replan and bool(self._session.replan())

    def breed(self) -> None:
        self._session.breed()

    def finals(self) -> Events:
        finals = self._session.finals(FINALS_COUNT)
        return np.stack([one.melody.events for one in finals])
