"""Calibration: what a listener's utilities mean against 20,000 usual melodies.

``z = (utility - median) / (optimum - median)``: 0 is a typical random melody and 1 the
best there is, known or found without noise by a genetic algorithm of 50,000
evaluations. Results are kept in the cache folder under a name that changes with every
file they depend on.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.frozen_operators import offspring_of
from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.frozen_phrases import (
    FrozenPhrase,
    events_of,
    random_phrase,
)
from musicbreeder.bench.listeners.hearing import Values
from musicbreeder.bench.listeners.kinds import listener_of
from musicbreeder.bench.listeners.listener import Listener
from musicbreeder.bench.listeners.traits import TraitScale
from musicbreeder.formats.atomic_file import writing
from musicbreeder.storage.locations import Locations, created

REFERENCE_COUNT = 20_000
EVALUATION_COUNT = 50_000

_REFERENCE_SEED = 1971
_POPULATION = 400
_ELITE = 100
_TOP_SHARE = 0.999
_SOURCE_FOLDERS = ("", "listeners")
_SOURCE_PREFIXES = ("frozen_", "calibration", "grid")


@dataclass(frozen=True)
class Calibration:
    """What a listener's utilities mean.

    Attributes:
        median: utility of a typical random melody.
        optimum: utility of the best melody.
        top: z of the best 1 in 1,000 of the usual melodies.
    """

    median: float
    optimum: float
    top: float

    def z(self, utilities: Values) -> Values:
        """Return utilities on the common scale."""
        return (utilities - self.median) / (self.optimum - self.median)


@dataclass(frozen=True)
class CalibratedListener:
    """A listener with the scale of their utilities."""

    listener: Listener
    calibration: Calibration

    def z(self, events: Events) -> Values:
        """Return ``(n,)`` how good melodies are: 0 = typical, 1 = the best there is."""
        return self.calibration.z(self.listener.utilities(events))


@cache
def reference_phrases() -> tuple[FrozenPhrase, ...]:
    """Return the 20,000 usual melodies; the same ones every time."""
    rng = np.random.default_rng(_REFERENCE_SEED)
    return tuple(random_phrase(rng) for _ in range(REFERENCE_COUNT))


@cache
def _reference_events() -> Events:
    return events_of(reference_phrases())


@cache
def reference_scale() -> TraitScale:
    """Return what is usual of each trait."""
    return TraitScale.of(_reference_events())


def calibrated(kind: str, number: int) -> CalibratedListener:
    """Return a listener with their calibration, from the cache if it is there."""
    listener = listener_of(kind, number, reference_scale())
    file = _cache_folder() / f"{kind}-{number}.json"
    if file.exists():
        known = json.loads(file.read_text(encoding="utf-8"))
        return CalibratedListener(listener, Calibration(**known))
    calibration = calibrate(listener, np.random.default_rng([number, 50_000]))
    with writing(file) as stream:
        stream.write(json.dumps(asdict(calibration)).encode())
    return CalibratedListener(listener, calibration)


def calibrate(listener: Listener, rng: Generator) -> Calibration:
    """Return what the listener's utilities mean."""
    utilities = listener.utilities(_reference_events())
    if listener.ideal is not None:
        optimum = float(listener.utilities(listener.ideal[None])[0])
    else:
        optimum = _best_by_search(listener, utilities, rng)
    median, top = np.quantile(utilities, (0.5, _TOP_SHARE))
    span = optimum - median
    return Calibration(float(median), optimum, float((top - median) / span))


def _best_by_search(listener: Listener, utilities: Values, rng: Generator) -> float:
    """Return the utility that a genetic algorithm without noise arrives at.

    It starts from the best usual melodies; the better a parent, the more offspring.
    """
    phrases = reference_phrases()
    order = np.argsort(-utilities, kind="stable")[:_POPULATION]
    population = [phrases[index] for index in order]
    worth = utilities[order]
    for _ in range(EVALUATION_COUNT // _POPULATION):
        picks = (rng.random((_POPULATION, 2)) ** 2 * len(population)).astype(np.intp)
        brood = [
            offspring_of(population[first], population[second], rng)
            for first, second in picks
        ]
        everyone = population + brood
        worth = np.append(worth, listener.utilities(events_of(brood)))
        population, worth = _survivors(everyone, worth)
    return float(worth.max())


def _survivors(
    everyone: list[FrozenPhrase], worth: Values
) -> tuple[list[FrozenPhrase], Values]:
    """Return the best distinct phrases, the best first."""
    kept: dict[tuple[int, ...], int] = {}
    for index in np.argsort(-worth, kind="stable"):
        kept.setdefault(everyone[index].line, int(index))
        if len(kept) == _ELITE:
            break
    indices = list(kept.values())
    return [everyone[index] for index in indices], worth[indices]


@cache
def _cache_folder() -> Path:
    """Return the folder for calibrations made by exactly these sources."""
    digest = hashlib.sha256(np.__version__.encode())
    here = files("musicbreeder.bench")
    for folder in _SOURCE_FOLDERS:
        for file in sorted((here / folder).iterdir(), key=lambda one: one.name):
            is_source = file.name.endswith(".py")
            if is_source and (folder or file.name.startswith(_SOURCE_PREFIXES)):
                digest.update(file.read_bytes())
    name = f"taste-{digest.hexdigest()[:16]}"
    return created(Locations.of_this_person().cache_folder / "bench" / name)
