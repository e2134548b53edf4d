"""Measures how often tunes take bars over, beyond what the network does on its own."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.event_copying import TABLE_SHAPE, echo_of
from musicbreeder.seeding.event_features import (
    METER_NAMES,
    PITCH_COUNT,
    Conditions,
    Tokens,
    bar_classes,
    echoes,
    steps_per_bar,
)
from musicbreeder.seeding.event_network import EventNetwork
from musicbreeder.seeding.event_transformer import EventModel
from musicbreeder.seeding.event_writer import EventWriter, Task, events_of
from musicbreeder.seeding.style_leaning import INTERVAL_COUNT
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.corpus_groups import TRAIN

_ROUNDS = 3
_WINDOWS = {4: 1500, 8: 500}
_AT_ONCE = 500
_LEAST_SEEN = 20
_HIGHEST = 0.97
_Counts = tuple[NDArray[np.float64], NDArray[np.float64]]
"""How often events were taken over, and how often they could have been."""

STRENGTH = 1.6
"""Event for event the table is right, and yet bars come again less often than in tunes,
since events are copied independently of one another; so many times over they do."""


def copying_table(
    network: EventNetwork,
    kinds: NDArray[np.int64],
    shares: NDArray[np.float64],
    corpus: Corpus,
    rng: Generator,
) -> NDArray[np.float32]:
    """Return the chances with which the network repeats itself as often as tunes do.

    Args:
        network: trained.
        kinds: of windows, see `EventModel`.
        shares: of the kinds.
    """
    wanted, seen = _counts_of_tunes(corpus, rng)
    table = np.zeros(TABLE_SHAPE)
    for _ in range(_ROUNDS):
        writer = EventWriter(network, table.astype(np.float32))
        model = EventModel(writer, kinds, shares, np.zeros(INTERVAL_COUNT))
        copied, places = np.zeros(TABLE_SHAPE), np.zeros(TABLE_SHAPE)
        for meter in METER_NAMES:
            for bars, count in _WINDOWS.items():
                for _ in range(0, count, _AT_ONCE):
                    grids, conditions = _written(model, meter, bars, rng)
                    _count_copies(grids, conditions, copied, places, rng)
        table = _corrected(table, (wanted, seen), (copied, places))
    strengthened = 1.0 - (1.0 - table) ** STRENGTH
    return strengthened.astype(np.float32)


def _corrected(
    table: NDArray[np.float64], tunes: _Counts, own: _Counts
) -> NDArray[np.float64]:
    """Return the table with more copies where tunes have more of them.

    Where a kind of bar was seen too seldom, what bars of all kinds do stands for it.
    """
    pooled = [part.sum(axis=-1, keepdims=True) for part in (*tunes, *own)]
    is_seldom = (tunes[1] < _LEAST_SEEN) | (own[1] < _LEAST_SEEN)
    more = np.where(is_seldom, _lacking(*pooled), _lacking(*tunes, *own))
    return np.clip(1.0 - (1.0 - table) * (1.0 - more), 0.0, _HIGHEST)


def _lacking(
    copied: NDArray[np.float64],
    seen: NDArray[np.float64],
    own_copied: NDArray[np.float64],
    own_seen: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return which share of what is not copied has to be, to come up to the tunes."""
    wanted = copied / np.maximum(seen, 1.0)
    own = own_copied / np.maximum(own_seen, 1.0)
    is_known = (seen >= _LEAST_SEEN) & (own_seen >= _LEAST_SEEN)
    return np.where(is_known, (wanted - own) / np.maximum(1.0 - own, 1e-6), 0.0)


def _counts_of_tunes(corpus: Corpus, rng: Generator) -> _Counts:
    copied, seen = np.zeros(TABLE_SHAPE), np.zeros(TABLE_SHAPE)
    for meter in METER_NAMES:
        for bars, count in _WINDOWS.items():
            windows = corpus.split_windows(meter, bars, TRAIN)
            size = min(4 * count, len(windows.tokens))
            windows = windows.rows(rng.choice(len(windows.tokens), size, replace=False))
            conditions = Conditions.unknown(meter, size)
            conditions.phases[:] = windows.phases
            conditions.ends[:] = windows.ends
            _count_copies(windows.tokens, conditions, copied, seen, rng)
    return copied, seen


def _written(
    model: EventModel, meter: str, bars: int, rng: Generator
) -> tuple[Tokens, Conditions]:
    steps = bars * METERS[meter].steps_per_bar
    conditions = model.drawn_kinds(meter, bars, _AT_ONCE, rng, is_phrase=False)
    allowed = np.ones((_AT_ONCE, PITCH_COUNT), dtype=np.bool_)
    tasks = [Task(0, steps, steps)] * _AT_ONCE
    return model.writer.write(tasks, conditions, allowed, rng), conditions


def _count_copies(
    grids: Tokens,
    conditions: Conditions,
    copied: NDArray[np.float64],
    seen: NDArray[np.float64],
    rng: Generator,
) -> None:
    """Add to the table how often events could be, and were, taken over."""
    for row, grid in enumerate(grids):
        events = events_of(grid)
        onsets = events[:, 2].astype(np.int64)
        own = conditions.rows(np.array([row]))
        late = np.flatnonzero(onsets >= steps_per_bar(own.meters)[0])
        if not len(late):
            continue
        onsets = onsets[late]
        repeated = conditions.rows(np.full(len(late), row))
        found = echoes(grid[None], onsets[None], own.meters)[0]
        bars = bar_classes(onsets, np.full(len(late), len(grid)), repeated)
        echo = echo_of(found, onsets, repeated.meters, bars, rng)
        is_same = (echo.events == events[late, 0]) & (echo.durations == events[late, 1])
        could_be = echo.events >= 0
        cells = tuple(part[could_be] for part in echo.cells)
        np.add.at(seen, cells, 1.0)
        np.add.at(copied, cells, is_same[could_be].astype(float))
