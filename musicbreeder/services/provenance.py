"""Where an exported melody came from, as its file tells it.

A file travels further than the app: whoever opens it in years to come can read which
seeder and which models had a hand in it, who its parents were, how many ratings guided
the breeding, and which known tune it comes nearest to. Straight quotes and plain
letters, since some programs show nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from musicbreeder import __version__
from musicbreeder.breeding.individual import Individual
from musicbreeder.services.session_reading import SessionReading

SOFTWARE = f"musicbreeder {__version__}"

LISTENER = "the listener"

_TRANSFORMER = "event Transformer, trained on old printed tunes"
_AUTOENCODER = "variational autoencoder, trained on old printed tunes"
_ADVERSARIAL = "generative adversarial network, trained on old printed tunes"
_MODELS = {
    "transformer": (_TRANSFORMER,),
    "rewriting": (_TRANSFORMER,),
    "autoencoder": (_AUTOENCODER, _TRANSFORMER),
    "latent": (_AUTOENCODER, _TRANSFORMER),
    "adversarial": (_ADVERSARIAL, _AUTOENCODER, _TRANSFORMER),
}
"""Words in the names of seeders and operators, and the models that work there.

What comes from the space of the autoencoder is finished by the event Transformer.
"""
_PLAIN = {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-"}


@dataclass(frozen=True)
class Provenance:
    """What is told of one melody.

    Attributes:
        made_by: makers of the first melodies it descends from, and its own.
        models: trained models that had a hand in it or its ancestors.
        parents: names, none for a first melody.
        operators: what was done to make it, in order.
        rating_count: melodies of the session that were rated, None = not known.
        judge: who rated them.
        nearest_tune: a sentence, empty = nobody looked.
    """

    made_by: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    rating_count: int | None = None
    judge: str = LISTENER
    nearest_tune: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written, a line each."""
        parents = ", ".join(self.parents) or "none, a first melody"
        facts = (
            ("First melodies by", ", ".join(self.made_by)),
            ("Models", ", ".join(self.models) or "none"),
            ("Parents", parents),
            ("Made by", ", ".join(self.operators)),
            ("Judged by", self._judged_by),
            ("Nearest known tune", self.nearest_tune),
        )
        told = [f"{caption}: {fact}" for caption, fact in facts if fact]
        return tuple(_plain(line) for line in (f"Made with {SOFTWARE}", *told))

    @property
    def _judged_by(self) -> str:
        if self.rating_count is None:
            return ""
        word = "rating" if self.rating_count == 1 else "ratings"
        return f"{self.judge}, {self.rating_count} {word} in this session"

    def beside(self, nearest_tune: str) -> "Provenance":
        """Return this with what was found when known tunes were looked through."""
        return replace(self, nearest_tune=nearest_tune)


def provenance_of(session: SessionReading, individual: Individual) -> Provenance:
    """Return what is known of a melody's making, but for the nearest tune.

    While a trial is blind nothing is told that would give away who bred what.

    Args:
        session: the one the melody belongs to.
        individual: as the session gives it.
    """
    everyone = session.individuals
    return described(individual, {one.id: one for one in everyone})


def described(individual: Individual, by_id: Mapping[int, Individual]) -> Provenance:
    """Return what is told of a melody whose session is at hand.

    Args:
        individual: the melody.
        by_id: every melody of its session, with their ratings.
    """
    everyone = [individual, *_ancestors(individual, by_id)]
    made_by = [one.operators[0] for one in everyone if _is_first(one)]
    words = [operator for one in everyone for operator in one.operators]
    return Provenance(
        made_by=tuple(dict.fromkeys(made_by)),
        models=models_named_in(words),
        parents=tuple(
            by_id[parent_id].name
            for parent_id in individual.parent_ids
            if parent_id in by_id
        ),
        operators=individual.operators[1 if _is_first(individual) else 0 :],
        rating_count=sum(one.is_rated for one in by_id.values()),
    )


def models_named_in(words: list[str]) -> tuple[str, ...]:
    """Return the trained models that seeders and operators of these names use."""
    found = [
        model
        for word in words
        for name, models in _MODELS.items()
        if name in word.lower().split()
        for model in models
    ]
    return tuple(dict.fromkeys(found))


def _is_first(individual: Individual) -> bool:
    return bool(individual.operators) and not individual.parent_ids


def _ancestors(
    individual: Individual, by_id: Mapping[int, Individual]
) -> list[Individual]:
    """Return everyone a melody descends from, in the order of birth."""
    found: dict[int, Individual] = {}
    waiting = list(individual.parent_ids)
    while waiting:
        parent_id = waiting.pop()
        if parent_id in by_id and parent_id not in found:
            found[parent_id] = by_id[parent_id]
            waiting.extend(found[parent_id].parent_ids)
    return [found[ancestor_id] for ancestor_id in sorted(found)]


def _plain(text: str) -> str:
    for typographic, typed in _PLAIN.items():
        text = text.replace(typographic, typed)
    return text
