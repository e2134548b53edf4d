"""A picky listener: many strong dislikes, few weak likes."""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.hearing import Hearing, Values
from musicbreeder.bench.listeners.traits import TRAITS, TraitScale

_DISLIKE_COUNT, _LIKE_COUNT = 6, 4
_DISLIKES = (
    ("notes", 1),
    ("notes", -1),
    ("evenness", 1),
    ("rests", 1),
    ("syncopation", 1),
    ("range", 1),
    ("range", -1),
    ("register", 1),
    ("register", -1),
    ("leaps", 1),
    ("repeats", 1),
    ("turns", 1),
    ("clarity", -1),
    ("colour", -1),
    ("last length", -1),
    ("second as first", 1),
)
"""Sixteen rules: too much (1) or too little (-1) of a trait."""

_LIKES = (
    "dotted",
    "steps",
    "thirds",
    "tilt",
    "arch",
    "climax",
    "minorness",
    "third as first",
    "fourth as first",
    "fourth as second",
)


class PickyListener:
    """Takes off for what annoys, and adds a little for what pleases."""

    def __init__(self, scale: TraitScale, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._scale = scale
        names = list(TRAITS)
        rules = _compatible_dislikes(rng)
        self._dislikes = [names.index(trait) for trait, _ in rules]
        self._signs = np.array([sign for _, sign in rules], dtype=np.float64)
        self._limits = rng.uniform(-0.9, 0.3, _DISLIKE_COUNT)
        self._strengths = rng.uniform(0.6, 1.4, _DISLIKE_COUNT)
        likes = rng.choice(len(_LIKES), _LIKE_COUNT, replace=False)
        self._likes = [names.index(_LIKES[index]) for index in likes]
        self._like_weights = rng.uniform(0.3, 0.6, _LIKE_COUNT) * rng.choice(
            (-1.0, 1.0), _LIKE_COUNT
        )

    def utilities(self, events: Events) -> Values:
        traits = self._scale.traits(Hearing(events))
        excess = self._signs * traits[:, self._dislikes] - self._limits
        annoyance = np.minimum(np.maximum(excess, 0.0), 1.5) @ self._strengths
        pleasure = np.tanh(0.5 * traits[:, self._likes]) @ self._like_weights * 2.0
        return np.asarray(pleasure - annoyance)


def _compatible_dislikes(rng: Generator) -> list[tuple[str, int]]:
    """Return the rules of one listener, no trait being both too much and too little."""
    chosen: dict[str, int] = {}
    for index in rng.permutation(len(_DISLIKES)):
        trait, sign = _DISLIKES[index]
        if trait not in chosen and len(chosen) < _DISLIKE_COUNT:
            chosen[trait] = sign
    return list(chosen.items())
