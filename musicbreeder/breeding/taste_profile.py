"""A taste profile: what is known of a listener from one session to the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musicbreeder.breeding.opinion import Opinion

MOST_OPINIONS = 600
"""The latest count; a taste is learned from them within a blink."""

CARRIED_OVER_NOISE_FACTOR = 1.5
"""Moods differ from day to day, so earlier opinions count as a little noisier."""


@dataclass(frozen=True)
class TasteProfile:
    """What one listener, or one of their moods, let us know.

    Attributes:
        name: for people.
        opinions: the oldest first, at most `MOST_OPINIONS`.
        is_on: whether sessions use it and add to it.
    """

    name: str
    opinions: tuple[Opinion, ...] = ()
    is_on: bool = True

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a taste profile needs a name")
        object.__setattr__(self, "opinions", tuple(self.opinions)[-MOST_OPINIONS:])

    @property
    def rating_count(self) -> int:
        """How many of the opinions are of whole melodies, by stars or a heart."""
        return sum(one.is_of_whole for one in self.opinions)

    @property
    def carried_over(self) -> tuple[Opinion, ...]:
        """The opinions as another session counts them; none while it is off."""
        if not self.is_on:
            return ()
        return tuple(
            replace(one, noise_factor=one.noise_factor * CARRIED_OVER_NOISE_FACTOR)
            for one in self.opinions
        )

    def without(self, opinions: Sequence[Opinion]) -> "TasteProfile":
        """Return the profile without some opinions, each as often as it is given.

        A session that is opened again says its opinions itself; they must not count
        twice.
        """
        missing = Counter(opinions)
        kept = []
        for one in reversed(self.opinions):
            if missing[one] > 0:
                missing[one] -= 1
            else:
                kept.append(one)
        return replace(self, opinions=tuple(reversed(kept)))

    def learned(self, opinions: Sequence[Opinion]) -> "TasteProfile":
        """Return the profile with a session's opinions; as it is while it is off."""
        if not self.is_on:
            return self
        return replace(self, opinions=(*self.opinions, *opinions))
