"""The table of seeders: whatever can make first melodies, by name."""

from collections.abc import Callable, Mapping

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.seed import Seeder
from musicbreeder.resources import resource_folder
from musicbreeder.seeding.phrase_grammar import PhraseGrammar

AUTOMATIC = "auto"
"""The app chooses: the best mix of what there is."""

YOUR_TUNES = "your tunes"
"""Learns from tunes that were imported."""

EVENT_TRANSFORMER, TUNE_LIBRARY = "event transformer", "tune library"
VARIATIONAL_AUTOENCODER = "variational autoencoder"
ADVERSARIAL_NETWORK = "generative adversarial network"

MIX_SIGN = " + "
"""Between the names of seeders that are to make equal parts."""

_FILES = {
    EVENT_TRANSFORMER: "models/event_transformer.npz",
    TUNE_LIBRARY: "tunes/tunes.npz",
    VARIATIONAL_AUTOENCODER: "models/vae.npz",
    ADVERSARIAL_NETWORK: "models/gan.npz",
}
"""What a seeder cannot do without; see `missing_file`."""

_AUTOMATIC_SHARES = {EVENT_TRANSFORMER: 0.5, PhraseGrammar.name: 0.5}
"""Old tunes' manner, and what they have not: other scales, syncopation, rests. The tune
library has no part in it: what is bred is to be new."""

_REFERENCE_COUNT = 3


# Each is imported when it is asked for: the window itself must be there soon.


def _event_transformer() -> Seeder:
    from musicbreeder.seeding.event_transformer import EventTransformer

    return EventTransformer()


def _tune_library() -> Seeder:
    from musicbreeder.seeding.tune_library import TuneLibrary

    return TuneLibrary()


def _variational_autoencoder() -> Seeder:
    from musicbreeder.seeding.latent_seeder import LatentSeeder

    return LatentSeeder(VARIATIONAL_AUTOENCODER)


def _adversarial_network() -> Seeder:
    from musicbreeder.seeding.latent_seeder import adversarial_seeder

    return adversarial_seeder(ADVERSARIAL_NETWORK)


def _automatic() -> Seeder:
    return _mixture(_AUTOMATIC_SHARES)


_MAKERS: Mapping[str, Callable[[], Seeder]] = {
    AUTOMATIC: _automatic,
    EVENT_TRANSFORMER: _event_transformer,
    PhraseGrammar.name: PhraseGrammar,
    TUNE_LIBRARY: _tune_library,
    VARIATIONAL_AUTOENCODER: _variational_autoencoder,
    ADVERSARIAL_NETWORK: _adversarial_network,
    YOUR_TUNES: _automatic,
}

SEEDER_NAMES: tuple[str, ...] = tuple(_MAKERS)
"""Every seeder's name, in the order a menu shows them."""


def missing_file(name: str) -> str | None:
    """Return the shipped file that a seeder needs and that is not there, or None."""
    needed = _FILES.get(name)
    if needed is None or resource_folder().joinpath(*needed.split("/")).is_file():
        return None
    return needed


def seeder_names_in(name: str) -> tuple[str, ...]:
    """Return the names in ``"one + another"``; case, spaces and hyphens are alike.

    Raises:
        MusicBreederError: no seeder has one of these names; the message lists those
            that exist.
    """
    found = []
    for part in name.split(MIX_SIGN.strip()):
        plain = " ".join(part.lower().replace("-", " ").replace("_", " ").split())
        if plain not in _MAKERS:
            raise MusicBreederError(
                f"There is no seeder “{part.strip()}”; "
                f"choose one of {', '.join(SEEDER_NAMES)}."
            )
        found.append(plain)
    return tuple(dict.fromkeys(found))


def seeder_named(name: str, style: str = "") -> Seeder:
    """Return the seeder called `name`, or the mixture of several: ``"one + another"``.

    A seeder whose file is missing leaves its part to the others, to the phrase grammar
    where there is none; its melodies say so, and `missing_file` says why.

    Args:
        style: tunes that ``"your tunes"`` learns from, see `style_tunes`; without any
            that can be read it is as if the app chose.

    Raises:
        MusicBreederError: no seeder has that name; the message lists those that exist.
    """
    names = seeder_names_in(name)
    if len(names) > 1:
        return _mixture(dict.fromkeys(names, 1.0), style)
    return _single(names[0], style)


def _single(name: str, style: str = "") -> Seeder:
    if name == YOUR_TUNES and style:
        try:
            return _your_tunes(style)
        except MusicBreederError:
            # In a session's damaged file: what was bred is worth more than the style.
            return _automatic()
    if missing_file(name) is not None:
        return PhraseGrammar()
    return _MAKERS[name]()


def _mixture(shares: Mapping[str, float], style: str = "") -> Seeder:
    from musicbreeder.seeding.mixture import Mixture

    there = {name: s for name, s in shares.items() if missing_file(name) is None}
    if len(there) < 2:
        return _single(next(iter(there), PhraseGrammar.name), style)
    return Mixture({_single(name, style): share for name, share in there.items()})


def _your_tunes(style: str) -> Seeder:
    """Return what writes like given tunes: note by note, and by the model."""
    from musicbreeder.seeding.style_seeder import StyleSeeder

    by_notes = StyleSeeder.of(style)
    if missing_file(EVENT_TRANSFORMER) is not None:
        return by_notes
    from musicbreeder.seeding.event_transformer import EventTransformer, Reference
    from musicbreeder.seeding.mixture import Mixture
    from musicbreeder.seeding.style_tunes import style_tunes

    references = [Reference(one.melody, one.key) for one in style_tunes(style)]
    by_model = EventTransformer(references[:_REFERENCE_COUNT])
    return Mixture({by_notes: 0.5, by_model: 0.5})
