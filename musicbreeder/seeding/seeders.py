"""The table of seeders: whatever can make first melodies, by name."""

from collections.abc import Callable, Mapping

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.seed import Seeder
from musicbreeder.seeding.phrase_grammar import PhraseGrammar

AUTOMATIC = "auto"
"""The app chooses: the best mix of what there is."""

_MAKERS: Mapping[str, Callable[[], Seeder]] = {
    AUTOMATIC: PhraseGrammar,
    PhraseGrammar.name: PhraseGrammar,
}

SEEDER_NAMES: tuple[str, ...] = tuple(_MAKERS)
"""Every seeder's name, in the order a menu shows them."""


def seeder_named(name: str) -> Seeder:
    """Return the seeder called `name`; case, spaces and hyphens are alike.

    Raises:
        MusicBreederError: no seeder has that name; the message lists those that exist.
    """
    plain = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    if plain not in _MAKERS:
        raise MusicBreederError(
            f"There is no seeder “{name}”; choose one of {', '.join(SEEDER_NAMES)}."
        )
    return _MAKERS[plain]()
