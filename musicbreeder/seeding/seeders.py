"""The table of seeders: whatever can make first melodies, by name."""

from collections.abc import Callable, Mapping

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.seed import Seeder
from musicbreeder.seeding.phrase_grammar import PhraseGrammar

AUTOMATIC = "auto"
"""The app chooses: the best mix of what there is."""

YOUR_TUNES = "your tunes"
"""Learns from tunes that were imported."""

_MAKERS: Mapping[str, Callable[[], Seeder]] = {
    AUTOMATIC: PhraseGrammar,
    PhraseGrammar.name: PhraseGrammar,
    YOUR_TUNES: PhraseGrammar,
}

SEEDER_NAMES: tuple[str, ...] = tuple(_MAKERS)
"""Every seeder's name, in the order a menu shows them."""


def seeder_named(name: str, style: str = "") -> Seeder:
    """Return the seeder called `name`; case, spaces and hyphens are alike.

    Args:
        style: tunes that ``"your tunes"`` learns from, see `style_tunes`; without any
            it is as if the app chose.

    Raises:
        MusicBreederError: no seeder has that name; the message lists those that exist.
            Or the tunes cannot be read.
    """
    plain = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    if plain not in _MAKERS:
        raise MusicBreederError(
            f"There is no seeder “{name}”; choose one of {', '.join(SEEDER_NAMES)}."
        )
    if plain == YOUR_TUNES and style:
        # Loaded where tunes were imported: the window itself must be there soon.
        from musicbreeder.seeding.style_seeder import StyleSeeder

        return StyleSeeder.of(style)
    return _MAKERS[plain]()
