"""Lineage: which note came from whom, and one plain sentence of what changed.

Both are read off the melodies themselves: an offspring, its ancestors as they were used
(fitted and transposed), and what each operator left on the way. What a later step
overwrote is not told.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.operators import BLEND, PHRASES
from musicbreeder.breeding.variation import Candidate
from musicbreeder.melody.melody import Melody

_COUNT_WORDS = ("no", "one", "two", "three", "four", "five", "six")
_MOST_CHANGES_TOLD = 2
_REPLACING_OPERATORS = frozenset(
    {"sequence", "motif copy", "answer", "new ending", "fresh bar"}
)
_PITCH_CROSSOVER, _RHYTHM_CROSSOVER = "pitch crossover", "rhythm crossover"


def offspring_of(candidate: Candidate) -> Offspring:
    """Return a candidate as an offspring, with all that can be told of its descent."""
    return Offspring(
        melody=candidate.melody,
        key=candidate.key,
        parent_ids=tuple(one.individual.id for one in candidate.ancestors),
        operators=tuple(stage.operator for stage in candidate.stages),
        origins=origins_of(candidate),
        change=change_of(candidate),
    )


def origins_of(candidate: Candidate) -> NDArray[np.uint8]:
    """Return where every note came from.

    A note that stands in a parent on the same step is that parent's; what a crossover
    took from elsewhere in a parent is that parent's too; anything else is a mutation,
    or a seed where there are no parents.

    Returns:
        ``(step_count,)`` read-only uint8 of `Origin`, meaningful where a note starts.
    """
    melody = candidate.melody
    if not candidate.ancestors:
        origins = np.full(melody.step_count, Origin.SEED, dtype=np.uint8)
    else:
        crossed = _crossed(candidate)
        is_kept = melody.events == crossed.events
        origins = np.where(
            is_kept, _crossing_origins(candidate, crossed), np.uint8(Origin.MUTATION)
        )
    origins.setflags(write=False)
    return origins


def _crossed(candidate: Candidate) -> Melody:
    """Return the melody before any mutation."""
    has_crossover = len(candidate.ancestors) == 2
    return (
        candidate.stages[0].melody if has_crossover else candidate.ancestors[0].melody
    )


def _crossing_origins(candidate: Candidate, crossed: Melody) -> NDArray[np.uint8]:
    first = np.full(crossed.step_count, Origin.FIRST_PARENT, dtype=np.uint8)
    if len(candidate.ancestors) == 1:
        return first
    operator = candidate.stages[0].operator
    if operator == _RHYTHM_CROSSOVER:  # a note is told by its pitch
        return first
    second = np.full_like(first, Origin.SECOND_PARENT)
    if operator == _PITCH_CROSSOVER:
        return second
    is_first = crossed.events == candidate.ancestors[0].melody.events
    if operator == BLEND.name:  # notes may be in it that neither parent has
        is_second = crossed.events == candidate.ancestors[1].melody.events
        second = np.where(is_second, second, np.uint8(Origin.MUTATION))
    return np.where(is_first, first, second)


def change_of(candidate: Candidate) -> str:
    """Return one plain sentence of what changed against the parents.

    Such as “Bars 1-2 from Copper Fern, bar 3 from Glass Harbour, new ending.”
    """
    if not candidate.ancestors:
        return f"Fresh from the {candidate.stages[0].operator}."
    parts = [_descent(candidate), *_changes(candidate)]
    sentence = ", ".join(part for part in parts if part)
    return sentence[0].upper() + sentence[1:] + "."


def _descent(candidate: Candidate) -> str:
    names = [ancestor.individual.name for ancestor in candidate.ancestors]
    if len(names) == 1:
        return names[0]
    first, second = names
    operator = candidate.stages[0].operator
    if operator == _PITCH_CROSSOVER:
        return f"rhythm of {first}, pitches of {second}"
    if operator == _RHYTHM_CROSSOVER:
        return f"rhythm of {second}, pitches of {first}"
    if operator == BLEND.name:
        return f"{first} blended with {second}"
    bars_by_source: dict[str, list[int]] = {}
    for bar, source in enumerate(_bar_sources(candidate)):
        if source is not None:
            bars_by_source.setdefault(source, []).append(bar)
    parts = [
        f"{bars_in_words(bars)} {source}" for source, bars in bars_by_source.items()
    ]
    return ", ".join(parts) or f"{first} and {second}"


def _bar_sources(candidate: Candidate) -> list[str | None]:
    """Return for each bar whose it is; None where a mutation put something else."""
    crossed = _crossed(candidate)
    first, second = candidate.ancestors
    is_replaced = _replaced_steps(candidate)
    bar_steps = crossed.meter.steps_per_bar
    sources: list[str | None] = []
    for start in range(0, crossed.step_count, bar_steps):
        bar = slice(start, start + bar_steps)
        notes = crossed.events[bar]
        is_note = notes >= 0
        lost_count = (is_note & is_replaced[bar]).sum()
        is_first = notes[is_note] == first.melody.events[bar][is_note]
        is_second = notes[is_note] == second.melody.events[bar][is_note]
        if 2 * lost_count >= is_note.sum():
            sources.append(None)
        elif is_first.all():
            sources.append(f"from {first.individual.name}")
        elif is_second.all() or not is_first.any():
            sources.append(f"from {second.individual.name}")
        else:
            sources.append("from both")
    return sources


def _replaced_steps(candidate: Candidate) -> NDArray[np.bool_]:
    """Return on which steps a mutation wrote something that was not there before."""
    before = _crossed(candidate)
    is_replaced = np.zeros(before.step_count, dtype=np.bool_)
    for stage in candidate.stages[1:]:
        if stage.operator in _REPLACING_OPERATORS:
            is_replaced |= stage.melody.events != before.events
        before = stage.melody
    return is_replaced


@dataclass(eq=False)
class _Change:
    """What one kind of mutation did, as far as it is still there."""

    operator: str
    before: Melody
    after: Melody
    is_changed: NDArray[np.bool_]

    @property
    def phrase(self) -> str:
        before, after, is_changed = self.before, self.after, self.is_changed
        steps = np.flatnonzero(is_changed)
        bars = sorted(set((steps // after.meter.steps_per_bar).tolist()))
        added = after.note_count - before.note_count
        count = abs(added) or int((is_changed & (after.events >= 0)).sum())
        word = _COUNT_WORDS[count] if count < len(_COUNT_WORDS) else str(count)
        moved = after.events[is_changed] - before.events[is_changed]
        was_wide, is_wide = _width(before), _width(after)
        return PHRASES[self.operator].format(
            bars=bars_in_words(bars),
            notes=f"{word} {'note' if count == 1 else 'notes'}",
            direction="up" if moved.sum() > 0 else "down",
            width="wider" if is_wide > was_wide else "narrower",
        )


def _width(melody: Melody) -> int:
    return int(np.abs(np.diff(melody.midi_notes)).sum())


def _changes(candidate: Candidate) -> list[str]:
    """Return what the mutations did that is still there, the two widest of them."""
    final = candidate.melody
    before = _crossed(candidate)
    changes: dict[str, _Change] = {}
    for stage in candidate.stages[len(candidate.ancestors) - 1 :]:
        is_changed = (stage.melody.events != before.events) & (
            final.events == stage.melody.events
        )
        if is_changed.any():
            new = _Change(stage.operator, before, stage.melody, is_changed)
            known = changes.setdefault(stage.operator, new)
            known.after = stage.melody
            known.is_changed = known.is_changed | is_changed
        before = stage.melody
    widest = sorted(changes.values(), key=lambda one: -int(one.is_changed.sum()))
    told = widest[:_MOST_CHANGES_TOLD]
    phrases = [one.phrase for one in changes.values() if one in told]
    if len(widest) > len(told):
        phrases.append("small changes besides")
    return phrases


def bars_in_words(bars: list[int]) -> str:
    """Return bars in words, counted from 1: ``bar 2``, ``bars 1-2 and 4``."""
    runs: list[list[int]] = []
    for bar in bars:
        if runs and bar == runs[-1][-1] + 1:
            runs[-1].append(bar)
        else:
            runs.append([bar])
    texts = [
        f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}-{run[-1] + 1}"
        for run in runs
    ]
    noun = "bar" if len(bars) == 1 else "bars"
    if len(texts) == 1:
        return f"{noun} {texts[0]}"
    return f"{noun} {', '.join(texts[:-1])} and {texts[-1]}"
