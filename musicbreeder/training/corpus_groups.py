"""Finds tunes that are versions of one another, and splits them as a whole.

The books print many tunes twice, under other names and in other keys. Whatever shares
enough runs of eight intervals is one group; a group stands on one side of a split only,
so that no model is tested on what it has learned.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

SHINGLE_INTERVALS = 8
_LEAST_SHARED = 4
_LEAST_SHARE = 0.15
_TOO_COMMON = 60
"""A run that so many tunes have says nothing of descent: scales, broken chords."""

TRAIN, VALID, TEST = 0, 1, 2


def grouped(pitch_rows: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    """Return for each tune the number of its group, the least place of a member.

    Args:
        pitch_rows: the MIDI notes of each tune in order.
    """
    shingles = [_shingles(row) for row in pitch_rows]
    shared = _shared_counts(shingles)
    leader = list(range(len(pitch_rows)))

    def root(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for (first, second), count in shared.items():
        least = min(len(shingles[first]), len(shingles[second]))
        if count >= _LEAST_SHARED and count >= _LEAST_SHARE * least:
            one, other = sorted((root(first), root(second)))
            leader[other] = one
    return np.array([root(place) for place in range(len(leader))], dtype=np.int32)


def _shingles(pitches: Sequence[int]) -> NDArray[np.int64]:
    intervals = np.clip(np.diff(np.asarray(pitches, dtype=np.int16)), -127, 127)
    if len(intervals) < SHINGLE_INTERVALS:
        return np.zeros(0, dtype=np.int64)
    rows = np.lib.stride_tricks.sliding_window_view(
        intervals.astype(np.int8), SHINGLE_INTERVALS
    )
    return np.unique(np.ascontiguousarray(rows).view(np.int64).ravel())


def _shared_counts(
    shingles: Sequence[NDArray[np.int64]],
) -> Counter[tuple[int, int]]:
    values = np.concatenate(shingles)
    owners = np.repeat(np.arange(len(shingles)), [len(one) for one in shingles])
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    cuts = np.flatnonzero(np.diff(values)) + 1
    counts: Counter[tuple[int, int]] = Counter()
    for owner_group in np.split(owners, cuts):
        if 2 <= len(owner_group) <= _TOO_COMMON:
            counts.update(combinations(owner_group.tolist(), 2))
    return counts


def split_of(group_key: str) -> int:
    """Return the side of the split for a group, by a hash: 80, 9 and 11 %."""
    place = int.from_bytes(hashlib.sha256(group_key.encode()).digest()[:4], "big") % 100
    if place < 80:
        return TRAIN
    return VALID if place < 89 else TEST
