"""How a session breeds: it plans, any thread runs the plan, it takes the result.

Every plan draws from a generator of its own, numbered by what it is for, so that the
same gestures give the same melodies however the work is spread over threads.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.fresh_pool import MOST_BLOCKS, FreshPool
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.seeding.seeders import (
    EVENT_TRANSFORMER,
    missing_file,
    seeder_named,
)
from musicbreeder.services.breeding_plan import BreedingPlan, Replanned, ReplanPlan
from musicbreeder.services.consistency import FEWEST_RATINGS, GENERATIONS_BETWEEN
from musicbreeder.services.evolving import AlonePlan
from musicbreeder.services.session_beliefs import SessionBeliefs, said_count
from musicbreeder.services.session_record import SessionRecord
from musicbreeder.services.session_state import Generation, SessionState
from musicbreeder.services.shipped_blender import shipped_blender
from musicbreeder.services.shipped_rewriter import shipped_rewriter
from musicbreeder.services.trial import (
    BY_TASTE,
    PLAIN,
    TRIAL_SOURCES,
    SourceResult,
    TrialScreen,
    source_result,
)

WORDS_BETWEEN_REPLANS = 4

_BREEDING, _REPLANNING, _REPEATING, _ALONE, _OFFSPRING = 1, 4, 5, 6, 7
"""What a generator is for; the pool of fresh melodies and the beliefs have 2 and 3."""

_REPEAT_LEAST_AGE = 2


class GeneralSense:
    """Judges melodies by what most melodies have in common, without any taste."""

    def scores(
        self, melodies: Sequence[Melody], rated: Sequence[Individual]
    ) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """Return one score in 0..1 for each melody."""
        del rated  # a general sense does not learn
        return musicality(melodies)


class SessionBreeding:
    """Makes plans from what a session holds and adds what they found to its record."""

    def __init__(
        self,
        record: SessionRecord,
        beliefs: SessionBeliefs,
        random_seed: int,
        asks_again: bool,
    ) -> None:
        self._record = record
        self._beliefs = beliefs
        self._random_seed = random_seed
        self._asks_again = asks_again
        self._pools: dict[tuple[str, str], FreshPool] = {}

    def _rng(self, *purpose: int) -> np.random.Generator:
        return np.random.default_rng([self._random_seed, *purpose])

    def _breeder(
        self,
        state: SessionState,
        profile: TasteProfile | None,
        told: Sequence[Individual],
        *,
        learns_taste: bool = True,
    ) -> Breeder:
        seeder = seeder_named(state.settings.seeder, state.settings.style)
        breeder = Breeder(
            state.settings,
            seeder,
            GeneralSense(),
            learns_taste=learns_taste,
            further_opinions=self._beliefs.further_opinions(state),
            earlier_opinions=() if profile is None else profile.carried_over,
            pool=self._pool(state),
            blender=shipped_blender(),
            passage_writer=shipped_rewriter(),
        )
        if told:
            breeder.tell(told)
        return breeder

    def _pool(self, state: SessionState) -> FreshPool:
        return self._pool_of(state.settings.seeder, state.settings.style)

    def _pool_of(self, seeder: str, style: str) -> FreshPool:
        maker = seeder, style
        if maker not in self._pools:
            self._pools[maker] = FreshPool(seeder_named(*maker), self._random_seed)
        return self._pools[maker]

    def getting_ready(self, state: SessionState) -> Callable[[], object]:
        """Return what makes the fresh melodies that the next plan will ask for."""
        pool, request = self._pool(state), state.settings.seed_request
        count = min(state.current_index + 1, MOST_BLOCKS)
        return lambda: pool.melodies(request, count)

    # The next generation.

    def first_plan(
        self, state: SessionState, profile: TasteProfile | None
    ) -> BreedingPlan:
        """Return the plan of a session's first generation."""
        breeder = self._breeder(state, profile, ())
        return BreedingPlan(None, state.settings, breeder, self._rng(_BREEDING, 0))

    def plan(self, state: SessionState, profile: TasteProfile | None) -> BreedingPlan:
        """Return the plan of the generation after the open one."""
        index, settings = len(self._record.generations), state.settings
        told = self._record.told(state)
        breeder, rng = self._breeder(state, profile, told), self._rng(_BREEDING, index)
        if not state.is_trial:
            return BreedingPlan(state.current_index, settings, breeder, rng)
        trial = TrialScreen.shuffled(
            settings.population_size,
            breeder.taste_breeding(),
            self._model_melodies(settings),
            rng,
        )
        plain = self._breeder(state, profile, told, learns_taste=False)
        return BreedingPlan(state.current_index, settings, plain, rng, trial)

    def _model_melodies(
        self, settings: BreedingSettings
    ) -> Callable[[], Sequence[SeededMelody]] | None:
        """Return what has a model write for the trial, None where it cannot take part.

        Under a lock every melody keeps something, so nothing fresh does.
        """
        # Imported late: only a trial asks for it.
        from musicbreeder.seeding.codec import has_mode, has_tokens

        request = settings.seed_request
        is_known = has_tokens(request.meter) and (
            request.scale is None or has_mode(request.scale)
        )
        if not is_known or settings.keeps_something or missing_file(EVENT_TRANSFORMER):
            return None
        pool = self._pool_of(EVENT_TRANSFORMER, "")
        return lambda: pool.melodies(request, 1)

    def accept(self, plan: BreedingPlan, offspring: Sequence[Offspring]) -> Generation:
        """Add what a plan has bred."""
        generation = self._record.append_generation(
            offspring, plan.parent_index, plan.settings
        )
        if plan.trial is None:
            self._ask_again(generation)
        elif plan.trial.by_taste is not None:
            ids = [one.id for one in generation.individuals]
            sources = zip(ids, plan.trial.sources, strict=True)
            self._record.note_trial(dict(sources))
        return generation

    def _ask_again(self, generation: Generation) -> None:
        """Let one place show a melody again that was rated some time ago."""
        record = self._record
        latest = max((record.born(one).generation for one in record.repeats), default=0)
        if (
            not self._asks_again
            or len(record.rated_ids) < FEWEST_RATINGS
            or generation.index - latest < GENERATIONS_BETWEEN
        ):
            return
        used = {*record.repeats, *record.repeats.values()}
        originals = [
            individual_id
            for individual_id in record.rated_ids
            if individual_id not in used and self._fits(individual_id, generation)
        ]
        if originals:
            rng = self._rng(_REPEATING, generation.index)
            # The wild card, last, and the safe guesses, first, keep their places.
            place = max(len(generation.individuals) - 2, 0)
            original = originals[int(rng.random() * len(originals))]
            record.repeat(generation, place, original)

    def _fits(self, individual_id: int, generation: Generation) -> bool:
        born = self._record.born(individual_id)
        settings: BreedingSettings = generation.settings
        then = self._record.generations[born.generation].settings
        is_old = born.generation <= generation.index - _REPEAT_LEAST_AGE
        return is_old and then.seed_request == settings.seed_request

    # Places nobody has heard.

    def _said(self, state: SessionState) -> int:
        return said_count(self._beliefs.opinions(state))

    def wants_replan(self, state: SessionState) -> bool:
        """Tell whether enough was said since the screen was planned."""
        index = state.current_index
        if state.is_trial or not self._record.open_places(index):
            return False
        said = self._said(state) - self._record.said_counts.get(
            index, self._said_before(state)
        )
        return abs(said) >= WORDS_BETWEEN_REPLANS

    def _said_before(self, state: SessionState) -> int:
        """Return what had been said of everything but the open generation."""
        on_screen = {
            one.id for one in self._record.generations[state.current_index].individuals
        }
        marks = {k: m for k, m in state.marks.items() if k not in on_screen}
        comparisons = tuple(
            one for one in state.comparisons if not one.pair & on_screen
        )
        before = SessionState(
            state.name, state.settings, state.sound, state.current_index, marks,
            comparisons,
        )  # fmt: skip
        return self._said(before)

    def replan_plan(
        self,
        state: SessionState,
        profile: TasteProfile | None,
        keep_ids: Collection[int],
    ) -> ReplanPlan | None:
        """Return how to plan unheard places anew, None where there is none."""
        index = state.current_index
        generation = self._record.generation(index, state)
        places = tuple(
            place
            for place in self._record.open_places(index)
            if generation.individuals[place].id not in keep_ids
        )
        if state.is_trial or not places or generation.settings != state.settings:
            return None
        held = [generation.individuals[place] for place in places]
        held_ids = {one.id for one in held}
        kept = [
            one
            for one in generation.individuals
            if one.id not in held_ids and not one.is_rated
        ]
        told = [one for one in self._record.told(state) if one.id not in held_ids]
        breeder = self._breeder(state, profile, told)
        number = self._record.replan_count(index)
        return ReplanPlan(
            state=state,
            places=places,
            held=held,
            kept=kept,
            breeding=breeder.taste_breeding(),
            rng=self._rng(_REPLANNING, index, number),
            has_wild_card=len(generation.individuals) - 1 in places,
        )

    def accept_replan(
        self, plan: ReplanPlan, found: Replanned, keep_ids: Collection[int]
    ) -> tuple[int, ...]:
        """Put what was found in those places that are still unheard."""
        if not found.offspring:
            return ()
        index = plan.state.current_index
        self._record.note_said(index, self._said(plan.state))
        still_open = set(self._record.open_places(index))
        standing = self._record.generations[index].individuals
        is_held = {one.id for one in plan.held}
        offspring = {
            place: one
            for place, one in self._placed(plan, found).items()
            if place in still_open
            and standing[place].id in is_held
            and standing[place].id not in keep_ids
        }
        changed = self._record.replan(index, offspring)
        self._record.predict(
            {
                standing[place].id: one.prediction
                for place, one in offspring.items()
                if place not in changed and one.prediction is not None
            }
        )
        self._record.predict(found.predictions)
        return changed

    @staticmethod
    def _placed(plan: ReplanPlan, found: Replanned) -> dict[int, Offspring]:
        """Return who comes where; what stands on the screen already does not move."""
        melodies = [one.melody for one in plan.held]
        placed: dict[int, Offspring] = {}
        others = []
        for one in found.offspring:
            if one.melody in melodies:
                placed[plan.places[melodies.index(one.melody)]] = one
            else:
                others.append(one)
        empty = [place for place in plan.places if place not in placed]
        return placed | dict(zip(empty, others, strict=False))

    # Without the listener.

    def alone_plan(
        self,
        state: SessionState,
        profile: TasteProfile | None,
        place_count: int | None,
    ) -> AlonePlan | None:
        """Return how to breed on without the listener, None while nothing is known."""
        breeder = self._breeder(state, profile, self._record.told(state))
        breeding = breeder.taste_breeding()
        if breeding is None:
            return None
        return AlonePlan(
            parent_index=state.current_index,
            settings=state.settings,
            breeding=breeding,
            rng=self._rng(_ALONE, len(self._record.generations)),
            place_count=place_count or state.settings.population_size,
        )

    def accept_alone(
        self, plan: AlonePlan, offspring: Sequence[Offspring]
    ) -> Generation:
        """Add what was bred without the listener."""
        return self._record.append_generation(
            offspring, plan.parent_index, plan.settings, is_bred_alone=True
        )

    # Whatever is shown through the session's open door.

    def breeder(self, state: SessionState, profile: TasteProfile | None) -> Breeder:
        """Return what would breed the generation after the open one."""
        return self._breeder(state, profile, self._record.told(state))

    def fresh(
        self, state: SessionState, block_count: int
    ) -> Callable[[], tuple[SeededMelody, ...]]:
        """Return what gives fresh melodies that fit the settings, on any thread."""
        pool, request = self._pool(state), state.settings.seed_request
        return lambda: pool.melodies(request, block_count)

    def offspring_numbers(self) -> tuple[int, ...]:
        """Return what seeds the generator of whoever makes the next generation."""
        return self._random_seed, _OFFSPRING, len(self._record.generations)

    # The blind trial.

    def trial_results(self, state: SessionState) -> tuple[SourceResult, ...]:
        """Return what each way to breed was worth."""
        record = self._record
        heard = {
            individual_id: record.individual(individual_id, state)
            for individual_id in record.trial_sources
            if record.hearing(individual_id).is_heard
            or state.mark(individual_id).rating is not None
        }
        taking_part = {PLAIN, BY_TASTE, *record.trial_sources.values()}
        return tuple(
            source_result(
                source,
                [one for k, one in heard.items() if record.trial_sources[k] == source],
            )
            for source in TRIAL_SOURCES
            if source in taking_part
        )
