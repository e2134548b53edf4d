"""The protocol of a simulated listener."""

from typing import Protocol

from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.hearing import Values


class Listener(Protocol):
    """Someone with a taste that never changes.

    Attributes:
        ideal: ``(64,)`` a melody known to be the best of all; None = not known.
    """

    ideal: Events | None

    def utilities(self, events: Events) -> Values:
        """Return ``(n,)`` how much each of ``(n, 64)`` melodies is liked.

        The unit is the listener's own; calibration makes it comparable.
        """
