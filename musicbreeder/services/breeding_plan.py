"""Plans of what is about to be bred: plain data that may run on any thread.

A session makes a plan, any thread runs it, the session takes the result. A plan that is
cancelled ends soon and brings nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.individual import Individual, Prediction
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.taste_breeding import TasteBreeding
from musicbreeder.services.session_state import SessionState
from musicbreeder.services.trial import TrialScreen


@dataclass(frozen=True, eq=False)
class Cancellable:
    """What may be told to end from any thread."""

    _cancelled: Event = field(default_factory=Event, init=False, repr=False)

    def cancel(self) -> None:
        """Let `run` end soon with nothing, from any thread."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()


@dataclass(frozen=True, eq=False)
class BreedingPlan(Cancellable):
    """One generation about to be bred.

    Attributes:
        parent_index: the generation it is bred from.
        trial: how a blind comparison mixes the screen, None = there is no trial.
    """

    parent_index: int | None
    settings: BreedingSettings
    breeder: Breeder
    rng: np.random.Generator
    trial: TrialScreen | None = None

    def run(self) -> tuple[Offspring, ...]:
        """Breed the offspring; takes some tenths of a second."""
        if self.trial is not None:
            offspring = self.trial.bred(self.breeder, self.rng, self._cancelled.is_set)
        else:
            offspring = self.breeder.ask(self.rng, self._cancelled.is_set)
        return () if self.is_cancelled else offspring


@dataclass(frozen=True)
class Replanned:
    """What a re-planning found.

    Attributes:
        offspring: one for each place of the plan, none where nothing is known yet.
        predictions: renewed ones of melodies that stay, by id.
    """

    offspring: tuple[Offspring, ...] = ()
    predictions: Mapping[int, Prediction] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ReplanPlan(Cancellable):
    """Places of the open generation about to be bred anew.

    Attributes:
        state: the session's, when the plan was made; a later one makes it void.
        places: those nobody has heard or marked.
        held: the melodies that stand there.
        kept: the unrated melodies of the other places, to believe anew.
        breeding: None where nothing is known of the listener yet.
    """

    state: SessionState
    places: tuple[int, ...]
    held: Sequence[Individual]
    kept: Sequence[Individual]
    breeding: TasteBreeding | None
    rng: np.random.Generator
    has_wild_card: bool

    def run(self) -> Replanned:
        """Breed the offspring; takes some tenths of a second."""
        if self.breeding is None:
            return Replanned()
        index = self.state.current_index
        offspring = self.breeding.screen(
            self.rng,
            held=self.held,
            beside=[one for one in self.breeding.told if one.generation == index],
            place_count=len(self.places),
            has_wild_card=self.has_wild_card,
            is_cancelled=self._cancelled.is_set,
        )
        if self.is_cancelled:
            return Replanned()
        taste = Taste(self.breeding.opinions, self.rng)
        believed = taste.predictions([one.melody for one in self.kept])
        ids = [one.id for one in self.kept]
        return Replanned(offspring, dict(zip(ids, believed, strict=True)))
