"""The prepared corpus: every tune on a grid, grouped, split and cut into windows.

`prepare` reads the books and writes one file that the models train from; `Corpus` opens
it again. The file lies in a build folder and is not shipped.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.training.abc_reader import ReadTune
from musicbreeder.training.corpus_books import CHORALES, read_books
from musicbreeder.training.corpus_groups import grouped, split_of
from musicbreeder.training.corpus_stretches import (
    GRID_METERS,
    STEPS_PER_BAR,
    Bar,
    stretches,
)
from musicbreeder.training.corpus_windows import Windows, windows_of, without_repeats

BUILD_FOLDER = Path("build") / "training"
CORPUS_FILE = "corpus.npz"
WINDOW_BARS = (4, 8)
MODES = ("major", "minor", "dorian", "mixolydian", "lydian", "phrygian", "locrian")


@dataclass(frozen=True, eq=False)
class Corpus:
    """What the models learn from.

    Attributes:
        titles: of every tune.
        transcribers: who typed each in, may be empty.
        books: ``(tune_count,)`` uint8, places in `corpus_books.BOOKS`.
        modes: ``(tune_count,)`` uint8, places in `MODES`.
        groups: ``(tune_count,)`` int32, equal for versions of one tune.
        splits: ``(tune_count,)`` uint8: 0 = training, 1 = validation, 2 = test.
        windows: by meter and number of bars, such as ``("4/4", 4)``.
    """

    titles: NDArray[np.str_]
    transcribers: NDArray[np.str_]
    books: NDArray[np.uint8]
    modes: NDArray[np.uint8]
    groups: NDArray[np.int32]
    splits: NDArray[np.uint8]
    windows: dict[tuple[str, int], Windows]

    def split_windows(self, meter: str, bars: int, *splits: int) -> Windows:
        """Return the windows of a meter and length on some sides of the split."""
        windows = self.windows[meter, bars]
        is_wanted = np.isin(self.splits[windows.tunes], splits)
        return windows.rows(np.flatnonzero(is_wanted))

    def save(self, path: Path) -> None:
        """Write everything into one compressed npz."""
        arrays: dict[str, NDArray[np.generic]] = {
            "titles": self.titles,
            "transcribers": self.transcribers,
            "books": self.books,
            "modes": self.modes,
            "groups": self.groups,
            "splits": self.splits,
        }
        for (meter, bars), windows in self.windows.items():
            for part in ("tokens", "tunes", "phases", "ends"):
                name = f"{meter.replace('/', '')}_{bars}_{part}"
                arrays[name] = getattr(windows, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        # numpy's stubs take these for its own keyword; each name is an array's.
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    @staticmethod
    def load(folder: Path = BUILD_FOLDER) -> "Corpus":
        """Return the corpus that was prepared in a folder.

        Raises:
            ModelError: it was not.
        """
        path = folder / CORPUS_FILE
        if not path.is_file():
            raise ModelError(
                f"There is no prepared corpus in “{folder}”; "
                "run “python -m musicbreeder.training prepare” first."
            )
        with np.load(path, allow_pickle=False) as stored:
            windows = {
                (meter, bars): Windows(
                    *(
                        stored[f"{meter.replace('/', '')}_{bars}_{part}"]
                        for part in ("tokens", "tunes", "phases", "ends")
                    )
                )
                for meter in STEPS_PER_BAR
                for bars in WINDOW_BARS
            }
            return Corpus(
                stored["titles"],
                stored["transcribers"],
                stored["books"],
                stored["modes"],
                stored["groups"],
                stored["splits"],
                windows,
            )


@dataclass(frozen=True)
class BookTune:
    """A tune with the number of its book."""

    book: int
    tune: ReadTune

    @property
    def pitches(self) -> list[int]:
        """The MIDI notes in order, as printed."""
        return [p for m in self.tune.measures for p, _ in m.notes if p >= 0]


def all_tunes() -> list[BookTune]:
    """Return every tune of the books that has a few bars."""
    tunes = [BookTune(book, tune) for book, tune in read_books()]
    return [one for one in tunes if len(one.pitches) >= 12]


def prepared(tunes: list[BookTune]) -> Corpus:
    """Return the corpus of the tunes."""
    groups = grouped([one.pitches for one in tunes])
    keys = [f"{tunes[g].book} {tunes[g].tune.title}" for g in groups]
    splits = np.array([split_of(key) for key in keys], dtype=np.uint8)
    by_meter: dict[str, list[tuple[int, list[Bar]]]] = {m: [] for m in STEPS_PER_BAR}
    for place, one in enumerate(tunes):
        for run in stretches(one.tune):
            by_meter[GRID_METERS[one.tune.meter][0]].append((place, run))
    windows = {
        (meter, bars): without_repeats(
            windows_of(runs, bars, STEPS_PER_BAR[meter]), splits
        )
        for meter, runs in by_meter.items()
        for bars in WINDOW_BARS
    }
    return Corpus(
        titles=np.array([one.tune.title for one in tunes]),
        transcribers=np.array([one.tune.transcriber for one in tunes]),
        books=np.array([one.book for one in tunes], dtype=np.uint8),
        modes=np.array(
            [MODES.index(one.tune.key.mode) for one in tunes], dtype=np.uint8
        ),
        groups=groups,
        splits=splits,
        windows=windows,
    )


def is_chorale(book: int) -> bool:
    """Tell whether a book has art music in it rather than dance tunes and songs."""
    return book == CHORALES
