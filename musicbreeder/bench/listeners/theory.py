"""A listener with a textbook's idea of melody, each with weights of their own."""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners import traits
from musicbreeder.bench.listeners.hearing import Hearing, Values

_FORMS = ("AABA", "ABAB", "ABAC", "AABC", "ABCA")


class TheoryStudent:
    """Adds up key, form, syncopation, arch, cadence and leap recovery."""

    def __init__(self, rng: Generator) -> None:
        self.ideal: Events | None = None
        self._weights = rng.dirichlet(np.full(6, 2.0))
        self._form = _FORMS[int(rng.integers(len(_FORMS)))]
        self._syncopation = float(rng.choice((0.0, 0.3, 0.8)))
        self._arch_semitones = float(rng.uniform(3.0, 8.0))

    def utilities(self, events: Events) -> Values:
        hearing = Hearing(events)
        syncopation = hearing.means(hearing.rows, hearing.delays)
        parts = (
            traits.key_clarity(hearing) - 2.0 * hearing.foreign_shares,
            self._form_likeness(hearing),
            -np.minimum(np.abs(syncopation - self._syncopation), 1.0),
            -np.minimum(np.abs(traits.arch(hearing) / self._arch_semitones - 1), 2.0),
            traits.tonic_ending(hearing) * np.minimum(traits.last_gap(hearing) / 8, 1),
            traits.recovery(hearing) - 0.05 * np.abs(traits.line_range(hearing) - 14),
        )
        return np.asarray(np.stack(parts, axis=1) @ self._weights)

    def _form_likeness(self, hearing: Hearing) -> Values:
        """Return how alike the bars are that should be, less those that should not."""
        total = np.zeros(len(hearing))
        for first in range(4):
            for second in range(first + 1, 4):
                likeness = hearing.bar_likeness[:, first, second]
                is_same = self._form[first] == self._form[second]
                total += likeness if is_same else -0.7 * likeness
        return total / 3.0
