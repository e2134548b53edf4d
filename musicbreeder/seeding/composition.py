"""One melody, from its brief to its steps."""

from collections.abc import Sequence

import numpy as np

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.brief import Brief
from musicbreeder.seeding.character import Character
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.seeding.figure import Rhythm
from musicbreeder.seeding.form import BarPlan, Cadence, Treatment, planned_form
from musicbreeder.seeding.pitching import Onset, pitched
from musicbreeder.seeding.rhythm import RhythmGrammar, onsets, truncated


def composed(request: SeedRequest, brief: Brief, rng: np.random.Generator) -> Melody:
    """Return a melody as its brief has it."""
    character, meter = brief.character, request.meter
    plan = planned_form(request.bars, character.forms, rng)
    rhythm = RhythmGrammar(meter, brief.notes_per_quarter, character.figures, rng)
    bars = _bar_rhythms(plan, rhythm, character, meter.steps_per_beat, rng)
    notes = _corresponding_onsets(plan, bars, meter.steps_per_bar)
    pitches = pitched(request, brief, plan, notes, rng)
    return _written(request, brief, notes, pitches, rng)


def _bar_rhythms(
    plan: Sequence[BarPlan],
    grammar: RhythmGrammar,
    character: Character,
    steps_per_beat: int,
    rng: np.random.Generator,
) -> list[Rhythm]:
    """Return the rhythm of each bar, cadences and breaths included."""
    bars: list[Rhythm] = []
    plain: list[Rhythm] = []
    for index, bar in enumerate(plan):
        rhythm = _developed_rhythm(index, bar, plain, grammar, character, rng)
        plain.append(rhythm)
        if bar.cadence is not Cadence.NONE:
            is_final = bar.cadence is Cadence.FULL
            rhythm = grammar.cadence(rhythm, is_final=is_final)
        if bar.ends_phrase and rng.random() < character.rests:
            rhythm = _with_breath(rhythm, steps_per_beat)
        bars.append(rhythm)
    return bars


def _developed_rhythm(
    index: int,
    bar: BarPlan,
    earlier: Sequence[Rhythm],
    grammar: RhythmGrammar,
    character: Character,
    rng: np.random.Generator,
) -> Rhythm:
    if bar.source is None:
        if index > 0 and rng.random() < character.rhythm_unity:
            return earlier[0] if rng.random() < 0.6 else grammar.varied(earlier[0])
        return grammar.bar()
    rhythm = earlier[bar.source]
    if bar.treatment is Treatment.FRAGMENT:
        length = sum(abs(steps) for steps in rhythm)
        half = length // 2
        return truncated(rhythm, half) + truncated(rhythm, length - half)
    if bar.treatment is Treatment.VARY and rng.random() < 0.5:
        return grammar.varied(rhythm)
    return rhythm


def _with_breath(rhythm: Rhythm, steps_per_beat: int) -> Rhythm:
    """Return the rhythm with its last note, if long, let go early."""
    last = rhythm[-1]
    breath = max(steps_per_beat // 2, 1)
    if last >= 2 * steps_per_beat:
        breath = steps_per_beat
    if last < breath + steps_per_beat // 2:
        return rhythm
    return (*rhythm[:-1], last - breath, -breath)


def _corresponding_onsets(
    plan: Sequence[BarPlan], bars: Sequence[Rhythm], steps_per_bar: int
) -> list[Onset]:
    """Return every note, with the earlier note it corresponds to, if any."""
    notes: list[Onset] = []
    index_at: dict[tuple[int, int], int] = {}
    for bar, (bar_plan, rhythm) in enumerate(zip(plan, bars, strict=True)):
        for place, steps in onsets(rhythm):
            model = None
            if bar_plan.source is not None:
                source_place = place
                if bar_plan.treatment is Treatment.FRAGMENT:
                    source_place = place % (steps_per_bar // 2)
                model = index_at.get((bar_plan.source, source_place))
            index_at[bar, place] = len(notes)
            notes.append(Onset(bar, place, steps, model))
    return notes


def _written(
    request: SeedRequest,
    brief: Brief,
    notes: Sequence[Onset],
    pitches: Sequence[int],
    rng: np.random.Generator,
) -> Melody:
    step_count = request.bars * request.meter.steps_per_bar
    events = np.full(step_count, NO_EVENT, dtype=np.int16)
    velocities = np.zeros(step_count, dtype=np.uint8)
    starts = [note.bar * request.meter.steps_per_bar + note.place for note in notes]
    for start, note in zip(starts, notes, strict=True):
        end = start + max(round(note.steps * brief.character.gate), 1)
        if end < step_count:
            events[end] = NOTE_OFF
    events[starts] = pitches
    velocities[starts] = shaped_velocities(
        starts, pitches, step_count, request.meter, rng
    )
    return Melody(events, velocities, request.meter)
