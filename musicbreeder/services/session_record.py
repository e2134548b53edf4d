"""The record of a session: all that was bred and heard; nothing is ever taken away.

Undo changes marks (`session_state`), never the record. A melody that was re-planned
away before anybody heard it leaves the screen, not the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from musicbreeder.breeding.individual import Individual, Origin, Prediction
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import StepRuns
from musicbreeder.services.hearing import UNHEARD, Hearing
from musicbreeder.services.lock_inheritance import LockInheritance
from musicbreeder.services.naming import Names
from musicbreeder.services.session_state import Generation, Mark, SessionState
from musicbreeder.services.sound_inheritance import SoundInheritance

TRIAL_CHANGE = "Part of the blind trial; where it came from is told at the end."


@dataclass
class RecordChanges:
    """What of a record was added or renewed, to be written.

    Attributes:
        individual_ids: of melodies born or believed anew.
        generation_indexes: of screens shown or planned anew.
        heard_ids: of melodies heard, marked or compared.
    """

    individual_ids: set[int] = field(default_factory=set)
    generation_indexes: set[int] = field(default_factory=set)
    heard_ids: set[int] = field(default_factory=set)

    @property
    def are_any(self) -> bool:
        return bool(self.individual_ids or self.generation_indexes or self.heard_ids)


class SessionRecord:
    """Generations, individuals and what was heard of them.

    Attributes:
        names: gives every melody its name.
        generations: in the order they were bred, individuals without marks.
        rated_ids: whoever was ever rated, in the order of the first rating.
        repeats: a melody shown again without a word, to the one it repeats.
        trial_sources: who bred a melody of the blind trial.
        hearings: what was heard, by id; who is missing was never heard.
        touched_ids: whoever was heard, marked or compared.
        replan_counts: how often a generation was planned anew, by index.
        said_counts: how much had been said when that was done last, by index.
    """

    def __init__(self, names: Names, inheritance: SoundInheritance) -> None:
        self.names = names
        self._inheritance = inheritance
        self.generations: list[Generation] = []
        self.rated_ids: list[int] = []
        self.repeats: dict[int, int] = {}
        self.trial_sources: dict[int, str] = {}
        self.hearings: dict[int, Hearing] = {}
        self.touched_ids: set[int] = set()
        self.replan_counts: dict[int, int] = {}
        self.said_counts: dict[int, int] = {}
        self._changes = RecordChanges()
        self._individuals: dict[int, Individual] = {}
        self._marked: dict[int, tuple[Mark, bool, StepRuns, Individual]] = {}
        self._locks = LockInheritance(self._individuals)

    # What is there.

    def born(self, individual_id: int) -> Individual:
        """Return a melody as it was born.

        Raises:
            ValueError: this session has no such melody.
        """
        if individual_id not in self._individuals:
            raise ValueError(f"this session has no individual with id {individual_id}")
        return self._individuals[individual_id]

    def individual(self, individual_id: int, state: SessionState) -> Individual:
        """Return a melody with its marks; in a trial it does not tell who bred it."""
        born = self.born(individual_id)
        mark = state.mark(individual_id)
        is_hidden = state.is_trial and individual_id in self.trial_sources
        locked_steps = self._locks.locked_steps(individual_id, state.marks)
        known = self._marked.get(individual_id)
        if known is None or known[:3] != (mark, is_hidden, locked_steps):
            individual = replace(
                born,
                name=mark.name or born.name,
                rating=mark.rating,
                is_favourite=mark.is_favourite,
                is_pinned=mark.is_pinned,
                locked_steps=locked_steps,
            )
            if is_hidden:
                individual = replace(
                    individual,
                    change=TRIAL_CHANGE,
                    operators=(),
                    parent_ids=(),
                    origins=np.full_like(individual.origins, Origin.SEED),
                )
            known = mark, is_hidden, locked_steps, individual
            self._marked[individual_id] = known
        return known[3]

    def individuals(self, state: SessionState) -> tuple[Individual, ...]:
        """Return every melody of the session, in the order of birth."""
        return tuple(self.individual(known, state) for known in self._individuals)

    def generation(self, index: int, state: SessionState) -> Generation:
        """Return a generation, its individuals with their marks."""
        generation = self.generations[index]
        edited = {
            stands: born
            for born in generation.individuals
            if (stands := self.standing_for(born.id, state)) != born.id
        }
        individuals = tuple(
            self.individual(self.standing_for(born.id, state), state)
            for born in generation.individuals
        )
        return replace(generation, individuals=individuals, edited=edited)

    def standing_for(self, individual_id: int, state: SessionState) -> int:
        """Return whoever stands in the place of a melody after it was edited."""
        known = individual_id
        while (edited_id := state.mark(known).edited_id) is not None:
            known = edited_id
        return known

    def told(self, state: SessionState) -> tuple[Individual, ...]:
        """Return everyone shown so far, those of the open line last, newest at the end.

        Other branches come first: what was said of them counts, and what was shown
        there is not shown again. So does what was re-planned away.
        """
        line: list[int] = []
        index: int | None = state.current_index
        while index is not None:
            line.append(index)
            index = self.generations[index].parent_index
        on_line = [
            self.standing_for(born.id, state)
            for index in reversed(line)
            for born in self.generations[index].individuals
        ]
        is_on_line = set(on_line)
        others = [known for known in self._individuals if known not in is_on_line]
        return tuple(self.individual(known, state) for known in others + on_line)

    def is_on_screen(self, individual_id: int, state: SessionState) -> bool:
        """Tell whether its generation still shows it."""
        generation = self.generations[self.born(individual_id).generation]
        return any(
            self.standing_for(one.id, state) == individual_id
            for one in generation.individuals
        )

    # What was heard.

    def hearing(self, individual_id: int) -> Hearing:
        """Return what was heard of a melody."""
        self.born(individual_id)
        return self.hearings.get(individual_id, UNHEARD)

    def hear(self, individual_id: int, fraction_heard: float) -> None:
        """Remember one listening, and how much of the bars was heard, 0..1."""
        heard = self.hearing(individual_id).listened(fraction_heard)
        self.hearings[individual_id] = heard
        self._touch(individual_id)

    def note_mark(self, individual_id: int, mark: Mark) -> None:
        """Remember that a listener had something to say of a melody."""
        self._touch(individual_id)
        if mark.rating is not None and individual_id not in self.rated_ids:
            self.rated_ids.append(individual_id)

    def note_compared(self, *individual_ids: int) -> None:
        """Remember that melodies were compared."""
        for individual_id in individual_ids:
            self._touch(individual_id)

    def _touch(self, individual_id: int) -> None:
        self.touched_ids.add(individual_id)
        self._changes.heard_ids.add(individual_id)

    def open_places(self, index: int) -> tuple[int, ...]:
        """Return the places of a generation that nobody has heard or marked."""
        individuals = self.generations[index].individuals
        return tuple(
            place
            for place, one in enumerate(individuals)
            if one.id not in self.touched_ids
        )

    # What is added.

    def append_generation(
        self,
        offspring: Sequence[Offspring],
        parent_index: int | None,
        settings: BreedingSettings,
        *,
        is_bred_alone: bool = False,
    ) -> Generation:
        """Add a screen of melodies and return it."""
        index = len(self.generations)
        number = 1
        if parent_index is not None:
            number = self.generations[parent_index].number + 1
        individuals = tuple(self._add(one, index, settings) for one in offspring)
        generation = Generation(
            index, number, parent_index, individuals, settings, is_bred_alone
        )
        self.generations.append(generation)
        self._changes.generation_indexes.add(index)
        return generation

    def _add(
        self, offspring: Offspring, generation: int, settings: BreedingSettings
    ) -> Individual:
        individual_id = len(self._individuals) + 1
        sound_genes = self._inheritance.genes(
            individual_id,
            [self._individuals[one].sound_genes for one in offspring.parent_ids],
            settings,
        )
        individual = Individual(
            id=individual_id,
            name=offspring.name or self.names.name(individual_id),
            melody=offspring.melody,
            key=offspring.key,
            generation=generation,
            parent_ids=offspring.parent_ids,
            operators=offspring.operators,
            origins=offspring.origins,
            change=offspring.change,
            prediction=offspring.prediction,
            sound_genes=offspring.sound_genes or sound_genes,
        )
        self._individuals[individual_id] = individual
        self._changes.individual_ids.add(individual_id)
        return individual

    def add_edited(self, original_id: int, offspring: Offspring) -> Individual:
        """Add a melody that was edited by hand, to the generation of the old one."""
        index = self.born(original_id).generation
        return self._add(offspring, index, self.generations[index].settings)

    def repeat(self, generation: Generation, place: int, original_id: int) -> None:
        """Let a place of a generation show a known melody again, under a new name."""
        original, stand_in = self.born(original_id), generation.individuals[place]
        again = replace(
            original,
            id=stand_in.id,
            name=stand_in.name,
            generation=generation.index,
            prediction=stand_in.prediction and original.prediction,
        )
        self._individuals[again.id] = again
        self.repeats[again.id] = original_id
        self._changes.individual_ids.add(again.id)
        self._put(generation.index, {place: again})

    def replan_count(self, index: int) -> int:
        """Return how often a generation was re-planned."""
        return self.replan_counts.get(index, 0)

    def replan(self, index: int, offspring: Mapping[int, Offspring]) -> tuple[int, ...]:
        """Put other melodies in places of a generation.

        Returns:
            the places that changed; where the same melody came back nothing does.
        """
        self.replan_counts[index] = self.replan_count(index) + 1
        standing = self.generations[index].individuals
        settings = self.generations[index].settings
        changed = {
            place: self._add(one, index, settings)
            for place, one in offspring.items()
            if standing[place].melody != one.melody
        }
        self._put(index, changed)
        return tuple(sorted(changed))

    def predict(self, predictions: Mapping[int, Prediction]) -> None:
        """Renew what is believed of melodies; what was ever rated keeps its own."""
        for individual_id, prediction in predictions.items():
            if individual_id in self.rated_ids or individual_id in self.repeats:
                continue
            born = self._individuals[individual_id]
            renewed = replace(born, prediction=prediction)
            self._individuals[individual_id] = renewed
            self._changes.individual_ids.add(individual_id)
            self._marked.pop(individual_id, None)
            places = self.generations[born.generation].individuals
            for place, one in enumerate(places):
                if one.id == individual_id:
                    self._put(born.generation, {place: renewed})

    def _put(self, index: int, individuals: Mapping[int, Individual]) -> None:
        generation = self.generations[index]
        row = list(generation.individuals)
        for place, individual in individuals.items():
            row[place] = individual
        self.generations[index] = replace(generation, individuals=tuple(row))
        self._changes.generation_indexes.add(index)

    def note_said(self, index: int, said_count: int) -> None:
        """Remember how much had been said when a generation was planned anew."""
        self.said_counts[index] = said_count
        self._changes.generation_indexes.add(index)

    def note_trial(self, sources: Mapping[int, str]) -> None:
        """Remember who bred the melodies of a blind trial."""
        self.trial_sources.update(sources)
        self._changes.individual_ids.update(sources)

    # What is kept.

    def take_changes(self) -> RecordChanges:
        """Return what changed since the last time this was asked."""
        changes, self._changes = self._changes, RecordChanges()
        return changes

    def put_back(
        self, individuals: Sequence[Individual], generations: Sequence[Generation]
    ) -> None:
        """Take in what was kept, into an empty record."""
        self._individuals.update((one.id, one) for one in individuals)
        self.generations = list(generations)
