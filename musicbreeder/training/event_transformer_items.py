"""Training items of the event Transformer: windows with gaps and references.

A part of the items lacks everything after a random place and gets it in front, as what
is known to follow; a part gets other stretches of the same tune in front, as reference,
never one that shares a bar with what is to be written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.event_features import (
    BEGIN_EVENT,
    BOOKS,
    DENSITIES,
    ENDS,
    FIRST_PITCH_TOKEN,
    HOLD_TOKEN,
    METER_NAMES,
    MODES,
    MOST_STEPS,
    NORMAL,
    PHASES,
    REFERENCE,
    SUFFIX,
    Conditions,
    Ints,
    Slots,
    Tokens,
    density_class,
)
from musicbreeder.seeding.event_writer import Events, events_of
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import Corpus

SUFFIX_SHARE = 0.35
_MID_NOTE_SHARE = 0.3
REFERENCE_SHARES = (0.15, 0.04, 0.02)
"""Share of items with one, two and three references."""

_UNKNOWN_SHARE = 0.15
_ALL_UNKNOWN_SHARE = 0.1
_LENGTH_SHARES = {4: 0.6, 8: 0.25, 1: 0.02, 2: 0.04, 3: 0.02, 5: 0.02, 6: 0.03, 7: 0.02}
_PHRASE_SHARE = 0.2
"""Of the items are drawn from whole phrases only: what the app asks for is a seventh of
the windows, and where it begins and ends is what is hardest to learn."""

_BATCHES_PER_BLOCK = 24


@dataclass(frozen=True, eq=False)
class Item:
    """One window, or a part of one, to learn from.

    Attributes:
        events: what is to be said.
        suffix: what is known to follow; may be empty.
        references: events of other melodies in the same style.
        tokens: the whole window.
        stop: step on which `events` end.
        conditions: meter, phase, end, book, mode, density.
    """

    events: Events
    suffix: Events
    references: tuple[Events, ...]
    tokens: Tokens
    stop: int
    conditions: tuple[int, ...]

    @property
    def length(self) -> int:
        return 1 + len(self.events) + len(self.suffix) + sum(map(len, self.references))


@dataclass(frozen=True, eq=False)
class Batch:
    """Items side by side; what is padded has a target of -1."""

    slots: Slots
    conditions: Conditions
    grids: Tokens
    step_counts: Ints
    is_used: NDArray[np.bool_]
    pitch_targets: Ints
    duration_targets: Ints


class ItemSource:
    """Draws items from some sides of the split.

    Args:
        corpus: the prepared tunes.
        splits: the sides to draw from.
    """

    def __init__(self, corpus: Corpus, *splits: int) -> None:
        self._corpus = corpus
        self._windows = {
            (meter, bars): corpus.split_windows(meter, bars, *splits)
            for meter in METER_NAMES
            for bars in (4, 8)
        }
        self._phrases = {
            place: np.flatnonzero((windows.phases == 0) & (windows.ends == 1))
            for place, windows in self._windows.items()
        }
        self._counts = np.array(
            [len(self._windows[meter, 4].tokens) for meter in METER_NAMES], dtype=float
        )
        self._of_tune: dict[tuple[str, int], list[int]] = {}
        for meter in METER_NAMES:
            for place, tune in enumerate(self._windows[meter, 4].tunes.tolist()):
                self._of_tune.setdefault((meter, tune), []).append(place)

    @property
    def window_count(self) -> int:
        return int(self._counts.sum())

    def item(
        self,
        rng: Generator,
        *,
        suffix_share: float = SUFFIX_SHARE,
        reference_shares: tuple[float, ...] = REFERENCE_SHARES,
        bars: int | None = None,
        meter: str | None = None,
        phrase_share: float = _PHRASE_SHARE,
        is_fully_told: bool = False,
    ) -> Item:
        """Return a random item.

        Args:
            phrase_share: chance that only whole phrases are drawn from.
            bars: length; None = mixed.
            meter: None = as often as the corpus has windows of each.
            is_fully_told: no condition is unknown.
        """
        if meter is None:
            places = np.cumsum(self._counts) / self._counts.sum()
            meter = METER_NAMES[int(np.searchsorted(places, rng.random()))]
        if bars is None:
            shares = np.cumsum(list(_LENGTH_SHARES.values()))
            place = int(np.searchsorted(shares, rng.random() * shares[-1]))
            bars = list(_LENGTH_SHARES)[place]
        stored = 4 if bars <= 4 else 8
        windows = self._windows[meter, stored]
        row = int(rng.random() * len(windows.tokens))
        phrases = self._phrases[meter, stored]
        if rng.random() < phrase_share and len(phrases):
            row = int(phrases[int(rng.random() * len(phrases))])
        steps = METERS[meter].steps_per_bar
        tokens = windows.tokens[row]
        phase, end = int(windows.phases[row]), int(windows.ends[row])
        if bars < stored:
            cut = stored - bars
            starts_later = tokens[cut * steps] != HOLD_TOKEN and rng.random() < 0.5
            if starts_later:
                tokens, phase = tokens[cut * steps :], (phase + cut) % PHASES
            else:
                tokens, end = tokens[: bars * steps], 0
        tune = int(windows.tunes[row])
        references = self._references(meter, tune, tokens, rng, reference_shares)
        events, suffix, stop = (
            events_of(tokens),
            np.zeros((0, 3), np.int16),
            len(tokens),
        )
        if rng.random() < suffix_share:
            stop = self._gap_end(tokens, rng)
            events, suffix = events_of(tokens[:stop]), events_of(tokens[stop:], stop)
        conditions = self._conditions(meter, tune, tokens, phase, end)
        if not is_fully_told:
            conditions = _forgetful(conditions, rng)
        return Item(events, suffix, references, tokens, stop, conditions)

    @staticmethod
    def _gap_end(tokens: Tokens, rng: Generator) -> int:
        if rng.random() < _MID_NOTE_SHARE:
            return 1 + int(rng.random() * (len(tokens) - 1))
        starts = np.flatnonzero(tokens != HOLD_TOKEN)
        starts = starts[starts > 0]
        return int(starts[int(rng.random() * len(starts))]) if len(starts) else 1

    def _conditions(
        self, meter: str, tune: int, tokens: Tokens, phase: int, end: int
    ) -> tuple[int, ...]:
        corpus = self._corpus
        quarters = len(tokens) * METERS[meter].quarters_per_step
        onset_count = int((tokens >= FIRST_PITCH_TOKEN).sum())
        mode = min(int(corpus.modes[tune]), MODES - 1)
        return (
            METER_NAMES.index(meter),
            phase,
            end,
            int(corpus.books[tune]),
            mode,
            density_class(onset_count, quarters),
        )

    def _references(
        self,
        meter: str,
        tune: int,
        tokens: Tokens,
        rng: Generator,
        shares: tuple[float, ...],
    ) -> tuple[Events, ...]:
        count = int(np.searchsorted(np.cumsum(shares), rng.random(), side="right")) + 1
        if count > len(shares):
            return ()
        places = self._of_tune.get((meter, tune), [])
        steps = METERS[meter].steps_per_bar
        own = {bar.tobytes() for bar in tokens.reshape(-1, steps)}
        windows = self._windows[meter, 4].tokens
        found: list[Events] = []
        for _ in range(3 * count):
            if not places or len(found) == count:
                break
            other = windows[places[int(rng.random() * len(places))]]
            if not any(bar.tobytes() in own for bar in other.reshape(-1, steps)):
                found.append(events_of(other))
        return tuple(found)

    def batches(
        self, batch_size: int, batch_count: int, rng: Generator
    ) -> Iterator[Batch]:
        """Yield batches of items of like length, in random order."""
        while batch_count > 0:
            count = min(_BATCHES_PER_BLOCK, batch_count)
            items = [self.item(rng) for _ in range(count * batch_size)]
            items.sort(key=lambda item: item.length)
            for place in rng.permutation(count).tolist():
                yield batch_of(items[place * batch_size : (place + 1) * batch_size])
            batch_count -= count


def _forgetful(conditions: tuple[int, ...], rng: Generator) -> tuple[int, ...]:
    unknown = (PHASES, ENDS, BOOKS, MODES, DENSITIES)
    forgets_all = rng.random() < _ALL_UNKNOWN_SHARE
    forgets = rng.random(len(unknown)) < (1.0 if forgets_all else _UNKNOWN_SHARE)
    kept = [
        missing if is_forgotten else value
        for value, missing, is_forgotten in zip(
            conditions[1:], unknown, forgets.tolist(), strict=True
        )
    ]
    return (conditions[0], *kept)


def batch_of(items: list[Item]) -> Batch:
    """Return items side by side, padded at the end."""
    width = max(item.length for item in items)
    shape = (len(items), width)
    parts = np.zeros((3, *shape), dtype=np.int64)
    roles = np.full(shape, NORMAL, dtype=np.int64)
    stops = np.zeros(shape, dtype=np.int64)
    targets = np.full((2, *shape), -1, dtype=np.int64)
    is_used = np.zeros(shape, dtype=np.bool_)
    grids = np.zeros((len(items), MOST_STEPS), dtype=np.uint8)
    for row, item in enumerate(items):
        place = 0
        for reference in item.references:
            stretch = slice(place, place + len(reference))
            parts[:, row, stretch] = reference.T
            roles[row, stretch] = REFERENCE
            place += len(reference)
        stretch = slice(place, place + len(item.suffix))
        parts[:, row, stretch] = item.suffix.T
        roles[row, stretch] = SUFFIX
        place += len(item.suffix)
        parts[0, row, place] = BEGIN_EVENT
        count = len(item.events)
        parts[:, row, place + 1 : place + 1 + count] = item.events.T
        stops[row, place : place + count + 1] = item.stop
        # The last slot would have to say what comes after the end: it has no target.
        targets[:, row, place : place + count] = item.events[:, :2].T
        is_used[row, : place + count + 1] = True
        grids[row, : len(item.tokens)] = item.tokens
    columns = np.array([item.conditions for item in items], dtype=np.int64).T
    return Batch(
        Slots(parts[0], parts[1], parts[2], roles, stops),
        Conditions(*columns),
        grids,
        np.array([len(item.tokens) for item in items], dtype=np.int64),
        is_used,
        targets[0],
        targets[1],
    )
