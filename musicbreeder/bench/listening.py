"""One simulated listener going through one session, star by star."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.calibration import CalibratedListener
from musicbreeder.bench.grid import Events
from musicbreeder.bench.listeners.hearing import Hearing
from musicbreeder.bench.players import Player

SATISFIED_Z = 0.8

_MOST_SKIPPED = 0.25
_GENEROSITY_SPREAD_STARS = 0.3
_MEMORY = 0.9
_DRIFT = 0.5
_PITCH_GAP_SEMITONES = 6.0


@dataclass(frozen=True)
class Manner:
    """How reliably a listener's stars say what they feel.

    Attributes:
        noise_stars: standard deviation of each rating.
        arbitrary_share: ratings that mean nothing.
        drifts: stars are given against what was lately heard, in part.
    """

    noise_stars: float
    arbitrary_share: float
    drifts: bool = False


MANNERS = {
    "usual": Manner(0.5, 0.05),
    "sloppy": Manner(1.0, 0.15),
    "drifting": Manner(0.5, 0.05, drifts=True),
}


class Rater:
    """Turns z into stars: ``round(2 + 3 z + generosity + noise)``, clipped to 1..5.

    Generosity and the share of melodies skipped (0-25 %) belong to the listener.
    """

    def __init__(self, manner: Manner, rng: Generator) -> None:
        self._manner = manner
        self._rng = rng
        self._generosity = float(rng.normal(0.0, _GENEROSITY_SPREAD_STARS))
        self._skip_share = float(rng.uniform(0.0, _MOST_SKIPPED))
        self._lately = 0.0

    def stars(self, z: float) -> int | None:
        """Return 1-5 stars, or None for a melody that is heard and passed over."""
        rng, manner = self._rng, self._manner
        felt = z - _DRIFT * self._lately if manner.drifts else z
        self._lately = _MEMORY * self._lately + (1.0 - _MEMORY) * max(z, 0.0)
        if rng.random() < self._skip_share:
            return None
        if rng.random() < manner.arbitrary_share:
            return int(rng.integers(1, 6))
        noise = float(rng.normal(0.0, manner.noise_stars))
        return int(np.clip(round(2.0 + 3.0 * felt + self._generosity + noise), 1, 5))


@dataclass(frozen=True, eq=False)
class Listening:
    """What came of one session.

    Attributes:
        stars, z, screens: of each rating: stars given, true z, number of its screen.
        predictions: stars expected before each rating; NaN = no idea.
        best_z: z of the best melody heard by each rating.
        ratings_to_top: until the best 1 in 1,000 was heard; infinite = never.
        ratings_to_satisfied: until z was 0.8; infinite = never.
        heard_count: melodies heard, those passed over included.
        diversity: mean distance of two melodies on one screen, the first left out.
        finals_z: z of the best of those handed over.
        breeding_seconds: of each screen bred.
        replanning_seconds: of each exchange of what was not heard yet.
    """

    stars: tuple[int, ...]
    z: tuple[float, ...]
    screens: tuple[int, ...]
    predictions: tuple[float, ...]
    best_z: tuple[float, ...]
    ratings_to_top: float
    ratings_to_satisfied: float
    heard_count: int
    diversity: float
    finals_z: float
    breeding_seconds: tuple[float, ...]
    replanning_seconds: tuple[float, ...]


class _Diary:
    """Writes down what happens while a listener listens."""

    def __init__(self, top: float) -> None:
        self._top = top
        self.best = -np.inf
        self.to_top = self.to_satisfied = np.inf
        self.heard_count = 0
        self.ratings: list[tuple[int, float, int, float, float]] = []
        self.diversities: list[float] = []
        self.breeding_seconds: list[float] = []
        self.replanning_seconds: list[float] = []

    def hear(self, z: float) -> None:
        self.heard_count += 1
        self.best = max(self.best, z)
        rating_number = len(self.ratings) + 1
        if z >= self._top:
            self.to_top = min(self.to_top, rating_number)
        if z >= SATISFIED_Z:
            self.to_satisfied = min(self.to_satisfied, rating_number)

    def rate(self, stars: int, z: float, screen: int, prediction: float | None) -> None:
        expected = np.nan if prediction is None else prediction
        self.ratings.append((stars, z, screen, expected, self.best))


def listen(
    player: Player, listener: CalibratedListener, rater: Rater, rating_count: int
) -> Listening:
    """Let a listener hear and rate screen after screen until they gave all ratings."""
    diary = _Diary(listener.calibration.top)
    screen_number = 0
    while True:
        _hear_screen(player, listener, rater, rating_count, screen_number, diary)
        if len(diary.ratings) >= rating_count:
            break
        start = time.perf_counter()
        player.breed()
        diary.breeding_seconds.append(time.perf_counter() - start)
        screen_number += 1
    stars, z, screens, predictions, best_z = zip(*diary.ratings, strict=True)
    return Listening(
        stars=stars,
        z=z,
        screens=screens,
        predictions=predictions,
        best_z=best_z,
        ratings_to_top=float(diary.to_top),
        ratings_to_satisfied=float(diary.to_satisfied),
        heard_count=diary.heard_count,
        diversity=float(np.mean(diary.diversities or [np.nan])),
        finals_z=float(listener.z(player.finals()).max()),
        breeding_seconds=tuple(diary.breeding_seconds),
        replanning_seconds=tuple(diary.replanning_seconds),
    )


def _hear_screen(
    player: Player,
    listener: CalibratedListener,
    rater: Rater,
    rating_count: int,
    screen_number: int,
    diary: _Diary,
) -> None:
    events = player.screen()
    worth = listener.z(events)
    for place in range(len(events)):
        z = float(worth[place])
        diary.hear(z)
        player.hear(place)
        stars = rater.stars(z)
        if stars is not None:
            prediction = player.predicted_stars(place)
            diary.rate(stars, z, screen_number, prediction)
            player.rate(place, stars)
            if len(diary.ratings) >= rating_count:
                break
            start = time.perf_counter()
            if player.replan():
                diary.replanning_seconds.append(time.perf_counter() - start)
                events = player.screen()
                worth = listener.z(events)
    if screen_number > 0:
        diary.diversities.append(screen_diversity(events))


def screen_diversity(events: Events) -> float:
    """Return the mean distance of two melodies, 0 = all alike, 1 = nothing common.

    Half of it is onsets that only one of them has, half the pitch line's distance after
    the best common level, up to half an octave.
    """
    hearing = Hearing(events)
    onsets = hearing.onsets.astype(np.float64)
    common = onsets @ onsets.T
    totals = onsets.sum(axis=1)
    either = np.maximum(totals[:, None] + totals[None, :] - common, 1.0)
    lines = hearing.line - hearing.line.mean(axis=1, keepdims=True)
    gaps = np.abs(lines[:, None, :] - lines[None, :, :]).mean(axis=2)
    apart = 1.0 - common / either + np.minimum(gaps / _PITCH_GAP_SEMITONES, 1.0)
    first, second = np.triu_indices(len(events), k=1)
    return float(0.5 * apart[first, second].mean())
