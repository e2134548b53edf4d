"""Writes what ships of the small models: an npz of plain arrays, and its card."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.seeding.latent_files import MODEL_FOLDER

_DATA = """\
## What it learned from

{what},
from the tunes that stand in [DATA_CARD.md](DATA_CARD.md), moved to the key without
accidentals; four fifths of the groups of related tunes, the others are held out. The
weights are under the licence of the app (MIT). The tunes are in the public
domain by age; the encodings carry neither a grant nor a restriction, and their
transcribers are named in the data card.
"""


def write_arrays(
    resources: Path, file_name: str, arrays: Mapping[str, NDArray[np.generic]]
) -> Path:
    """Write arrays as half floats into one compressed file; return where it lies."""
    path = resources / MODEL_FOLDER / file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: np.asarray(one, dtype=np.float16) for name, one in arrays.items()}
    # numpy's stubs take these for its own keyword; each name is an array's.
    np.savez_compressed(path, **halves)  # type: ignore[arg-type]
    return path


def write_card(path: Path, text: str, what_it_learned_from: str) -> None:
    """Write the card beside a model's file; ``{data}`` in it tells of the data."""
    data = _DATA.format(what=what_it_learned_from).strip()
    path.with_suffix(".md").write_text(text.replace("{data}", data), encoding="utf-8")


def read_arrays(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of a file as the app reads them."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def megabytes(path: Path) -> str:
    """Return the size of a file, such as ``"1.94 MB"``."""
    return f"{path.stat().st_size / 1e6:.2f} MB"
