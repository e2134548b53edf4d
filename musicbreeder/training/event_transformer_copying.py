"""Measures how often tunes take bars over, beyond what the network does on its own."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.event_copying import TABLE_SHAPE, echo_of
from musicbreeder.seeding.event_features import METER_NAMES, PITCH_COUNT, Tokens, echoes
from musicbreeder.seeding.event_network import EventNetwork
from musicbreeder.seeding.event_transformer import EventModel
from musicbreeder.seeding.event_writer import EventWriter, Task, events_of
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.corpus_groups import TRAIN

_ROUNDS = 3
_WINDOWS = {4: 1500, 8: 500}
_AT_ONCE = 500
_LEAST_SEEN = 20
_HIGHEST = 0.97
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
    wanted, seen = _shares_of_tunes(corpus, rng)
    table = np.zeros(TABLE_SHAPE)
    for _ in range(_ROUNDS):
        writer = EventWriter(network, table.astype(np.float32))
        model = EventModel(writer, kinds, shares, np.zeros((0, 5), dtype=np.int64))
        copied, places = np.zeros(TABLE_SHAPE), np.zeros(TABLE_SHAPE)
        for meter in METER_NAMES:
            for bars, count in _WINDOWS.items():
                for _ in range(0, count, _AT_ONCE):
                    grids = _written(model, meter, bars, min(count, _AT_ONCE), rng)
                    _count_copies(grids, meter, copied, places, rng)
        own = copied / np.maximum(places, 1.0)
        is_known = (seen >= _LEAST_SEEN) & (places >= _LEAST_SEEN)
        more = np.where(is_known, (wanted - own) / np.maximum(1.0 - own, 1e-6), 0.0)
        table = np.clip(1.0 - (1.0 - table) * (1.0 - more), 0.0, _HIGHEST)
    strengthened = 1.0 - (1.0 - table) ** STRENGTH
    return strengthened.astype(np.float32)


def _shares_of_tunes(
    corpus: Corpus, rng: Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    copied, seen = np.zeros(TABLE_SHAPE), np.zeros(TABLE_SHAPE)
    for meter in METER_NAMES:
        for bars, count in _WINDOWS.items():
            tokens = corpus.split_windows(meter, bars, TRAIN).tokens
            rows = rng.choice(len(tokens), min(2 * count, len(tokens)), replace=False)
            _count_copies(tokens[rows], meter, copied, seen, rng)
    return copied / np.maximum(seen, 1.0), seen


def _written(
    model: EventModel, meter: str, bars: int, count: int, rng: Generator
) -> Tokens:
    steps = bars * METERS[meter].steps_per_bar
    conditions = model.drawn_kinds(meter, bars, count, rng, is_phrase=False)
    allowed = np.ones((count, PITCH_COUNT), dtype=np.bool_)
    tasks = [Task(0, steps, steps)] * count
    return model.writer.write(tasks, conditions, allowed, rng).grids


def _count_copies(
    grids: Tokens,
    meter: str,
    copied: NDArray[np.float64],
    seen: NDArray[np.float64],
    rng: Generator,
) -> None:
    """Add to the table how often events could be, and were, taken over."""
    place = METER_NAMES.index(meter)
    bar = METERS[meter].steps_per_bar
    for row in grids:
        events = events_of(row)
        onsets = events[:, 2].astype(np.int64)
        late = np.flatnonzero(onsets >= bar)
        if not len(late):
            continue
        onsets = onsets[late]
        meters = np.full(len(late), place, dtype=np.int64)
        found = echoes(row[None], onsets[None], meters[:1])[0]
        echo = echo_of(found, onsets, meters, rng)
        is_same = (echo.events == events[late, 0]) & (echo.durations == events[late, 1])
        could_be = echo.events >= 0
        cells = tuple(part[could_be] for part in echo.cells)
        np.add.at(seen, cells, 1.0)
        np.add.at(copied, cells, is_same[could_be].astype(float))
