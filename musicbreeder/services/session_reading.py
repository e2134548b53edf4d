"""The reading side of a session: what is there and what is believed of the listener.

Nothing here changes anything; `breeding_session` adds what a listener can do.
"""

from collections.abc import Callable, Mapping

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.audition import Sound
from musicbreeder.services.consistency import Consistency
from musicbreeder.services.guess_record import GuessRecord
from musicbreeder.services.hearing import Hearing
from musicbreeder.services.naming import Names
from musicbreeder.services.session_beliefs import SessionBeliefs
from musicbreeder.services.session_breeding import SessionBreeding
from musicbreeder.services.session_record import SessionRecord
from musicbreeder.services.session_state import Comparison, Generation, SessionState
from musicbreeder.services.sound_inheritance import SoundInheritance
from musicbreeder.services.taste_summary import TasteSummary, taste_summary
from musicbreeder.services.trial import SourceResult


class SessionReading:
    """What can be known of a session."""

    def __init__(
        self,
        settings: BreedingSettings,
        sound: Sound,
        name: str | None,
        random_seed: int,
        profile: TasteProfile | None,
        asks_again: bool,
    ) -> None:
        self.random_seed = random_seed
        self.asks_again = asks_again
        names = Names(random_seed)
        self._record = SessionRecord(names, SoundInheritance(random_seed))
        self._beliefs = SessionBeliefs(self._record, random_seed)
        self._breeding = SessionBreeding(
            self._record, self._beliefs, random_seed, asks_again
        )
        self._profile = profile
        self._state = SessionState(
            name=names.name(0) if name is None else name,
            settings=settings,
            sound=sound,
            current_index=0,
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
        return self._record.generation(self.current_index, self._state)

    @property
    def generation(self) -> tuple[Individual, ...]:
        """What is on screen."""
        return self.current_generation.individuals

    @property
    def history(self) -> tuple[Generation, ...]:
        """All generations so far, in the order they were bred; none is ever lost."""
        count = len(self._record.generations)
        return tuple(self._record.generation(i, self._state) for i in range(count))

    @property
    def individuals(self) -> tuple[Individual, ...]:
        """Every melody of this session, in the order of birth."""
        return self._record.individuals(self._state)

    @property
    def favourites(self) -> tuple[Individual, ...]:
        """Every favourite, in the order of birth."""
        return tuple(one for one in self.individuals if one.is_favourite)

    @property
    def parents(self) -> tuple[Individual, ...]:
        """What the next generation would be bred from now, best first."""
        return Breeder.parents_of(self._record.told(self._state))

    def individual(self, individual_id: int) -> Individual:
        """Return a melody of this session with all that is known of it.

        Raises:
            ValueError: this session has no such melody.
        """
        return self._record.individual(individual_id, self._state)

    def hearing(self, individual_id: int) -> Hearing:
        """Return what was heard of a melody."""
        return self._record.hearing(individual_id)

    def is_on_screen(self, individual_id: int) -> bool:
        """Tell whether its generation shows it; re-planning may have replaced it."""
        return self._record.is_on_screen(individual_id, self._state)

    def bar_likings(self, individual_id: int) -> Mapping[int, int]:
        """Return the bars, from 0, that are liked (+1) or disliked (-1)."""
        self._record.born(individual_id)
        return dict(self._state.mark(individual_id).bar_likings)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What was said of two melodies, in the order it was said."""
        return self._state.comparisons

    # What is believed of the listener.

    @property
    def profile(self) -> TasteProfile | None:
        """The taste profile with all that this session adds to it, to be kept."""
        if self._profile is None:
            return None
        return self._profile.learned(self._beliefs.opinions(self._state))

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """Everything the listener let us know in this session."""
        return self._beliefs.opinions(self._state)

    def finals(self, count: int = 5) -> tuple[Individual, ...]:
        """Return the best of what was shown, best first and unlike one another.

        What the listener is believed to think decides, not the bare stars.
        """
        return self.finding_finals(count)()

    def finding_finals(self, count: int = 5) -> Callable[[], tuple[Individual, ...]]:
        """Return what finds the `finals` of what is known now, on any thread."""
        return self._beliefs.finding_finals(self._state, self._profile, count)

    @property
    def taste_summary(self) -> TasteSummary:
        """What the listener seems to like, in words, with the profile's share."""
        taste = self._beliefs.taste(self._state, self._profile)
        opinions = self._beliefs.opinions(self._state)
        carried_over = () if self._profile is None else self._profile.carried_over
        return taste_summary(taste, (*carried_over, *opinions))

    @property
    def guess_record(self) -> GuessRecord:
        """How well melodies were guessed before they were rated."""
        return self._beliefs.guess_record(self._state)

    @property
    def consistency(self) -> Consistency:
        """How alike melodies were rated that came twice."""
        return self._beliefs.consistency(self._state)

    @property
    def going_on_alone_hint(self) -> str | None:
        """A sentence once breeding on without the listener is worthwhile, or None."""
        return self._beliefs.going_on_alone_hint(self._state)

    # The blind trial.

    @property
    def is_trial(self) -> bool:
        """Whether screens are mixed for a blind comparison, see `trial`."""
        return self._state.is_trial

    @property
    def trial_results(self) -> tuple[SourceResult, ...]:
        """What each way to breed was worth so far; to be shown when the trial ended."""
        return self._breeding.trial_results(self._state)
