"""Modes: struck and plucked things as sums of partials that each ring and die.

A dying partial is a complex number raised to the power of time. Time is split into
rows and columns, ``z**(row * width + column) = z**(row * width) * z**column``, so that
a whole bank of partials becomes one product of two small matrices: exact, and faster
than any sample-by-sample model of a string. Partials that have died are left out of
the later rows.

Sources: Fletcher & Rossing, *The Physics of Musical Instruments* (1998): stiff strings
(ch. 2.18), bars and their tuning by an undercut (2.15, 19), bells (21).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth.filter import body_magnitude

Samples = NDArray[np.float32]
Numbers = NDArray[np.float64]

_ROW_WIDTH = 256
_LARGEST_PRODUCT = 1 << 17  # small products stay on one core
_SILENT = 2e-6
_MOST_STRING_PARTIALS = 60
_SIXTY_DB = np.log(1000.0)

_FREE_BAR = np.array([1.0, 2.756, 5.404, 8.933, 13.345, 18.638])
_TUNED_BAR = np.array([1.0, 3.932, 9.538, 16.688, 24.566, 31.147])
_BAR_LEVELS = np.array([1.0, 0.42, 0.24, 0.12, 0.06, 0.03])
_BELL = np.array(
    # hum, prime, tierce, quint, nominal and upper partials of a tuned church bell;
    # close pairs are the beating halves of one mode
    [0.5, 1.0, 1.0023, 1.2, 1.2031, 1.5, 2.0, 2.0037, 2.514, 2.662, 3.011, 4.166, 5.433]
)
_BELL_LEVELS = np.array(
    [0.35, 0.55, 0.3, 0.5, 0.3, 0.2, 0.8, 0.5, 0.3, 0.35, 0.45, 0.3, 0.2]
)
_BELL_RINGS = np.array(
    [1.4, 1.0, 1.0, 0.8, 0.8, 0.5, 0.6, 0.6, 0.35, 0.35, 0.3, 0.22, 0.16]
)


@dataclass(frozen=True, slots=True)
class Modes:
    """A bank of partials, arrays of one length.

    Attributes:
        hz: their frequencies.
        levels: their amplitudes at the start.
        ring_seconds: how long each takes to fall by 60 dB.
        starts: the phases they start at, in periods.
    """

    hz: Numbers
    levels: Numbers
    ring_seconds: Numbers
    starts: Numbers

    def at(self, level: float) -> "Modes":
        """Return the bank with the root of its squared levels at `level`."""
        total = max(float(np.sqrt(np.sum(self.levels**2))), 1e-12)
        return replace(self, levels=self.levels * (level / total))

    def joined(self, other: "Modes") -> "Modes":
        """Return both banks as one."""
        return Modes(
            np.concatenate((self.hz, other.hz)),
            np.concatenate((self.levels, other.levels)),
            np.concatenate((self.ring_seconds, other.ring_seconds)),
            np.concatenate((self.starts, other.starts)),
        )

    def through_body(self, level: float) -> "Modes":
        """Return the bank as a wooden body passes it on."""
        return replace(self, levels=self.levels * body_magnitude(self.hz, level))


@dataclass(frozen=True, slots=True)
class Strike:
    """What was struck, and how.

    Attributes:
        hz: the note.
        ring_seconds: of the note's own partial, to -60 dB.
        damping: 0: all partials ring alike; 1: the high ones die at once.
        tilt_db_per_octave: added to the natural fall of the levels; above 0 is harder.
        highest_hz: partials above are left out.
    """

    hz: float
    ring_seconds: float
    damping: float
    tilt_db_per_octave: float
    highest_hz: float

    def modes(
        self, ratios: Numbers, levels: Numbers, losses: Numbers, starts: Numbers
    ) -> Modes:
        """Return the bank for partials at `ratios`; `losses` 2 rings half as long."""
        audible = self.hz * ratios < self.highest_hz
        ratios = ratios[audible]
        tilt = 10 ** (self.tilt_db_per_octave / 20 * np.log2(ratios))
        return Modes(
            self.hz * ratios,
            levels[audible] * tilt,
            self.ring_seconds / losses[audible],
            starts[audible],
        )


def string_modes(strike: Strike, pluck_position: float, stiffness: float) -> Modes:
    """Return the modes of a plucked stiff string.

    Args:
        pluck_position: share of the string's length, 0.5 is the middle.
        stiffness: 0 is an ideal string, 1 nearly a rod (inharmonicity 0.001).
    """
    numbers = np.arange(1.0, _MOST_STRING_PARTIALS + 1)
    inharmonicity = 0.001 * stiffness**2
    ratios = numbers * np.sqrt((1 + inharmonicity * numbers**2) / (1 + inharmonicity))
    levels = np.sin(np.pi * numbers * pluck_position) / numbers
    # losses in air and at the ends grow with frequency (ch. 2.12)
    air = 2.0 * (strike.hz * ratios / 4000.0) ** 2
    losses = 1 + strike.damping * (0.25 * (numbers - 1) + air)
    # as a body scatters them: no two partials peak together, and chords have room
    starts = 0.1 * numbers**2
    return strike.modes(ratios, levels, losses, starts)


def course_modes(
    strike: Strike, pluck_position: float, stiffness: float, cents: Sequence[float]
) -> Modes:
    """Return the modes of a course of strings, each out of tune by so many cents.

    Strings that drift apart make the level fall fast at first and slowly later, as in
    a piano.
    """
    strings = [
        string_modes(
            replace(strike, hz=strike.hz * 2 ** (detune / 1200)),
            pluck_position,
            stiffness,
        )
        for detune in cents
    ]
    return reduce(Modes.joined, strings)


def bar_modes(strike: Strike, undercut: float) -> Modes:
    """Return the modes of a struck bar.

    Args:
        undercut: 0 is a plain bar (glockenspiel), 1 a marimba's tuned one.
    """
    ratios = _FREE_BAR ** (1 - undercut) * _TUNED_BAR**undercut
    losses = 1 + strike.damping * 4.0 * (ratios - 1) ** 0.8
    return strike.modes(ratios, _BAR_LEVELS, losses, _quarters(ratios))


def bell_modes(strike: Strike) -> Modes:
    """Return the modes of a tuned bell."""
    above_note = np.maximum(np.log2(_BELL), 0)
    losses = (1 + 1.5 * strike.damping * above_note) / _BELL_RINGS
    return strike.modes(_BELL, _BELL_LEVELS, losses, _quarters(_BELL))


def _quarters(ratios: Numbers) -> Numbers:
    """Return starts a quarter of a period apart, the first as a sine.

    So a beating pair of a bell is neither loudest nor silent at the start.
    """
    return 0.25 * np.arange(len(ratios), dtype=np.float64) - 0.25


def ringing(modes: Modes, frame_count: int, sample_rate: int) -> Samples:
    """Return the sound of a bank of partials.

    Returns:
        ``(frame_count,)``, at full level from the first sample.
    """
    death_rows = _rows_until_silent(modes, sample_rate)
    longest_first = np.argsort(-death_rows, kind="stable")
    hz, ring_seconds = modes.hz[longest_first], modes.ring_seconds[longest_first]
    exponent = (-_SIXTY_DB / ring_seconds + 2j * np.pi * hz) / sample_rate
    row_count = -(-frame_count // _ROW_WIDTH)
    columns = _powers(np.exp(exponent), _ROW_WIDTH)
    rows = _powers(np.exp(exponent * _ROW_WIDTH), row_count)
    starts = modes.levels * np.exp(2j * np.pi * modes.starts)
    rows *= starts[longest_first, np.newaxis]
    # the real part of a product of complex numbers, as a product of real matrices
    left = np.empty((row_count, 2 * len(hz)), dtype=np.float32)
    left[:, 0::2], left[:, 1::2] = rows.real.T, rows.imag.T
    right = np.empty((2 * len(hz), _ROW_WIDTH), dtype=np.float32)
    right[0::2], right[1::2] = columns.real, -columns.imag
    samples = np.zeros((row_count, _ROW_WIDTH), dtype=np.float32)
    start = 0
    while start < row_count:
        alive = 2 * int(np.count_nonzero(death_rows > start))
        if alive == 0:
            break
        stop = start + max(1, _LARGEST_PRODUCT // (alive * _ROW_WIDTH))
        np.matmul(left[start:stop, :alive], right[:alive], out=samples[start:stop])
        start = stop
    return samples.reshape(-1)[:frame_count]


def _powers(base: NDArray[np.complex128], count: int) -> NDArray[np.complex128]:
    """Return ``(len(base), count)``: base**0, base**1, ... by doubling."""
    powers = np.ones((len(base), count), dtype=np.complex128)
    done, step = 1, base
    while done < count:
        more = min(done, count - done)
        powers[:, done : done + more] = powers[:, :more] * step[:, np.newaxis]
        done += more
        step = step * step
    return powers


def _rows_until_silent(modes: Modes, sample_rate: int) -> Numbers:
    loudness = np.maximum(np.abs(modes.levels), 1e-12) / _SILENT
    seconds = np.maximum(np.log(loudness), 0.0) * modes.ring_seconds / _SIXTY_DB
    rows: Numbers = seconds * sample_rate / _ROW_WIDTH
    return rows
