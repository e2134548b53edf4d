"""The genes of a sound: how far an individual's instrument is from the plain one.

A gene is a named number from 0 to 1. One half leaves a property of the instrument as it
is; the ends lead as far as it still sounds good. What the names mean is none of this
floor's business, so that any instrument can be bred.

Crossover and mutation are pure functions of parents and generator.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

PLAIN = 0.5
"""A gene that leaves the instrument as it is."""

_BLEND_OVERSHOOT = 0.25
_SHARE_OF_GENES_BLENDED = 0.5
_FEWEST_MUTATIONS = 1
_LEAST_SPREAD, _LARGEST_SPREAD = 0.08, 0.35
_LEAST_CHANCE, _LARGEST_CHANCE = 0.1, 0.5


@dataclass(frozen=True)
class SoundGenes:
    """The sound of one individual.

    Attributes:
        values: names and numbers from 0 to 1, by name; what is not there is `PLAIN`.
    """

    values: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        for name, value in self.values:
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"gene {name} must be in 0..1, got {value}")

    @staticmethod
    def of(values: Mapping[str, float]) -> "SoundGenes":
        """Return genes in their order, rounded to what can be told apart."""
        rounded = ((name, round(float(values[name]), 4)) for name in sorted(values))
        return SoundGenes(tuple(rounded))

    def value(self, name: str) -> float:
        """Return one gene."""
        return dict(self.values).get(name, PLAIN)


def crossed(first: SoundGenes, second: SoundGenes, rng: Generator) -> SoundGenes:
    """Return a sound between two, here and there a little beyond.

    Each gene is either blended (BLX-alpha: Eshelman and Schaffer, 1993) or taken whole
    from one of the parents.
    """
    ours, theirs = dict(first.values), dict(second.values)
    child = {}
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name, PLAIN), theirs.get(name, PLAIN)
        is_blended = rng.random() < _SHARE_OF_GENES_BLENDED
        share = rng.uniform(-_BLEND_OVERSHOOT, 1.0 + _BLEND_OVERSHOOT)
        if not is_blended:
            share = float(share >= 0.5)
        child[name] = min(max(one + share * (other - one), 0.0), 1.0)
    return SoundGenes.of(child)


def mutated(
    genes: SoundGenes, names: tuple[str, ...], variation: float, rng: Generator
) -> SoundGenes:
    """Return a sound that differs in some genes, in one at least.

    Args:
        names: of the genes that may change.
        variation: 0 = hardly, 1 = wildly.
    """
    if not names:
        return genes
    spread = _LEAST_SPREAD + variation * (_LARGEST_SPREAD - _LEAST_SPREAD)
    chance = _LEAST_CHANCE + variation * (_LARGEST_CHANCE - _LEAST_CHANCE)
    count = max(_FEWEST_MUTATIONS, int(rng.binomial(len(names), chance)))
    child = dict(genes.values)
    for name in rng.choice(names, count, replace=False).tolist():
        moved = child.get(name, PLAIN) + rng.normal(0.0, spread)
        child[name] = _reflected(moved)
    return SoundGenes.of(child)


def random_genes(
    names: tuple[str, ...], variation: float, rng: Generator
) -> SoundGenes:
    """Return a sound about the plain one, for an individual without parents."""
    spread = _LEAST_SPREAD + variation * (_LARGEST_SPREAD - _LEAST_SPREAD)
    moved = rng.normal(PLAIN, spread, len(names))
    return SoundGenes.of(
        {name: _reflected(value) for name, value in zip(names, moved, strict=True)}
    )


def _reflected(value: float) -> float:
    """Return a number in 0..1; what goes beyond an end comes back from it."""
    turned = np.abs((value + 1.0) % 2.0 - 1.0)
    return float(turned)
