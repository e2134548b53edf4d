"""In which order the measures of a score are played, repeats and endings considered.

A melody that is learned from wants each bar once: then of several endings the last one
is taken, as it is the one that closes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_MEASURES = 20_000
"""Repeats within repeats may not make a piece longer than that."""


@dataclass(frozen=True)
class MeasureMarks:
    """What stands at the bar lines of one measure.

    Attributes:
        begins_repeat: a repeat begins before it.
        ends_repeat: what was since the last beginning is played again after it.
        endings: it is played in these passes only, from 1; none = in every pass.
    """

    begins_repeat: bool = False
    ends_repeat: bool = False
    endings: frozenset[int] = frozenset()


NO_MARKS = MeasureMarks()


def written_once(marks: Sequence[MeasureMarks]) -> list[int]:
    """Return the measures in order, each once, of several endings the last one."""
    order: list[int] = []
    start = 0
    for stop in _section_stops(marks):
        last = max(max(marks[k].endings, default=0) for k in range(start, stop))
        order += [
            k
            for k in range(start, stop)
            if not marks[k].endings or last in marks[k].endings
        ]
        start = stop
    return order


def as_played(marks: Sequence[MeasureMarks]) -> list[int]:
    """Return the measures in the order in which they are heard."""
    order: list[int] = []
    start = 0
    for stop in _section_stops(marks):
        is_repeated = any(marks[k].ends_repeat for k in range(start, stop))
        last = max(max(marks[k].endings, default=0) for k in range(start, stop))
        for turn in range(1, max(last, 2 if is_repeated else 1) + 1):
            order += [
                k
                for k in range(start, stop)
                if not marks[k].endings or turn in marks[k].endings
            ]
            if len(order) > MOST_MEASURES:
                return order[:MOST_MEASURES]
        start = stop
    return order


def _section_stops(marks: Sequence[MeasureMarks]) -> list[int]:
    """Return where sections stop: stretches that are repeated as a whole.

    A section stops before the beginning of a repeat, and after the end of one unless
    another ending follows.
    """
    stops = []
    for k in range(1, len(marks)):
        goes_on = bool(marks[k].endings) and bool(marks[k - 1].endings)
        ended = marks[k - 1].ends_repeat or (
            bool(marks[k - 1].endings) and not marks[k].endings
        )
        if marks[k].begins_repeat or (ended and not goes_on):
            stops.append(k)
    return [*stops, len(marks)] if marks else []
