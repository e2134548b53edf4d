"""Every kind of simulated listener by its name."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.listeners.interacting import (
    Collector,
    Contrary,
    Demanding,
    Homecoming,
    Moody,
)
from musicbreeder.bench.listeners.listener import Listener
from musicbreeder.bench.listeners.picky import PickyListener
from musicbreeder.bench.listeners.style import StyleLover
from musicbreeder.bench.listeners.theory import TheoryStudent
from musicbreeder.bench.listeners.traits import TraitScale
from musicbreeder.bench.listeners.tune import TuneInMind

_Maker = Callable[[int, TraitScale, Generator], Listener]

KINDS: dict[str, _Maker] = {
    "tune": lambda number, scale, rng: TuneInMind(rng),
    "style": lambda number, scale, rng: StyleLover(number, rng),
    "theory": lambda number, scale, rng: TheoryStudent(rng),
    "picky": lambda number, scale, rng: PickyListener(scale, rng),
    "demanding": lambda number, scale, rng: Demanding(scale, rng),
    "contrary": lambda number, scale, rng: Contrary(scale, rng),
    "collector": lambda number, scale, rng: Collector(scale, rng),
    "homecoming": lambda number, scale, rng: Homecoming(rng),
    "moody": lambda number, scale, rng: Moody(scale, rng),
}
"""The four published kinds, then five whose wishes depend on one another."""

INTERACTING_KINDS = ("demanding", "contrary", "collector", "homecoming", "moody")


def listener_of(kind: str, number: int, scale: TraitScale) -> Listener:
    """Return the listener of a kind with that number; the same one every time."""
    rng = np.random.default_rng([number, list(KINDS).index(kind), 5303])
    return KINDS[kind](number, scale, rng)
