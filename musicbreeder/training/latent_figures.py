"""How the seeds of the autoencoder's space compare with tunes, for the cards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.feature_batch import MelodyBatch
from musicbreeder.melody.seed import SeededMelody, Seeder, SeedRequest
from musicbreeder.seeding.latent_grid import (
    BAR_COUNT,
    METER_NAMES,
    Placing,
    Tokens,
    meter_number,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.training.critic_judge import events_of, judged_area
from musicbreeder.training.vae import Grids

_WIDEST_INTERVAL = 24
_LOWEST_NOTE, _HIGHEST_NOTE = 53, 88


@dataclass(frozen=True)
class Likeness:
    """How a seeder's melodies of four bars compare with held-out tunes.

    Attributes:
        name: what was compared.
        judged_area: area under the ROC curve of a judge trained afresh, .5 = cannot.
        interval_bits: Jensen-Shannon divergence of the histograms of intervals.
        bar_repeats: share of melodies with two identical bars.
        notes: notes of a melody, mean.
        range_semitones: from lowest to highest note, mean.
    """

    name: str
    judged_area: float
    interval_bits: float
    bar_repeats: float
    notes: float
    range_semitones: float

    @property
    def row(self) -> str:
        """The figures as a row of a card's table."""
        return (
            f"| {self.name} | {self.judged_area:.3f} | {self.interval_bits:.4f} | "
            f"{self.bar_repeats:.3f} | {self.notes:.1f} | {self.range_semitones:.1f} |"
        )


HEADER = (
    "| four bars, 4/4 | judge's area | interval divergence, bits | "
    "two bars identical | notes | range, semitones |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


def seeds_of(seeder: Seeder, meter: str, count: int, random_seed: int = 0) -> Grids:
    """Return a seeder's melodies of four bars as grids in the key without signature."""
    request = SeedRequest(
        BAR_COUNT, METERS[meter], None, None, _LOWEST_NOTE, _HIGHEST_NOTE, None
    )
    rng = np.random.default_rng(random_seed)
    made: list[SeededMelody] = []
    while len(made) < count:
        # As the app asks for them: a screen or a few at a time.
        made += seeder.seed(request, min(count - len(made), 60), rng)
    return grids_of_seeds(made)


def grids_of_seeds(made: Sequence[SeededMelody]) -> Grids:
    """Return melodies as grids; each is a group of its own."""
    tokens: list[Tokens] = [
        Placing.of(one.melody, one.key).tokens(one.melody) for one in made
    ]
    meters = np.array([meter_number(one.melody.meter) for one in made])
    return Grids(np.stack(tokens), meters, -1 - np.arange(len(made)))


def likeness(name: str, made: Grids, real: Grids) -> Likeness:
    """Return how melodies compare with real windows, all of one meter."""
    return Likeness(
        name,
        judged_area(real, made),
        divergence_bits(_intervals(made), _intervals(real)),
        float(_has_equal_bars(made).mean()),
        float(_batch(made).note_counts.mean()),
        float(np.ptp(_batch(made).sounding, axis=1).mean()),
    )


def divergence_bits(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the Jensen-Shannon divergence of two histograms, 0-1 bits."""
    shares = [one / one.sum() for one in (first, second)]
    middle = (shares[0] + shares[1]) / 2.0
    total = 0.0
    for share in shares:
        there = share > 0
        total += float((share[there] * np.log2(share[there] / middle[there])).sum()) / 2
    return total


def _batch(grids: Grids) -> MelodyBatch:
    meter = METERS[METER_NAMES[int(grids.meters[0])]]
    return MelodyBatch(events_of(grids.tokens, meter), meter)


def _intervals(grids: Grids) -> NDArray[np.float64]:
    widest = _WIDEST_INTERVAL
    moves = np.clip(_batch(grids).intervals, -widest, widest).astype(np.intp)
    return np.bincount(moves + widest, minlength=2 * widest + 1).astype(np.float64)


def _has_equal_bars(grids: Grids) -> NDArray[np.bool_]:
    bars = grids.tokens.reshape(len(grids), BAR_COUNT, -1)
    return np.any(
        [
            (bars[:, first] == bars[:, second]).all(axis=1)
            for first in range(BAR_COUNT)
            for second in range(first + 1, BAR_COUNT)
        ],
        axis=0,
    )
