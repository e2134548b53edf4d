"""How a session is kept: what a gesture changed goes to a writer, and all comes back.

A session knows no library; it hands plain data to whoever keeps it.
"""

from collections.abc import Callable, Collection, Iterable

from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.audition import Sound
from musicbreeder.services.backing_json import backing_from_json, backing_to_json
from musicbreeder.services.hearing import UNHEARD, Hearing
from musicbreeder.services.session_record import SessionRecord
from musicbreeder.services.session_state import NO_MARK, Generation, SessionState
from musicbreeder.services.state_change import Step
from musicbreeder.services.state_json import (
    change_from_json,
    change_to_json,
    comparisons_from_json,
    comparisons_to_json,
    kept_mark,
    mark_of,
)
from musicbreeder.services.undo_history import UndoHistory
from musicbreeder.storage.json_fields import flag
from musicbreeder.storage.session_content import (
    Json,
    KeptGeneration,
    KeptHearing,
    KeptIndividual,
    KeptStep,
    SessionContent,
    SessionHead,
)
from musicbreeder.storage.session_mending import is_mark_possible, is_whole
from musicbreeder.storage.taste_profile_file import (
    profile_from_json,
    profile_to_json,
)

Write = Callable[[SessionContent], None]


class SessionKeeping:
    """Hands over what changed in a session, one gesture at a time.

    Args:
        record: of the session.
        undo_history: of the session.
        random_seed: of the session.
        asks_again: as the session was told.
    """

    def __init__(
        self,
        record: SessionRecord,
        undo_history: UndoHistory,
        random_seed: int,
        asks_again: bool,
    ) -> None:
        self._record = record
        self._undo_history = undo_history
        self._random_seed = random_seed
        self._asks_again = asks_again
        self._write: Write | None = None
        self._known: tuple[SessionState, int, TasteProfile | None] | None = None

    def begin(
        self,
        write: Write,
        state: SessionState,
        profile: TasteProfile | None,
        *,
        is_written: bool,
    ) -> None:
        """Write everything, unless it is written, and from now on what changes."""
        self._write = write
        self._record.take_changes()
        self._undo_history.take_first_changed()
        self._known = state, self._undo_history.done_count, profile
        if not is_written:
            write(self.content(state, profile))

    def end(self) -> None:
        """Write no more."""
        self._write = None

    def content(
        self, state: SessionState, profile: TasteProfile | None
    ) -> SessionContent:
        """Return everything there is."""
        record = self._record
        everyone = [one.id for one in record.individuals(state)]
        return SessionContent(
            head=self._head(state),
            individuals=self._individuals(everyone),
            generations=self._generations(range(len(record.generations))),
            marks={known: kept_mark(mark) for known, mark in state.marks.items()},
            hearings=self._hearings(everyone),
            steps=self._steps(0),
            profile=_profile_json(profile),
        )

    def note(self, state: SessionState, profile: TasteProfile | None) -> None:
        """Write what changed since the last time; nothing happens if it is nothing."""
        if self._write is None or self._known is None:
            return
        before, old_done_count, old_profile = self._known
        done_count = self._undo_history.done_count
        changes = self._record.take_changes()
        first_step = self._undo_history.take_first_changed()
        is_same = state is before and profile == old_profile
        if is_same and done_count == old_done_count and not changes.are_any:
            return
        self._known = state, done_count, profile
        marks = {}
        if state.marks is not before.marks:
            for one in before.marks.keys() | state.marks.keys():
                if before.mark(one) != state.mark(one):
                    marks[one] = kept_mark(state.mark(one))
        self._write(
            SessionContent(
                head=self._head(state),
                individuals=self._individuals(sorted(changes.individual_ids)),
                generations=self._generations(sorted(changes.generation_indexes)),
                marks=marks,
                hearings=self._hearings(changes.heard_ids),
                steps=self._steps(first_step),
                first_step=first_step,
                profile=None if profile == old_profile else _profile_json(profile),
            )
        )

    def _head(self, state: SessionState) -> SessionHead:
        return SessionHead(
            name=state.name,
            random_seed=self._random_seed,
            settings=state.settings,
            instrument=state.sound.instrument,
            tempo=state.sound.tempo,
            sound_changes=state.sound.changes,
            current_index=state.current_index,
            done_count=self._undo_history.done_count,
            further={
                "asks_again": self._asks_again,
                "is_trial": state.is_trial,
                "comparisons": comparisons_to_json(state.comparisons),
                "backing": backing_to_json(state.sound.backing),
            },
        )

    def _individuals(self, ids: Iterable[int]) -> tuple[KeptIndividual, ...]:
        record = self._record
        return tuple(
            KeptIndividual(
                record.born(one), record.repeats.get(one), record.trial_sources.get(one)
            )
            for one in ids
        )

    def _generations(self, indexes: Iterable[int]) -> tuple[KeptGeneration, ...]:
        record = self._record
        return tuple(
            KeptGeneration(
                index=one.index,
                number=one.number,
                parent_index=one.parent_index,
                settings=one.settings,
                individual_ids=tuple(born.id for born in one.individuals),
                is_bred_alone=one.is_bred_alone,
                replan_count=record.replan_count(one.index),
                said_count=record.said_counts.get(one.index),
            )
            for one in (record.generations[index] for index in indexes)
        )

    def _hearings(self, ids: Collection[int]) -> dict[int, KeptHearing]:
        record = self._record
        ranks = {one: rank for rank, one in enumerate(record.rated_ids)}
        kept = {}
        for one in ids:
            if one not in record.touched_ids:
                continue
            hearing = record.hearings.get(one, UNHEARD)
            kept[one] = KeptHearing(
                hearing.listen_count,
                hearing.whole_count,
                hearing.left_early_count,
                is_touched=True,
                rated_rank=ranks.get(one),
            )
        return kept

    def _steps(self, first: int) -> tuple[KeptStep, ...]:
        return tuple(
            KeptStep(step.text, step.gesture, change_to_json(step.change))
            for step in self._undo_history.steps[first:]
        )


def _profile_json(profile: TasteProfile | None) -> Json:
    return {} if profile is None else profile_to_json(profile)


def restored_state(head: SessionHead, content: SessionContent) -> SessionState:
    """Return the state a session was in.

    Raises:
        ValueError: it is no possible one.
    """
    further = head.further
    comparisons = comparisons_from_json(further.get("comparisons", []))
    known_ids = {kept.individual.id for kept in content.individuals}
    if not {one for pair in comparisons for one in pair.pair} <= known_ids:
        raise ValueError("a comparison of melodies that are not there")
    marks = {known: mark_of(mark) for known, mark in content.marks.items()}
    return SessionState(
        name=head.name,
        settings=head.settings,
        sound=sound_of(head),
        current_index=head.current_index,
        marks={k: mark for k, mark in marks.items() if mark != NO_MARK},
        comparisons=comparisons,
        is_trial=flag(further.get("is_trial", False)),
    )


def sound_of(head: SessionHead) -> Sound:
    """Return how a session was heard.

    Raises:
        ValueError: it is no possible sound.
    """
    backing = backing_from_json(head.further.get("backing", {}))
    return Sound(head.instrument, head.tempo, head.sound_changes, backing)


def told_to_ask_again(head: SessionHead) -> bool:
    """Return what the session was told about melodies that come twice."""
    return flag(head.further.get("asks_again", False))


def restored_profile(content: SessionContent) -> TasteProfile | None:
    """Return the taste profile the session bred by."""
    return profile_from_json(content.profile) if content.profile else None


def restored_steps(content: SessionContent) -> UndoHistory:
    """Return what can be undone and done again.

    Raises:
        ValueError: a step is no possible one.
    """
    known = {kept.individual.id: kept for kept in content.individuals}
    generation_count = len(content.generations)
    steps = []
    for kept in content.steps:
        change = change_from_json(kept.change)
        named = {*change.marks}
        for one, sides in change.marks.items():
            if not all(is_mark_possible(kept_mark(side), known[one]) for side in sides):
                raise ValueError("a step about a bar that is not there")
            named.update(one.edited_id for one in sides if one.edited_id is not None)
        for side in change.comparisons:
            named.update(one for pair in side for one in pair.pair)
        indexes = change.values.get("current_index", (0, 0))
        if not named <= known.keys() or max(indexes) >= generation_count:
            raise ValueError("a step about what is not there")
        steps.append(Step(kept.text, change, kept.gesture))
    return UndoHistory(steps, content.head.done_count)


def put_back(record: SessionRecord, content: SessionContent) -> None:
    """Fill an empty record with what was kept.

    Raises:
        ValueError: something is missing.
    """
    if not is_whole(content):
        raise ValueError("parts of the session are missing")
    born = {kept.individual.id: kept.individual for kept in content.individuals}
    generations = [
        Generation(
            index=kept.index,
            number=kept.number,
            parent_index=kept.parent_index,
            individuals=tuple(born[one] for one in kept.individual_ids),
            settings=kept.settings,
            is_bred_alone=kept.is_bred_alone,
        )
        for kept in content.generations
    ]
    record.put_back(list(born.values()), generations)
    for kept in content.individuals:
        if kept.repeats_id is not None:
            record.repeats[kept.individual.id] = kept.repeats_id
        if kept.trial_source is not None:
            record.trial_sources[kept.individual.id] = kept.trial_source
    for one in content.generations:
        if one.replan_count:
            record.replan_counts[one.index] = one.replan_count
        if one.said_count is not None:
            record.said_counts[one.index] = one.said_count
    _put_hearings_back(record, content)
    record.take_changes()


def _put_hearings_back(record: SessionRecord, content: SessionContent) -> None:
    ranks: dict[int, int] = {}
    for known, heard in content.hearings.items():
        record.touched_ids.add(known)
        if heard.rated_rank is not None:
            ranks[known] = heard.rated_rank
        if heard.listen_count:
            record.hearings[known] = Hearing(
                heard.listen_count, heard.whole_count, heard.left_early_count
            )
    record.rated_ids.extend(sorted(ranks, key=lambda known: ranks[known]))
