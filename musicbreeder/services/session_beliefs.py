"""What a session believes of its listener, from all they let it know.

Stars, hearts and pins stand in the marks; bars, comparisons and habits of listening are
gathered here, and a taste profile adds what earlier sessions know.
"""

from collections.abc import Sequence

import numpy as np

from musicbreeder.breeding.description import remembered
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
from musicbreeder.breeding.search import spread_points
from musicbreeder.breeding.taste import Taste
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.services.consistency import Consistency, consistency
from musicbreeder.services.guess_record import Guess, GuessRecord, guess_record
from musicbreeder.services.session_record import SessionRecord
from musicbreeder.services.session_state import SessionState

_LEAST_SQUARED_DISTANCE_OF_FINALS = 0.25
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

    def taste(self, state: SessionState, profile: TasteProfile | None) -> Taste | None:
        """Return the taste as far as it is known, None while nothing is."""
        carried_over = () if profile is None else profile.carried_over
        opinions = (*carried_over, *self.opinions(state))
        if not opinions:
            return None
        if self._learned is None or self._learned[0] != opinions:
            rng = np.random.default_rng([self._random_seed, 3])
            self._learned = opinions, Taste(opinions, rng)
        return self._learned[1]

    def finals(
        self, state: SessionState, profile: TasteProfile | None, count: int
    ) -> tuple[Individual, ...]:
        """Return the best of what was shown, best first and unlike one another.

        The belief decides, not the bare stars: the one melody that happened to get five
        is seldom the best (the winner's curse). Where nothing is known of the listener
        the general sense of melody decides.
        """
        shown = self._distinct(state)
        melodies = [one.melody for one in shown]
        description = remembered(melodies)
        taste = self.taste(state, profile)
        if taste is None:
            worth = np.asarray(musicality(melodies), np.float64)
        else:
            worth = taste.stars(description)
        order = np.argsort(-np.round(worth, 6), kind="stable")
        points = spread_points(description)
        nearest = np.full(len(shown), np.inf)
        taken = MelodyIndex()
        chosen: list[int] = []
        for place in order:
            is_alike = nearest[place] < _LEAST_SQUARED_DISTANCE_OF_FINALS
            if len(chosen) == count:
                break
            if is_alike or taken.near([melodies[place]])[0]:
                continue
            chosen.append(int(place))
            taken.add([melodies[place]])
            gaps = ((points - points[place]) ** 2).sum(axis=1)
            np.minimum(nearest, gaps, out=nearest)
        missing = count - len(chosen)
        chosen += [int(p) for p in order if int(p) not in chosen][:missing]
        rank = {int(place): number for number, place in enumerate(order)}
        return tuple(shown[place] for place in sorted(chosen, key=rank.__getitem__))

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
                record.is_on_screen(one.id)
                or record.hearing(one.id).is_heard
                or one.is_rated
            )
        ]

    def guess_record(self, state: SessionState) -> GuessRecord:
        """Return how well what was believed before a rating fared."""
        guesses = []
        for individual_id in self._record.rated_ids:
            one = self._record.individual(individual_id, state)
            is_repeat = individual_id in self._record.repeats
            if one.rating is None or one.prediction is None or is_repeat:
                continue
            guesses.append(Guess(one.prediction, one.rating))
        noise = _USUAL_NOISE_STARS
        if self._learned is not None:
            noise = self._learned[1].noise_stars
        return guess_record(guesses, noise)

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
