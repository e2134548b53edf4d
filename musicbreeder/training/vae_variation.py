"""What breeding does to melodies, done to grids: the autoencoder has to know it too.

An autoencoder that has seen tunes only mends what a mutation has just changed. So a
share of every batch is changed in the ways of breeding before it is encoded and asked
for: notes moved along the scale, notes dropped and struck twice, bars taken from
another tune, rests put in.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.seeding.latent_grid import (
    BAR_STEPS,
    FIRST_PITCH,
    HOLD,
    LOWEST_NOTE,
    PITCH_COUNT,
    REST,
    STEP_COUNT,
    TOKEN_COUNT,
    Tokens,
)

_WHITE = np.isin(
    (np.arange(PITCH_COUNT) + LOWEST_NOTE) % 12, (0, 2, 4, 5, 7, 9, 11)
).nonzero()[0]
"""Places of the notes without accidental in the network's range."""

_RUNG = np.abs(np.arange(PITCH_COUNT)[:, None] - _WHITE).argmin(axis=1)
_WIDEST_MOVE = 4

PITCH_SHARE, RHYTHM_SHARE, CROSSING_SHARE, REST_SHARE = 0.3, 0.12, 0.1, 0.06


def varied(tokens: Tokens, meters: NDArray[np.integer], rng: Generator) -> Tokens:
    """Return grids of which some were changed as breeding changes melodies.

    Args:
        tokens: ``(grid_count, 64)``; left as they are.
        meters: ``(grid_count,)``; bars are only taken from grids of the same meter.
    """
    tokens = tokens.copy()
    count = len(tokens)
    _cross(tokens, meters, rng.random(count) < CROSSING_SHARE, rng)
    rows = np.flatnonzero(rng.random(count) < PITCH_SHARE)
    tokens[rows] = with_moved_notes(
        tokens[rows], rng.uniform(0.04, 0.5, len(rows)), rng
    )
    rows = np.flatnonzero(rng.random(count) < RHYTHM_SHARE)
    tokens[rows] = _with_other_rhythm(tokens[rows], rng)
    rows = np.flatnonzero(rng.random(count) < REST_SHARE)
    is_rest = (tokens[rows] == HOLD) & (rng.random((len(rows), STEP_COUNT)) < 0.06)
    tokens[rows] = np.where(is_rest, np.uint8(REST), tokens[rows])
    return tokens


def with_moved_notes(
    tokens: Tokens, shares: NDArray[np.float64], rng: Generator
) -> Tokens:
    """Return grids with a share of the notes of each moved 1-4 scale steps."""
    is_note = (tokens >= FIRST_PITCH) & (tokens < TOKEN_COUNT)
    is_moved = is_note & (rng.random(tokens.shape) < shares[:, None])
    pitches = np.where(is_note, tokens, FIRST_PITCH).astype(np.intp) - FIRST_PITCH
    moves = rng.integers(1, _WIDEST_MOVE + 1, tokens.shape)
    moves *= rng.choice((-1, 1), tokens.shape)
    rungs = _RUNG[pitches] + moves
    highest = len(_WHITE) - 1
    rungs = np.abs(rungs)
    rungs = np.where(rungs > highest, 2 * highest - rungs, rungs)
    moved = (_WHITE[rungs] + FIRST_PITCH).astype(np.uint8)
    return np.where(is_moved, moved, tokens)


def _with_other_rhythm(tokens: Tokens, rng: Generator) -> Tokens:
    """Return grids with some notes dropped and some held ones struck again."""
    steps = np.arange(STEP_COUNT)
    is_note = (tokens >= FIRST_PITCH) & (tokens < TOKEN_COUNT)
    is_dropped = is_note & (rng.random(tokens.shape) < 0.12) & (steps > 0)
    latest = np.maximum.accumulate(np.where(is_note, steps, 0), axis=1)
    sounding = np.take_along_axis(tokens, latest, axis=1)
    is_struck = (
        (tokens == HOLD)
        & (sounding >= FIRST_PITCH)
        & (rng.random(tokens.shape) < np.where(steps % 2, 0.02, 0.12))
    )
    changed = np.where(is_dropped, np.uint8(HOLD), tokens)
    return np.where(is_struck, sounding, changed)


def _cross(
    tokens: Tokens,
    meters: NDArray[np.integer],
    is_chosen: NDArray[np.bool_],
    rng: Generator,
) -> None:
    """Give each chosen grid the last bars of another one in its meter."""
    partners = rng.permutation(len(tokens))
    is_chosen = is_chosen & (meters == meters[partners])
    cuts = rng.integers(1, STEP_COUNT // BAR_STEPS, len(tokens)) * BAR_STEPS
    is_taken = is_chosen[:, None] & (np.arange(STEP_COUNT) >= cuts[:, None])
    tokens[:] = np.where(is_taken, tokens[partners], tokens)
