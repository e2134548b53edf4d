"""Windows: the stretches of a few bars that the models learn from.

They start at every bar line. A window that is found in several tunes is kept once, and
one found on two sides of the split only on the side of training.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.training.corpus_stretches import (
    FIRST_PITCH_TOKEN,
    HOLD_TOKEN,
    Bar,
)

PHASE_COUNT = 4
_LEAST_NOTES_PER_BAR = 1.25


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of one meter and length; all arrays have one row a window.

    Attributes:
        tokens: ``(count, steps)`` uint8: 0 = hold, 1 = rest, 2-37 = MIDI 53-88.
        tunes: int32, place of the tune it is from.
        phases: uint8, bars before it in its section, modulo 4.
        ends: uint8, 1 = its last bar ends a section.
    """

    tokens: NDArray[np.uint8]
    tunes: NDArray[np.int32]
    phases: NDArray[np.uint8]
    ends: NDArray[np.uint8]

    def rows(self, selection: NDArray[np.intp]) -> "Windows":
        return Windows(
            self.tokens[selection],
            self.tunes[selection],
            self.phases[selection],
            self.ends[selection],
        )


def windows_of(
    stretches: Iterable[tuple[int, Sequence[Bar]]], bar_count: int, steps_per_bar: int
) -> Windows:
    """Return every usable window of `bar_count` bars.

    Args:
        stretches: the place of the tune, with a run of bars.
    """
    tokens, tunes, phases, ends = [], [], [], []
    for tune, bars in stretches:
        for start in range(len(bars) - bar_count + 1):
            window = bars[start : start + bar_count]
            last = window[-1].closing_tokens
            row = np.concatenate([*(bar.tokens for bar in window[:-1]), last])
            if _is_usable(row, bar_count):
                tokens.append(row)
                tunes.append(tune)
                phases.append(window[0].place % PHASE_COUNT)
                ends.append(window[-1].ends_section)
    steps = bar_count * steps_per_bar
    return Windows(
        np.array(tokens, dtype=np.uint8).reshape(-1, steps),
        np.array(tunes, dtype=np.int32),
        np.array(phases, dtype=np.uint8),
        np.array(ends, dtype=np.uint8),
    )


def _is_usable(row: NDArray[np.uint8], bar_count: int) -> bool:
    is_note = row >= FIRST_PITCH_TOKEN
    return bool(
        row[0] != HOLD_TOKEN
        and is_note.sum() >= _LEAST_NOTES_PER_BAR * bar_count
        and len(np.unique(row[is_note])) > 2
    )


def without_repeats(windows: Windows, splits: NDArray[np.uint8]) -> Windows:
    """Return the windows, each kind once, those of training first to stay.

    Args:
        splits: for each tune the side it is on.
    """
    order = np.argsort(splits[windows.tunes], kind="stable")
    if not len(order):
        return windows
    ordered = np.ascontiguousarray(windows.tokens[order])
    keys = ordered.view(np.dtype((np.void, ordered.shape[1]))).ravel()
    _, firsts = np.unique(keys, return_index=True)
    return windows.rows(np.sort(order[firsts]))
