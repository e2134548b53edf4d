"""What a listener seems to like, in words a person can check against themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.taste import Taste
from musicbreeder.melody.features import FEATURE_INDEX

FEWEST_RATINGS = 6
_MOST_PHRASES = 5
_NOTICEABLE_STARS = 0.08
_RANDOM_SEED = 3

_PHRASES = {
    "note density": ("busy melodies", "spacious melodies"),
    "rest share": ("rests to breathe in", "an unbroken flow"),
    "syncopation": ("syncopation", "notes on the beat"),
    "dotted share": ("dotted rhythms", "even rhythms"),
    "duration entropy": ("many lengths of note", "few lengths of note"),
    "last duration": ("a long last note", "a short last note"),
    "articulation": ("notes held to the next", "short, detached notes"),
    "mean pitch": ("high melodies", "low melodies"),
    "pitch range": ("a wide compass", "a narrow compass"),
    "mean interval": ("bold leaps", "small steps"),
    "repeated notes": ("repeated notes", "notes that keep moving"),
    "direction changes": ("winding lines", "long lines in one direction"),
    "arch": ("an arch that rises and falls", "a valley in the middle"),
    "last minus first": ("endings above the beginning", "endings below the beginning"),
    "ends on tonic": ("endings on the tonic", "open endings"),
    "semitone share": ("half steps", "no half steps"),
    "pentatonic share": ("a pentatonic colour", "the whole scale"),
    "major clarity": ("a clear major", "little of major"),
    "minor clarity": ("a clear minor", "little of minor"),
    "halves alike": ("halves that rhyme", "halves that contrast"),
    "form": ("motifs that return", "ever new turns"),
    "bar repeats": ("whole bars repeated", "no bar twice"),
}
"""What a high and what a low value of a feature sounds like."""


@dataclass(frozen=True)
class TasteSummary:
    """What a listener seems to like.

    Attributes:
        likes: phrases, the clearest first; empty while too little is known.
        rating_count: opinions of whole melodies it rests on.
    """

    likes: tuple[str, ...]
    rating_count: int

    @property
    def sentence(self) -> str:
        """For the screen."""
        ratings = f"{self.rating_count} rating" + "s" * (self.rating_count != 1)
        if self.rating_count < FEWEST_RATINGS:
            return f"{ratings} so far: too few to say what you like."
        if not self.likes:
            return f"No clear leaning yet after {ratings}."
        return f"You seem to like {_joined(self.likes)} ({ratings})."


def taste_summary(taste: Taste | None, opinions: Sequence[Opinion]) -> TasteSummary:
    """Return in words what a taste has learned, as far as it adds up in a line.

    Args:
        taste: None = nothing is known.
        opinions: what it was learned from.
    """
    rating_count = sum(one.is_of_whole for one in opinions)
    if taste is None or rating_count < FEWEST_RATINGS:
        return TasteSummary((), rating_count)
    columns = [FEATURE_INDEX[name] for name in _PHRASES]
    effects = taste.feature_effects()[columns]
    phrases = list(_PHRASES.values())
    clearest = np.argsort(-np.abs(np.round(effects, 6)), kind="stable")[:_MOST_PHRASES]
    likes = tuple(
        phrases[place][0 if effects[place] > 0 else 1]
        for place in clearest
        if abs(effects[place]) >= _NOTICEABLE_STARS
    )
    return TasteSummary(likes, rating_count)


def summary_of(opinions: Sequence[Opinion]) -> TasteSummary:
    """Return in words what opinions alone tell; for a worker thread, it learns anew."""
    if not opinions:
        return taste_summary(None, ())
    taste = Taste(tuple(opinions), np.random.default_rng(_RANDOM_SEED))
    return taste_summary(taste, opinions)


def _joined(phrases: Sequence[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
