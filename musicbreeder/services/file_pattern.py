"""Names of files: a pattern with fields, and what every system can store.

``{name} - {key} - {tempo}`` becomes ``Copper Fern - A minor - 104 bpm``.
"""

import re
from collections.abc import Mapping
from string import Formatter

from musicbreeder.breeding.individual import Individual
from musicbreeder.services.audition import Sound

DEFAULT_PATTERN = "{name} - {key} - {tempo}"
FIELDS: Mapping[str, str] = {
    "name": "the melody's name",
    "key": "its key",
    "tempo": "beats a minute",
    "number": "its place in this export",
    "session": "the session's name",
    "generation": "the generation it was bred in",
    "instrument": "the sound it has",
    "rating": "its stars",
}
"""What may stand in braces, and what it says."""

UNKNOWN_GENERATION = -1
"""Of a melody that is taken from a list without its session."""

_LONGEST_FIELD = 60
_LONGEST_STEM = 150
# What Windows does not allow in a name; a comma, a bracket or an umlaut it does.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_PLAIN_ACCIDENTALS = str.maketrans({"♭": "b", "♯": "#"})


def pattern_problem(pattern: str) -> str:
    """Return one sentence why files cannot be named so; empty = they can.

    >>> pattern_problem("{nom}")
    'There is no field {nom}; use name, key, tempo, number, session, generation, \
instrument or rating.'
    >>> pattern_problem("{number} {name}")
    ''
    """
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        return "A brace is left open: write fields like {name}."
    for _, field, form, conversion in parts:
        if field is not None and (field not in FIELDS or form or conversion):
            known = list(FIELDS)
            fields = f"{', '.join(known[:-1])} or {known[-1]}"
            return f"There is no field {{{field}}}; use {fields}."
    words = "".join(part[0] for part in parts)
    if unfit := unfit_sign(words):
        return f"“{unfit}” cannot stand in the name of a file."
    if all(field is None for _, field, _, _ in parts):
        return "Every file would have the same name: add {name} or {number}."
    return ""


def named_by(
    pattern: str,
    individual: Individual,
    sound: Sound,
    *,
    number: int = 1,
    count: int = 1,
    session: str = "",
) -> str:
    """Return the name of a melody's files, without an ending.

    Args:
        pattern: see `FIELDS`.
        number: the melody's place in the export, from 1; zeros make all as wide.
        count: of melodies in the export.
        session: the name of its session.

    Raises:
        ValueError: the pattern has a problem, see `pattern_problem`.
    """
    problem = pattern_problem(pattern)
    if problem:
        raise ValueError(problem)
    values = {
        "name": individual.name,
        "key": individual.key.name,
        "tempo": f"{sound.tempo.bpm:g} bpm",
        "number": str(number).zfill(len(str(count))),
        "session": session,
        "generation": generation_words(individual),
        "instrument": sound.instrument,
        "rating": _stars(individual.rating),
    }
    # Each field by itself, and a dot in front would hide the file on Unix.
    fields = {
        field: _FORBIDDEN.sub(" ", value)[:_LONGEST_FIELD].strip(" .")
        for field, value in values.items()
    }
    return storable(pattern.format(**fields))


def unfit_sign(words: str) -> str:
    """Return the first sign that no name of a file may have, or nothing.

    >>> unfit_sign("Blues: 1/2"), unfit_sign("Blues (1)")
    (':', '')
    """
    found = _FORBIDDEN.search(words)
    return "" if found is None else found[0]


def storable(stem: str, otherwise: str = "melody") -> str:
    """Return a name, without an ending, that every system can store.

    Args:
        otherwise: the name where nothing is left of it.

    >>> storable("  Blues in B♭: con/brio. "), storable("aux")
    ('Blues in Bb con brio', '_aux')
    """
    plain = _FORBIDDEN.sub(" ", stem.translate(_PLAIN_ACCIDENTALS))
    plain = " ".join(plain.split())
    # Nothing was there for a field: its dashes go with it.
    while plain.startswith("- ") or plain.endswith(" -") or " - - " in plain:
        plain = plain.replace(" - - ", " - ").removeprefix("- ").removesuffix(" -")
    plain = plain[:_LONGEST_STEM].strip(" .") or otherwise
    return f"_{plain}" if _RESERVED.match(plain) else plain


def generation_words(individual: Individual) -> str:
    """Return which generation a melody was bred in; empty = it is not known."""
    if individual.generation == UNKNOWN_GENERATION:
        return ""
    return f"generation {individual.generation + 1}"


def _stars(rating: int | None) -> str:
    if rating is None:
        return "not rated"
    return "1 star" if rating == 1 else f"{rating} stars"
