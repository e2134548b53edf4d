"""How the seeds of the autoencoder's space compare with tunes, for the cards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musicbreeder.bench.models_judge import judged_area, measures
from musicbreeder.melody.seed import SeededMelody, Seeder, SeedRequest
from musicbreeder.seeding.latent_grid import (
    BAR_COUNT,
    Placing,
    Tokens,
    meter_number,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.training.vae import Grids

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
    """Return how melodies of four bars in 4/4 compare with real windows."""
    found = measures(made.tokens, real.tokens)
    groups = [one.groups.astype(np.int32) for one in (real, made)]
    return Likeness(
        name,
        judged_area(real.tokens, groups[0], made.tokens, made_groups=groups[1]),
        found["interval_divergence_bits"],
        found["bar_repetition"],
        found["notes"],
        found["range_semitones"],
    )
