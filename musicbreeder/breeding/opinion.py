"""What a listener let us know of melodies, in a form that taste learns from.

Stars are the clearest word. A heart or a pin says less, so it counts as noisier, and
whether somebody heard a melody again or left it early says little. A mark on a bar says
that the melody is worth more, or less, because of that bar; a comparison says how far
apart two melodies stand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.melody import Melody

HEART_STARS, HEART_NOISE_FACTOR = 4.7, 2.0
PIN_STARS, PIN_NOISE_FACTOR = 4.2, 3.0
HEARD_AGAIN_STARS, LEFT_EARLY_STARS, HABIT_NOISE_FACTOR = 3.6, 2.2, 6.0

BAR_STARS, BAR_NOISE_FACTOR = 0.3, 0.4
"""What the best bar is worth against the others of its melody; a clear statement."""

EXTREMES_STARS, EXTREMES_NOISE_FACTOR = 1.5, 2.0
PREFERENCE_STARS, PREFERENCE_NOISE_FACTOR = 0.8, 2.0
"""How far apart the best and the worst of a screen, and two compared, usually stand."""


@dataclass(frozen=True)
class Opinion:
    """One thing a listener let us know.

    Attributes:
        melody: what it speaks of.
        stars: how many stars the melody is worth; with `against`, how many more than
            that one; with `bar`, how many the melody gains by that bar.
        against: another melody this one is compared with.
        bar: the bar that is spoken of, from 0; what it is worth shows in what would be
            missing if it, rather than another bar, were replaced.
        noise_factor: how much noisier than a rating it is, 1 = as clear as stars.
    """

    melody: Melody
    stars: float
    against: Melody | None = None
    bar: int | None = None
    noise_factor: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.stars) and math.isfinite(self.noise_factor)):
            raise ValueError("stars and noise_factor must be finite")
        if self.noise_factor <= 0.0:
            raise ValueError(f"noise_factor must be positive, got {self.noise_factor}")
        if self.bar is None:
            return
        if self.against is not None:
            raise ValueError("an opinion is of a bar or against a melody, not both")
        if not 0 <= self.bar < self.melody.bar_count or self.melody.bar_count < 2:
            raise ValueError(
                f"there is no bar {self.bar} to tell from others in "
                f"{self.melody.bar_count} bars"
            )

    @property
    def is_of_whole(self) -> bool:
        """Whether it gives a melody a place on the scale of stars."""
        return self.against is None and self.bar is None


def bar_opinion(melody: Melody, bar: int, liking: int) -> Opinion:
    """Return the opinion that a bar is liked (+1) or disliked (-1).

    In a melody of one bar it is an opinion of the whole.
    """
    if melody.bar_count < 2:
        stars = HEARD_AGAIN_STARS if liking > 0 else LEFT_EARLY_STARS
        return Opinion(melody, stars, noise_factor=HABIT_NOISE_FACTOR)
    return Opinion(melody, BAR_STARS * liking, bar=bar, noise_factor=BAR_NOISE_FACTOR)


def opinions_of(individuals: Sequence[Individual]) -> tuple[Opinion, ...]:
    """Return what ratings, hearts and pins say; an unmarked melody says nothing.

    A pin is a wish for offspring, so beside stars it says nothing of the melody.
    """
    opinions = []
    for one in individuals:
        if one.rating is not None:
            opinions.append(Opinion(one.melody, float(one.rating)))
        if one.is_favourite:
            opinions.append(
                Opinion(one.melody, HEART_STARS, noise_factor=HEART_NOISE_FACTOR)
            )
        elif one.is_pinned and one.rating is None:
            opinions.append(
                Opinion(one.melody, PIN_STARS, noise_factor=PIN_NOISE_FACTOR)
            )
    return tuple(opinions)
