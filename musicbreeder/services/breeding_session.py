"""A breeding session: the open document, and the door to everything that breeds.

The window, the command line, tests and experiments all use a session the same way::

    session = BreedingSession.new(BreedingSettings(bars=4), random_seed=7)
    for individual in session.generation:
        session.rate(individual.id, 4)
    session.breed()

A session belongs to one thread. The one slow act, breeding, can be split:
`prepare_breeding` gives a plan that may run on any thread, `accept` takes its result.

The same random seed, the same settings and the same gestures in the same order give the
same melodies, on any machine that computes alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.individual import (
    HIGHEST_RATING,
    LOWEST_RATING,
    Individual,
)
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings as BreedingSettings
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.seeding.seeders import seeder_named
from musicbreeder.services.audition import Sound
from musicbreeder.services.naming import Names
from musicbreeder.services.session_state import Generation, Mark, SessionState, Step
from musicbreeder.services.undo_history import UndoHistory

_NEUTRAL_RATING = 3


class GeneralSense:
    """Judges melodies by what most melodies have in common, without any taste."""

    def scores(
        self, melodies: Sequence[Melody], rated: Sequence[Individual]
    ) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """Return one score in 0..1 for each melody."""
        del rated  # a general sense does not learn
        return musicality(melodies)


@dataclass(frozen=True)
class BreedingPlan:
    """One generation about to be bred: plain data, may run on any thread.

    Attributes:
        parent_index: the generation it is bred from.
    """

    parent_index: int | None
    settings: BreedingSettings
    breeder: Breeder
    rng: np.random.Generator

    def run(self) -> tuple[Offspring, ...]:
        """Breed the offspring; takes some tenths of a second."""
        return self.breeder.ask(self.rng)


class BreedingSession:
    """The open document: generations, ratings, settings, and what can be undone."""

    def __init__(
        self,
        settings: BreedingSettings,
        sound: Sound,
        name: str | None,
        random_seed: int,
    ) -> None:
        self.random_seed = random_seed
        self._names = Names(random_seed)
        self._judge = GeneralSense()
        self._generations: list[Generation] = []
        self._individuals: dict[int, Individual] = {}
        self._marked: dict[int, tuple[Mark, Individual]] = {}
        self._undo_history = UndoHistory()
        self._state = SessionState(
            name=self._names.name(0) if name is None else name,
            settings=settings,
            sound=sound,
            current_index=0,
        )
        plan = self._plan(told=(), parent_index=None)
        self._append_generation(plan, plan.run())

    @staticmethod
    def new(
        settings: BreedingSettings | None = None,
        *,
        random_seed: int | None = None,
        sound: Sound | None = None,
        name: str | None = None,
    ) -> "BreedingSession":
        """Return a session whose first generation is there to be heard.

        Args:
            random_seed: the same seed and the same gestures give the same melodies;
                None = another one each time.
            name: None = two words a person can remember.
        """
        if random_seed is None:
            random_seed = int(np.random.SeedSequence().generate_state(1)[0])
        return BreedingSession(
            settings or BreedingSettings(), sound or Sound(), name, random_seed
        )

    # What is there.

    @property
    def name(self) -> str:
        return self._state.name

    @property
    def settings(self) -> BreedingSettings:
        return self._state.settings

    @property
    def sound(self) -> Sound:
        return self._state.sound

    @property
    def current_index(self) -> int:
        """Place of the open generation in `history`."""
        return self._state.current_index

    @property
    def current_generation(self) -> Generation:
        """The open generation, its individuals with all that is known of them."""
        return self._with_marks(self._generations[self.current_index])

    @property
    def generation(self) -> tuple[Individual, ...]:
        """What is on screen."""
        return self.current_generation.individuals

    @property
    def history(self) -> tuple[Generation, ...]:
        """All generations so far, in the order they were bred; none is ever lost."""
        return tuple(self._with_marks(generation) for generation in self._generations)

    @property
    def individuals(self) -> tuple[Individual, ...]:
        """Every melody ever shown in this session, in the order of birth."""
        return tuple(self.individual(known) for known in self._individuals)

    @property
    def favourites(self) -> tuple[Individual, ...]:
        """Every favourite, in the order of birth."""
        marks = self._state.marks
        favourite_ids = sorted(known for known in marks if marks[known].is_favourite)
        return tuple(self.individual(known) for known in favourite_ids)

    @property
    def parents(self) -> tuple[Individual, ...]:
        """What the next generation would be bred from now, best first."""
        return Breeder.parents_of(self._told())

    def individual(self, individual_id: int) -> Individual:
        """Return a melody of this session with all that is known of it.

        Raises:
            ValueError: this session has no such melody.
        """
        if individual_id not in self._individuals:
            raise ValueError(f"this session has no individual with id {individual_id}")
        mark = self._state.mark(individual_id)
        known = self._marked.get(individual_id)
        if known is None or known[0] != mark:
            born = self._individuals[individual_id]
            known = (
                mark,
                replace(
                    born,
                    name=mark.name or born.name,
                    rating=mark.rating,
                    is_favourite=mark.is_favourite,
                    is_pinned=mark.is_pinned,
                ),
            )
            self._marked[individual_id] = known
        return known[1]

    def finals(self, count: int = 5) -> tuple[Individual, ...]:
        """Return the best melodies the session believes it has, best first.

        A rating counts most; what is not rated stands between 3 and 2 stars, in the
        order of the general sense of melody.
        """
        everyone = self.individuals
        scores = self._judge.scores([one.melody for one in everyone], everyone)

        def merit(place: int) -> tuple[float, bool, float, int]:
            one = everyone[place]
            rating = _NEUTRAL_RATING - 0.5 if one.rating is None else one.rating
            return rating, one.is_favourite, float(scores[place]), one.id

        best = sorted(range(len(everyone)), key=merit, reverse=True)[:count]
        return tuple(everyone[place] for place in best)

    # What the listener does.

    def rate(self, individual_id: int, rating: int | None) -> None:
        """Rate a melody with 1-5 stars; None clears the rating.

        Raises:
            ValueError: no such melody, or no such rating.
        """
        if rating is not None and not LOWEST_RATING <= rating <= HIGHEST_RATING:
            raise ValueError(f"a rating must be in 1..5 or None, got {rating}")
        self._change_mark(individual_id, "rating of {}", rating=rating)

    def set_favourite(self, individual_id: int, is_favourite: bool) -> None:
        """Keep a melody among the favourites, or no longer."""
        self._change_mark(individual_id, "heart of {}", is_favourite=is_favourite)

    def set_pinned(self, individual_id: int, is_pinned: bool) -> None:
        """Make a melody a parent of what comes, or no longer."""
        self._change_mark(individual_id, "pin of {}", is_pinned=is_pinned)

    def rename(self, individual_id: int, name: str) -> None:
        """Give a melody another name; an empty one brings back the first name."""
        self._change_mark(individual_id, "name of {}", name=name.strip() or None)

    def rename_session(self, name: str) -> None:
        """Give the session another name; an empty one changes nothing."""
        if name.strip():
            self._do("name of the session", replace(self._state, name=name.strip()))

    def change_settings(
        self, settings: BreedingSettings, *, gesture: str | None = None
    ) -> None:
        """Ask for other melodies, from the next generation on.

        Args:
            gesture: changes with the same gesture in a row are undone together.
        """
        self._do("settings", replace(self._state, settings=settings), gesture)

    def change_sound(self, sound: Sound, *, gesture: str | None = None) -> None:
        """Hear everything with another instrument, tempo or swing."""
        self._do("sound", replace(self._state, sound=sound), gesture)

    def open_generation(self, index: int) -> None:
        """Go to a generation of the history, to hear it and to breed from it.

        Raises:
            ValueError: there is no such generation.
        """
        if not 0 <= index < len(self._generations):
            raise ValueError(
                f"generation index must be in 0..{len(self._generations) - 1}, "
                f"got {index}"
            )
        self._do(
            "going to another generation",
            replace(self._state, current_index=index),
            gesture="open generation",
        )

    def breed(self) -> None:
        """Breed the next generation and show it."""
        plan = self.prepare_breeding()
        self.accept(plan, plan.run())

    def prepare_breeding(self) -> BreedingPlan:
        """Return the plan of the next generation, as things stand now."""
        return self._plan(self._told(), parent_index=self.current_index)

    def accept(self, plan: BreedingPlan, offspring: Sequence[Offspring]) -> None:
        """Append what a plan has bred and show it."""
        index = self._append_generation(plan, offspring)
        self._do("breeding", replace(self._state, current_index=index))

    @property
    def undo_text(self) -> str | None:
        """What `undo` would take back: ``"rating of Copper Fern"``; None = nothing."""
        return self._undo_history.undo_text

    @property
    def redo_text(self) -> str | None:
        """What `redo` would do again; None = nothing."""
        return self._undo_history.redo_text

    def undo(self) -> bool:
        """Take the last gesture back; a generation that was bred stays in `history`.

        Returns:
            whether there was anything to take back.
        """
        return self._restore(self._undo_history.undo())

    def redo(self) -> bool:
        """Do again what was taken back last; tell whether there was anything."""
        return self._restore(self._undo_history.redo())

    # How it is done.

    def _restore(self, state: SessionState | None) -> bool:
        if state is None:
            return False
        self._state = state
        return True

    def _do(self, text: str, after: SessionState, gesture: str | None = None) -> None:
        if after == self._state:
            return
        self._undo_history.record(Step(text, self._state, after, gesture))
        self._state = after

    def _change_mark(self, individual_id: int, text: str, **change: object) -> None:
        name = self.individual(individual_id).name
        mark = replace(self._state.mark(individual_id), **change)  # type: ignore[arg-type]  # fields are checked by the callers above
        marks: Mapping[int, Mark] = {**self._state.marks, individual_id: mark}
        if mark != self._state.mark(individual_id):
            self._do(text.format(name), replace(self._state, marks=marks))

    def _with_marks(self, generation: Generation) -> Generation:
        individuals = tuple(self.individual(born.id) for born in generation.individuals)
        return replace(generation, individuals=individuals)

    def _told(self) -> tuple[Individual, ...]:
        """Return everyone shown so far, those of the open line last, newest at the end.

        Other branches come first: what was said of them counts, and what was shown
        there is not shown again.
        """
        line: list[int] = []
        index: int | None = self.current_index
        while index is not None:
            line.append(index)
            index = self._generations[index].parent_index
        line.reverse()
        others = [i for i in range(len(self._generations)) if i not in set(line)]
        return tuple(
            self.individual(born.id)
            for index in others + line
            for born in self._generations[index].individuals
        )

    def _plan(
        self, told: Sequence[Individual], parent_index: int | None
    ) -> BreedingPlan:
        breeder = Breeder(
            self.settings,
            seeder_named(self.settings.seeder),
            self._judge,
            learns_taste=True,
        )
        if told:
            breeder.tell(told)
        rng = np.random.default_rng([self.random_seed, 1, len(self._generations)])
        return BreedingPlan(parent_index, self.settings, breeder, rng)

    def _append_generation(
        self, plan: BreedingPlan, offspring: Sequence[Offspring]
    ) -> int:
        index = len(self._generations)
        first_id = len(self._individuals) + 1
        individuals = tuple(
            Individual(
                id=first_id + place,
                name=self._names.name(first_id + place),
                melody=one.melody,
                key=one.key,
                generation=index,
                parent_ids=one.parent_ids,
                operators=one.operators,
                origins=one.origins,
                change=one.change,
                prediction=one.prediction,
            )
            for place, one in enumerate(offspring)
        )
        parent = plan.parent_index
        number = 1 if parent is None else self._generations[parent].number + 1
        self._generations.append(
            Generation(index, number, parent, individuals, plan.settings)
        )
        self._individuals.update((one.id, one) for one in individuals)
        return index
