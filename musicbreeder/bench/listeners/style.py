"""A listener who loves one dance: what could come from its tunes is liked.

Likelihood of intervals (trigram) and of lengths given the place in the bar, counted in
600 phrases of an invented dance and capped, less penalties for what is untypical.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.bench.grid import BAR_STEPS, Events
from musicbreeder.bench.listeners.dances import DANCES, dance_phrases
from musicbreeder.bench.listeners.hearing import Counts, Hearing, Values
from musicbreeder.bench.listeners.traits import TRAITS, TraitScale

_CORPUS_SIZE = 600
_INTERVAL_EDGES = (-8, -5, -3, -1, 0, 1, 3, 5, 8)
_INTERVAL_COUNT = len(_INTERVAL_EDGES) + 1
_LENGTH_EDGES = (2, 3, 4, 5, 7, 12)
_LENGTH_COUNT = len(_LENGTH_EDGES) + 1
_LEAST_LOG_LIKELIHOOD = -5.0
_TYPICAL_TRAITS = ("notes", "range", "rests", "clarity", "last length")


class StyleLover:
    """Knows one dance by heart.

    Args:
        number: which of the dances, counted round.
    """

    def __init__(self, number: int, rng: Generator) -> None:
        self.ideal: Events | None = None
        dance = list(DANCES.values())[number % len(DANCES)]
        corpus = dance_phrases(dance, _CORPUS_SIZE, rng)
        hearing = Hearing(corpus)
        self._interval_logs = _log_probabilities(*_interval_cells(hearing))
        self._length_logs = _log_probabilities(*_length_cells(hearing))
        self._scale = TraitScale.of(corpus)
        names = list(TRAITS)
        self._typical = [names.index(name) for name in _TYPICAL_TRAITS]
        self._interval_weight = float(rng.uniform(0.35, 0.65))
        self._penalty = float(rng.uniform(0.08, 0.2))
        self._caps = [np.quantile(part, 0.95) for part in self._likelihoods(hearing)]

    def utilities(self, events: Events) -> Values:
        hearing = Hearing(events)
        intervals, lengths = (
            np.minimum(part, cap)
            for part, cap in zip(self._likelihoods(hearing), self._caps, strict=True)
        )
        likelihood = (
            self._interval_weight * intervals + (1.0 - self._interval_weight) * lengths
        )
        strangeness = np.abs(self._scale.traits(hearing)[:, self._typical]) - 1.5
        penalty = self._penalty * np.maximum(strangeness, 0.0).sum(axis=1)
        return np.asarray(likelihood - penalty)

    def _likelihoods(self, hearing: Hearing) -> tuple[Values, Values]:
        """Return the mean log likelihood of intervals and of lengths."""
        parts = []
        for (rows, contexts, values), logs in (
            ((hearing.triples[0], *_interval_cells(hearing)[:2]), self._interval_logs),
            ((hearing.rows, *_length_cells(hearing)[:2]), self._length_logs),
        ):
            found = np.maximum(logs[contexts, values], _LEAST_LOG_LIKELIHOOD)
            mean = hearing.means(rows, found)
            parts.append(np.where(hearing.sums(rows) > 0, mean, _LEAST_LOG_LIKELIHOOD))
        return parts[0], parts[1]


def _interval_cells(hearing: Hearing) -> tuple[Counts, Counts, tuple[int, int]]:
    """Return context (interval before, is it on a beat) and class of each interval."""
    _, first, second = hearing.triples
    before = np.digitize(first, _INTERVAL_EDGES)
    after = np.digitize(second, _INTERVAL_EDGES)
    is_third = np.zeros(len(hearing.rows), dtype=np.bool_)
    is_third[2:] = hearing.rows[2:] == hearing.rows[:-2]
    is_on_beat = (hearing.strengths[is_third] >= 2).astype(np.intp)
    shape = (2 * _INTERVAL_COUNT, _INTERVAL_COUNT)
    return before + _INTERVAL_COUNT * is_on_beat, after, shape


def _length_cells(hearing: Hearing) -> tuple[Counts, Counts, tuple[int, int]]:
    """Return context (place in the bar, length before) and class of each length."""
    lengths = np.digitize(hearing.gaps, _LENGTH_EDGES)
    before = np.roll(lengths, 1)
    is_first = np.append(True, hearing.rows[1:] != hearing.rows[:-1])
    before[is_first[: len(before)]] = 0
    places = hearing.steps % BAR_STEPS
    shape = (BAR_STEPS * _LENGTH_COUNT, _LENGTH_COUNT)
    return places * _LENGTH_COUNT + before, lengths, shape


def _log_probabilities(
    contexts: Counts, values: Counts, shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Return ``shape`` log p(value | context), smoothed towards p(value)."""
    counts = np.zeros(shape)
    np.add.at(counts, (contexts, values), 1.0)
    usual = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * shape[1])
    smoothed = counts + 4.0 * usual
    logs: NDArray[np.float64] = np.log(smoothed / smoothed.sum(axis=1, keepdims=True))
    return logs
