"""A breeding session: the open document, and the door to everything that breeds.

The window, the command line, tests and experiments all use a session the same way::

    session = BreedingSession.new(BreedingSettings(bars=4), random_seed=7)
    for individual in session.generation:
        session.rate(individual.id, 4)
    session.breed()

A session belongs to one thread. Slow acts can be split: `prepare_breeding`,
`prepare_replan` and `prepare_alone` give plans that may run on any thread, `accept`,
`accept_replan` and `accept_alone` take what they found. Melodies that came about in any
other way are let in by `show_offspring`, see `session_offspring`.

The same random seed, the same settings and the same gestures in the same order give the
same melodies, on any machine that computes alike.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

from musicbreeder.breeding.individual import HIGHEST_RATING, LOWEST_RATING
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings as BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.audition import Sound
from musicbreeder.services.breeding_plan import BreedingPlan, Replanned, ReplanPlan
from musicbreeder.services.evolving import AlonePlan
from musicbreeder.services.session_edits import SessionEdits
from musicbreeder.services.session_keeping import (
    put_back,
    restored_profile,
    restored_state,
    restored_steps,
    sound_of,
    told_to_ask_again,
)
from musicbreeder.services.session_state import Comparison, Generation, Mark
from musicbreeder.storage.session_content import SessionContent


class BreedingSession(SessionEdits):
    """The open document: generations, ratings, settings, and what can be undone."""

    @staticmethod
    def new(
        settings: BreedingSettings | None = None,
        *,
        random_seed: int | None = None,
        sound: Sound | None = None,
        name: str | None = None,
        profile: TasteProfile | None = None,
        asks_again: bool = False,
        first: Sequence[Offspring] = (),
    ) -> "BreedingSession":
        """Return a session whose first generation is there to be heard.

        Args:
            settings: what is asked for; None = the defaults.
            random_seed: the same seed and the same gestures give the same melodies;
                None = another one each time.
            sound: how it is heard.
            name: None = two words a person can remember.
            profile: what earlier sessions know of the listener; with enough of it the
                first generation is already chosen by their taste.
            asks_again: now and then a rated melody comes once more under another name,
                to measure how alike it is rated, see `consistency`.
            first: melodies for the first places of the first generation.
        """
        if random_seed is None:
            random_seed = int(np.random.SeedSequence().generate_state(1)[0])
        session = BreedingSession(
            settings or BreedingSettings(),
            sound or Sound(),
            name,
            random_seed,
            profile,
            asks_again,
        )
        plan = session._breeding.first_plan(session._state, profile)
        found = plan.run()
        first = first[: len(found)]
        session._breeding.accept(plan, (*first, *found[: len(found) - len(first)]))
        return session

    @staticmethod
    def restored(content: SessionContent) -> "BreedingSession":
        """Return a session as it was kept: it goes on as if it had never been closed.

        Raises:
            ValueError: the content is no possible session.
        """
        head = content.head
        session = BreedingSession(
            head.settings,
            sound_of(head),
            head.name,
            head.random_seed,
            restored_profile(content),
            told_to_ask_again(head),
        )
        put_back(session._record, content)
        session._state = restored_state(head, content)
        session._set_history(restored_steps(content))
        return session

    # What the listener does.

    def rate(self, individual_id: int, rating: int | None) -> None:
        """Rate a melody with 1-5 stars; None clears the rating.

        Raises:
            ValueError: no such melody, or no such rating.
        """
        if rating is not None and not LOWEST_RATING <= rating <= HIGHEST_RATING:
            raise ValueError(f"a rating must be in 1..5 or None, got {rating}")
        mark = replace(self._mark(individual_id), rating=rating)
        self._change_mark(individual_id, "rating of {}", mark)

    def set_favourite(self, individual_id: int, is_favourite: bool) -> None:
        """Keep a melody among the favourites, or no longer."""
        mark = replace(self._mark(individual_id), is_favourite=is_favourite)
        self._change_mark(individual_id, "heart of {}", mark)

    def set_pinned(self, individual_id: int, is_pinned: bool) -> None:
        """Make a melody a parent of what comes, or no longer."""
        mark = replace(self._mark(individual_id), is_pinned=is_pinned)
        self._change_mark(individual_id, "pin of {}", mark)

    def rename(self, individual_id: int, name: str) -> None:
        """Give a melody another name; an empty one brings back the first name."""
        mark = replace(self._mark(individual_id), name=_writable(name) or None)
        self._change_mark(individual_id, "name of {}", mark)

    def judge_bar(self, individual_id: int, bar: int, liking: int | None) -> None:
        """Like (+1) or dislike (-1) one bar, from 0; None takes it back.

        Raises:
            ValueError: no such melody, bar or liking.
        """
        bar_count = self._record.born(individual_id).melody.bar_count
        if not 0 <= bar < bar_count:
            raise ValueError(f"bar must be in 0..{bar_count - 1}, got {bar}")
        if liking not in (-1, 1, None):
            raise ValueError(f"liking must be +1, -1 or None, got {liking}")
        mark = self._mark(individual_id).with_bar_liking(bar, liking)
        self._change_mark(individual_id, f"opinion of bar {bar + 1} of {{}}", mark)

    def prefer(self, better_id: int, worse_id: int) -> None:
        """Say that one melody is better than another: "A or B?".

        Raises:
            ValueError: no such melodies, or they are one.
        """
        names = self._compared_names(better_id, worse_id)
        comparison = Comparison(better_id, worse_id)
        self._do(
            "choice of {} over {}".format(*names), self._state.compared(comparison)
        )

    def judge_extremes(self, best_id: int, worst_id: int) -> None:
        """Say which of a screen is the best and which the worst.

        Raises:
            ValueError: no such melodies, or they are one.
        """
        names = self._compared_names(best_id, worst_id)
        comparison = Comparison(best_id, worst_id, is_of_extremes=True)
        text = "{} as the best and {} as the worst".format(*names)
        self._do(text, self._state.compared(comparison))

    def mark_heard(self, individual_id: int, fraction_heard: float = 1.0) -> None:
        """Note that a melody was heard, once for each listening; a fact, not a step.

        Args:
            individual_id: the melody.
            fraction_heard: of it, 0-1; more than 1 where it went round.

        Raises:
            ValueError: no such melody, or a negative fraction.
        """
        self._record.hear(individual_id, fraction_heard)
        self._write()

    def change_profile(self, profile: TasteProfile | None) -> None:
        """Breed by another profile from now on, or (None) by this session alone.

        It has to hold nothing of this session yet.
        """
        self._profile = profile
        self._write()

    def rename_session(self, name: str) -> None:
        """Give the session another name; an empty one changes nothing."""
        name = _writable(name)
        if name:
            self._do("name of the session", replace(self._state, name=name))

    def change_settings(
        self, settings: BreedingSettings, *, gesture: str | None = None
    ) -> None:
        """Ask for other melodies, from the next generation on.

        Args:
            settings: what is asked for.
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
        highest = len(self._record.generations) - 1
        if not 0 <= index <= highest:
            raise ValueError(f"generation index must be in 0..{highest}, got {index}")
        self._do(
            "going to another generation",
            replace(self._state, current_index=index),
            gesture="open generation",
        )

    def start_from(self, individual_id: int) -> None:
        """Open the generation of a melody and make the melody a parent, in one step.

        Raises:
            ValueError: no such melody.
        """
        individual = self.individual(individual_id)
        mark = replace(self._mark(individual_id), is_pinned=True)
        self._record.note_mark(individual_id, mark)
        state = self._state.marked(individual_id, mark)
        self._do(
            f"breeding from {individual.name}",
            replace(state, current_index=individual.generation),
        )

    # Breeding.

    def breed(self) -> None:
        """Breed the next generation and show it."""
        plan = self.prepare_breeding()
        self.accept(plan, plan.run())

    def getting_ready(self) -> Callable[[], object]:
        """Return what any thread may do ahead, so that plans are made at once."""
        return self._breeding.getting_ready(self._state)

    def prepare_breeding(self) -> BreedingPlan:
        """Return the plan of the next generation, as things stand now."""
        return self._breeding.plan(self._state, self._profile)

    def accept(self, plan: BreedingPlan, offspring: Sequence[Offspring]) -> None:
        """Append what a plan has bred and show it; nothing, if it was cancelled."""
        if offspring:
            self._show(self._breeding.accept(plan, offspring), "breeding")

    @property
    def wants_replan(self) -> bool:
        """Whether enough was said lately to plan anew what nobody has heard yet."""
        return self._breeding.wants_replan(self._state)

    def replan(self, keep_ids: Collection[int] = ()) -> tuple[int, ...]:
        """Plan anew the places of the screen that nobody has heard or marked.

        Args:
            keep_ids: melodies to leave alone as well, such as one that is playing.

        Returns:
            the places that changed.
        """
        plan = self.prepare_replan(keep_ids)
        return () if plan is None else self.accept_replan(plan, plan.run(), keep_ids)

    def prepare_replan(self, keep_ids: Collection[int] = ()) -> ReplanPlan | None:
        """Return the plan of a re-planning, None where there is nothing to plan."""
        return self._breeding.replan_plan(self._state, self._profile, keep_ids)

    def accept_replan(
        self, plan: ReplanPlan, found: Replanned, keep_ids: Collection[int] = ()
    ) -> tuple[int, ...]:
        """Show what a re-planning found, but move nothing that was heard meanwhile.

        Where anything was said or changed since the plan was made nothing happens.

        Returns:
            the places that changed.
        """
        if plan.state is not self._state:
            return ()
        changed = self._breeding.accept_replan(plan, found, keep_ids)
        self._write()
        return changed

    def prepare_alone(self, place_count: int | None = None) -> AlonePlan | None:
        """Return the plan of breeding on without the listener.

        Args:
            place_count: melodies to bring back; None = a whole screen.

        Returns:
            None where nothing is known of the listener yet.
        """
        return self._breeding.alone_plan(self._state, self._profile, place_count)

    def accept_alone(self, plan: AlonePlan, offspring: Sequence[Offspring]) -> None:
        """Append what was bred without the listener and show it, unheard."""
        if offspring:
            generation = self._breeding.accept_alone(plan, offspring)
            self._show(generation, "breeding without you")

    # The blind trial.

    def set_trial(self, is_trial: bool) -> None:
        """Begin a blind comparison of ways to breed, or end it and tell."""
        text = "start of the blind trial" if is_trial else "end of the blind trial"
        self._do(text, replace(self._state, is_trial=is_trial))

    # How it is done.

    def _mark(self, individual_id: int) -> Mark:
        self._record.born(individual_id)
        return self._state.mark(individual_id)

    def _change_mark(self, individual_id: int, text: str, mark: Mark) -> None:
        if mark == self._mark(individual_id):
            return
        name = self.individual(individual_id).name
        self._record.note_mark(individual_id, mark)
        self._do(text.format(name), self._state.marked(individual_id, mark))

    def _compared_names(self, first_id: int, second_id: int) -> tuple[str, str]:
        if first_id == second_id:
            raise ValueError("a melody cannot be compared with itself")
        first, second = self.individual(first_id), self.individual(second_id)
        self._record.note_compared(first_id, second_id)
        return first.name, second.name

    def _show(self, generation: Generation, text: str) -> None:
        self._do(text, replace(self._state, current_index=generation.index))


def _writable(name: str) -> str:
    """Return a name that can be written: half a character becomes a question mark."""
    return name.strip().encode("utf-8", "replace").decode("utf-8")
