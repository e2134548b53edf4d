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
    Conditions,
    Ints,
    steps_per_bar,
)

CLOSING_BAR, UNKNOWN_BAR = PHASES, PHASES + 1
"""Beside 0-3 for the place of a bar in its four: the last one of a section, which
closes, and any bar where the place is not known."""

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


def bar_classes(onsets: Ints, step_counts: Ints, conditions: Conditions) -> Ints:
    """Return of which kind the bar of each place is, ``(rows,)``, see `CLOSING_BAR`.

    Args:
        onsets: ``(rows,)`` the places.
        step_counts: ``(rows,)`` lengths of the melodies.
        conditions: one row each.
    """
    steps = steps_per_bar(conditions.meters)
    bars = onsets // steps
    is_known = conditions.phases < PHASES
    classes = np.where(is_known, (conditions.phases + bars) % PHASES, UNKNOWN_BAR)
    closes = (conditions.ends == 1) & (bars == (step_counts - 1) // steps)
    return np.where(closes, CLOSING_BAR, classes)


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
