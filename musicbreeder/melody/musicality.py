"""A general sense of melody: how well a melody keeps to what most melodies share.

Each criterion is a named feature with a band: inside it all values are alike, outside
the score falls smoothly. So a hymn and a toccata both score high, and nothing is pulled
towards one ideal tune. The bands are wide; what is known of folk and art song sets
them, not the taste of one listener. The criteria are joined by a weighted geometric
mean, so one gross fault cannot be bought off by many small virtues.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.melody import Melody

_LOWEST_SCORE = 1e-4


@dataclass(frozen=True)
class Criterion:
    """One thing that most melodies have in common.

    Attributes:
        name: what it asks for, as a person reads it.
        features: names from `features.FEATURES`; their sum is judged.
        lowest: lower end of the band, None = open.
        highest: upper end of the band, None = open.
        tolerance: distance outside the band at which the score has fallen to 0.61.
        weight: its share in the whole.
        source: why this band.
        needs_notes: in a shorter melody it counts for less, in proportion.
    """

    name: str
    features: tuple[str, ...]
    lowest: float | None
    highest: float | None
    tolerance: float
    weight: float
    source: str
    needs_notes: int = 4


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "mostly small moves",
        ("rising steps", "falling steps", "rising thirds", "falling thirds",
         "repeated notes"),
        0.74, None, 0.12, 2.5,
        "Huron 2006: small intervals predominate in every tradition sampled",
    ),
    Criterion(
        "steps lead", ("rising steps", "falling steps"), 0.25, None, 0.12, 1.0,
        "Vos and Troost 1989: about two thirds of moves are steps or unisons; "
        "pentatonic tunes have fewer",
    ),
    Criterion(
        "no wide leaps", ("largest leap",), None, 12.0, 3.0, 1.0,
        "singable compass, Fux 1725: nothing beyond the octave",
    ),
    Criterion(
        "leaps are recovered", ("unrecovered leaps",), None, 0.08, 0.06, 1.5,
        "Meyer 1956, gap fill; von Hippel and Huron 2000",
    ),
    Criterion(
        "neither flat nor jagged", ("direction changes",), 0.2, 0.65, 0.1, 1.0,
        "Narmour 1990; runs and turns in folk song",
    ),
    Criterion(
        "a compass to sing", ("pitch range",), 5.0, 18.0, 2.0, 1.5,
        "Huron 2001; folk song mostly spans a sixth to a twelfth",
    ),
    Criterion(
        "pitches near what came before", ("pitch likelihood",), -2.8, None, 0.3, 3.0,
        "Temperley 2007, range and proximity",
    ),
    Criterion(
        "a handful of pitches", ("distinct pitches",), 4.0, 14.0, 1.0, 1.0,
        "Dowling and Harwood 1986: scales of five to seven notes",
    ),
    Criterion(
        "in a key", ("diatonic share",), 0.9, None, 0.1, 2.0,
        "98 % of notes of folk tunes are diatonic; chromatic notes have their place",
    ),
    Criterion(
        "pitches ordered about a tonic", ("final note share",), 0.1, None, 0.05, 1.0,
        "finalis; Krumhansl 1990: the tonic is heard longest",
    ),
    Criterion(
        "strong beats outline the harmony", ("strong triad share",), 0.5, None, 0.2,
        1.5, "Lerdahl 2001, tonal pitch space",
    ),
    Criterion(
        "comes home", ("final stability",), 0.6, None, 0.3, 1.5,
        "Krumhansl and Kessler 1982; cadence on a stable note",
    ),
    Criterion(
        "comes to rest", ("last duration",), -0.1, None, 0.7, 1.0,
        "Narmour 1990: closure by length; Lerdahl and Jackendoff 1983",
    ),
    Criterion(
        "on the beat", ("bars begun",), 0.5, None, 0.2, 0.7,
        "Palmer and Krumhansl 1990",
    ),
    Criterion(
        "syncopated at most in part", ("syncopation",), None, 0.6, 0.35, 1.5,
        "Longuet-Higgins and Lee 1984; Witek 2014: medium syncopation pleases most",
    ),
    Criterion(
        "sixteenths in their place", ("between offbeats share",), None, 0.52, 0.1, 1.0,
        "Palmer and Krumhansl 1990",
    ),
    Criterion(
        "a rhythm with a pattern", ("duration entropy",), None, 2.3, 0.3, 1.0,
        "Vitz 1968 and Conley 1981: moderate complexity is liked best",
    ),
    Criterion(
        "neighbours of like length", ("duration contrast",), None, 1.4, 0.35, 1.0,
        "Fraisse 1982: two or three durations in small ratios",
    ),
    Criterion(
        "enough notes, not too many", ("note density",), 0.45, 3.6, 0.3, 1.5,
        "London 2004: the pulse a listener can follow",
    ),
    Criterion(
        "more sound than silence", ("rest share",), None, 0.4, 0.12, 1.0,
        "vocal phrases breathe, they do not stop",
    ),
    Criterion(
        "no hole", ("longest gap",), None, 4.0, 1.0, 1.0,
        "Gestalt proximity, Lerdahl and Jackendoff 1983",
    ),
    Criterion(
        "something comes back", ("form",), 0.38, None, 0.12, 3.0,
        "Ockelford 2005; Margulis 2014: repetition makes music",
        needs_notes=14,
    ),
    Criterion(
        "something changes", ("bar repeats",), None, 0.67, 0.1, 2.0,
        "Berlyne 1971: novelty keeps interest",
        needs_notes=14,
    ),
    Criterion(
        "rhythms answer each other",
        ("rhythm of 1 and 2", "rhythm of 1 and 3", "rhythm of 2 and 4"),
        1.5, None, 0.4, 1.5,
        "parallelism, Lerdahl and Jackendoff 1983",
        needs_notes=14,
    ),
    Criterion(
        "patterns recur", ("pattern variety",), 0.25, 0.9, 0.06, 2.0,
        "Müllensiefen and Halpern 2014, m-types and memory",
        needs_notes=14,
    ),
    Criterion(
        "no note hammered", ("longest repetition",), None, 4.0, 1.5, 1.5,
        "Berlyne 1971; habituation",
    ),
)  # fmt: skip
"""What a general sense of melody looks at."""

_WEIGHTS = np.array([criterion.weight for criterion in CRITERIA])
_NEEDS_NOTES = np.array([criterion.needs_notes for criterion in CRITERIA])


def musicality(melodies: Sequence[Melody]) -> NDArray[np.float32]:
    """Return how well each melody keeps to what most melodies share.

    Returns:
        ``(melody_count,)`` in 0..1; 1 = inside every band. A melody without notes is 0.
    """
    if not melodies:
        return np.zeros(0, dtype=np.float32)
    return musicality_of_features(feature_matrix(melodies))


def musicality_of_features(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the same from a feature matrix that is already there.

    Args:
        features: ``(melody_count, len(FEATURES))`` from `features.feature_matrix`.
    """
    logs = np.log(np.maximum(criterion_scores(features), _LOWEST_SCORE))
    note_counts = features[:, FEATURE_INDEX["note count"]].astype(np.float64)
    # A short melody has no room for form: what cannot be shown is not asked for.
    shown = np.minimum(note_counts[:, None] / _NEEDS_NOTES, 1.0)
    weights = _WEIGHTS * shown
    totals = np.maximum(weights.sum(axis=1), 1e-9)
    scores = np.exp((logs * weights).sum(axis=1) / totals)
    scores[note_counts == 0.0] = 0.0
    joined: NDArray[np.float32] = scores.astype(np.float32)
    return joined


def criterion_scores(features: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return ``(melody_count, len(CRITERIA))`` the score of each criterion in 0..1."""
    scores = np.ones((len(features), len(CRITERIA)))
    for index, criterion in enumerate(CRITERIA):
        columns = [FEATURE_INDEX[name] for name in criterion.features]
        values = features[:, columns].sum(axis=1, dtype=np.float64)
        outside = np.zeros(len(values))
        if criterion.lowest is not None:
            outside = np.maximum(outside, criterion.lowest - values)
        if criterion.highest is not None:
            outside = np.maximum(outside, values - criterion.highest)
        scores[:, index] = np.exp(-0.5 * (outside / criterion.tolerance) ** 2)
    return scores
