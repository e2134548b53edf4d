"""Listeners whose wishes depend on one another: no sum of traits describes them.

Invented for this benchmark, so that what is tuned here is not tuned to near-linear
tastes only.
"""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.hearing import Hearing, Values
from musicbreeder.bench.listeners.traits import TRAITS, TraitScale

_SHARPNESS = 4.0


def _sigmoid(values: Values) -> Values:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))


class Demanding:
    """Wants five things at once: a melody is as good as its weakest point.

    A soft minimum over wishes, each for a moderately unusual amount of a trait.
    """

    def __init__(self, scale: TraitScale, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._scale = scale
        self._wanted = rng.choice(len(TRAITS), 5, replace=False)
        # Taken from one usual melody, and stretched, so that they can be had together.
        model = scale.sample[int(rng.integers(len(scale.sample))), self._wanted]
        self._targets = np.clip(1.6 * model, -2.0, 2.0)
        self._widths = rng.uniform(0.6, 1.1, 5)

    def utilities(self, events: Events) -> Values:
        traits = self._scale.traits(Hearing(events))[:, self._wanted]
        misses = np.abs(traits - self._targets) / self._widths
        met = np.exp(-0.5 * np.minimum(misses, 3.0))
        softest = np.log(np.exp(-_SHARPNESS * met).mean(axis=1)) / -_SHARPNESS
        return np.asarray(softest + 0.1 * met.mean(axis=1))


class Contrary:
    """Likes much of one trait with little of another, or the reverse: an exclusive or.

    Three pairs of traits, with four plain wishes beside them.
    """

    def __init__(self, scale: TraitScale, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._scale = scale
        chosen = rng.choice(len(TRAITS), 10, replace=False)
        self._firsts, self._seconds, self._plain = np.split(chosen, (3, 6))
        self._weights = rng.uniform(0.6, 1.4, 3) * rng.choice((-1.0, 1.0), 3)
        self._plain_weights = rng.uniform(0.2, 0.5, 4) * rng.choice((-1.0, 1.0), 4)

    def utilities(self, events: Events) -> Values:
        traits = np.tanh(self._scale.traits(Hearing(events)))
        pairs = traits[:, self._firsts] * traits[:, self._seconds]
        plain = traits[:, self._plain] @ self._plain_weights
        return np.asarray(pairs @ self._weights + plain)


class Collector:
    """Loves a few narrow spots far apart and finds everything else much alike.

    Three bumps of different height, each in four traits, on a gentle slope.
    """

    def __init__(self, scale: TraitScale, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._scale = scale
        self._traits = np.array(
            [rng.choice(len(TRAITS), 4, replace=False) for _ in range(3)]
        )
        models = rng.choice(len(scale.sample), 3, replace=False)
        self._centres = np.clip(
            1.2 * scale.sample[models[:, None], self._traits], -2.0, 2.0
        )
        self._heights = np.array((1.0, 0.8, 0.65))
        self._radii = rng.uniform(0.6, 0.9, 3)
        self._slope = rng.normal(0.0, 0.06, len(TRAITS))

    def utilities(self, events: Events) -> Values:
        traits = self._scale.traits(Hearing(events))
        gaps = ((traits[:, self._traits] - self._centres) ** 2).mean(axis=2)
        bumps = self._heights * np.exp(-0.5 * gaps / self._radii**2)
        slope = np.tanh(traits) @ self._slope
        return np.asarray(bumps.max(axis=1) + 0.5 * slope)


class Homecoming:
    """Wants a departure and a return: neither counts without the other.

    The third bar must differ from the first in shape and register, the last bar must
    come back, the climax must lie in the departure; all multiply.
    """

    def __init__(self, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._rise_semitones = float(rng.uniform(3.0, 7.0) * rng.choice((-1.0, 1.0)))
        self._return_power = float(rng.uniform(0.7, 1.5))
        self._contrast_power = float(rng.uniform(0.7, 1.5))
        self._liveliness = float(rng.choice((-1.0, 1.0)))
        self._note_count = float(rng.uniform(16.0, 30.0))

    def utilities(self, events: Events) -> Values:
        hearing = Hearing(events)
        likeness = hearing.bar_likeness
        homecoming = likeness[:, 0, 3] ** self._return_power
        contrast = (1.0 - 0.9 * likeness[:, 0, 2]) ** self._contrast_power
        pitches, counts = hearing.bar_pitches, hearing.bar_note_counts
        rise = pitches[:, 2] - 0.5 * (pitches[:, 0] + pitches[:, 3])
        lift = np.exp(-0.5 * ((rise - self._rise_semitones) / 3.0) ** 2)
        busier = self._liveliness * (counts[:, 2] - counts[:, 0])
        pace = 0.5 + 0.5 * _sigmoid(busier - 1.0)
        missing = (hearing.note_counts - self._note_count) / 10.0
        fullness = np.exp(-0.5 * missing**2)
        whole = homecoming * contrast * pace * (0.3 + 0.7 * lift)
        return np.asarray(whole * (0.4 + 0.6 * fullness))


class Moody:
    """Wants one thing of melodies in minor and another of those in major, say.

    A gate on one trait decides which of two lists of wishes counts; what they have in
    common is less than what sets them apart.
    """

    def __init__(self, scale: TraitScale, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._scale = scale
        names = list(TRAITS)
        gates = ("minorness", "notes", "register", "syncopation")
        self._gate = names.index(gates[int(rng.integers(len(gates)))])
        others = [index for index in range(len(names)) if index != self._gate]
        self._wishes = rng.choice(others, 5, replace=False)
        common, apart = rng.normal(0.0, 0.7, 5), rng.normal(0.0, 1.0, 5)
        self._weights, self._turned = common + apart, common - apart
        self._bonus = float(rng.uniform(-0.3, 0.3))

    def utilities(self, events: Events) -> Values:
        traits = self._scale.traits(Hearing(events))
        gate = _sigmoid(2.5 * traits[:, self._gate])
        wishes = np.tanh(traits[:, self._wishes])
        one, other = wishes @ self._weights, wishes @ self._turned
        return np.asarray(gate * (one + self._bonus) + (1.0 - gate) * other)
