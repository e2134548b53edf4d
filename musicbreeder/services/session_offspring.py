"""The open door of a session: melodies that came about in any other way are let in.

A morph, an imported tune, two melodies bred on demand, an edited one: whoever made them
shows them here as a generation of their own, which is undone in one step, kept in the
library and bred from like any other::

    session.show_offspring([offspring], "import of Greensleeves", are_parents=True)

What takes time is split, like breeding itself: `prepare_offspring` gives a plan that
may run on any thread, `accept_offspring` takes what it made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import (
    MAXIMUM_BARS,
    MAXIMUM_POPULATION,
    BreedingSettings,
)
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.breeding_plan import Cancellable
from musicbreeder.services.session_locks import SessionLocks
from musicbreeder.services.session_state import Generation

Make = Callable[[Generator, Callable[[], bool]], Sequence[Offspring]]
"""Makes melodies on any thread. It draws from the generator it is given, and asks now
and then whether the listener has cancelled; after a yes its result is of no use."""


@dataclass(frozen=True)
class Made:
    """What an `OffspringPlan` has made.

    Attributes:
        offspring: what was asked for, 1-12.
        beside: what was bred for the places that were left.
    """

    offspring: tuple[Offspring, ...]
    beside: tuple[Offspring, ...] = ()


@dataclass(frozen=True, eq=False)
class OffspringPlan(Cancellable):
    """Melodies about to be made for a generation of their own.

    Attributes:
        text: what is done, to follow the word "Undo".
        settings: what the session asks for once they are shown; None = as it is.
        are_parents: what was asked for, not what is bred beside it, becomes a parent.
        gesture: see `SessionOffspring.show_offspring`.
        make: makes the melodies.
        breeder: breeds for the places that are left; None = they stay empty.
        place_count: of a whole screen.
        random_numbers: seed what is drawn.
    """

    text: str
    settings: BreedingSettings | None
    are_parents: bool
    gesture: str | None
    make: Make
    breeder: Breeder | None
    place_count: int
    random_numbers: tuple[int, ...]

    def run(self) -> Made | None:
        """Make the melodies; None where nothing was made or it was cancelled."""
        rng = np.random.default_rng(self.random_numbers)
        offspring = tuple(self.make(rng, self._cancelled.is_set))
        if not offspring or self.is_cancelled:
            return None
        offspring = offspring[:MAXIMUM_POPULATION]
        made = Made(offspring, self._bred_beside(offspring, rng))
        return None if self.is_cancelled else made

    def _bred_beside(
        self, offspring: Sequence[Offspring], rng: Generator
    ) -> tuple[Offspring, ...]:
        missing = self.place_count - len(offspring)
        if self.breeder is None or missing < 1:
            return ()
        bred = self.breeder.ask(rng, self._cancelled.is_set)
        made = MelodyIndex()
        made.add([one.melody for one in offspring])
        is_near = made.near([one.melody for one in bred])
        new = [one for one, near in zip(bred, is_near, strict=True) if not near]
        return tuple(new[:missing])


class SessionOffspring(SessionLocks):
    """Takes in melodies that came about in any other way than by `breed`."""

    def show_offspring(
        self,
        offspring: Sequence[Offspring],
        text: str,
        *,
        settings: BreedingSettings | None = None,
        are_parents: bool = False,
        gesture: str | None = None,
        names: Sequence[str] = (),
    ) -> Generation:
        """Append melodies as a generation after the open one and show it, in one step.

        Args:
            offspring: 1-12 melodies; ``parent_ids`` name melodies of this session, of
                any generation, or none. Meter, length and range are theirs: whatever
                is bred from them is fitted to the settings.
            text: what is done, to follow the word "Undo": ``"import of Greensleeves"``.
            settings: asks for other melodies from now on, in the same step; None = no.
            are_parents: the next generation is bred from them, as if each were pinned.
            gesture: steps of one gesture in a row are undone together.
            names: the names the melodies bring with them; without, they are given some.

        Raises:
            ValueError: none or more than 12 melodies, one without notes or longer than
                8 bars, or a parent that is not of this session.
        """
        made = Made(tuple(offspring))
        return self._shown(made, text, settings, are_parents, gesture, names)

    def prepare_offspring(
        self,
        make: Make,
        text: str,
        *,
        fills_up: bool = False,
        settings: BreedingSettings | None = None,
        are_parents: bool = False,
        gesture: str | None = None,
    ) -> OffspringPlan:
        """Return a plan that makes melodies for a generation, on any thread.

        Args:
            make: makes the melodies.
            fills_up: the places that are left of a screen go to what `breed` would have
                brought: fresh melodies where nothing was said yet, else bred ones.
            text, settings, are_parents, gesture: see `show_offspring`.
        """
        state = self._state
        if settings is not None:
            state = replace(state, settings=settings)
        breeder = self._breeding.breeder(state, self._profile) if fills_up else None
        return OffspringPlan(
            text=text,
            settings=settings,
            are_parents=are_parents,
            gesture=gesture,
            make=make,
            breeder=breeder,
            place_count=state.settings.population_size,
            random_numbers=self._breeding.offspring_numbers(),
        )

    def accept_offspring(
        self, plan: OffspringPlan, made: Made | None
    ) -> Generation | None:
        """Append what a plan has made and show it; nothing, if that is nothing.

        Raises:
            ValueError: see `show_offspring`.
        """
        if made is None:
            return None
        return self._shown(
            made, plan.text, plan.settings, plan.are_parents, plan.gesture
        )

    def _shown(
        self,
        made: Made,
        text: str,
        settings: BreedingSettings | None,
        are_parents: bool,
        gesture: str | None,
        names: Sequence[str] = (),
    ) -> Generation:
        everyone = (*made.offspring, *made.beside)
        if not 1 <= len(everyone) <= MAXIMUM_POPULATION:
            raise ValueError(
                f"a screen has 1..{MAXIMUM_POPULATION} melodies, got {len(everyone)}"
            )
        for one in everyone:
            self._check_offspring(one)
        state = self._state
        if settings is not None:
            state = replace(state, settings=settings)
        generation = self._record.append_generation(
            everyone, state.current_index, state.settings
        )
        for born, name in zip(generation.individuals, names, strict=False):
            state = state.marked(born.id, replace(state.mark(born.id), name=name))
        if are_parents:
            for born in generation.individuals[: len(made.offspring)]:
                mark = replace(state.mark(born.id), is_pinned=True)
                self._record.note_mark(born.id, mark)
                state = state.marked(born.id, mark)
        self._do(text, replace(state, current_index=generation.index), gesture)
        return self._record.generation(generation.index, self._state)

    def _check_offspring(self, offspring: Offspring) -> None:
        melody = offspring.melody
        if not melody.note_count:
            raise ValueError("a melody without notes cannot be shown")
        if melody.bar_count > MAXIMUM_BARS:
            raise ValueError(
                f"a melody has at most {MAXIMUM_BARS} bars, got {melody.bar_count}"
            )
        if len(offspring.origins) not in (0, melody.step_count):
            raise ValueError("origins must be as many as steps")
        if len(offspring.parent_ids) > 2:
            raise ValueError("a melody has at most two parents")
        for parent_id in offspring.parent_ids:
            self._record.born(parent_id)
