"""Tunes the listener brought in: what is bred from them may quote them."""

from collections.abc import Sequence

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import LibraryError, MusicBreederError
from musicbreeder.seeding.style_tunes import style_tunes
from musicbreeder.services.importing import OPERATOR
from musicbreeder.services.originality import KnownTune
from musicbreeder.storage.library import Library

OWN_SOURCE = "a tune you imported"
STYLE_SOURCE = "your tunes of this style"
_MOST_TUNES = 2_000


def own_tunes_of_library(library: Library) -> tuple[KnownTune, ...]:
    """Return what was imported into any session, the latest 2,000; slow.

    None where the library cannot be read, which is told elsewhere.
    """
    try:
        imports = library.made_by(OPERATOR, limit=_MOST_TUNES)
    except LibraryError:
        return ()
    return tuple((name, OWN_SOURCE, melody) for name, melody in imports)


def own_tunes_among(
    individuals: Sequence[Individual], style: str
) -> tuple[KnownTune, ...]:
    """Return what of a session was imported, and the tunes of its style.

    Args:
        individuals: of the session.
        style: as its settings have it, empty = none.
    """
    imports = tuple(
        (one.name, OWN_SOURCE, one.melody)
        for one in individuals
        if one.operators == (OPERATOR,)
    )
    if not style:
        return imports
    try:
        learned = style_tunes(style)
    except MusicBreederError:
        # Said where the style is used.
        return imports
    return imports + tuple(
        (f"Tune {number}", STYLE_SOURCE, tune.melody)
        for number, tune in enumerate(learned, start=1)
    )
