"""Judging: everything a listener can say of melodies, and what follows from it.

The middle part of the conductor, above `Listening`. Stars, hearts, bars and comparisons
all feed the same taste; after every few of them the melodies nobody has heard yet are
planned anew in the background.
"""

from PySide6.QtCore import QObject, Signal

from musicbreeder.gui.extremes_question import ExtremesQuestion
from musicbreeder.gui.listening import Listening
from musicbreeder.gui.replanner import Replanner
from musicbreeder.gui.stage import NOTHING, Stage
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.services.breeding_plan import Replanned, ReplanPlan
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage.settings_file import Settings

_REACTION_SECONDS = 0.3
"""A person presses a key this long after hearing what they mean."""


class Judging(Listening):
    """Carries out what the listener says of melodies.

    Signals, besides those of `Listening`:
        parents_changed: the next generation would be bred from others.
        history_changed: what can be undone or redone.
        places_replanned: places of the screen, a tuple, that show another melody now.
    """

    parents_changed = Signal()
    history_changed = Signal()
    places_replanned = Signal(tuple)

    def __init__(
        self,
        session: BreedingSession,
        stage: Stage,
        preferences: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session, stage, preferences, parent)
        self.worker = Dispatcher(1, self)
        self.replanner = Replanner(self.worker, self)
        self.replanner.wanted.connect(self._replan)
        self.replanner.found.connect(self._on_replanned)
        self.history_changed.connect(self.replanner.consider)
        self.question = ExtremesQuestion(self.judge_extremes, self)

    # Whole melodies.

    def rate(self, individual_id: int, rating: int | None) -> None:
        """Rate with 1-5 stars; None clears."""
        self._session.rate(individual_id, rating)
        self._on_marked(individual_id)

    def toggle_favourite(self, individual_id: int) -> None:
        """Give a melody a heart, or take it away."""
        is_favourite = not self.individual(individual_id).is_favourite
        self._session.set_favourite(individual_id, is_favourite)
        self._on_marked(individual_id)

    def toggle_pin(self, individual_id: int) -> None:
        """Make a melody a parent of what comes, or no longer."""
        is_pinned = not self.individual(individual_id).is_pinned
        self._session.set_pinned(individual_id, is_pinned)
        self._on_marked(individual_id)

    def rename(self, individual_id: int, name: str) -> None:
        """Give a melody another name."""
        self._session.rename(individual_id, name)
        self._on_marked(individual_id)

    def _on_marked(self, individual_id: int) -> None:
        self.individual_changed.emit(individual_id)
        self.parents_changed.emit()
        self.history_changed.emit()

    # Bars.

    def bar_likings(self, individual_id: int) -> dict[int, int]:
        """Return the bars, from 0, that are liked (+1) or disliked (-1)."""
        return dict(self._session.bar_likings(individual_id))

    def judge_bar(self, individual_id: int, bar: int, liking: int | None) -> None:
        """Like (+1) or dislike (-1) a bar, from 0; None takes it back."""
        self._session.judge_bar(individual_id, bar, liking)
        self.individual_changed.emit(individual_id)
        self.history_changed.emit()

    def cycle_bar(self, individual_id: int, bar: int) -> None:
        """Go on from neither to liked, to disliked, to neither."""
        after = {None: 1, 1: -1, -1: None}
        liking = self.bar_likings(individual_id).get(bar)
        self.judge_bar(individual_id, bar, after[liking])

    def toggle_bar(self, individual_id: int, bar: int, liking: int) -> None:
        """Like (+1) or dislike (-1) a bar, from 0; the same again takes it back."""
        is_same = self.bar_likings(individual_id).get(bar) == liking
        self.judge_bar(individual_id, bar, None if is_same else liking)

    def judge_sounding_bar(self, liking: int) -> None:
        """Like or dislike the bar that sounds now; the same again takes it back."""
        bar = self.sounding_bar
        if bar is not None:
            self.toggle_bar(self.playing_id, bar, liking)

    @property
    def sounding_bar(self) -> int | None:
        """The bar, from 0, that was heard as the listener reacts now; None = none."""
        if self.playing_id == NOTHING or not self.duration_seconds:
            return None
        melody = self.individual(self.playing_id).melody
        seconds = max(self.position_seconds - _REACTION_SECONDS, 0.0)
        step = int(seconds / self.duration_seconds * melody.step_count)
        return melody.meter.bar_at(min(step, melody.step_count - 1))

    # Two melodies.

    def prefer(self, better_id: int, worse_id: int) -> None:
        """Say that one melody is better than another."""
        self._session.prefer(better_id, worse_id)
        self.history_changed.emit()

    def judge_extremes(self, best_id: int, worst_id: int) -> None:
        """Say which melody of the screen is the best and which the worst."""
        self._session.judge_extremes(best_id, worst_id)
        self.history_changed.emit()
        best, worst = self.individual(best_id).name, self.individual(worst_id).name
        self.message_posted.emit(f"{best} is the best, {worst} the worst of these")

    def point_at(self, individual_id: int) -> bool:
        """Take a click on a melody as an answer; false = nothing is asked."""
        if not self.question.is_asked:
            return False
        self.question.answer(individual_id)
        return True

    # Melodies nobody has heard yet.

    @property
    def _ids_to_keep(self) -> frozenset[int]:
        """What must not change under the listener's eyes or ears."""
        held = {self.selected_id, self.playing_id, *self.stage.coming_ids[:1]}
        return frozenset(held | self._heard)

    def _replan(self) -> None:
        if self._preferences.replans_unheard and not self.is_busy:
            self.replanner.begin(self._session, self._ids_to_keep)

    @property
    def is_busy(self) -> bool:
        """Whether the session is being bred from, so that nothing else is planned."""
        return False

    def _on_replanned(self, plan: ReplanPlan, found: Replanned) -> None:
        if not self._preferences.replans_unheard:
            return
        before = self._session.generation
        places = self._session.accept_replan(plan, found, self._ids_to_keep)
        after = self._session.generation
        if places:
            self.stage.prepare(after, self._session.sound)
            self.stage.replace_coming({before[at].id: after[at] for at in places})
            self.places_replanned.emit(places)
            self.parents_changed.emit()
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if place not in places and old is not new:
                self.individual_changed.emit(new.id)
        if places:
            self.message_posted.emit(_made_way(len(places)))


def _made_way(count: int) -> str:
    if count == 1:
        return "1 unheard melody made way for a better guess"
    return f"{count} unheard melodies made way for better guesses"
