"""Two ways in which a listener helps the product beside stars: bars and a past.

With a tap on the best and the worst bar of what they rate; and by having been here
before, so that a taste profile is carried over.
"""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.calibration import CalibratedListener
from musicbreeder.bench.grid import BAR_COUNT, BAR_STEPS, Events
from musicbreeder.bench.listeners.hearing import Values
from musicbreeder.bench.listening import Rater, listen
from musicbreeder.bench.players import SessionPlayer
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.breeding_session import BreedingSession

FIRST_SESSION_RATINGS = 60
"""What a listener rated in the session before, of which only the profile is left."""

MARKER_RELIABILITY = 0.8
"""How often a tap means the bar that it should; else it is any bar. A guess."""


class BarMarkingPlayer(SessionPlayer):
    """The product, with the best and the worst bar of each rated melody tapped.

    What a bar is worth is how much the melody would lose, by the listener's own
    utility, if one of its other bars stood in its place. People may know their bars
    less well, so what comes of it is an upper guide.

    Args:
        reliability: 0..1, how often a tap means the bar that it should.
    """

    def __init__(
        self,
        session: BreedingSession,
        listener: CalibratedListener,
        rng: Generator,
        reliability: float = MARKER_RELIABILITY,
    ) -> None:
        super().__init__(session)
        self._listener = listener
        self._rng = rng
        self._reliability = reliability

    def rate(self, place: int, stars: int) -> None:
        """Take the listener's stars and their taps."""
        super().rate(place, stars)
        melody = self._session.generation[place]
        losses = self._losses(melody.melody.events)
        best, worst = (self._tapped(int(bar)) for bar in np.argsort(-losses)[[0, -1]])
        if best != worst:
            self._session.judge_bar(melody.id, best, 1)
            self._session.judge_bar(melody.id, worst, -1)

    def _tapped(self, bar: int) -> int:
        is_meant = self._rng.random() < self._reliability
        return bar if is_meant else int(self._rng.integers(BAR_COUNT))

    def _losses(self, events: Events) -> Values:
        """Return ``(BAR_COUNT,)`` z lost where other bars stand in a bar's place."""
        versions = [events]
        for bar in range(BAR_COUNT):
            for other in range(BAR_COUNT):
                if other != bar:
                    version = events.copy()
                    bars = version.reshape(BAR_COUNT, BAR_STEPS)
                    bars[bar] = bars[other]
                    versions.append(version)
        worth = self._listener.z(np.stack(versions))
        others = worth[1:].reshape(BAR_COUNT, BAR_COUNT - 1)
        return np.asarray(worth[0] - others.mean(axis=1))


def profile_of(
    session: BreedingSession,
    listener: CalibratedListener,
    rater: Rater,
    rating_count: int = FIRST_SESSION_RATINGS,
) -> TasteProfile:
    """Let a listener go through a first session and return what is left of it.

    Raises:
        ValueError: the session was given no profile to learn into.
    """
    listen(SessionPlayer(session), listener, rater, rating_count)
    if session.profile is None:
        raise ValueError("the session needs a profile to learn into")
    return session.profile
