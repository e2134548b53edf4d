"""A blind comparison of ways to breed, in the user's own session and by their own ears.

While a trial is on, the places of a screen are shared among the ways, shuffled, and no
melody tells which way it came. In the end the user sees what each way was worth.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.individual import HIGHEST_RATING, Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.taste_breeding import TasteBreeding
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.guess_record import wilson_interval

PLAIN, BY_TASTE = "plain breeding", "breeding by taste"
BY_MODEL = "a model's own melodies"
TRIAL_SOURCES = (PLAIN, BY_TASTE, BY_MODEL)


@dataclass(frozen=True, eq=False)
class TrialScreen:
    """One screen whose places are shared among the ways to get there.

    Attributes:
        sources: who fills each place, shuffled.
        by_taste: None where nothing is known of the listener yet.
        model_melodies: what a trained model writes fresh, of which the learned taste
            chooses; None = there is no such model.
    """

    sources: tuple[str, ...]
    by_taste: TasteBreeding | None
    model_melodies: Callable[[], Sequence[SeededMelody]] | None = None

    @staticmethod
    def shuffled(
        place_count: int,
        by_taste: TasteBreeding | None,
        model_melodies: Callable[[], Sequence[SeededMelody]] | None,
        rng: Generator,
    ) -> "TrialScreen":
        """Return a screen that gives each way as many places, to one or so."""
        ways = [PLAIN, BY_TASTE] if model_melodies is None else TRIAL_SOURCES
        order = rng.permutation(place_count)
        first = int(rng.random() * len(ways))
        sources = [ways[(first + int(place)) % len(ways)] for place in order]
        return TrialScreen(tuple(sources), by_taste, model_melodies)

    def bred(
        self, plain: Breeder, rng: Generator, is_cancelled: Callable[[], bool]
    ) -> tuple[Offspring, ...]:
        """Return the melodies of the screen.

        Each way starts from everything heard so far, and all get a prediction by the
        learned taste, so that none gives itself away. Of the plain screen a part is
        drawn by lot.

        Args:
            plain: a breeder that learns no taste.
        """
        plainly = plain.ask(rng, is_cancelled)
        if self.by_taste is None:
            return plainly
        count = self.sources.count(BY_TASTE)
        chosen = list(
            self.by_taste.screen(rng, place_count=count, is_cancelled=is_cancelled)
        )
        known = MelodyIndex()
        known.add([one.melody for one in chosen])
        written: list[Offspring] = []
        if self.model_melodies is not None:
            by_model = replace(self.by_taste, fresh=tuple(self.model_melodies()))
            best = by_model.fresh_screen(rng, len(self.sources))
            written = _new_first(best, range(len(best)), known)
            known.add([o.melody for o in written[: self.sources.count(BY_MODEL)]])
        lot = rng.permutation(len(plainly)).tolist()
        drawn = _new_first(plainly, lot, known)
        queues = {
            BY_TASTE: chosen,
            BY_MODEL: written,
            PLAIN: list(self.by_taste.predicted(drawn, rng)),
        }
        return tuple(queues[source].pop(0) for source in self.sources)


def _new_first(
    offspring: Sequence[Offspring], order: Iterable[int], known: MelodyIndex
) -> list[Offspring]:
    """Return melodies in an order, those that another way found last.

    They would tell nothing.
    """
    is_known = known.near([one.melody for one in offspring])
    places = sorted(order, key=lambda place: bool(is_known[place]))
    return [offspring[place] for place in places]


@dataclass(frozen=True)
class SourceResult:
    """What one way to breed was worth to this listener.

    Attributes:
        source: one of `TRIAL_SOURCES`.
        heard_count: its melodies that were heard or rated.
        mean_stars: of those rated, None = none was.
        favourite_count: hearts and five stars.
        listens_per_favourite: None = no favourite yet.
        least_listens, most_listens: ends of the 95 % interval of that (Wilson);
            `most_listens` may be infinite.
    """

    source: str
    heard_count: int
    mean_stars: float | None
    favourite_count: int
    listens_per_favourite: float | None
    least_listens: float
    most_listens: float

    @property
    def sentence(self) -> str:
        """For the screen."""
        heard = f"{self.source.capitalize()}: {self.heard_count} heard"
        if self.mean_stars is not None:
            heard += f", {self.mean_stars:.1f} stars on average"
        if self.listens_per_favourite is None:
            return f"{heard}, no favourite yet."
        most = "?" if math.isinf(self.most_listens) else f"{self.most_listens:.0f}"
        return (
            f"{heard}, {self.listens_per_favourite:.1f} listens per favourite "
            f"(probably {self.least_listens:.0f} to {most})."
        )


def source_result(source: str, heard: Sequence[Individual]) -> SourceResult:
    """Return what a way to breed was worth.

    Args:
        source: its name.
        heard: its melodies that were heard or rated, with their marks.
    """
    ratings = [one.rating for one in heard if one.rating is not None]
    favourites = sum(one.is_favourite or one.rating == HIGHEST_RATING for one in heard)
    low, high = wilson_interval(favourites / max(len(heard), 1), len(heard))
    return SourceResult(
        source=source,
        heard_count=len(heard),
        mean_stars=float(np.mean(ratings)) if ratings else None,
        favourite_count=favourites,
        listens_per_favourite=len(heard) / favourites if favourites else None,
        least_listens=1.0 / high,
        most_listens=1.0 / low if low > 0.0 else math.inf,
    )
