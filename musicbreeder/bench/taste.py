"""``musicbreeder bench taste``: how many ratings until a listener is satisfied?

Simulated listeners rate what the product shows through its session, as people do, and
nothing else passes between them. Beside it run two frozen baselines with the same
listeners: browsing at random, and a good plain interactive genetic algorithm.

The published listeners are four kinds: a tune in mind, a style, a textbook's theory and
a picky one. Five more with interacting wishes were invented here (demanding, contrary,
collector, homecoming, moody), because a model fitted to near-linear tastes did well on
the published ones and failed on others.

A linear model on the product's own named features, given 3,600 labels without noise,
explains .63-.88 of the variance of the published kinds (as in the original), .45-.68
of demanding, collector and homecoming ones, .2-.6 of contrary and moody ones.

Deviations from the benchmark as published: styles and tunes come from invented dance
grammars, as no collection of tunes is shipped with this program; generosity, which was
not given, is drawn with a standard deviation of 0.3 stars; the baselines' phrases and
operators were written anew from their description. The product starts with melodies of
its own seeder, the baselines with the calibration's random but musical phrases.

People will be less predictable than any of these: the ratios are an upper guide.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from musicbreeder.bench.baselines import MusicalPlayer, RandomPlayer
from musicbreeder.bench.calibration import CalibratedListener, calibrated
from musicbreeder.bench.helping import BarMarkingPlayer, profile_of
from musicbreeder.bench.listeners.kinds import KINDS
from musicbreeder.bench.listening import MANNERS, Listening, Rater, listen
from musicbreeder.bench.players import Player, SessionPlayer
from musicbreeder.bench.taste_figures import Case, Results
from musicbreeder.bench.taste_report import print_report
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.breeding_session import BreedingSession, BreedingSettings

PRODUCT, PLAIN_GA, BROWSING = "product", "c_musical", "a_random"
BAR_TAPS, SECOND_SESSION = "product_bar_taps", "product_second_session"
BY_RULES = "product_by_rules"

_USUAL_SETTINGS = BreedingSettings()
_RULES_AT_THE_START = BreedingSettings(seeder="phrase_grammar")

_BASELINES = (PLAIN_GA, BROWSING)

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")

_FIRST_LISTENER = 100
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_MOST_WORKERS = 2


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        listeners_per_kind: distinct listeners of each kind.
        runs: sessions of each listener with each player.
        product_ratings: ratings the product gets in a session.
        baseline_ratings: ratings the baselines get.
        manners: ways of rating beside the usual one, with one run each of the first
            listeners.
        manner_listeners_per_kind: how many of them.
        bar_tap_ratings, second_session_ratings: ratings given by listeners who tap
            bars as well, and by those who were here before, one run each; 0 = none.
        by_rules_ratings: ratings given where rules, not models, write the first
            melodies, one run each; 0 = none.
    """

    listeners_per_kind: int
    runs: int
    product_ratings: int
    baseline_ratings: int
    manners: tuple[str, ...] = ()
    bar_tap_ratings: int = 0
    second_session_ratings: int = 0
    by_rules_ratings: int = 0
    manner_listeners_per_kind: int = 2
    kinds: tuple[str, ...] = tuple(KINDS)
    first_listener: int = _FIRST_LISTENER

    def listeners(self) -> list[tuple[str, int]]:
        return self._first_listeners(self.listeners_per_kind)

    def _first_listeners(self, count: int) -> list[tuple[str, int]]:
        numbers = range(self.first_listener, self.first_listener + count)
        return [(kind, number) for kind in self.kinds for number in numbers]

    def cases(self) -> list[Case]:
        """Return everything to be run, the longest first."""
        usual = [
            Case(algorithm, kind, number, run)
            for algorithm in (PRODUCT, PLAIN_GA, BROWSING)
            for kind, number in self.listeners()
            for run in range(self.runs)
        ]
        few = min(self.manner_listeners_per_kind, self.listeners_per_kind)
        others = [
            Case(algorithm, kind, number, 0, manner)
            for algorithm in (PRODUCT, PLAIN_GA)
            for manner in self.manners
            for kind, number in self._first_listeners(few)
        ]
        helped = [
            Case(algorithm, kind, number, 0)
            for algorithm in (BAR_TAPS, SECOND_SESSION, BY_RULES)
            if self.rating_count(algorithm)
            for kind, number in self.listeners()
        ]
        return sorted(
            usual + others + helped, key=lambda case: case.algorithm in _BASELINES
        )

    def rating_count(self, algorithm: str) -> int:
        return {
            PRODUCT: self.product_ratings,
            BAR_TAPS: self.bar_tap_ratings,
            SECOND_SESSION: self.second_session_ratings,
            BY_RULES: self.by_rules_ratings,
        }.get(algorithm, self.baseline_ratings)


FULL = Plan(
    4, 2, 120, 2400, ("sloppy", "drifting"), bar_tap_ratings=60,
    second_session_ratings=60, by_rules_ratings=60,
)  # fmt: skip
QUICK = Plan(1, 1, 120, 600)


def measure(is_quick: bool) -> dict[str, float]:
    """Run the benchmark, print its tables and return its figures.

    Args:
        is_quick: fewer listeners, fewer ratings: a first look, not a verdict.
    """
    plan = QUICK if is_quick else FULL
    return print_report(results_of(plan), plan.product_ratings)


def results_of(plan: Plan) -> Results:
    """Run everything in the plan on two cores, with a progress bar."""
    context = multiprocessing.get_context("spawn")
    worker_count = min(_MOST_WORKERS, os.cpu_count() or 1)
    with (
        _one_thread_each(),
        ProcessPoolExecutor(worker_count, mp_context=context) as pool,
    ):
        for _ in _done(pool, _calibrate, plan.listeners(), "listeners"):
            pass
        cases = [(case, plan.rating_count(case.algorithm)) for case in plan.cases()]
        return Results(dict(_done(pool, _play, cases, "sessions")))


def _done(
    pool: ProcessPoolExecutor,
    work: Callable[[_Task], _Answer],
    tasks: Iterable[_Task],
    unit: str,
) -> Iterator[_Answer]:
    futures = [pool.submit(work, task) for task in tasks]
    try:
        for future in tqdm(as_completed(futures), total=len(futures), unit=f" {unit}"):
            yield future.result()
    finally:
        # After an error, or Ctrl+C, nothing more is started.
        for future in futures:
            future.cancel()


def _calibrate(listener: tuple[str, int]) -> None:
    calibrated(*listener)


def _play(task: tuple[Case, int]) -> tuple[Case, Listening]:
    case, rating_count = task
    seed = [case.number, list(KINDS).index(case.kind), case.run]
    rater = Rater(MANNERS[case.manner], np.random.default_rng([*seed, 7]))
    listener = calibrated(case.kind, case.number)
    player = _player(case, seed, listener, rater)
    return case, listen(player, listener, rater, rating_count)


def _player(
    case: Case, seed: list[int], listener: CalibratedListener, rater: Rater
) -> Player:
    rng = np.random.default_rng([*seed, 11])
    if case.algorithm in _BASELINES:
        return MusicalPlayer(rng) if case.algorithm == PLAIN_GA else RandomPlayer(rng)
    first_seed, second_seed = np.random.SeedSequence(seed).generate_state(2).tolist()
    if case.algorithm == SECOND_SESSION:
        first = _session(second_seed, TasteProfile("Listener"))
        profile = profile_of(first, listener, rater)
        return SessionPlayer(_session(first_seed, profile))
    if case.algorithm == BY_RULES:
        return SessionPlayer(_session(first_seed, settings=_RULES_AT_THE_START))
    session = _session(first_seed)
    if case.algorithm == BAR_TAPS:
        return BarMarkingPlayer(session, listener, rng)
    return SessionPlayer(session)


def _session(
    random_seed: int,
    profile: TasteProfile | None = None,
    settings: BreedingSettings = _USUAL_SETTINGS,
) -> BreedingSession:
    return BreedingSession.new(settings, random_seed=random_seed, profile=profile)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Keep each process to one core, so that they don't slow each other down."""
    before = {name: os.environ.get(name) for name in _THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
