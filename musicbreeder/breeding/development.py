"""Development: what composers do to a motif, a bar or a phrase.

Every function takes a melody, a context and a generator and returns another melody in
the same meter and of the same length; where it finds nothing to do it returns the
melody it was given. They are registered in `breeding.operators`. The words are those of
any book on counterpoint and form (Schoenberg, "Fundamentals of Musical Composition").
"""

from collections.abc import Callable

from numpy.random import Generator

from musicbreeder.breeding.context import VariationContext, below, either
from musicbreeder.melody.draft import Clip, Draft
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.transform import with_pitches_of, with_rhythm_of

_STABLE_DEGREES = (0, 0, 0, 2, 4)


def _passage(
    draft: Draft, context: VariationContext, rng: Generator
) -> tuple[int, int]:
    """Return first and last-plus-one step of half a bar, a bar or two.

    The wilder, the longer.
    """
    bar_steps, step_count = draft.meter.steps_per_bar, draft.step_count
    chance = rng.random() + 0.5 * (context.variation - 0.5)
    if chance < 0.3 and bar_steps % 2 == 0:
        length = bar_steps // 2
    elif chance < 0.85 or step_count < 4 * bar_steps:
        length = bar_steps
    else:
        length = 2 * bar_steps
    start = below(step_count // length, rng) * length
    return start, start + length


def _units(draft: Draft) -> tuple[int, int]:
    """Return length and number of the units that repeat: bars, or halves of the one."""
    bar_steps, step_count = draft.meter.steps_per_bar, draft.step_count
    if step_count > bar_steps:
        return bar_steps, step_count // bar_steps
    return bar_steps // 2, 2


def _with_passage_pitches(
    melody: Melody,
    context: VariationContext,
    rng: Generator,
    new_notes: Callable[[list[int]], list[int]],
) -> Melody:
    draft = Draft(melody)
    onsets = draft.onsets(*_passage(draft, context, rng))
    if not onsets:
        return melody
    notes = new_notes([draft.events[onset] for onset in onsets])
    for onset, note in zip(onsets, notes, strict=True):
        draft.events[onset] = note
    return draft.melody()


def transpose_passage(
    melody: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the melody with a passage moved up or down by scale steps."""
    width = 1 + int(rng.random() * (2.0 + 3.0 * context.variation))
    steps = either(width, -width, rng)

    def moved(notes: list[int]) -> list[int]:
        rungs = [context.rung(note) for note in notes]
        has_room = min(rungs) + steps >= 0 and max(rungs) + steps < len(context.ladder)
        return [context.moved(note, steps if has_room else -steps) for note in notes]

    return _with_passage_pitches(melody, context, rng, moved)


def invert(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a passage mirrored around its first note."""

    def mirrored(notes: list[int]) -> list[int]:
        axis = context.rung(notes[0])
        return [context.moved(n, 2 * (axis - context.rung(n))) for n in notes]

    return _with_passage_pitches(melody, context, rng, mirrored)


def reverse_pitches(
    melody: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the melody with the pitches of a passage backwards, rhythm kept."""
    return _with_passage_pitches(melody, context, rng, lambda notes: notes[::-1])


def bend_contour(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a passage's intervals widened or narrowed."""
    factor = either(1.5 + 0.5 * context.variation, 0.5, rng)

    def bent(notes: list[int]) -> list[int]:
        rungs = [context.rung(note) for note in notes]
        centre = sorted(rungs)[len(rungs) // 2]
        return [
            context.moved(note, round((rung - centre) * factor) + centre - rung)
            for note, rung in zip(notes, rungs, strict=True)
        ]

    return _with_passage_pitches(melody, context, rng, bent)


def retrograde(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a passage backwards in time."""
    draft = Draft(melody)
    start, stop = _passage(draft, context, rng)
    spans = [
        (
            onset,
            min(draft.end(onset), stop),
            draft.events[onset],
            draft.velocities[onset],
        )
        for onset in draft.onsets(start, stop)
    ]
    _clear(draft, start, stop)
    for onset, end, midi_note, velocity in reversed(spans):
        draft.put(start + stop - end, start + stop - onset, midi_note, velocity)
    return draft.melody()


def _clear(draft: Draft, start: int, stop: int) -> None:
    """Make a stretch silent; what follows keeps its onsets."""
    draft.paste(
        ([NOTE_OFF] + [NO_EVENT] * (stop - start - 1), [0] * (stop - start)), start
    )


def sequence(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a motif followed by itself some scale steps away."""
    draft = Draft(melody)
    length, count = _units(draft)
    source = below(count - 1, rng)
    clip = draft.clip(source * length, (source + 1) * length)
    width = 1 + below(3 if context.variation > 0.5 else 2, rng)
    draft.paste(
        _moved_clip(clip, either(width, -width, rng), context), (source + 1) * length
    )
    return draft.melody()


def _moved_clip(clip: Clip, steps: int, context: VariationContext) -> Clip:
    events, velocities = clip
    rungs = [context.rung(event) for event in events if event >= 0]
    if rungs and not (
        min(rungs) + steps >= 0 and max(rungs) + steps < len(context.ladder)
    ):
        steps = -steps
    return [context.moved(e, steps) if e >= 0 else e for e in events], velocities


def copy_motif(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with one of its bars in another place as well."""
    draft = Draft(melody)
    length, count = _units(draft)
    source = below(count, rng)
    target = (source + 1 + below(count - 1, rng)) % count
    draft.paste(draft.clip(source * length, (source + 1) * length), target * length)
    return draft.melody()


def copy_rhythm(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with the rhythm of one bar given to another's pitches."""
    draft = Draft(melody)
    bar_steps, bar_count = draft.meter.steps_per_bar, melody.bar_count
    if bar_count < 2:
        return melody
    source = below(bar_count, rng)
    target = (source + 1 + below(bar_count - 1, rng)) % bar_count * bar_steps
    source *= bar_steps
    sources = draft.onsets(source, source + bar_steps)
    notes = [
        (draft.events[step], draft.velocities[step])
        for step in draft.onsets(target, target + bar_steps)
    ]
    # Only bars with as many notes: the row of pitches is kept to the note.
    if not notes or len(notes) != len(sources):
        return melody
    events, velocities = draft.clip(source, source + bar_steps)
    for onset, (midi_note, velocity) in zip(sources, notes, strict=True):
        events[onset - source], velocities[onset - source] = midi_note, velocity
    draft.paste((events, velocities), target)
    return draft.melody()


def answer(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody as question and answer: its first half again, closing."""
    draft = Draft(melody)
    if melody.bar_count < 2:
        return melody
    half = melody.bar_count // 2 * draft.meter.steps_per_bar
    draft.paste(draft.clip(0, half), draft.step_count - half)
    _close(draft, context, rng)
    return draft.melody()


def cadence(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with its last two notes leading home, rhythm kept."""
    draft = Draft(melody)
    _close(draft, context, rng)
    return draft.melody()


def _close(draft: Draft, context: VariationContext, rng: Generator) -> None:
    """Lead the last note to a stable degree, the one before to its neighbour."""
    onsets = draft.onsets()
    if len(onsets) < 2:
        return
    degree = _STABLE_DEGREES[below(len(_STABLE_DEGREES), rng)]
    degree = degree if degree < context.key.steps_per_octave else 0
    before, last = onsets[-2:]
    final = context.nearest_degree(draft.events[last], degree)
    draft.events[last] = final
    if abs(context.rung(draft.events[before]) - context.rung(final)) != 1:
        draft.events[before] = context.moved(final, either(1, -1, rng))


def new_ending(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a new last bar: a few steps home and a long note."""
    draft = Draft(melody)
    beat, bar_steps = draft.meter.steps_per_beat, draft.meter.steps_per_bar
    start = draft.step_count - either(bar_steps, bar_steps // 2, rng)
    earlier = draft.onsets(0, start)
    if not earlier:
        return melody
    level = draft.velocities[earlier[-1]]
    origin = draft.events[earlier[-1]]
    final = context.nearest_degree(context.moved(origin, either(-2, 1, rng)), 0)
    step = either(beat, max(beat // 2, 1), rng)
    beats_before_end = 1 + below(max((draft.step_count - start) // beat - 1, 1), rng)
    arrival = start + min(beats_before_end * beat, draft.step_count - start - step)
    count = max((arrival - start) // step, 0)
    direction = either(1, -1, rng)
    _clear(draft, start, draft.step_count)
    for index in range(count):
        note = context.moved(final, direction * (count - index))
        onset = start + index * step
        draft.put(onset, onset + step, note, level)
    draft.put(arrival, draft.step_count, final, level)
    return draft.melody()


def fresh_bar(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with one bar from fresh material."""
    fresh = context.fresh_melody(rng)
    if fresh is None:
        return melody
    draft, donor = Draft(melody), Draft(fresh)
    bar_steps = draft.meter.steps_per_bar
    bar_count = min(draft.step_count, donor.step_count) // bar_steps
    start = below(bar_count, rng) * bar_steps
    draft.paste(donor.clip(start, start + bar_steps), start)
    return draft.melody()


def fresh_pitches(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody's rhythm with the pitches of fresh material."""
    fresh = context.fresh_melody(rng)
    return melody if fresh is None else with_pitches_of(melody, fresh)


def fresh_rhythm(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody's pitches in the rhythm of fresh material."""
    fresh = context.fresh_melody(rng)
    return melody if fresh is None else with_rhythm_of(melody, fresh)


def augment(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with the first half of a passage at half speed."""
    draft = Draft(melody)
    start, stop = _passage(draft, context, rng)
    events, velocities = draft.clip(start, (start + stop) // 2)
    slow: Clip = ([NO_EVENT] * (stop - start), [0] * (stop - start))
    slow[0][: 2 * len(events) : 2] = events
    slow[1][: 2 * len(events) : 2] = velocities
    draft.paste(slow, start)
    return draft.melody()


def diminish(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a passage at double speed, twice.

    Notes that fall between two steps are left out.
    """
    draft = Draft(melody)
    start, stop = _passage(draft, context, rng)
    events, velocities = draft.clip(start, stop)
    fast = (events[::2], velocities[::2])
    draft.paste(fast, start)
    draft.paste(fast, start + len(fast[0]))
    return draft.melody()


def displace(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a passage later by half a beat or a beat, wrapped."""
    draft = Draft(melody)
    start, stop = _passage(draft, context, rng)
    beat = draft.meter.steps_per_beat
    steps = either(beat, max(beat // 2, 1), rng)
    events, velocities = draft.clip(start, stop)
    if events[0] == NO_EVENT:  # a note held into the passage stays where it is
        events[0] = NOTE_OFF
    draft.paste(
        (events[-steps:] + events[:-steps], velocities[-steps:] + velocities[:-steps]),
        start,
    )
    return draft.melody()
