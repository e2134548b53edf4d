"""What the critic learns from: tunes on one side, what this app makes on the other."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.melody.seed import Seeder, SeedRequest
from musicbreeder.seeding.codec import Codec, mode_number
from musicbreeder.seeding.critic import SOURCES, critic_inputs
from musicbreeder.seeding.event_features import (
    FIRST_PITCH_TOKEN,
    LOWEST_PITCH,
    MODES,
    PITCH_COUNT,
    Ints,
    Tokens,
)
from musicbreeder.seeding.event_transformer import EventTransformer
from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.latent_seeder import LatentSeeder, adversarial_seeder
from musicbreeder.seeding.seeders import (
    ADVERSARIAL_NETWORK,
    EVENT_TRANSFORMER,
    VARIATIONAL_AUTOENCODER,
    missing_file,
    seeder_named,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import WINDOW_BARS, Corpus

TUNES, BROKEN, *MAKERS = SOURCES
"""Tunes; windows of them with a part of their notes moved along the scale; seeders."""

Phrases = list[tuple[str, Tokens, Ints]]
"""Meters with phrases of one length, in the key without signature, and their modes."""

_METER_SHARES = {"4/4": 0.5, "6/8": 0.3, "3/4": 0.2}
_LOWEST_NOTE, _HIGHEST_NOTE = 53, 88


def tunes(corpus: Corpus, splits: Sequence[int]) -> Phrases:
    """Return every whole phrase of tunes: from a phrase's first bar to a section's end.

    Four bars or eight; so the app's seeders are asked to begin and end too.
    """
    found: Phrases = []
    for meter in METER_NAMES:
        for bars in WINDOW_BARS:
            windows = corpus.split_windows(meter, bars, *splits)
            is_phrase = (windows.phases == 0) & (windows.ends == 1)
            modes = np.minimum(corpus.modes[windows.tunes[is_phrase]], MODES - 1)
            found.append((meter, windows.tokens[is_phrase], modes.astype(np.int64)))
    return found


def made_by(maker: str, count: int, rng: Generator) -> Phrases:
    """Return phrases of a seeder, of all meters and both lengths."""
    seeder = _seeder(maker)
    found: Phrases = []
    for meter in METER_NAMES:
        for bars in WINDOW_BARS:
            wanted = round(_METER_SHARES[meter] * count / len(WINDOW_BARS))
            seeds = seeder.seed(_request(meter, bars), wanted, rng)
            rows = [Codec.of(one.melody, one.key).tokens(one.melody) for one in seeds]
            modes = np.array([mode_number(one.key.scale) for one in seeds])
            found.append((meter, np.stack(rows), modes))
    return found


def makers_there() -> tuple[str, ...]:
    """Return the makers whose files are installed."""
    return tuple(name for name in MAKERS if missing_file(name) is None)


def broken(phrases: Phrases, rng: Generator) -> Phrases:
    """Return phrases with some notes moved by up to three white notes."""
    notes = LOWEST_PITCH + np.arange(PITCH_COUNT)
    white = notes[np.isin(notes % 12, (0, 2, 4, 5, 7, 9, 11))]
    found: Phrases = []
    for meter, grids, modes in phrases:
        shares = rng.uniform(0.1, 0.6, (len(grids), 1))
        is_moved = (grids >= FIRST_PITCH_TOKEN) & (rng.random(grids.shape) < shares)
        known = grids[is_moved].astype(np.int64) + LOWEST_PITCH - FIRST_PITCH_TOKEN
        ways = rng.integers(1, 4, len(known)) * rng.choice((-1, 1), len(known))
        rungs = np.clip(np.searchsorted(white, known) + ways, 0, len(white) - 1)
        moved = grids.copy()
        moved[is_moved] = white[rungs] - LOWEST_PITCH + FIRST_PITCH_TOKEN
        found.append((meter, moved, modes))
    return found


def inputs_of(phrases: Phrases) -> NDArray[np.float32]:
    """Return the critic's inputs of phrases, one row each."""
    return np.vstack(
        [critic_inputs(grids, METERS[meter], modes) for meter, grids, modes in phrases]
    )


def _seeder(maker: str) -> Seeder:
    """Return a seeder as it is before any critic has thinned it out."""
    if maker == EVENT_TRANSFORMER:
        return EventTransformer(is_thinned=False)
    if maker == VARIATIONAL_AUTOENCODER:
        return LatentSeeder(maker, is_thinned=False)
    if maker == ADVERSARIAL_NETWORK:
        return adversarial_seeder(maker, is_thinned=False)
    return seeder_named(maker)


def _request(meter: str, bars: int) -> SeedRequest:
    return SeedRequest(
        bars, METERS[meter], None, None, _LOWEST_NOTE, _HIGHEST_NOTE, None
    )
