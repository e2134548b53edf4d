"""The command ``prepare``: from the books to the corpus and to what ships of it."""

import sys
from pathlib import Path

from musicbreeder.training.corpus import CORPUS_FILE, all_tunes, prepared
from musicbreeder.training.corpus_card import write_data_card
from musicbreeder.training.corpus_shipping import write_tunes
from musicbreeder.training.options import TrainingOptions


def run(options: TrainingOptions) -> None:
    """Read, group, split and cut the tunes; write the corpus and what ships of it."""
    _say("Reading the tune books ...")
    tunes = all_tunes()
    _say(f"{len(tunes)} tunes; grouping, splitting and cutting them ...")
    corpus = prepared(tunes)
    path = options.build / CORPUS_FILE
    corpus.save(path)
    for (meter, bars), windows in corpus.windows.items():
        _say(f"  {meter}, {bars} bars: {len(windows.tokens)} windows")
    _say(f"Wrote {_size(path)} to {path}.")
    path = write_tunes(tunes, corpus, options.resources)
    _say(f"Wrote {_size(path)} to {path}.")
    _say(f"Wrote {write_data_card(tunes, corpus, options.resources)}.")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.2f} MB"
