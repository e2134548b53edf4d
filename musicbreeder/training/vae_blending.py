"""How the app's blends and named directions do on tunes never seen, for the card.

Measured through `seeding.latent_space`, the code that the app runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.bench.models_judge import judged_area
from musicbreeder.melody.features import feature_matrix
from musicbreeder.melody.melody import Melody
from musicbreeder.seeding.latent_grid import METER_NAMES, Placing
from musicbreeder.seeding.latent_space import MEASURES, LatentSpace, measure
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key
from musicbreeder.training.vae import Grids
from musicbreeder.training.vae_corpus import events_of

KEY_OF_GRIDS = Key(0, SCALES["major"])
"""Tunes of every mode are written without accidentals."""

_ANY_MODE = Key(0, SCALES["chromatic"])
"""So that nobody takes a tune in A minor for one in C major."""

_LOUDNESS = 96


@dataclass(frozen=True)
class Blending:
    """What blends some way from one held-out tune to another are.

    Attributes:
        share: how far, 0-1.
        changed_steps: share of the first tune's steps that are different.
        judged_area: area under the ROC curve of a fresh judge who tells blends of half
            the tunes from windows of the other half, .5 = cannot.
    """

    share: float
    changed_steps: float
    judged_area: float


def blending(
    space: LatentSpace, grids: Grids, share: float, most: int, random_seed: int = 0
) -> Blending:
    """Return what blends of some windows in 4/4 are."""
    parents, others = halves(grids, most, random_seed)
    rng = np.random.default_rng(random_seed)
    melodies = melodies_of(parents)
    mates = _mates(parents, rng)
    blends = [
        space.blended(first, melodies[mate], _ANY_MODE, share)
        for first, mate in zip(melodies, mates, strict=True)
    ]
    changed = [
        (one.events != first.events).mean()
        for one, first in zip(blends, melodies, strict=True)
    ]
    area = judged_area(
        others.tokens,
        others.groups.astype(np.int32),
        grids_of_melodies(blends),
        random_seed,
        parents.groups.astype(np.int32),
    )
    return Blending(share, float(np.mean(changed)), area)


def halves(grids: Grids, most: int, random_seed: int) -> tuple[Grids, Grids]:
    """Return two draws of windows that share no group, `most` in each at most."""
    rng = np.random.default_rng(random_seed)
    groups = rng.permutation(np.unique(grids.groups))
    is_first = np.isin(grids.groups, groups[: len(groups) // 2])
    first, second = (
        rng.permutation(np.flatnonzero(side))[:most] for side in (is_first, ~is_first)
    )
    return grids.rows(first), grids.rows(second)


def _mates(grids: Grids, rng: np.random.Generator) -> list[int]:
    """Return for each window another one that is of another group."""
    mates = rng.permutation(len(grids))
    for place in np.flatnonzero(grids.groups[mates] == grids.groups).tolist():
        others = np.flatnonzero(grids.groups != grids.groups[place])
        mates[place] = rng.choice(others)
    return [int(mate) for mate in mates]


def melodies_of(grids: Grids) -> list[Melody]:
    """Return windows as melodies; all are of one meter."""
    meter = METERS[METER_NAMES[int(grids.meters[0])]]
    return [
        Melody(events, np.where(events >= 0, _LOUDNESS, 0), meter)
        for events in events_of(grids.tokens, meter)
    ]


def grids_of_melodies(melodies: Sequence[Melody]) -> NDArray[np.uint8]:
    """Return melodies as grids, ``(melody_count, 64)``, at the pitch they have."""
    placing = Placing(melodies[0].meter, 0)
    return np.stack([placing.tokens(melody) for melody in melodies])


@dataclass(frozen=True)
class Steering:
    """What moving melodies in a named direction did.

    Attributes:
        direction: as the app offers it.
        right_share: share of melodies for which something was found.
        gain: median change of what the direction names, in standard deviations.
        kept_steps: median share of the melody's steps that stayed as they were.
    """

    direction: str
    right_share: float
    gain: float
    kept_steps: float


def steering(space: LatentSpace, grids: Grids, direction: str, most: int) -> Steering:
    """Return what a direction does to some windows of one meter."""
    rng = np.random.default_rng(0)
    chosen = grids.rows(rng.permutation(len(grids))[:most])
    feature, sign = MEASURES[direction]
    spread = float(np.std(measure(feature_matrix(melodies_of(grids)), feature)))
    gains, kept = [], []
    for melody in melodies_of(chosen):
        found = space.beside(melody, KEY_OF_GRIDS, direction, 3, rng)
        if found:
            middle = found[len(found) // 2]
            values = measure(feature_matrix([melody, middle]), feature)
            gains.append(sign * (values[1] - values[0]) / spread)
            kept.append((middle.events == melody.events).mean())
    return Steering(
        direction,
        len(gains) / len(chosen),
        float(np.median(gains)),
        float(np.median(kept)),
    )
