"""Bars that come again: how often a tune goes on repeating itself where it does.

A writer that draws every note anew seldom repeats a whole bar, even where each note of
it is likely. So while a melody is written, the next event is now and then taken over
from where the melody has been repeating itself. How often is measured: by the bars'
distance, by how long the repetition has lasted and by whether a bar begins, it is what
the tune books do beyond what the network does on its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.event_features import (
    FIRST_PITCH_TOKEN,
    HOLD_TOKEN,
    LAG_BARS,
    METER_NAMES,
    PHASES,
    PITCH_COUNT,
    REST_EVENT,
    REST_TOKEN,
    RUN_CLASSES,
    Ints,
    steps_per_bar,
)

TABLE_SHAPE = (len(METER_NAMES), len(LAG_BARS), RUN_CLASSES, 2, PHASES + 2)


@dataclass(frozen=True, eq=False)
class Echo:
    """The event a place may take over, one a row.

    Attributes:
        cells: ``(5, rows)`` places in a table of `TABLE_SHAPE`.
        events: pitch or rest that began there; -1 = nothing did.
        durations: its steps.
    """

    cells: NDArray[np.intp]
    events: Ints
    durations: Ints


def echo_of(
    echoes: Ints, onsets: Ints, meters: Ints, bars: Ints, rng: Generator
) -> Echo:
    """Return the event at the distance at which the repetition has lasted longest.

    Args:
        echoes: ``(rows, 12)`` as `event_features.echoes` tells them for one place.
        onsets: ``(rows,)`` the place.
        meters: ``(rows,)`` places in `METER_NAMES`.
        bars: ``(rows,)`` of `bar_classes`.
        rng: decides between distances with repetitions as long.
    """
    rows = np.arange(len(onsets))
    parts = echoes.reshape(len(onsets), len(LAG_BARS), 3)
    tokens, lengths, runs = parts[..., 0], parts[..., 1], parts[..., 2]
    is_there = tokens < FIRST_PITCH_TOKEN + PITCH_COUNT
    ranks = np.where(is_there, runs, -1) + 0.5 * rng.random(runs.shape)
    lags = ranks.argmax(axis=1)
    token = tokens[rows, lags]
    begins = is_there[rows, lags] & (token != HOLD_TOKEN)
    events = np.where(token == REST_TOKEN, REST_EVENT, token - FIRST_PITCH_TOKEN)
    begins_bar = onsets % steps_per_bar(meters) == 0
    cells = np.stack([meters, lags, runs[rows, lags], begins_bar.astype(int), bars])
    return Echo(
        cells.astype(np.intp),
        np.where(begins, events, -1),
        np.where(begins, lengths[rows, lags], 0),
    )
