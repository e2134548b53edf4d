"""Writes melodies event by event with the event Transformer.

All rows are written side by side: every pass says the next event of every row, wherever
that row has come to, until each has reached its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.event_copying import echo_of
from musicbreeder.seeding.event_features import (
    BEGIN_EVENT,
    CHOICE_COUNT,
    FIRST_PITCH_TOKEN,
    HOLD_EVENT,
    HOLD_TOKEN,
    LONGEST_DURATION,
    MOST_STEPS,
    NORMAL,
    PITCH_COUNT,
    REFERENCE,
    REST_EVENT,
    REST_TOKEN,
    SUFFIX,
    Conditions,
    Ints,
    Slots,
    Tokens,
    bar_classes,
    bias_places,
    echoes_in,
    features,
)
from musicbreeder.seeding.event_network import Cache, EventNetwork
from musicbreeder.seeding.network import Floats, drawn, softmax

Events = NDArray[np.int16]
"""``(count, 3)`` pitch, duration and onset of events in order."""

NO_EVENTS: Events = np.zeros((0, 3), dtype=np.int16)
_ROWS_AT_ONCE = 200
"""Melodies that are written side by side: more do not fit the processor's cache."""

_DURATIONS = np.arange(1, LONGEST_DURATION + 1)


@dataclass(frozen=True, eq=False)
class Task:
    """One melody to write, or to write on.

    Attributes:
        prefix: what is there before the gap.
        suffix: what is known to follow it.
        references: melodies in whose style to write.
        start: step on which the gap starts: where `prefix` ends.
        stop: step on which it ends.
        step_count: length of the whole melody.
    """

    start: int
    stop: int
    step_count: int
    prefix: Events = field(default_factory=lambda: NO_EVENTS)
    suffix: Events = field(default_factory=lambda: NO_EVENTS)
    references: tuple[Events, ...] = ()

    @property
    def prompt_length(self) -> int:
        known = len(self.prefix) + len(self.suffix) + 1
        return known + sum(len(reference) for reference in self.references)


def events_of(tokens: Tokens, first_step: int = 0) -> Events:
    """Return the events of a row of tokens; what lasts longer than 16 steps is cut.

    Args:
        tokens: ``(steps,)``; a hold in front becomes a `HOLD_EVENT`.
        first_step: added to every onset.
    """
    if not len(tokens):
        return NO_EVENTS
    starts = np.flatnonzero(tokens != HOLD_TOKEN).tolist()
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    ends = [*starts[1:], len(tokens)]
    rows = []
    for start, end in zip(starts, ends, strict=True):
        event = event_of(int(tokens[start]))
        place = start
        while place < end:
            duration = min(end - place, LONGEST_DURATION)
            rows.append((event, duration, place + first_step))
            event = HOLD_EVENT
            place += duration
    return np.array(rows, dtype=np.int16)


def event_of(token: int) -> int:
    """Return the event of a token: what starts where the token stands."""
    if token >= FIRST_PITCH_TOKEN:
        return token - FIRST_PITCH_TOKEN
    return REST_EVENT if token == REST_TOKEN else HOLD_EVENT


class EventWriter:
    """Draws from the network.

    Args:
        network: with its weights.
        copying: ``TABLE_SHAPE`` chances to take an event over, see `event_copying`;
            None = never.
    """

    def __init__(
        self, network: EventNetwork, copying: NDArray[np.float32] | None = None
    ) -> None:
        self._network = network
        self._copying = copying

    def write(
        self,
        tasks: Sequence[Task],
        conditions: Conditions,
        allowed: NDArray[np.bool_],
        rng: Generator,
        leaning: NDArray[np.float32] | None = None,
    ) -> Tokens:
        """Return the tasks' melodies, each with its gap filled, ``(rows, steps)``.

        Args:
            tasks: one a row.
            conditions: one row for each task.
            allowed: ``(rows, PITCH_COUNT)`` pitches that may be written; at least one.
            rng: draws every event.
            leaning: what is added to the logit of each interval, see `style_leaning`.
        """
        step_count = max((task.step_count for task in tasks), default=0)
        grids: Tokens = np.zeros((len(tasks), step_count), dtype=np.uint8)
        for start in range(0, len(tasks), _ROWS_AT_ONCE):
            rows = np.arange(start, min(start + _ROWS_AT_ONCE, len(tasks)))
            block = [tasks[row] for row in rows.tolist()]
            passage = _Passage(block, conditions.rows(rows), allowed[rows])
            self._write(passage, leaning, rng)
            grids[rows, : passage.grids.shape[1]] = passage.grids
        return grids

    def _write(
        self, passage: "_Passage", leaning: NDArray[np.float32] | None, rng: Generator
    ) -> None:
        cache = passage.begin(self._network)
        while len(passage.rows):
            state = passage.state
            assert state is not None  # `begin` and `go_on` leave one
            logits = self._network.pitch_logits(state)
            if leaning is not None:
                logits[:, :PITCH_COUNT] += passage.leaned(leaning)
            pitches = _drawn_pitches(logits, passage, rng)
            durations = _drawn_durations(
                self._network.duration_logits(state, pitches), passage.left, rng
            )
            if self._copying is not None:
                pitches, durations = passage.with_copies(
                    pitches, durations, self._copying, rng
                )
            passage.say(pitches, durations)
            passage.go_on(self._network, cache)


class _Passage:
    """The rows that are being written.

    Attributes:
        rows: those that have not come to their end.
        state: ``(len(rows), width)`` of the network after what was read.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        conditions: Conditions,
        allowed: NDArray[np.bool_],
    ) -> None:
        self._tasks = tasks
        self._conditions = conditions
        self._is_allowed = allowed
        self._step_counts = np.array([task.step_count for task in tasks])
        step_count = max(task.step_count for task in tasks)
        self.grids: Tokens = np.zeros((len(tasks), step_count), dtype=np.uint8)
        self._onsets = np.array([task.start for task in tasks], dtype=np.int64)
        self._stops = np.array([task.stop for task in tasks], dtype=np.int64)
        self.rows = np.flatnonzero(self._onsets < self._stops)
        self._last_pitches = np.array([_last_pitch(task.prefix) for task in tasks])
        self.state: Floats | None = None
        self._echoes: Ints | None = None
        self._key_onsets: Ints = np.zeros((len(tasks), 0), dtype=np.int64)
        self._key_roles = self._key_onsets
        self._is_used = np.zeros((len(tasks), 0), dtype=np.bool_)
        for row, task in enumerate(tasks):
            for events in (task.prefix, task.suffix):
                for event, _, onset in events.tolist():
                    self.grids[row, onset] = _token_of(event)

    @property
    def left(self) -> Ints:
        return self._stops[self.rows] - self._onsets[self.rows]

    @property
    def is_allowed(self) -> NDArray[np.bool_]:
        return self._is_allowed[self.rows]

    @property
    def may_rest(self) -> NDArray[np.bool_]:
        return self._onsets[self.rows] > 0

    def begin(self, network: EventNetwork) -> Cache:
        """Read what is known of every row, aligned at its end."""
        tasks = [self._tasks[row] for row in self.rows.tolist()]
        width = max([task.prompt_length for task in tasks], default=1)
        shape = (len(tasks), width)
        parts = np.zeros((3, *shape), dtype=np.int64)
        roles = np.full(shape, NORMAL, dtype=np.int64)
        stops = np.zeros(shape, dtype=np.int64)
        is_used = np.zeros(shape, dtype=np.bool_)
        for row, task in enumerate(tasks):
            place = width - task.prompt_length
            is_used[row, place:] = True
            for events, role in (
                *((reference, REFERENCE) for reference in task.references),
                (task.suffix, SUFFIX),
            ):
                stretch = slice(place, place + len(events))
                parts[:, row, stretch] = events.T
                roles[row, stretch] = role
                place += len(events)
            parts[0, row, place] = BEGIN_EVENT
            parts[:, row, place + 1 :] = task.prefix.T
            stops[row, place:] = task.stop
        slots = Slots(parts[0], parts[1], parts[2], roles, stops)
        self._key_onsets = slots.onsets
        self._key_roles = roles
        self._is_used = is_used
        most_events = max([task.stop - task.start for task in tasks], default=0)
        cache = network.cache(len(tasks), width + most_events)
        if len(tasks):
            causal = np.triu(np.ones((width, width), dtype=np.bool_), 1)
            hidden = (causal[None] | ~is_used[:, None, :]) & ~np.eye(
                width, dtype=np.bool_
            )
            conditions = self._conditions.rows(self.rows)
            nexts = np.minimum(slots.next_onsets, MOST_STEPS)
            counts = self._step_counts[self.rows]
            found = features(slots, conditions, self.grids[self.rows], counts)
            self._echoes = echoes_in(found[:, -1])
            states = network.read(
                found,
                bias_places(nexts, slots.onsets, roles, conditions.meters),
                hidden,
                cache,
            )
            self.state = states[:, -1]
        self._said: tuple[Ints, Ints, Ints] | None = None
        return cache

    def leaned(self, leaning: NDArray[np.float32]) -> Floats:
        """Return what the interval to each pitch adds to it, ``(rows, PITCH_COUNT)``.

        Where no note was said yet that is nothing.
        """
        last = self._last_pitches[self.rows][:, None]
        widest = len(leaning) // 2
        steps = np.clip(np.arange(PITCH_COUNT) - last, -widest, widest) + widest
        return np.where(last < 0, np.float32(0.0), leaning[steps])

    def with_copies(
        self,
        pitches: Ints,
        durations: Ints,
        copying: NDArray[np.float32],
        rng: Generator,
    ) -> tuple[Ints, Ints]:
        """Return events, some of them taken over from bars before."""
        assert self._echoes is not None  # `begin` and `go_on` leave them
        rows = np.arange(len(self.rows))
        onsets, conditions = self._onsets[self.rows], self._conditions.rows(self.rows)
        bars = bar_classes(onsets, self._step_counts[self.rows], conditions)
        echo = echo_of(self._echoes, onsets, conditions.meters, bars, rng)
        is_pitch = (echo.events >= 0) & (echo.events < PITCH_COUNT)
        allowed = self.is_allowed[rows, np.where(is_pitch, echo.events, 0)]
        takes_over = rng.random(len(rows)) < copying[tuple(echo.cells)]
        takes_over &= (echo.events == REST_EVENT) | (is_pitch & allowed)
        takes_over &= echo.durations <= self.left
        return (
            np.where(takes_over, echo.events, pitches),
            np.where(takes_over, echo.durations, durations),
        )

    def say(self, pitches: Ints, durations: Ints) -> None:
        """Write an event into every row."""
        rows = self.rows
        onsets = self._onsets[rows].copy()
        self.grids[rows, onsets] = np.where(
            pitches == REST_EVENT, REST_TOKEN, pitches + FIRST_PITCH_TOKEN
        )
        is_note = pitches < PITCH_COUNT
        self._last_pitches[rows[is_note]] = pitches[is_note]
        self._onsets[rows] += durations
        self._said = (pitches, durations, onsets)

    def go_on(self, network: EventNetwork, cache: Cache) -> None:
        """Read what was said last; rows at their end are left out."""
        assert self._said is not None  # something was said
        goes_on = np.flatnonzero(self._onsets[self.rows] < self._stops[self.rows])
        pitches, durations, onsets = (part[goes_on] for part in self._said)
        if len(goes_on) < len(self.rows):
            cache.keep(goes_on)
            self._key_onsets = self._key_onsets[goes_on]
            self._key_roles = self._key_roles[goes_on]
            self._is_used = self._is_used[goes_on]
            self.rows = self.rows[goes_on]
        if not len(goes_on):
            return
        rows = self.rows
        roles = np.full((len(rows), 1), NORMAL, dtype=np.int64)
        slots = Slots(
            pitches[:, None],
            durations[:, None],
            onsets[:, None],
            roles,
            self._stops[rows][:, None],
        )
        conditions = self._conditions.rows(rows)
        self._key_onsets = np.hstack([self._key_onsets, slots.onsets])
        self._key_roles = np.hstack([self._key_roles, roles])
        self._is_used = np.hstack([self._is_used, roles == NORMAL])
        hidden = None
        if not self._is_used.all():
            hidden = ~self._is_used[:, None, :]
        nexts = np.minimum(slots.next_onsets, MOST_STEPS)
        found = features(slots, conditions, self.grids[rows], self._step_counts[rows])
        self._echoes = echoes_in(found[:, 0])
        states = network.read(
            found,
            bias_places(nexts, self._key_onsets, self._key_roles, conditions.meters),
            hidden,
            cache,
        )
        self.state = states[:, 0]


def _last_pitch(events: Events) -> int:
    """Return the pitch of the last note, -1 where there is none."""
    pitches = events[:, 0][events[:, 0] < PITCH_COUNT]
    return int(pitches[-1]) if len(pitches) else -1


def _token_of(event: int) -> int:
    if event < PITCH_COUNT:
        return event + FIRST_PITCH_TOKEN
    return REST_TOKEN if event == REST_EVENT else HOLD_TOKEN


def _drawn_pitches(logits: Floats, passage: _Passage, rng: Generator) -> Ints:
    is_possible = np.zeros((len(logits), CHOICE_COUNT), dtype=np.bool_)
    is_possible[:, :PITCH_COUNT] = passage.is_allowed
    is_possible[:, REST_EVENT] = passage.may_rest
    return _drawn(logits, is_possible, rng)


def _drawn_durations(logits: Floats, left: Ints, rng: Generator) -> Ints:
    return _drawn(logits, left[:, None] >= _DURATIONS, rng) + 1


def _drawn(logits: Floats, is_possible: NDArray[np.bool_], rng: Generator) -> Ints:
    return drawn(softmax(np.where(is_possible, logits, np.float32(-1e9))), rng)
