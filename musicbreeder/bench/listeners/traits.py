"""Traits: single qualities of a melody that a listener can have a wish about."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from musicbreeder.bench.grid import STEP_COUNT, Events
from musicbreeder.bench.listeners.hearing import Hearing, Values

_LIMIT = 4.0


def _share_of_intervals(hearing: Hearing, lowest: int, highest: int) -> Values:
    sizes = np.abs(hearing.intervals)
    return hearing.means(hearing.pair_rows, (sizes >= lowest) & (sizes <= highest))


def turn_share(hearing: Hearing) -> Values:
    """Return the share of notes on which the line changes direction."""
    rows, first, second = hearing.triples
    return hearing.means(rows, first * second < 0)


def recovery(hearing: Hearing) -> Values:
    """Return the share of leaps followed by a step back, 1 where there is no leap."""
    rows, first, second = hearing.triples
    is_leap = np.abs(first) >= 5
    is_recovered = (first * second < 0) & (np.abs(second) <= 2)
    leaps = hearing.sums(rows, is_leap)
    recovered = hearing.sums(rows, is_leap & is_recovered)
    return np.where(leaps > 0, recovered / np.maximum(leaps, 1.0), 1.0)


def _evenness(hearing: Hearing) -> Values:
    """Return the share of the commonest note length."""
    gaps = np.minimum(hearing.gaps, 16)
    cells = np.bincount(hearing.rows * 17 + gaps, minlength=17 * len(hearing))
    commonest = cells.reshape(-1, 17).max(axis=1)
    return np.asarray(commonest / np.maximum(hearing.note_counts, 1.0))


def _dotted(hearing: Hearing) -> Values:
    return hearing.means(hearing.rows, np.isin(hearing.gaps, (3, 6)))


def line_range(hearing: Hearing) -> Values:
    """Return the semitones between the lowest and the highest note."""
    return np.asarray(hearing.line.max(axis=1) - hearing.line.min(axis=1))


def _tilt(hearing: Hearing) -> Values:
    halves = hearing.line.reshape(-1, 2, STEP_COUNT // 2).mean(axis=2)
    return np.asarray(halves[:, 1] - halves[:, 0])


def arch(hearing: Hearing) -> Values:
    """Return how much higher the middle lies than both ends, in semitones."""
    eighths = hearing.line.reshape(-1, 8, 8).mean(axis=2)
    ends = 0.5 * (eighths[:, :2].mean(axis=1) + eighths[:, 6:].mean(axis=1))
    return np.asarray(eighths[:, 3:6].mean(axis=1) - ends)


def climax_place(hearing: Hearing) -> Values:
    """Return where the highest note first sounds, 0..1."""
    return np.asarray(np.argmax(hearing.line, axis=1) / STEP_COUNT)


def key_clarity(hearing: Hearing) -> Values:
    """Return the correlation with the best key."""
    return np.asarray(hearing.key_fits.max(axis=1))


def minorness(hearing: Hearing) -> Values:
    """Return how much better a minor key fits than any major one."""
    fits = hearing.key_fits
    return np.asarray(fits[:, 12:].max(axis=1) - fits[:, :12].max(axis=1))


def _colour(hearing: Hearing) -> Values:
    """Return the entropy of pitch classes, in nats."""
    weights = hearing.pitch_class_weights
    return np.asarray(-(weights * np.log(np.maximum(weights, 1e-9))).sum(axis=1))


def tonic_ending(hearing: Hearing) -> Values:
    """Return 1 for an end on the tonic, 0.6 on its third or fifth, else 0."""
    rows, last = hearing.lasts
    worth = np.zeros(len(hearing))
    keys = hearing.keys[rows]
    degrees = (hearing.pitches[last] - keys) % 12
    third = np.where(keys < 12, 4, 3)
    is_chord = (degrees == 7) | (degrees == third)
    worth[rows] = np.where(degrees == 0, 1.0, np.where(is_chord, 0.6, 0.0))
    return worth


def last_gap(hearing: Hearing) -> Values:
    """Return the steps of the last note, up to a bar."""
    rows, last = hearing.lasts
    steps = np.zeros(len(hearing))
    steps[rows] = np.minimum(hearing.gaps[last], 16)
    return steps


def _likeness(first: int, second: int) -> Callable[[Hearing], Values]:
    return lambda hearing: np.asarray(hearing.bar_likeness[:, first, second])


TRAITS: dict[str, Callable[[Hearing], Values]] = {
    "notes": lambda hearing: hearing.note_counts,
    "evenness": _evenness,
    "rests": lambda hearing: hearing.rest_shares,
    "syncopation": lambda hearing: hearing.means(hearing.rows, hearing.delays),
    "dotted": _dotted,
    "range": line_range,
    "register": lambda hearing: np.asarray(hearing.line.mean(axis=1)),
    "steps": lambda hearing: _share_of_intervals(hearing, 1, 2),
    "thirds": lambda hearing: _share_of_intervals(hearing, 3, 4),
    "leaps": lambda hearing: _share_of_intervals(hearing, 5, 48),
    "repeats": lambda hearing: _share_of_intervals(hearing, 0, 0),
    "turns": turn_share,
    "tilt": _tilt,
    "arch": arch,
    "climax": climax_place,
    "clarity": key_clarity,
    "minorness": minorness,
    "colour": _colour,
    "last length": last_gap,
    "second as first": _likeness(0, 1),
    "third as first": _likeness(0, 2),
    "fourth as first": _likeness(0, 3),
    "fourth as second": _likeness(1, 3),
}
"""Every trait by its name."""


@dataclass(frozen=True, eq=False)
class TraitScale:
    """What is usual of each trait: so that one unit means as much in all of them.

    Attributes:
        sample: ``(n, trait_count)`` traits of usual melodies, in units of this scale.
    """

    medians: Values
    spreads: Values
    sample: Values

    @staticmethod
    def of(events: Events) -> "TraitScale":
        """Return the scale on which these melodies are usual."""
        raw = _raw(Hearing(events))
        medians = np.median(raw, axis=0)
        low, high = np.quantile(raw, (0.16, 0.84), axis=0)
        spreads = np.maximum(0.5 * (high - low), 0.3 * raw.std(axis=0) + 1e-9)
        return TraitScale(medians, spreads, _scaled(raw, medians, spreads))

    def traits(self, hearing: Hearing) -> Values:
        """Return ``(n, trait_count)`` traits, 0 = usual, 1 = rather high, -1 low."""
        return _scaled(_raw(hearing), self.medians, self.spreads)


def _raw(hearing: Hearing) -> Values:
    return np.stack([trait(hearing) for trait in TRAITS.values()], axis=1)


def _scaled(raw: Values, medians: Values, spreads: Values) -> Values:
    return np.clip((raw - medians) / spreads, -_LIMIT, _LIMIT)
