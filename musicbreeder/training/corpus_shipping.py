"""Writes what ships of the corpus itself: every tune, small, with title and source."""

from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.originality_tunes import TICKS_PER_QUARTER
from musicbreeder.seeding.tune_collection import (
    REST_NOTE,
    TICKS_PER_UNIT,
    TUNES_FILE,
    TuneCollection,
)
from musicbreeder.training.abc_reader import REST, TICKS_PER_WHOLE, TIED, ReadTune
from musicbreeder.training.corpus import MODES, BookTune, Corpus
from musicbreeder.training.corpus_books import BOOKS, CHORALES, shown_title

FAVOURITE_COUNT = 400
_FAVOURITE_SHARES = {"4/4": 0.55, "6/8": 0.3, "3/4": 0.15}
_OPENING_BARS = 4
_UNITS_PER_WHOLE = 4 * TICKS_PER_QUARTER // TICKS_PER_UNIT


def write_tunes(tunes: list[BookTune], corpus: Corpus, resources: Path) -> Path:
    """Write the collection and return where it lies.

    Args:
        tunes: in the order of the corpus.
        resources: folder of shipped files.
    """
    rows = [_rows(one.tune) for one in tunes]
    usable = [
        place
        for place, one in enumerate(tunes)
        if one.tune.meter != (0, 0) and rows[place] is not None
    ]
    kept = [row for row in (rows[place] for place in usable) if row is not None]
    names = sorted({tunes[place].tune.transcriber for place in usable})
    chosen = [tunes[place] for place in usable]
    arrays: dict[str, NDArray[np.generic]] = {
        "pitches": np.concatenate([row[0] for row in kept]),
        "units": np.concatenate([row[1] for row in kept]),
        "lengths": np.array([len(row[0]) for row in kept], dtype=np.uint16),
        "pickup_units": np.array([_pickup(one.tune) for one in chosen], np.uint8),
        "meters": np.array([one.tune.meter for one in chosen], dtype=np.uint8),
        "tonics": np.array([one.tune.key.tonic for one in chosen], dtype=np.uint8),
        "modes": np.array([MODES.index(one.tune.key.mode) for one in chosen], np.uint8),
        "books": np.array([one.book for one in chosen], dtype=np.uint8),
        "transcribers": np.array(
            [names.index(one.tune.transcriber) for one in chosen], dtype=np.uint8
        ),
        "titles": _joined([shown_title(one.tune.title) for one in chosen]),
        "transcriber_names": _joined(names),
        "book_names": _joined([f"{book.name}, {book.year}" for book in BOOKS]),
        "mode_names": _joined(list(MODES)),
        "favourites": np.zeros(0, dtype=np.uint16),
    }
    versions = Counter(corpus.groups.tolist())
    groups = corpus.groups[usable]
    arrays["favourites"] = _favourites(
        TuneCollection(arrays), groups, [versions[group] for group in groups.tolist()]
    )
    path = resources / TUNES_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    return path


def _rows(tune: ReadTune) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Return pitches and lengths; None where a length fits no 96th of a whole note."""
    pitches: list[int] = []
    ends: list[int] = []
    ticks = 0
    for measure in tune.measures:
        for pitch, length in measure.notes:
            ticks += length
            is_held = pitch == TIED or (
                pitch == REST and pitches and pitches[-1] == REST_NOTE
            )
            if is_held and pitches:
                ends[-1] = ticks
            elif pitch != TIED:
                pitches.append(REST_NOTE if pitch == REST else pitch)
                ends.append(ticks)
    if pitches and not all(0 <= pitch <= 127 for pitch in pitches):
        return None
    units = np.diff(
        np.rint(np.array([0, *ends]) * _UNITS_PER_WHOLE / TICKS_PER_WHOLE).astype(int)
    )
    if not len(units) or units.min() < 1:
        return None
    return (
        np.array(pitches, dtype=np.uint8),
        np.minimum(units, 255).astype(np.uint8),
    )


def _pickup(tune: ReadTune) -> int:
    bar = TICKS_PER_WHOLE * tune.meter[0] // tune.meter[1]
    first = tune.measures[0].ticks
    return first * _UNITS_PER_WHOLE // TICKS_PER_WHOLE if first < bar else 0


def _joined(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8"), dtype=np.uint8)


def _favourites(
    collection: TuneCollection, groups: NDArray[np.int32], versions: list[int]
) -> NDArray[np.uint16]:
    """Return tunes printed most often, one of each group, in the app's meters.

    A tune that stands in several books, under several names, was known well.
    """
    rng = np.random.default_rng(0)
    order = np.argsort(-np.array(versions), kind="stable").tolist()
    taken: set[int] = set()
    chosen: dict[str, list[int]] = {meter: [] for meter in _FAVOURITE_SHARES}
    for number in order:
        meter = collection.meter(number)
        group = int(groups[number])
        if meter is None or group in taken:
            continue
        if collection.sources[number].startswith(BOOKS[CHORALES].name):
            continue
        places = round(FAVOURITE_COUNT * _FAVOURITE_SHARES[meter.name])
        opening = collection.opening(number, _OPENING_BARS, rng)
        if len(chosen[meter.name]) < places and opening is not None:
            chosen[meter.name].append(number)
            taken.add(group)
    best = sorted(chain.from_iterable(chosen.values()), key=order.index)
    return np.array(best, dtype=np.uint16)
