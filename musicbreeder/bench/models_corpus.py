"""The prepared corpus as the benchmark of the models reads it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError

CORPUS_PATH = Path("build") / "training" / "corpus.npz"
TRAIN, VALID, TEST = 0, 1, 2
STEPS_PER_BAR = {"4/4": 16, "6/8": 12, "3/4": 12}

Tokens = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of four bars, one a row.

    Attributes:
        tokens: ``(count, steps)``: 0 = hold, 1 = rest, 2-37 = MIDI 53-88.
        groups: ``(count,)`` equal for versions of one tune.
        phases: ``(count,)`` bars before it in its section, modulo 4.
        ends: ``(count,)`` 1 = its last bar ends a section.
    """

    tokens: Tokens
    groups: NDArray[np.int32]
    phases: NDArray[np.uint8]
    ends: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.tokens)

    def rows(self, selection: NDArray[np.intp]) -> "Windows":
        return Windows(
            self.tokens[selection],
            self.groups[selection],
            self.phases[selection],
            self.ends[selection],
        )

    @property
    def phrases(self) -> "Windows":
        """Those that begin with a phrase and end with a section."""
        return self.rows(np.flatnonzero((self.phases == 0) & (self.ends == 1)))


def read_windows(
    path: Path = CORPUS_PATH,
) -> dict[tuple[str, bool], Windows]:
    """Return windows by meter and whether they are held out.

    Raises:
        ModelError: there is no prepared corpus.
    """
    if not path.is_file():
        raise ModelError(
            f"There is no prepared corpus at “{path}”; install “musicbreeder[train]” "
            "and run “python -m musicbreeder.training prepare” here first."
        )
    found: dict[tuple[str, bool], Windows] = {}
    with np.load(path, allow_pickle=False) as stored:
        splits, groups = stored["splits"], stored["groups"]
        for meter in STEPS_PER_BAR:
            name = meter.replace("/", "")
            tunes = stored[f"{name}_4_tunes"]
            windows = Windows(
                stored[f"{name}_4_tokens"],
                groups[tunes],
                stored[f"{name}_4_phases"],
                stored[f"{name}_4_ends"],
            )
            is_held_out = splits[tunes] != TRAIN
            for side in (False, True):
                rows = np.flatnonzero(is_held_out == side)
                found[meter, side] = windows.rows(rows)
    return found
