"""What a listener let us know of melodies, in a form that taste learns from.

Stars are the clearest word. A heart or a pin without stars says less,
so it counts as noisier. A mark on a bar says that the melody would be
worth more, or less, because of that bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.melody import Melody

HEART_STARS, HEART_NOISE_FACTOR = 4.7, 2.0
PIN_STARS, PIN_NOISE_FACTOR = 4.2, 3.0


@dataclass(frozen=True)
class Opinion:
    """One thing a listener let us know.

    Attributes:
        melody: what it speaks of.
        stars: how many stars the melody is worth; with `against`, how many more than
            that one.
        against: None = the opinion is of one melody alone.
        noise_factor: how much noisier than a rating it is, 1 = as clear as stars.
    """

    melody: Melody
    stars: float
    against: Melody | None = None
    noise_factor: float = 1.0


def opinions_of(individuals: Sequence[Individual]) -> tuple[Opinion, ...]:
    """Return what ratings, hearts and pins say; an unmarked melody says nothing."""
    opinions = []
    for one in individuals:
        if one.rating is not None:
            opinions.append(Opinion(one.melody, float(one.rating)))
        elif one.is_favourite:
            opinions.append(
                Opinion(one.melody, HEART_STARS, noise_factor=HEART_NOISE_FACTOR)
            )
        elif one.is_pinned:
            opinions.append(
                Opinion(one.melody, PIN_STARS, noise_factor=PIN_NOISE_FACTOR)
            )
    return tuple(opinions)
