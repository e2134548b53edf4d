"""Passages written anew by the event Transformer, with both sides known to it."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.melody.holding import HeldSteps, runs_of
from musicbreeder.melody.melody import NO_EVENT, Melody
from musicbreeder.melody.passages import Passage
from musicbreeder.seeding.codec import (
    Codec,
    density_number,
    has_tokens,
    mode_number,
)
from musicbreeder.seeding.event_features import (
    BOOKS,
    ENDS,
    METER_NAMES,
    PHASES,
    Conditions,
    Tokens,
)
from musicbreeder.seeding.event_transformer import EventModel, event_model
from musicbreeder.seeding.event_writer import Task, events_of
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

_FEWEST_STEPS = 2
_ROOM_BEYOND = 5
"""Semitones by which new notes may go beyond a melody whose range is not told."""

_MOST_ROUNDS = 3
"""How often a passage is tried that leaps more than an octave at a seam."""


class EventRewriter:
    """A `PassageWriter` and a `Rewriter`; see the module.

    Args:
        model: what writes; None = the shipped one, read with the first request.
        keeps_to_key: new notes are of the key only; without it they are what the model
            likes, as in the tune books.
        are_phrases: melodies begin and end with a section, as those of a session do;
            without it they may be cut out of a tune anywhere.
    """

    name = "rewriting"

    def __init__(
        self,
        model: EventModel | None = None,
        *,
        keeps_to_key: bool = True,
        are_phrases: bool = True,
    ) -> None:
        self._model = model
        self._keeps_to_key = keeps_to_key
        self._are_phrases = are_phrases

    def suits(self, meter: Meter) -> bool:
        return has_tokens(meter)

    def rewritten(
        self,
        melody: Melody,
        key: Key,
        is_free: NDArray[np.bool_],
        melody_count: int,
        rng: Generator,
    ) -> Sequence[Melody]:
        """Return melodies with other notes on the free steps, see `melody.rewriting`.

        Raises:
            ModelError: the model's file is missing or damaged.
        """
        if not self.suits(melody.meter) or not melody.note_count:
            return ()
        held = HeldSteps.of(melody, runs_of(~is_free))
        passage = Passage(melody, key, 0, melody.step_count, held)
        notes = melody.midi_notes
        room = (int(notes.min()) - _ROOM_BEYOND, int(notes.max()) + _ROOM_BEYOND)
        return self.written_anew([passage] * melody_count, *room, rng)

    def written_anew(
        self,
        passages: Sequence[Passage],
        lowest_note: int,
        highest_note: int,
        rng: Generator,
    ) -> Sequence[Melody]:
        """Return each passage's melody with the passage written anew.

        Raises:
            ModelError: the model's file is missing or damaged.
        """
        found = [passage.melody for passage in passages]
        gaps = [_Gap.of(passage) for passage in passages]
        open_places = [place for place, gap in enumerate(gaps) if gap is not None]
        for turn in range(_MOST_ROUNDS):
            if not open_places:
                break
            tried = [(place, gaps[place]) for place in open_places]
            chosen = [gap for _, gap in tried if gap is not None]
            written = self._written(chosen, lowest_note, highest_note, rng)
            again = []
            for place, gap, tokens in zip(open_places, chosen, written, strict=True):
                found[place] = gap.filled(tokens, rng)
                if gap.leaps_in(found[place]) and turn + 1 < _MOST_ROUNDS:
                    again.append(place)
            open_places = again
        return found

    def _written(
        self,
        gaps: Sequence["_Gap"],
        lowest_note: int,
        highest_note: int,
        rng: Generator,
    ) -> Tokens:
        rows = [gap.conditions(is_phrase=self._are_phrases) for gap in gaps]
        allowed = [
            gap.codec.allowed(
                lowest_note,
                highest_note,
                gap.passage.key if self._keeps_to_key else None,
            )
            for gap in gaps
        ]
        is_allowed = np.array(allowed)
        # A melody far out of the range: rather out of it than nothing.
        is_allowed[~is_allowed.any(axis=1)] = True
        model = self._model or event_model()
        return model.writer.write(
            [gap.task for gap in gaps],
            Conditions(*np.array(rows, dtype=np.int64).T),
            is_allowed,
            rng,
        )


class _Gap:
    """A passage with the room there is to write in it.

    Args:
        start: first step, of the melody, that is written.
        stop: first step after it.
    """

    def __init__(self, passage: Passage, codec: Codec, start: int, stop: int) -> None:
        self.passage = passage
        self.codec = codec
        self.start, self.stop = start, stop
        tokens = codec.tokens(passage.melody)
        lead = codec.lead
        self.task = Task(
            start=start + lead,
            stop=stop + lead,
            step_count=len(tokens),
            prefix=events_of(tokens[: start + lead]),
            suffix=events_of(tokens[stop + lead :], stop + lead),
        )

    def conditions(self, *, is_phrase: bool) -> tuple[int, ...]:
        """Return what is asked for: the melody's own meter, mode and density."""
        melody = self.passage.melody
        return (
            METER_NAMES.index(self.codec.meter.without_pickup.name),
            -melody.bar_count % PHASES if is_phrase else PHASES,
            1 if is_phrase else ENDS,
            BOOKS,
            mode_number(self.passage.key.scale),
            density_number(melody),
        )

    @staticmethod
    def of(passage: Passage) -> "_Gap | None":
        """Return the widest room in a passage, None where there is too little."""
        melody = passage.melody
        start, stop = max(passage.start, 0), min(passage.stop, melody.step_count)
        is_free = np.zeros(melody.step_count, dtype=np.bool_)
        is_free[start:stop] = True
        if passage.held is not None and passage.held.fits(melody):
            is_free &= ~passage.held.is_held
        start, stop = _longest_run(is_free)
        if stop - start < _FEWEST_STEPS:
            return None
        is_held = None if passage.held is None else passage.held.is_held
        while (
            stop < melody.step_count
            and melody.events[stop] == NO_EVENT
            and not (is_held is not None and is_held[stop])
        ):
            stop += 1
        return _Gap(passage, Codec.of(melody, passage.key), start, stop)

    def filled(self, tokens: Tokens, rng: Generator) -> Melody:
        """Return the melody with what was written in the gap."""
        melody, lead = self.passage.melody, self.codec.lead
        gap = slice(self.start, self.stop)
        events = melody.events.copy()
        stretch = tokens[self.start + lead : self.stop + lead]
        events[gap] = self.codec.events(stretch)
        onsets = np.flatnonzero(events >= 0)
        velocities = melody.velocities.copy()
        if len(onsets):
            fresh = shaped_velocities(
                onsets.tolist(), events[onsets].tolist(), len(events), melody.meter, rng
            ).astype(np.int64)
            known = velocities[melody.onsets].astype(np.int64)
            louder = round(float(known.mean() - fresh.mean())) if len(known) else 0
            is_new = (onsets >= self.start) & (onsets < self.stop)
            velocities[onsets[is_new]] = np.clip(fresh[is_new] + louder, 1, 127)
        velocities[events < 0] = 0
        return Melody(events, velocities, melody.meter)

    def leaps_in(self, filled: Melody) -> bool:
        """Tell whether there is a leap over an octave at one of the seams."""
        onsets, notes = filled.onsets, filled.midi_notes.astype(np.int64)
        leaps = np.abs(np.diff(notes)) > SEMITONES_PER_OCTAVE
        before, after = onsets[:-1], onsets[1:]
        at_seam = ((before < self.start) & (after >= self.start)) | (
            (before < self.stop) & (after >= self.stop)
        )
        return bool((leaps & at_seam).any())


def _longest_run(is_free: NDArray[np.bool_]) -> tuple[int, int]:
    padded = np.concatenate(([False], is_free, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    if not len(edges):
        return 0, 0
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]), int(stops[longest])
