"""What survives when the app is killed: used in a process of its own, ended anywhere.

The process writes into a pipe what it is about to do and that it is done. Afterwards
everything that was done must be in the library, and at most what it was about to do.
"""

import multiprocessing
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.settings import MINIMUM_POPULATION, BreedingSettings
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import OpenSession, SessionLibrary
from musicbreeder.storage.library import Library

LONGEST_LIFE_SECONDS = 0.5
_BREEDING_SHARE = 0.03
_START_METHOD = "spawn" if sys.platform == "win32" else "forkserver"


@dataclass
class Facts:
    """What a listener would miss, as plain as can be."""

    session_name: str = ""
    ratings: dict[int, int] = field(default_factory=dict)
    favourites: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    generation_count: int = 1

    @staticmethod
    def of(session: BreedingSession) -> "Facts":
        """Return what a session says."""
        everyone = session.individuals
        return Facts(
            session.name,
            {one.id: one.rating for one in everyone if one.rating is not None},
            {one.id for one in everyone if one.is_favourite},
            {one.id: one.name for one in everyone if one.name.startswith("Named ")},
            len(session.history),
        )

    def after(self, gesture: tuple[Any, ...]) -> "Facts":
        """Return what a session has to say after one gesture more."""
        kind, *values = gesture
        after = Facts(
            self.session_name,
            dict(self.ratings),
            set(self.favourites),
            dict(self.names),
            self.generation_count,
        )
        if kind == "rate":
            after.ratings[values[0]] = values[1]
        elif kind == "set_favourite":
            change = after.favourites.add if values[1] else after.favourites.discard
            change(values[0])
        elif kind == "rename":
            after.names[values[0]] = values[1]
        elif kind == "rename_session":
            after.session_name = values[0]
        else:
            after.generation_count += 1
        return after


@dataclass(frozen=True)
class KillFigures:
    """What came of all rounds.

    Attributes:
        gesture_count: gestures that were done before the process was killed.
        lost_count: rounds after which one of them was missing.
        broken_count: rounds after which SQLite found the file broken.
    """

    round_count: int
    gesture_count: int
    lost_count: int
    broken_count: int


def kill_rounds(
    path: Path,
    round_count: int,
    rng: Generator,
    on_round: Callable[[], None] = lambda: None,
) -> KillFigures:
    """Use a library in a process, kill it at a random instant, look, and so on.

    Args:
        path: of a library that is not there yet.
        round_count: how often to kill.
        rng: draws gestures and instants.
        on_round: told after every round.
    """
    library = Library.open(path)
    begun = SessionLibrary(library).begin(
        BreedingSession.new(
            BreedingSettings(bars=1, population_size=MINIMUM_POPULATION), random_seed=1
        )
    )
    facts = Facts.of(begun.session)
    begun.close()
    library.close()
    context = multiprocessing.get_context(_START_METHOD)
    if _START_METHOD == "forkserver":
        context.set_forkserver_preload([__name__])
    gesture_count = lost_count = broken_count = 0
    for _ in range(round_count):
        receiving, sending = context.Pipe(duplex=False)
        seed = int(rng.integers(1 << 32))
        process = context.Process(target=_use, args=(path, seed, sending))  # type: ignore[attr-defined]  # every context has it
        process.start()
        sending.close()
        begin = receiving.recv()
        assert begin == "begin"
        process.join(rng.random() * LONGEST_LIFE_SECONDS)
        process.kill()
        process.join()
        intended, done_count = _heard(receiving)
        for gesture in intended[:done_count]:
            facts = facts.after(gesture)
        possible = [facts] + [facts.after(one) for one in intended[done_count:]]
        found, is_broken = _found(path)
        gesture_count += done_count
        lost_count += found not in possible
        broken_count += is_broken
        facts = found
        on_round()
    return KillFigures(round_count, gesture_count, lost_count, broken_count)


def _heard(receiving: Connection) -> tuple[list[tuple[Any, ...]], int]:
    """Return the gestures that were begun, and how many of them were done."""
    intended: list[tuple[Any, ...]] = []
    done_count = 0
    with closing(receiving):
        while True:
            try:
                message = receiving.recv()
            except (EOFError, OSError):
                return intended, done_count
            if message == "done":
                done_count += 1
            else:
                intended.append(message)


def _found(path: Path) -> tuple[Facts, bool]:
    with closing(sqlite3.connect(path)) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    library = Library.open(path)
    opened = _opened(library)
    facts = Facts.of(opened.session)
    opened.close()
    library.close()
    return facts, answer != "ok"


def _opened(library: Library) -> OpenSession:
    opened = SessionLibrary(library).open_last()
    assert opened is not None  # it was begun before the first round
    return opened


def _use(path: Path, seed: int, sending: Connection) -> None:
    """Use the session of a library until the process is killed."""
    rng = np.random.default_rng(seed)
    library = Library.open(path)
    session = _opened(library).session
    sending.send("begin")
    while True:
        gesture = _gesture(session, rng)
        sending.send(gesture)
        kind, *values = gesture
        getattr(session, kind)(*values)
        sending.send("done")


def _gesture(session: BreedingSession, rng: Generator) -> tuple[Any, ...]:
    individual_id = int(rng.integers(1, len(session.individuals) + 1))
    if rng.random() < _BREEDING_SHARE:
        return ("breed",)
    number = int(rng.integers(1, 1_000_000))
    choices: tuple[tuple[Any, ...], ...] = (
        ("rate", individual_id, 1 + number % 5),
        ("set_favourite", individual_id, bool(number % 2)),
        ("rename", individual_id, f"Named {number}"),
        ("rename_session", f"Session {number}"),
    )
    return choices[int(rng.integers(len(choices)))]
