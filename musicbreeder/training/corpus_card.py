"""The data card: which books, whose work, by what right, and how much of it."""

from collections import Counter
from pathlib import Path
from textwrap import fill

from musicbreeder.training.corpus import WINDOW_BARS, BookTune, Corpus
from musicbreeder.training.corpus_books import BOOKS, FILES_SHA256, MUSIC21_VERSION
from musicbreeder.training.corpus_stretches import STEPS_PER_BAR

CARD_FILE = "DATA_CARD.md"

_CARD = """# The tunes that the models have read

`python -m musicbreeder.training prepare` reads them from the corpus that comes with
music21 {version} (files with SHA-256 `{digest}` in all) and writes this card.
music21 is needed for that alone and is no part of the app; of what it prepares only
`../tunes/tunes.npz` ships: the notes, with title, book and transcriber.

| book | in print | tunes | encoding and its terms, as found |
| --- | --- | --- | --- |
{books}

All tunes are old enough to be in the public domain. The encodings were made by
volunteers who published them freely; their files state neither a grant nor a
restriction. music21's own note on its corpus says that it is distributed “with the
permission of the encoders” and that “the music21 creators assume no copyright or
change in licensing for content distributed in the corpus”. Whoever typed a tune in
is named with it:
{transcribers}.

Left out on purpose: music21's American fife tunes (their source is not known), the
Essen folk songs (non-commercial), the Nottingham data base (GPL), The Session (its
terms forbid it) and collections of modern songs.

## What becomes of them

Repeats are not played out. 2/4 in sixteenths is read as 4/4; tunes are transposed
to a key without signature. Versions of one tune, which share runs of eight
intervals, are one group: {tune_count:,} tunes are {group_count:,} groups. By a hash
of the group four fifths are for training, the others are held out, so that windows
of one tune, which overlap, never stand on two sides. A window that several tunes
have is kept once.

| windows | training | validation | test |
| --- | --- | --- | --- |
{windows}

## What they are, and are not

Fiddle, fife and pipe music of Scotland, Ireland, Northumbria and New England, and
the sopranos of Bach's chorales: even quavers, hardly a rest, hardly a syncopation,
mostly major. What is learned of them is this, and no more.
"""


def write_data_card(tunes: list[BookTune], corpus: Corpus, resources: Path) -> Path:
    """Write the card and return where it lies."""
    counts = Counter(one.book for one in tunes)
    books = [
        f"| {book.origin} | {book.year} | {counts[number]:,} | {book.encoding} |"
        for number, book in enumerate(BOOKS)
    ]
    windows = []
    for meter in STEPS_PER_BAR:
        for bars in WINDOW_BARS:
            sides = [
                f"{len(corpus.split_windows(meter, bars, side).tokens):,}"
                for side in (0, 1, 2)
            ]
            windows.append(f"| {meter}, {bars} bars | {' | '.join(sides)} |")
    names = Counter(one.tune.transcriber for one in tunes if one.tune.transcriber)
    text = _CARD.format(
        version=MUSIC21_VERSION,
        digest=FILES_SHA256,
        books="\n".join(books),
        transcribers=fill(", ".join(name for name, _ in names.most_common()), 84),
        tune_count=len(tunes),
        group_count=len(set(corpus.groups.tolist())),
        windows="\n".join(windows),
    )
    path = resources / "models" / CARD_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
