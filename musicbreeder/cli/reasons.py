"""Which melodies a general sense of melody picks, and why, in words."""

from collections.abc import Sequence

import numpy as np

from musicbreeder.breeding.individual import HIGHEST_RATING, Individual
from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import CRITERIA, criterion_scores, musicality
from musicbreeder.melody.similarity import distances, shape_vectors

_UNLIKE_DISTANCE = 0.5  # unrelated melodies are about 1 apart, siblings a tenth
_WORD_COUNT = 3
_NOTICEABLE = 0.05
_STRIKING_DEVIATIONS = 0.5

_CHARACTER = {
    "note density": ("busy", "spacious"),
    "syncopation": ("syncopated", "on the beat"),
    "rest share": ("breathes in rests", "flows without rests"),
    "duration entropy": ("many note lengths", "few note lengths"),
    "dotted share": ("dotted", "evenly paced"),
    "mean pitch": ("high", "low"),
    "pitch range": ("wide compass", "narrow compass"),
    "mean interval": ("bold moves", "small moves"),
    "repeated notes": ("repeats notes", "always moving"),
    "direction changes": ("winding", "long lines"),
    "arch": ("an arch", "a valley in the middle"),
    "last minus first": ("ends higher than it began", "ends lower than it began"),
    "halves alike": ("its halves rhyme", "its halves contrast"),
    "form": ("its motif returns", "ever new"),
    "last duration": ("a long last note", "a short last note"),
    "ends on tonic": ("ends on the tonic", "ends open"),
    "pentatonic share": ("pentatonic in colour", "uses the whole scale"),
}
"""Features that a listener has a word for: what a high and a low value sound like."""


def ratings(melodies: Sequence[Melody]) -> list[int]:
    """Return 1-5 for each melody: its place among all of them, a fifth to each star."""
    places = np.argsort(np.argsort(musicality(melodies), kind="stable"), kind="stable")
    stars = 1 + places * HIGHEST_RATING // max(len(melodies), 1)
    return [int(star) for star in stars]


def unlike(individuals: Sequence[Individual], count: int) -> tuple[Individual, ...]:
    """Return `count` of the individuals, the first ones that do not sound alike.

    Where too few are unlike, the foremost of the others make up the number.
    """
    shapes = shape_vectors([individual.melody for individual in individuals])
    apart = distances(shapes, shapes)
    chosen: list[int] = []
    for place in range(len(individuals)):
        if all(apart[place, other] >= _UNLIKE_DISTANCE for other in chosen):
            chosen.append(place)
    spare = [place for place in range(len(individuals)) if place not in chosen]
    chosen = (chosen + spare)[:count]
    return tuple(individuals[place] for place in sorted(chosen))


def virtues(
    melodies: Sequence[Melody], compared_to: Sequence[Melody]
) -> list[tuple[str, ...]]:
    """Return what each melody does better than others do, up to three criteria each."""
    weights = np.array([criterion.weight for criterion in CRITERIA])
    usual = criterion_scores(feature_matrix(compared_to)).mean(axis=0)
    gains = (criterion_scores(feature_matrix(melodies)) - usual) * weights
    words = []
    for row in gains:
        best = np.argsort(row, kind="stable")[::-1][:_WORD_COUNT]
        words.append(tuple(CRITERIA[i].name for i in best if row[i] > _NOTICEABLE))
    return words


def characters(
    melodies: Sequence[Melody], compared_to: Sequence[Melody]
) -> list[tuple[str, ...]]:
    """Return in what each melody differs most from others, up to three words each."""
    columns = [FEATURE_INDEX[name] for name in _CHARACTER]
    usual = feature_matrix(compared_to)[:, columns]
    spread = np.maximum(usual.std(axis=0), 1e-6)
    deviations = (feature_matrix(melodies)[:, columns] - usual.mean(axis=0)) / spread
    pairs = list(_CHARACTER.values())
    words = []
    for row in deviations:
        foremost = np.argsort(-np.abs(row), kind="stable")[:_WORD_COUNT]
        words.append(
            tuple(
                pairs[i][0 if row[i] > 0 else 1]
                for i in foremost
                if abs(row[i]) > _STRIKING_DEVIATIONS
            )
        )
    return words
