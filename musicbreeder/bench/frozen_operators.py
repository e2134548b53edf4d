"""Fourteen musical operators, frozen with the baselines that use them.

Three crossovers (bar, beat, rhythm) and eleven mutations (transpose, pitch, onset,
split, delete, bar copy, invert, retrograde, fresh bar, rest, sequence).
"""

from collections.abc import Callable

from numpy.random import Generator

from musicbreeder.bench.grid import BAR_COUNT, BAR_STEPS, NO_EVENT, NOTE_OFF, STEP_COUNT
from musicbreeder.bench.listeners.frozen_phrases import (
    HIGHEST_NOTE,
    LOWEST_NOTE,
    FrozenKey,
    FrozenPhrase,
    random_bar,
)

Mutation = Callable[[list[int], FrozenKey, Generator], None]
Crossover = Callable[[list[int], list[int], Generator], list[int]]

_CROSSOVER_CHANCE = 0.4
_FURTHER_MUTATION_CHANCE = 0.25


def offspring_of(
    first: FrozenPhrase, second: FrozenPhrase, rng: Generator
) -> FrozenPhrase:
    """Return one child: crossed or mutated, then perhaps mutated once more."""
    key = first.key
    line = list(first.line)
    is_crossed = second is not first and rng.random() < _CROSSOVER_CHANCE
    if is_crossed:
        other = _in_key(second, key)
        line = _CROSSOVERS[_below(len(_CROSSOVERS), rng)](line, other, rng)
    if not is_crossed or rng.random() < _FURTHER_MUTATION_CHANCE:
        _MUTATIONS[_below(len(_MUTATIONS), rng)](line, key, rng)
        if rng.random() < _FURTHER_MUTATION_CHANCE:
            _MUTATIONS[_below(len(_MUTATIONS), rng)](line, key, rng)
    if max(line) < 0:
        return first
    return FrozenPhrase(tuple(line), key)


def _below(count: int, rng: Generator) -> int:
    # Quicker than `rng.integers`, which matters in 50,000 offspring.
    return int(rng.random() * count)


def _in_key(phrase: FrozenPhrase, key: FrozenKey) -> list[int]:
    if phrase.key == key:
        return list(phrase.line)
    shift = (key.tonic - phrase.key.tonic + 6) % 12 - 6
    notes = key.notes
    return [
        event if event < 0 else notes[key.place(event + shift)] for event in phrase.line
    ]


def _starts(line: list[int], low: int = 0, high: int = STEP_COUNT) -> list[int]:
    return [step for step in range(low, high) if line[step] >= 0]


def _random_bar_start(rng: Generator) -> int:
    return BAR_STEPS * _below(BAR_COUNT, rng)


def _some_start(line: list[int], rng: Generator) -> int | None:
    starts = _starts(line)
    return starts[_below(len(starts), rng)] if starts else None


# Crossovers.


def _bar_crossover(first: list[int], second: list[int], rng: Generator) -> list[int]:
    mask = 1 + _below(2**BAR_COUNT - 2, rng)
    line: list[int] = []
    for bar in range(BAR_COUNT):
        source = second if mask >> bar & 1 else first
        line += source[BAR_STEPS * bar : BAR_STEPS * (bar + 1)]
    return line


def _beat_crossover(first: list[int], second: list[int], rng: Generator) -> list[int]:
    low = 4 * _below(STEP_COUNT // 4, rng)
    high = min(low + 4 * (1 + _below(8, rng)), STEP_COUNT)
    return first[:low] + second[low:high] + first[high:]


def _rhythm_crossover(first: list[int], second: list[int], rng: Generator) -> list[int]:
    """Return the rhythm of one with the notes that sound in the other meanwhile."""
    if rng.random() < 0.5:
        first, second = second, first
    line = list(first)
    sounding = next((event for event in second if event >= 0), 60)
    for step in range(STEP_COUNT):
        if second[step] >= 0:
            sounding = second[step]
        if line[step] >= 0:
            line[step] = sounding
    return line


# Mutations change the line they are given.


def _transpose(line: list[int], key: FrozenKey, rng: Generator) -> None:
    low = _random_bar_start(rng)
    high = low + BAR_STEPS * (1 + _below(BAR_COUNT - low // BAR_STEPS, rng))
    steps = (1 + _below(4, rng)) * (1 if rng.random() < 0.5 else -1)
    for step in _starts(line, low, high):
        line[step] = key.moved(line[step], steps)


def _pitch(line: list[int], key: FrozenKey, rng: Generator) -> None:
    for _ in range(1 + _below(3, rng)):
        step = _some_start(line, rng)
        if step is None:
            return
        sign = 1 if rng.random() < 0.5 else -1
        if rng.random() < 0.12:
            line[step] = min(max(line[step] + sign, LOWEST_NOTE), HIGHEST_NOTE)
        else:
            line[step] = key.moved(line[step], sign * (1 + _below(3, rng)))


def _onset(line: list[int], key: FrozenKey, rng: Generator) -> None:
    del key
    step = _some_start(line, rng)
    if step is None:
        return
    target = step + (1, 2, -1, -2)[_below(4, rng)]
    if 0 <= target < STEP_COUNT and line[target] < 0:
        line[target] = line[step]
        line[step] = NO_EVENT


def _split(line: list[int], key: FrozenKey, rng: Generator) -> None:
    step = _some_start(line, rng)
    if step is None:
        return
    end = step + 1
    while end < STEP_COUNT and line[end] == NO_EVENT:
        end += 1
    if end - step >= 2:
        middle = step + max((end - step) // 2, 1)
        line[middle] = key.moved(line[step], _below(5, rng) - 2)


def _delete(line: list[int], key: FrozenKey, rng: Generator) -> None:
    del key
    step = _some_start(line, rng)
    if step is not None:
        line[step] = NO_EVENT


def _copied_bar(line: list[int], rng: Generator) -> tuple[int, int]:
    source = _below(BAR_COUNT, rng)
    target = (source + 1 + _below(BAR_COUNT - 1, rng)) % BAR_COUNT
    low, start = BAR_STEPS * source, BAR_STEPS * target
    line[start : start + BAR_STEPS] = line[low : low + BAR_STEPS]
    return start, start + BAR_STEPS


def _bar_copy(line: list[int], key: FrozenKey, rng: Generator) -> None:
    del key
    _copied_bar(line, rng)


def _sequence(line: list[int], key: FrozenKey, rng: Generator) -> None:
    low, high = _copied_bar(line, rng)
    steps = (1, 2, -1, -2)[_below(4, rng)]
    for step in _starts(line, low, high):
        line[step] = key.moved(line[step], steps)


def _invert(line: list[int], key: FrozenKey, rng: Generator) -> None:
    low = _random_bar_start(rng)
    starts = _starts(line, low, low + BAR_STEPS)
    if starts:
        axis = key.place(line[starts[0]])
        for step in starts:
            line[step] = key.moved(key.notes[axis], axis - key.place(line[step]))


def _retrograde(line: list[int], key: FrozenKey, rng: Generator) -> None:
    del key
    low = _random_bar_start(rng)
    starts = _starts(line, low, low + BAR_STEPS)
    backwards = [line[step] for step in reversed(starts)]
    for step, note in zip(starts, backwards, strict=True):
        line[step] = note


def _fresh_bar(line: list[int], key: FrozenKey, rng: Generator) -> None:
    low = _random_bar_start(rng)
    before = next((event for event in line[low::-1] if event >= 0), 66)
    line[low : low + BAR_STEPS] = random_bar(key, before, rng)


def _rest(line: list[int], key: FrozenKey, rng: Generator) -> None:
    step = 2 * _below(STEP_COUNT // 2, rng)
    if line[step] >= 0 or line[step] == NO_EVENT:
        line[step] = NOTE_OFF
    else:
        before = next((event for event in line[step::-1] if event >= 0), 66)
        line[step] = key.moved(before, _below(5, rng) - 2)


_CROSSOVERS: tuple[Crossover, ...] = (
    _bar_crossover,
    _beat_crossover,
    _rhythm_crossover,
)
_MUTATIONS: tuple[Mutation, ...] = (
    _transpose,
    _pitch,
    _onset,
    _split,
    _delete,
    _bar_copy,
    _invert,
    _retrograde,
    _fresh_bar,
    _rest,
    _sequence,
)
