"""How the library fares when it grows: opening, searching and writing at both ends.

Times are what a person waits for: opening is everything from the file to the session
that was open last, the same one at both ends.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from tqdm import tqdm

from musicbreeder.bench.killing import kill_rounds
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.naming import Names
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.storage.session_content import (
    KeptGeneration,
    KeptIndividual,
    KeptMark,
    SessionContent,
)

MELODY_COUNT, QUICK_MELODY_COUNT = 200_000, 20_000
_KILL_ROUNDS, _QUICK_KILL_ROUNDS = 200, 20
_GENERATIONS_PER_SESSION = 20
_OPENING_COUNT, _SEARCH_COUNT, _GESTURE_COUNT = 41, 15, 400
_QUERIES = ("c", "co", "copper", "copper fern", "f", "blue moon", "m w")


def measure(is_quick: bool) -> dict[str, float]:
    """Measure, print a table and return the figures.

    Args:
        is_quick: a tenth of the melodies and of the kills.
    """
    melody_count = QUICK_MELODY_COUNT if is_quick else MELODY_COUNT
    with tempfile.TemporaryDirectory(prefix="musicbreeder-") as folder:
        small, large = (Path(folder) / name / "library.sqlite" for name in "ab")
        last = BreedingSession.new(random_seed=1)
        for _ in range(3):
            last.rate(last.generation[0].id, 4)
            last.breed()
        _fill(large, last.content, melody_count)
        for path in (small, large):
            with closing(Library.open(path)) as library:
                SessionLibrary(library).begin(
                    BreedingSession.restored(last.content)
                ).close()
        figures = {"melody_count": float(melody_count)}
        figures |= _opening(small, large)
        figures |= _searching(large)
        for name, path in (("small", small), ("large", large)):
            figures |= _gestures(path, name)
        figures["bytes_per_melody"] = large.stat().st_size / melody_count
        figures |= _killing(
            Path(folder) / "killed" / "library.sqlite",
            _QUICK_KILL_ROUNDS if is_quick else _KILL_ROUNDS,
        )
    for name, value in figures.items():
        print(f"{name:32} {value:14,.3f}")
    return figures


def _fill(path: Path, pattern: SessionContent, melody_count: int) -> None:
    """Write sessions of the pattern's melodies under ever other names."""
    bred = [kept.individual for kept in pattern.individuals]
    names = Names(2)
    per_session = _GENERATIONS_PER_SESSION * 12
    rng = np.random.default_rng(3)
    with closing(Library.open(path, patience_seconds=None)) as library:
        sessions = range(0, melody_count, per_session)
        for first in tqdm(sessions, "filling", leave=False, disable=None):
            size = min(per_session, melody_count - first)
            individuals = tuple(
                _renamed(bred[place % len(bred)], place, names.name(first + place))
                for place in range(size)
            )
            library.add(_session(pattern, names.name(first), individuals, rng))


def _renamed(individual: Individual, place: int, name: str) -> KeptIndividual:
    return KeptIndividual(
        replace(
            individual, id=place + 1, name=name, generation=place // 12, parent_ids=()
        )
    )


def _session(
    pattern: SessionContent,
    name: str,
    individuals: tuple[KeptIndividual, ...],
    rng: np.random.Generator,
) -> SessionContent:
    ids = [kept.individual.id for kept in individuals]
    generations = tuple(
        KeptGeneration(
            index=index,
            number=index + 1,
            parent_index=index - 1 if index else None,
            settings=BreedingSettings(),
            individual_ids=tuple(ids[index * 12 : (index + 1) * 12]),
        )
        for index in range((len(ids) + 11) // 12)
    )
    rated = rng.choice(ids, size=len(ids) // 3, replace=False)
    marks = {
        int(one): KeptMark(rating=int(one) % 5 + 1, is_favourite=one % 20 == 0)
        for one in rated
    }
    head = replace(pattern.head, name=name, current_index=0, done_count=0, further={})
    return SessionContent(head, individuals, generations, marks)


def _opening(small: Path, large: Path) -> dict[str, float]:
    """Return opening times, taken in turn so that both see the same weather."""
    times: dict[Path, list[float]] = {small: [], large: []}
    for _ in range(_OPENING_COUNT):
        for path, row in times.items():
            # Else whoever comes second in turn always pays for the garbage.
            gc.collect()
            row.append(_milliseconds(lambda path=path: _open(path)))  # type: ignore[misc]  # bound in its own round
    small_ms, large_ms = (median(times[path]) for path in (small, large))
    return {
        "open_small_ms": small_ms,
        "open_large_ms": large_ms,
        "open_ratio": large_ms / small_ms,
    }


def _open(path: Path) -> None:
    with closing(Library.open(path)) as library:
        opened = SessionLibrary(library).open_last()
        assert opened is not None  # written before
        opened.close()


def _searching(path: Path) -> dict[str, float]:
    with closing(Library.open(path)) as library:
        pages = _repeated(lambda: library.sessions(limit=30))
        kinds: dict[str, Callable[[str], object]] = {
            "search_melodies": library.find_melodies,
            "search_sessions": library.sessions,
            "search_favourites": library.favourites,
        }
        return {"list_of_30_sessions_ms": median(pages)} | {
            f"{name}_slowest_ms": max(
                median(_repeated(lambda query=query, ask=ask: ask(query)))  # type: ignore[misc]  # bound in its own round
                for query in _QUERIES
            )
            for name, ask in kinds.items()
        }


def _gestures(path: Path, name: str) -> dict[str, float]:
    with closing(Library.open(path)) as library:
        opened = SessionLibrary(library).open_last()
        assert opened is not None  # written before
        session = opened.session
        times = [
            _milliseconds(
                lambda number=number: session.rate(1 + number % 12, 1 + number % 5)  # type: ignore[misc]  # bound in its own round
            )
            for number in range(_GESTURE_COUNT)
        ]
        opened.close()
    return {f"gesture_{name}_ms": median(times), f"gesture_{name}_max_ms": max(times)}


def _killing(path: Path, round_count: int) -> dict[str, float]:
    with tqdm(total=round_count, desc="killing", leave=False, disable=None) as bar:
        figures = kill_rounds(path, round_count, np.random.default_rng(4), bar.update)
    return {
        "kill_rounds": figures.round_count,
        "kill_gestures_done": figures.gesture_count,
        "kill_rounds_with_a_loss": figures.lost_count,
        "kill_rounds_with_damage": figures.broken_count,
    }


def _repeated(work: Callable[[], object]) -> Iterable[float]:
    return [_milliseconds(work) for _ in range(_SEARCH_COUNT)]


def _milliseconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1e3
