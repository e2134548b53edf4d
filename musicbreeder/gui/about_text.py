"""What the About window says, in plain words.

The licence texts are told as they were found in the files; this is no legal advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


_ORIGINS = {
    "Aird": "James Aird, Glasgow; typed in by Jack Campin, 2009",
    "Northumbrian": "J. Collingwood Bruce and John Stokoe, Newcastle upon Tyne; "
    "typed in by Jack Campin, 2007",
    "O'Neill": "Francis O'Neill, Chicago; typed in by some 25 volunteers, 1996 to 1999",
    "Ryan": "William Bradbury Ryan, Boston; typed in by Ray Davies, John "
    "Chambers and others",
    "Bach": "Johann Sebastian Bach, the soprano lines; after Margaret "
    "Greentree's collection",
}
"""Who made a book and who typed it in, by the first word of its name."""


def sections(tune_counts: Mapping[str, int], problem: str) -> tuple[Section, ...]:
    """Return the page.

    Args:
        tune_counts: shipped tunes by the name of their book, in any order.
        problem: a sentence if they cannot be read, else empty.
    """
    return (
        Section(
            "Where the music comes from",
            (
                "First melodies are made by rules of music theory, or by small models "
                "that were trained on old printed tunes. What comes after grows from "
                "your ears: the app breeds, you choose. Which of them made a melody "
                "stands in the inspector and in every file you export.",
            ),
        ),
        Section("What the models were trained on", _books(tune_counts, problem)),
        Section(
            "By what right",
            (
                "The tunes are free by their age; the latest of the books was printed "
                "in 1903. The files they were typed into come with music21, a library "
                "for music research, which says that they are distributed “with the "
                "permission of the encoders”. The files of these books name who typed "
                "them in and hold no word of a licence: neither a restriction nor an "
                "express permission. We use them on that footing and name everybody "
                "we know of.",
                "Collections that forbid such use, that are meant for research or "
                "private use only, or whose songs may still belong to somebody were "
                "left out, however useful they would have been.",
            ),
        ),
        Section(
            "What stays with you",
            (
                "Nothing is uploaded: no melody, no rating, no file you bring in. The "
                "app asks nothing of the internet. The models do not change by what "
                "you do; what the app learns of your taste is kept in a file of your "
                "own, to be seen, switched off or deleted under My taste.",
            ),
        ),
        Section(
            "Whose music it is",
            (
                "Yours, as far as we are concerned: we claim nothing of what is bred "
                "here. Whether the law protects it is another matter; in many "
                "countries only what a person has created is protected, and how much "
                "choosing counts is not settled.",
                "A melody is not new because it was bred here. The inspector names "
                "the known tune it comes nearest to, and you are told before you save "
                "one that quotes. It knows the books above and what you imported, no "
                "other music: no warning is no proof.",
            ),
        ),
        Section(
            "Is it right to do so?",
            (
                "May a machine learn from the tunes of people who were never asked? We "
                "have no answer for everybody. Those who made these tunes and wrote "
                "them down took them from others, changed them and handed them on, "
                "and printed them so that it would go on. But they did so as players "
                "among players, and a program is not one.",
                "So this one keeps to music that belongs to everybody, names its "
                "sources, says when it comes too near to one of them, keeps what it "
                "learns from you with you, and leaves every choice to your ears. "
                "Whether that is enough is yours to judge, too.",
            ),
        ),
    )


def _books(tune_counts: Mapping[str, int], problem: str) -> tuple[str, ...]:
    if problem:
        return (f"The tunes cannot be read here. {problem}",)
    if not tune_counts:
        return ("Looking them up…",)
    by_size = sorted(tune_counts.items(), key=lambda item: -item[1])
    books = []
    for name, count in by_size:
        origin = next(
            (text for word, text in _ORIGINS.items() if name.startswith(word)), ""
        )
        books.append(f"{name}: {count:,} tunes. {origin}".rstrip(" .") + ".")
    total = sum(tune_counts.values())
    return (
        f"On {total:,} tunes of {len(books)} books, one voice each, and on nothing "
        "else. They are fiddle tunes, airs and hymn lines of Europe and of those who "
        "left it: even rhythms, plain keys, hardly a rest. Other music they do not "
        "know.",
        *books,
    )
