"""What the event Transformer reads: one slot an event, with everything it may know.

A melody is a row of events (pitch, duration, onset). Slot j holds event j - 1 and has
to say event j, whose onset is known: where the last one ended. Beside the event a slot
knows where it stands in bar, phrase and window, how many steps are left, what kind of
phrase is asked for, and its *echoes*: what stood at the same place one to four bars
before, and for how long the melody has been repeating that. Training and use read the
same arrays from here, so that both see the same.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from musicbreeder.theory.meter import METERS

Ints: TypeAlias = NDArray[np.int64]
Tokens: TypeAlias = NDArray[np.uint8]

HOLD_TOKEN, REST_TOKEN, FIRST_PITCH_TOKEN = 0, 1, 2
LOWEST_PITCH, PITCH_COUNT = 53, 36
"""MIDI 53-88 (F3 to E6), in a key without signature."""

REST_EVENT, HOLD_EVENT, BEGIN_EVENT = PITCH_COUNT, PITCH_COUNT + 1, PITCH_COUNT + 2
"""Beside 0-35 for pitches; a hold lets the note, or rest, before go on."""

CHOICE_COUNT = PITCH_COUNT + 2
LONGEST_DURATION = 16
MOST_STEPS = 128
NORMAL, SUFFIX, REFERENCE = 0, 1, 2
ROLE_COUNT = 3
LAG_BARS = (1, 2, 3, 4)
METER_NAMES = ("4/4", "6/8", "3/4")
PHASES, ENDS, BOOKS, MODES, DENSITIES = 4, 2, 5, 5, 8
"""How many values each condition has; the next number stands for unknown."""

DENSITY_EDGES = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.4)
"""Onsets a quarter that part the classes of density."""

MODE_NAMES = ("major", "minor", "dorian", "mixolydian")
"""The named modes; the last number, 4, is any other."""

_RUN_EDGES = np.array([1, 4, 8, 12, 16, 32])
CLOSING_BAR, UNKNOWN_BAR = PHASES, PHASES + 1
"""Beside 0-3 for the place of a bar in its four: the last one of a section, which
closes, and any bar where the place is not known."""

RUN_CLASSES = len(_RUN_EDGES) + 1
"""Classes of how long a repetition has lasted: 0, 1-3, 4-7, ... 32 steps and more."""

_ECHO_NONE = FIRST_PITCH_TOKEN + PITCH_COUNT

_BLOCKS: tuple[tuple[str, int], ...] = (
    ("pitch", CHOICE_COUNT + 1),
    ("duration", LONGEST_DURATION + 1),
    ("onset", MOST_STEPS + 1),
    ("onset in bar", 40),
    ("next onset", MOST_STEPS + 1),
    ("next onset in bar", 40),
    ("steps left", MOST_STEPS + 1),
    ("role", ROLE_COUNT),
    *(
        (f"{part} {lag} back", size)
        for lag in LAG_BARS
        for part, size in (
            ("token", _ECHO_NONE + 1),
            ("length", LONGEST_DURATION + 1),
            ("run", RUN_CLASSES),
        )
    ),
    ("meter", len(METER_NAMES)),
    ("phase", PHASES + 1),
    ("end", ENDS + 1),
    ("book", BOOKS + 1),
    ("mode", MODES + 1),
    ("density", DENSITIES + 1),
    ("place in phrase", 40 * (PHASES + 2)),
    ("place in the close of a mode", 1 + 40 * (MODES + 1)),
)
_OFFSETS = dict(
    zip(
        (name for name, _ in _BLOCKS),
        np.cumsum([0, *(size for _, size in _BLOCKS[:-1])]).tolist(),
        strict=True,
    )
)
FEATURE_COUNT = len(_BLOCKS)
EMBEDDING_COUNT = sum(size for _, size in _BLOCKS)
CONDITION_NAMES = ("meter", "phase", "end", "book", "mode", "density")
ECHO_NAMES = tuple(name for name, _ in _BLOCKS if name.endswith("back"))
DISTANCE_COUNT = 2 * MOST_STEPS + 1
BIAS_COUNT = ROLE_COUNT * len(METER_NAMES) * DISTANCE_COUNT

_BAR_STEPS = np.array([METERS[name].steps_per_bar for name in METER_NAMES])
_BAR_OFFSETS = np.concatenate([[0], np.cumsum(_BAR_STEPS)[:-1]])


@dataclass(frozen=True, eq=False)
class Conditions:
    """What is asked for, one number a row; the highest stands for unknown.

    Attributes:
        meters: places in `METER_NAMES`.
        phases: bars before the first one in its section, modulo 4.
        ends: 1 = the last bar ends a section.
        books: places in the list of books.
        modes: places in `MODE_NAMES`, 4 = another.
        densities: see `density_class`.
    """

    meters: Ints
    phases: Ints
    ends: Ints
    books: Ints
    modes: Ints
    densities: Ints

    @staticmethod
    def unknown(meter: str, row_count: int) -> "Conditions":
        """Return rows that ask for nothing but the meter."""
        place = METER_NAMES.index(meter)
        return Conditions(
            *(
                np.full(row_count, value, dtype=np.int64)
                for value in (place, PHASES, ENDS, BOOKS, MODES, DENSITIES)
            )
        )

    @property
    def stacked(self) -> Ints:
        """``(rows, 6)`` in the order of `CONDITION_NAMES`."""
        return np.stack(
            [
                self.meters,
                self.phases,
                self.ends,
                self.books,
                self.modes,
                self.densities,
            ],
            axis=1,
        )

    def rows(self, selection: NDArray[np.intp]) -> "Conditions":
        return Conditions(
            self.meters[selection],
            self.phases[selection],
            self.ends[selection],
            self.books[selection],
            self.modes[selection],
            self.densities[selection],
        )


@dataclass(frozen=True, eq=False)
class Slots:
    """Events in the order in which they are read; all arrays ``(rows, slots)``.

    Attributes:
        pitches: 0-35, or one of the events `REST_EVENT`, `HOLD_EVENT`, `BEGIN_EVENT`.
        durations: steps, 0 for the beginning.
        onsets: steps from the start of the window.
        roles: `NORMAL`, `SUFFIX` (what comes after the gap) or `REFERENCE`.
        stops: step on which what is to be written ends; 0 except for `NORMAL`.
    """

    pitches: Ints
    durations: Ints
    onsets: Ints
    roles: Ints
    stops: Ints

    @property
    def next_onsets(self) -> Ints:
        return self.onsets + self.durations


def density_class(onset_count: float, quarters: float) -> int:
    """Return the class of density, 0-7, of a melody."""
    return int(np.searchsorted(DENSITY_EDGES, onset_count / quarters, side="right"))


def bar_classes(onsets: Ints, step_counts: Ints, conditions: Conditions) -> Ints:
    """Return of which kind the bar of each place is, see `CLOSING_BAR`.

    Args:
        onsets: ``(rows, ...)`` the places.
        step_counts: ``(rows,)`` lengths of the melodies.
        conditions: one row each.
    """
    further = (slice(None),) + (None,) * (onsets.ndim - 1)
    phases = conditions.phases[further]
    steps = _BAR_STEPS[conditions.meters][further]
    bars = onsets // steps
    classes = np.where(phases < PHASES, (phases + bars) % PHASES, UNKNOWN_BAR)
    closes = bars == (step_counts[further] - 1) // steps
    closes &= conditions.ends[further] == 1
    return np.where(closes, CLOSING_BAR, classes)


def features(
    slots: Slots, conditions: Conditions, grids: Tokens, step_counts: Ints
) -> Ints:
    """Return which embeddings each slot sums, ``(rows, slots, FEATURE_COUNT)``.

    Args:
        slots: what is read.
        conditions: what is asked for.
        grids: ``(rows, steps)`` tokens of the window; only steps before a slot's next
            onset are looked at.
        step_counts: ``(rows,)`` lengths of the windows.
    """
    meters = conditions.meters[:, None]
    nexts = np.minimum(slots.next_onsets, MOST_STEPS)
    onsets = np.minimum(slots.onsets, MOST_STEPS)
    is_normal = slots.roles == NORMAL
    left = np.where(is_normal, np.clip(slots.stops - nexts, 0, MOST_STEPS), 0)
    found = np.empty((*slots.pitches.shape, FEATURE_COUNT), dtype=np.int64)
    found[..., 0] = slots.pitches
    found[..., 1] = slots.durations
    found[..., 2] = onsets
    found[..., 3] = onsets % _BAR_STEPS[meters] + _BAR_OFFSETS[meters]
    found[..., 4] = nexts
    found[..., 5] = nexts % _BAR_STEPS[meters] + _BAR_OFFSETS[meters]
    found[..., 6] = left
    found[..., 7] = slots.roles
    echo_count = len(ECHO_NAMES)
    found[..., 8 : 8 + echo_count] = echoes(grids, nexts, conditions.meters)
    found[..., 8 : 8 + echo_count][~is_normal] = _NO_ECHO
    found[..., 8 + echo_count : -2] = conditions.stacked[:, None, :]
    places = found[..., 5]
    bars = bar_classes(nexts, step_counts, conditions)
    bars = np.where(slots.roles == REFERENCE, UNKNOWN_BAR, bars)
    found[..., -2] = 40 * bars + places
    closes = 1 + 40 * conditions.modes[:, None] + places
    found[..., -1] = np.where(bars == CLOSING_BAR, closes, 0)
    found += _ALL_OFFSETS
    return found


_ALL_OFFSETS = np.array(list(_OFFSETS.values()))
_NO_ECHO = np.tile([_ECHO_NONE, 0, 0], len(LAG_BARS))


def echoes(grids: Tokens, steps: Ints, meters: Ints) -> Ints:
    """Return what stood one to four bars before, ``(rows, places, 12)``.

    Three numbers for each lag: the token there, for how many steps it lasts (0 where
    nothing begins), and the class of how long the melody has agreed with that lag.

    Args:
        grids: ``(rows, steps)`` tokens; only those before each place are looked at.
        steps: ``(rows, places)`` where to listen from.
        meters: ``(rows,)`` places in `METER_NAMES`.
    """
    row_count, step_count = grids.shape
    rows = np.arange(row_count)[:, None]
    places = np.arange(step_count)
    boundary = np.where(grids != HOLD_TOKEN, places, step_count)
    following = np.full((row_count, step_count + 1), step_count)
    following[:, :-1] = np.minimum.accumulate(boundary[:, ::-1], axis=1)[:, ::-1]
    found = np.empty((*steps.shape, 3 * len(LAG_BARS)), dtype=np.int64)
    for number, bars in enumerate(LAG_BARS):
        lags = (bars * _BAR_STEPS[meters])[:, None]
        sources = places - lags
        agrees = (grids == grids[rows, np.maximum(sources, 0)]) & (sources >= 0)
        last_break = np.maximum.accumulate(np.where(agrees, -1, places), axis=1)
        before = np.maximum(steps - 1, 0)
        runs = np.where(
            steps > 0, before - last_break[rows, np.minimum(before, step_count - 1)], 0
        )
        echo = steps - lags
        is_there = (echo >= 0) & (echo < step_count)
        place = np.where(is_there, echo, 0)
        tokens = np.where(is_there, grids[rows, place], _ECHO_NONE)
        lengths = np.minimum(following[rows, place + 1] - place, lags)
        begins = is_there & (tokens != HOLD_TOKEN)
        found[..., 3 * number] = tokens
        found[..., 3 * number + 1] = np.where(
            begins, np.minimum(lengths, LONGEST_DURATION), 0
        )
        found[..., 3 * number + 2] = np.searchsorted(_RUN_EDGES, runs, side="right")
    return found


def bias_places(
    next_onsets: Ints, key_onsets: Ints, key_roles: Ints, meters: Ints
) -> Ints:
    """Return which attention bias applies, ``(rows, queries, keys)``.

    Args:
        next_onsets: ``(rows, queries)`` where the event to be said starts.
        key_onsets: ``(rows, keys)`` where the event looked at starts.
        key_roles: ``(rows, keys)``.
        meters: ``(rows,)``.
    """
    distances = np.clip(
        next_onsets[:, :, None] - key_onsets[:, None, :], -MOST_STEPS, MOST_STEPS
    )
    kinds = key_roles * len(METER_NAMES) + meters[:, None]
    places: Ints = kinds[:, None, :] * DISTANCE_COUNT + distances + MOST_STEPS
    return places


def echoes_in(found: Ints) -> Ints:
    """Return the echoes that `features` has put among the others, ``(..., 12)``."""
    part = slice(8, 8 + len(ECHO_NAMES))
    echo: Ints = found[..., part] - _ALL_OFFSETS[part]
    return echo


def steps_per_bar(meters: Ints) -> Ints:
    """Return the steps of a bar for places in `METER_NAMES`."""
    steps: Ints = _BAR_STEPS[meters]
    return steps
