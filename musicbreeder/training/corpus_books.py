"""The books whose tunes the models learn, and where their files lie.

They come with music21, pinned by version and by the contents of the files, which is
needed to prepare the corpus and nowhere else.
"""

import hashlib
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from musicbreeder.errors import ModelError
from musicbreeder.training.abc_reader import ReadTune, read_tunes
from musicbreeder.training.corpus_chorales import read_soprano

MUSIC21_VERSION = "10.5.1"
FILES_SHA256 = "93938b3256a36c2c1b5530922cf8629df3e6d135e5981c2e25f05423945b3051"
"""Over the contents of every file read, in the order they are read."""


@dataclass(frozen=True)
class Book:
    """A collection of tunes.

    Attributes:
        name: as a person reads it under a tune.
        year: of print.
        origin: author, place and year of print.
        encoding: who typed it in, and under what terms, as found.
        pattern: its files inside the corpus folder.
    """

    name: str
    year: str
    origin: str
    encoding: str
    pattern: str


_NO_TERMS = "No licence word in the files: neither a grant nor a restriction."

BOOKS = (
    Book(
        "Aird's Airs",
        "1778-1801",
        "James Aird, “A Selection of Scotch, English, Irish and Foreign Airs”, "
        "Glasgow, six volumes, 1778-1801",
        f"ABC by Jack Campin, 2009. {_NO_TERMS}",
        "airdsAirs/*.abc",
    ),
    Book(
        "Northumbrian Minstrelsy",
        "1882",
        "J. Collingwood Bruce and John Stokoe, “Northumbrian Minstrelsy”, Newcastle "
        "upon Tyne, 1882",
        f"ABC by Jack Campin, 2007. {_NO_TERMS}",
        "miscFolk/northumbrianminstrelsyopus.abc",
    ),
    Book(
        "O'Neill's Music of Ireland",
        "1903",
        "Francis O'Neill, “O'Neill's Music of Ireland: Eighteen Hundred and Fifty "
        "Melodies”, Chicago, 1903",
        f"ABC by some 25 volunteers, 1996-1999, named tune by tune. {_NO_TERMS}",
        "oneills1850/*.abc",
    ),
    Book(
        "Ryan's Mammoth Collection",
        "1883",
        "William Bradbury Ryan, “Ryan's Mammoth Collection: 1050 Reels and Jigs”, "
        "Boston, 1883",
        f"ABC by Ray Davies, John Chambers and others. {_NO_TERMS}",
        "ryansMammoth/*.abc",
    ),
    Book(
        "Bach's chorales",
        "before 1750",
        "Johann Sebastian Bach, four-part chorales, soprano line, before 1750",
        "MusicXML after Margaret Greentree's collection. No terms stated.",
        "bach/*.mxl",
    ),
)
"""Every book; a tune's book number is its place here."""

CHORALES = 4


def read_books() -> list[tuple[int, ReadTune]]:
    """Return every tune with its book's number.

    Raises:
        ModelError: music21 is missing, or is not the one the corpus was made with.
    """
    folder = corpus_folder()
    digest = hashlib.sha256()
    tunes: list[tuple[int, ReadTune]] = []
    for number, book in enumerate(BOOKS):
        for path in sorted(folder.glob(book.pattern)):
            digest.update(path.read_bytes())
            tunes += [(number, tune) for tune in _read(path)]
    if digest.hexdigest() != FILES_SHA256:
        raise ModelError(
            "The tune files of the installed music21 differ from those the models were "
            f"made of; install music21=={MUSIC21_VERSION} anew."
        )
    return tunes


def corpus_folder() -> Path:
    """Return the folder in which music21 keeps its corpus.

    Raises:
        ModelError: music21 is missing or has another version.
    """
    specification = find_spec("music21")
    try:
        found = version("music21")
    except PackageNotFoundError:
        found = ""
    if specification is None or specification.origin is None:
        raise ModelError(
            "Preparing the tunes needs music21; install it with "
            "pip install “musicbreeder[train]”."
        )
    if found != MUSIC21_VERSION:
        raise ModelError(
            f"The corpus is pinned to music21 {MUSIC21_VERSION}, installed is {found}; "
            "install that version."
        )
    return Path(specification.origin).parent / "corpus"


def _read(path: Path) -> list[ReadTune]:
    if path.suffix == ".mxl":
        tune = read_soprano(path)
        return [] if tune is None else [tune]
    text = path.read_text(encoding="utf-8", errors="replace")
    return [replace(tune, title=tidy_title(tune.title)) for tune in read_tunes(text)]


def tidy_title(title: str) -> str:
    """Return a title in mixed case, its article in front.

    The split of the corpus hangs on it, see `corpus.prepared`; for what is only to be
    seen there is `shown_title`.

    >>> tidy_title("SPANISH LADY, The")
    'The Spanish Lady'
    """
    plain = title.strip().rstrip(".").replace(" -- ", ", ")
    for article in ("The", "A", "An"):
        if plain.endswith(f", {article}"):
            plain = f"{article} {plain.removesuffix(f', {article}')}"
    if plain.isupper() or sum(map(str.isupper, plain)) > len(plain) // 2:
        words = [
            word if word in ("The", "A", "An") else word.capitalize()
            for word in plain.split(" ")
        ]
        plain = " ".join(words)
    return plain


def shown_title(title: str) -> str:
    """Return a tidy title without what is left of the file format.

    >>> shown_title("Perth=Shire Hunt.,")
    'Perth-Shire Hunt'
    """
    plain = title.replace("\\'e", "é").replace("=", "-").replace("\n", " ")
    return plain.strip(" .,")
