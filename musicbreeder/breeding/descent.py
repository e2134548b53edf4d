"""Descent: from a melody bred over several unheard generations to what is told of it.

Between two screens a melody may cross and mutate many times, so the way it came to be
would fill a page. What a listener can hear is told instead: which of the melodies they
know it shares notes with, bar by bar, and what is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.brood import Descendant
from musicbreeder.breeding.context import VariationContext
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual, Origin, Prediction
from musicbreeder.breeding.lineage import bars_in_words
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.variation import Ancestor
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key

_LEAST_NEW_NOTES_OF_SECOND_PARENT = 2
_LEAST_SHARED_NOTES = 2
_MOST_OPERATORS_KEPT = 12


@dataclass(frozen=True, eq=False)
class Root:
    """Where a search started from.

    Attributes:
        melody: as used, fitted to the settings.
        key: the key it stands in.
        individual: None = a fresh melody that nobody has heard.
        source: who made a fresh melody.
        held: steps that its offspring keep, None = none.
    """

    melody: Melody
    key: Key
    individual: Individual | None
    source: str
    held: HeldSteps | None = None

    @staticmethod
    def of_heard(individual: Individual, fitting: Fitting) -> "Root":
        """Return a melody the listener knows, fitted; what it holds stays."""
        one = Ancestor.fitted(individual, fitting)
        return Root(one.melody, one.key, individual, "", one.held)


def told_offspring(
    descendant: Descendant,
    roots: Sequence[Root],
    context: VariationContext,
    prediction: Prediction,
) -> Offspring:
    """Return a melody of the search as an offspring with the parents one can hear."""
    known = [roots[place] for place in sorted(descendant.roots)]
    heard = [root for root in known if root.individual is not None]
    if descendant.promised_root is not None:
        # A pin promises offspring, however little of it can be heard after a while.
        promised = roots[descendant.promised_root]
        heard.sort(key=lambda root: root is not promised)
    parents, shared = _audible_parents(
        descendant.melody, heard, context, descendant.promised_root is not None
    )
    if not parents and heard and len(heard) == len(known):
        parents = [root.individual for root in heard[:1] if root.individual is not None]
    fresh = next((root for root in known if root.individual is None), None)
    origins = _origins(descendant.melody, shared, fresh, bool(parents))
    operators = descendant.operators[-_MOST_OPERATORS_KEPT:]
    if not parents:
        source = "search" if fresh is None else fresh.source
        change = f"Fresh from the {source}, bred on by your taste."
        if not operators:
            change = f"Fresh from the {source}, chosen by your taste."
        return Offspring(
            descendant.melody, descendant.key, (), (source, *operators), origins,
            change, prediction,
        )  # fmt: skip
    return Offspring(
        descendant.melody,
        descendant.key,
        tuple(parent.id for parent in parents),
        operators,
        origins,
        _sentence(descendant.melody, parents, origins),
        prediction,
    )


def _audible_parents(
    melody: Melody,
    heard: Sequence[Root],
    context: VariationContext,
    is_first_certain: bool,
) -> tuple[list[Individual], list[NDArray[np.bool_]]]:
    """Return the one or two that share most notes, and on which steps they do.

    The second is the one that explains most of what the first does not.

    Args:
        is_first_certain: the first of `heard` is a parent in any case.
    """
    centre = float(melody.midi_notes.mean())
    is_onset = melody.events >= 0
    shares = []
    for root in heard:
        brought = context.brought(root.melody, root.key, centre)
        is_same = is_onset & (brought.events == melody.events)
        is_same |= is_onset & (root.melody.events == melody.events)
        shares.append(is_same)
    parents: list[Individual] = []
    steps: list[NDArray[np.bool_]] = []
    explained = np.zeros(melody.step_count, dtype=np.bool_)
    least = _LEAST_SHARED_NOTES
    for turn in range(min(2, len(heard))):
        gains = [int((share & ~explained).sum()) for share in shares]
        is_certain = is_first_certain and turn == 0
        best = 0 if is_certain else int(np.argmax(gains))
        if gains[best] < least and not is_certain:
            break
        individual = heard[best].individual
        assert individual is not None  # `heard` holds only known melodies
        parents.append(individual)
        steps.append(shares[best] & ~explained)
        explained |= shares[best]
        least = _LEAST_NEW_NOTES_OF_SECOND_PARENT
    return parents, steps


def _origins(
    melody: Melody,
    shared: Sequence[NDArray[np.bool_]],
    fresh: Root | None,
    has_parents: bool,
) -> NDArray[np.uint8]:
    new = Origin.MUTATION if has_parents or fresh is None else Origin.SEED
    origins = np.full(melody.step_count, new, dtype=np.uint8)
    for origin, is_shared in zip(
        (Origin.FIRST_PARENT, Origin.SECOND_PARENT), shared, strict=False
    ):
        origins[is_shared] = origin
    origins.setflags(write=False)
    return origins


def _sentence(
    melody: Melody, parents: Sequence[Individual], origins: NDArray[np.uint8]
) -> str:
    """Return such as “Bars 1-2 from Copper Fern, bar 3 from both, bar 4 new”."""
    bars_by_source: dict[str, list[int]] = {}
    bar_steps = melody.meter.steps_per_bar
    for bar, start in enumerate(range(0, melody.step_count, bar_steps)):
        stretch = slice(start, start + bar_steps)
        found = origins[stretch][melody.events[stretch] >= 0]
        if len(found):
            source = _bar_source(found, parents)
            bars_by_source.setdefault(source, []).append(bar)
    parts = [
        f"{bars_in_words(bars)} {source}" for source, bars in bars_by_source.items()
    ]
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _bar_source(found: NDArray[np.uint8], parents: Sequence[Individual]) -> str:
    first = int((found == Origin.FIRST_PARENT).sum())
    second = int((found == Origin.SECOND_PARENT).sum())
    new = len(found) - first - second
    if new * 2 > len(found):
        return "mostly new" if first or second else "new"
    if first and second:
        return "from both" if not new else "from both, varied"
    name = parents[0 if first else 1].name
    return f"from {name}" if not new else f"from {name}, varied"
