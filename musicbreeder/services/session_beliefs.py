"""What a session believes of its listener, from all they let it know.

Stars, hearts and pins stand in the marks; bars, comparisons and habits of listening are
gathered here, and a taste profile adds what earlier sessions know.
"""

from collections.abc import Callable, Sequence

import numpy as np

from musicbreeder.breeding.finals import finals_of
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.opinion import (
    EXTREMES_NOISE_FACTOR,
    EXTREMES_STARS,
    HABIT_NOISE_FACTOR,
    HEARD_AGAIN_STARS,
    LEFT_EARLY_STARS,
    PREFERENCE_NOISE_FACTOR,
    PREFERENCE_STARS,
    Opinion,
    bar_opinion,
    opinions_of,
)
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.melody.melody import Melody
from musicbreeder.services.consistency import Consistency, consistency
from musicbreeder.services.guess_record import (
    LATEST_RATINGS,
    Guess,
    GuessRecord,
    guess_record,
)
from musicbreeder.services.session_record import SessionRecord
from musicbreeder.services.session_state import SessionState

_USUAL_NOISE_STARS = 0.6
_RELIABLE_SHARE = 0.6
_FEWEST_RATINGS_TO_GO_ON = 24


class SessionBeliefs:
    """Learns a session's taste when asked, and only if something new was said."""

    def __init__(self, record: SessionRecord, random_seed: int) -> None:
        self._record = record
        self._random_seed = random_seed
        self._learned: tuple[tuple[Opinion, ...], Taste] | None = None

    def further_opinions(self, state: SessionState) -> tuple[Opinion, ...]:
        """Return what was said beyond stars, hearts and pins, or merely shown."""
        record = self._record
        opinions: list[Opinion] = []
        for one in record.individuals(state):
            mark, heard = state.mark(one.id), record.hearing(one.id)
            opinions += [bar_opinion(one.melody, *pair) for pair in mark.bar_likings]
            if mark.rating is not None or mark.is_favourite or mark.is_pinned:
                continue
            if heard.was_heard_again:
                opinions.append(_habit(one.melody, HEARD_AGAIN_STARS))
            elif heard.was_left_early:
                opinions.append(_habit(one.melody, LEFT_EARLY_STARS))
        for comparison in state.comparisons:
            stars, noise_factor = PREFERENCE_STARS, PREFERENCE_NOISE_FACTOR
            if comparison.is_of_extremes:
                stars, noise_factor = EXTREMES_STARS, EXTREMES_NOISE_FACTOR
            better = record.born(comparison.better_id).melody
            worse = record.born(comparison.worse_id).melody
            opinions.append(
                Opinion(better, stars, against=worse, noise_factor=noise_factor)
            )
        return tuple(opinions)

    def opinions(self, state: SessionState) -> tuple[Opinion, ...]:
        """Return everything this session's listener let us know in it."""
        marked = opinions_of(self._record.individuals(state))
        return (*marked, *self.further_opinions(state))

    def finding_finals(
        self, state: SessionState, profile: TasteProfile | None, count: int
    ) -> Callable[[], tuple[Individual, ...]]:
        """Return what finds the best of what was shown, on any thread.

        They come best first and unlike one another.
        """
        opinions = self._all_opinions(state, profile)
        contenders = self._distinct(state)

        def find() -> tuple[Individual, ...]:
            return finals_of(contenders, self._learned_from(opinions), count)

        return find

    def _all_opinions(
        self, state: SessionState, profile: TasteProfile | None
    ) -> tuple[Opinion, ...]:
        carried_over = () if profile is None else profile.carried_over
        return (*carried_over, *self.opinions(state))

    def _learn(self, opinions: tuple[Opinion, ...]) -> Taste:
        rng = np.random.default_rng([self._random_seed, 3])
        taste = Taste(opinions, rng)
        self._learned = opinions, taste
        return taste

    def taste(self, state: SessionState, profile: TasteProfile | None) -> Taste | None:
        """Return the taste as far as it is known, None while nothing is."""
        return self._learned_from(self._all_opinions(state, profile))

    def _learned_from(self, opinions: tuple[Opinion, ...]) -> Taste | None:
        if not opinions:
            return None
        learned = self._learned
        if learned is not None and learned[0] == opinions:
            return learned[1]
        return self._learn(opinions)

    def _distinct(self, state: SessionState) -> list[Individual]:
        """Return what was shown, without what left the screen unheard, or came twice.

        Of a melody that came twice the first one stands for both.
        """
        record = self._record
        return [
            one
            for one in record.individuals(state)
            if one.id not in record.repeats
            and (
                record.is_on_screen(one.id, state)
                or record.hearing(one.id).is_heard
                or one.is_rated
            )
        ]

    def guess_record(self, state: SessionState) -> GuessRecord:
        """Return how well what was believed before a rating fared."""
        guesses: list[Guess] = []
        for individual_id in reversed(self._record.rated_ids):
            if len(guesses) == LATEST_RATINGS:
                break
            one = self._record.individual(individual_id, state)
            is_repeat = individual_id in self._record.repeats
            if one.rating is None or one.prediction is None or is_repeat:
                continue
            guesses.append(Guess(one.prediction, one.rating))
        noise = _USUAL_NOISE_STARS
        if self._learned is not None:
            noise = self._learned[1].noise_stars
        return guess_record(guesses[::-1], noise)

    def consistency(self, state: SessionState) -> Consistency:
        """Return how alike melodies were rated that came twice."""
        ratings = [
            (state.mark(original).rating, state.mark(again).rating)
            for again, original in self._record.repeats.items()
        ]
        return consistency(
            [(a, b) for a, b in ratings if a is not None and b is not None]
        )

    def going_on_alone_hint(self, state: SessionState) -> str | None:
        """Return a sentence once guesses are good enough to breed on without asking."""
        record = self.guess_record(state)
        if record.rating_count < _FEWEST_RATINGS_TO_GO_ON:
            return None
        if record.surely_right_share < _RELIABLE_SHARE:
            return None
        return (
            f"{record.sentence} The app knows your taste well enough to breed on "
            "without you for a while."
        )


def _habit(melody: Melody, stars: float) -> Opinion:
    return Opinion(melody, stars, noise_factor=HABIT_NOISE_FACTOR)


def said_count(opinions: Sequence[Opinion]) -> int:
    """Return how many opinions were said outright, not read from habits."""
    return sum(one.noise_factor < HABIT_NOISE_FACTOR for one in opinions)
