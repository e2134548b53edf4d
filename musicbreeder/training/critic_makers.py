"""What the critic learns from: tunes on one side, what this app makes on the other."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import Seeder, SeedRequest
from musicbreeder.seeding.latent_grid import (
    FIRST_PITCH,
    LOWEST_NOTE,
    METER_NAMES,
    REST,
)
from musicbreeder.seeding.latent_seeder import LatentSeeder, adversarial_seeder
from musicbreeder.seeding.seeders import (
    ADVERSARIAL_NETWORK,
    VARIATIONAL_AUTOENCODER,
    missing_file,
    seeder_named,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import WINDOW_BARS, Corpus

MAKERS = (
    "phrase grammar",
    "event transformer",
    VARIATIONAL_AUTOENCODER,
    ADVERSARIAL_NETWORK,
)
"""Seeders that the critic is to tell from tunes, where their files are there."""

BROKEN = "tunes with notes moved"
"""A maker of its own: windows with a part of their notes moved along the scale."""

_LOUDNESS = 96
_METER_SHARES = {"4/4": 0.5, "6/8": 0.3, "3/4": 0.2}
_LOWEST_NOTE, _HIGHEST_NOTE = 53, 88


def tunes(
    corpus: Corpus, splits: Sequence[int], count: int, rng: Generator
) -> list[Melody]:
    """Return windows of tunes in all meters and lengths, drawn at random."""
    found: list[Melody] = []
    for meter, share in _METER_SHARES.items():
        for bars in WINDOW_BARS:
            windows = corpus.split_windows(meter, bars, *splits)
            wanted = round(share * count / len(WINDOW_BARS))
            rows = rng.permutation(len(windows.tokens))[:wanted]
            found += melodies_of(windows.tokens[rows], meter)
    return found


def melodies_of(tokens: NDArray[np.uint8], meter: str) -> list[Melody]:
    """Return windows of one meter as melodies."""
    notes = tokens.astype(np.int16) - FIRST_PITCH + LOWEST_NOTE
    events = np.where(tokens >= FIRST_PITCH, notes, np.int16(NO_EVENT))
    events[tokens == REST] = NOTE_OFF
    return [
        Melody(row, np.where(row >= 0, _LOUDNESS, 0), METERS[meter]) for row in events
    ]


def made_by(
    maker: str, count: int, rng: Generator, meter: str | None = None
) -> list[Melody]:
    """Return melodies of a seeder: of all meters, or four bars of one."""
    seeder = _seeder(maker)
    if meter is not None:
        return [one.melody for one in seeder.seed(_request(meter, 4), count, rng)]
    return [
        one.melody
        for name in METER_NAMES
        for bars in WINDOW_BARS
        for one in seeder.seed(
            _request(name, bars),
            round(_METER_SHARES[name] * count / len(WINDOW_BARS)),
            rng,
        )
    ]


def makers_there() -> tuple[str, ...]:
    """Return the makers whose files are installed."""
    return tuple(name for name in MAKERS if missing_file(name) is None)


def broken(melodies: Sequence[Melody], rng: Generator) -> list[Melody]:
    """Return melodies with some notes moved by up to three white notes."""
    white = np.array([n for n in range(128) if n % 12 in (0, 2, 4, 5, 7, 9, 11)])
    found = []
    for melody in melodies:
        events = melody.events.copy()
        onsets = melody.onsets
        moved = onsets[rng.random(len(onsets)) < rng.uniform(0.1, 0.6)]
        rungs = np.searchsorted(white, events[moved])
        steps = rng.integers(1, 4, len(moved)) * rng.choice((-1, 1), len(moved))
        events[moved] = white[np.clip(rungs + steps, 0, len(white) - 1)]
        found.append(Melody(events, melody.velocities, melody.meter))
    return found


def _seeder(maker: str) -> Seeder:
    """Return a seeder as it is before any critic has thinned it out."""
    if maker == VARIATIONAL_AUTOENCODER:
        return LatentSeeder(maker, is_thinned=False)
    if maker == ADVERSARIAL_NETWORK:
        return adversarial_seeder(maker, is_thinned=False)
    return seeder_named(maker)


def _request(meter: str, bars: int) -> SeedRequest:
    return SeedRequest(
        bars, METERS[meter], None, None, _LOWEST_NOTE, _HIGHEST_NOTE, None
    )
