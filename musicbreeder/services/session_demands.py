"""Breeding on demand in a session: of whom, and what is to be new.

plan = session.prepare_offspring(
session.making(Demand.PAIR, [3, 17]), session.demand_text(Demand.PAIR, [3, 17])
)
session.accept_offspring(plan, plan.run())
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.description import describe
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.on_demand import Demand, OnDemand
from musicbreeder.breeding.taste import Taste
from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.rewriting import Rewriter
from musicbreeder.services.session_offspring import Make, SessionOffspring
from musicbreeder.services.shipped_blender import shipped_blender

_FRESH_BLOCKS = 1
_SURPRISE_BLOCKS = 2

_TEXTS = {
    Demand.PAIR: "breeding of {} and {}",
    Demand.LIKE: "more like {}",
    Demand.NEW_RHYTHM: "new rhythms for {}",
    Demand.NEW_PITCHES: "new pitches for {}",
    Demand.NEW_ENDING: "new endings for {}",
    Demand.SURPRISE: "surprise",
}


class SessionDemands(SessionOffspring):
    """Makes melodies of what the listener points at."""

    def demand_text(self, demand: Demand, parent_ids: Sequence[int]) -> str:
        """Return what is done, to follow the word "Undo"."""
        names = [self.individual(one).name for one in parent_ids]
        return _TEXTS[demand].format(*names)

    def making(self, demand: Demand, parent_ids: Sequence[int]) -> Make:
        """Return what makes the melodies of a demand, for `prepare_offspring`.

        It raises a `MusicBreederError` where nothing new comes of it.

        Args:
            parent_ids: two for a pair, none for a surprise, else one; melodies of any
                generation.

        Raises:
            ValueError: this session has no such melody.
        """
        parents = [self.individual(one) for one in parent_ids]
        state = self._state
        told = self._record.told(state)
        breeder = self._breeding.breeder(state, self._profile)
        blocks = _SURPRISE_BLOCKS if demand is Demand.SURPRISE else _FRESH_BLOCKS
        fresh = self._breeding.fresh(state, blocks)

        def make(
            rng: Generator, is_cancelled: Callable[[], bool]
        ) -> Sequence[Offspring]:
            breeding = breeder.taste_breeding()
            taste = None if breeding is None else Taste(breeding.opinions, rng)

            def judge(melodies: Sequence[Melody]) -> NDArray[np.float64]:
                if taste is None:
                    return np.asarray(musicality(melodies), dtype=np.float64)
                return np.asarray(taste.stars(describe(melodies)), dtype=np.float64)

            rewriter = _rewriter() if demand is Demand.NEW_ENDING else None
            means = OnDemand(
                state.settings, told, fresh(), judge, rewriter, shipped_blender()
            )
            bred = means.offspring(demand, parents, rng, is_cancelled)
            if not bred and not is_cancelled():
                raise MusicBreederError(_nothing_new(demand))
            return bred if breeding is None else breeding.predicted(bred, rng)

        return make


def _rewriter() -> Rewriter | None:
    """Return what writes endings anew, None = its model is not there."""
    # Loaded when first wanted: the window itself must be there soon.
    from musicbreeder.seeding.event_rewriting import EventRewriter
    from musicbreeder.seeding.event_transformer import has_event_model

    return EventRewriter() if has_event_model() else None


def _nothing_new(demand: Demand) -> str:
    if demand is Demand.SURPRISE:
        return (
            "Nothing comes to mind that is unlike all you have heard; change the key, "
            "the meter or the number of bars."
        )
    return (
        "Nothing new came of it that you have not heard; unlock a bar or a note, or "
        "let Keep rhythm and Keep pitches go."
    )
