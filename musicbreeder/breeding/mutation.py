"""Small mutations: single notes, their pitches and their places.

Every function takes a melody, a context and a generator and returns another melody in
the same meter and of the same length; where it finds nothing to do it returns the
melody it was given. How many notes it takes and how far they go grows with the
context's variation. They are registered in `breeding.operators`.
"""

from itertools import pairwise

from numpy.random import Generator

from musicbreeder.breeding.context import VariationContext, below, either, picked
from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import NO_EVENT, Melody

_NOTES_KEPT = 3


def _amount(most: int, context: VariationContext, rng: Generator) -> int:
    """Return how many notes to change: 1 where variation is 0, up to `most` at 1."""
    return 1 + int(rng.random() * context.variation * most)


def _leap(context: VariationContext, rng: Generator) -> int:
    """Return scale steps up or down: seconds and thirds first, wider when wilder."""
    width = 1 + int(rng.random() * rng.random() * (2.5 + 4.5 * context.variation))
    return either(width, -width, rng)


def change_pitches(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with one note, or a few, on other pitches of the key."""
    draft = Draft(melody)
    for onset in picked(draft.onsets(), _amount(4, context, rng), rng):
        draft.events[onset] = context.moved(draft.events[onset], _leap(context, rng))
    return draft.melody()


def swap_pitches(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with two neighbouring notes' pitches exchanged."""
    draft = Draft(melody)
    events, onsets = draft.events, draft.onsets()
    pairs = [
        (first, second)
        for first, second in pairwise(onsets)
        if events[first] != events[second]
    ]
    for first, second in picked(pairs, _amount(2, context, rng), rng):
        events[first], events[second] = events[second], events[first]
    return draft.melody()


def split_notes(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a note, or a few, struck twice."""
    draft = Draft(melody)
    long_notes = [step for step in draft.onsets() if draft.end(step) - step >= 2]
    for onset in picked(long_notes, _amount(3, context, rng), rng):
        middle = onset + (draft.end(onset) - onset) // 2
        draft.events[middle] = draft.events[onset]
        draft.velocities[middle] = max(draft.velocities[onset] - 8, 1)
    return draft.melody()


def join_notes(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a note, or a few, held over the following one."""
    draft = Draft(melody)
    onsets = draft.onsets()
    amount = min(_amount(3, context, rng), len(onsets) - _NOTES_KEPT)
    if amount < 1:
        return melody
    for onset in picked(onsets[1:], amount, rng):
        draft.drop(onset, leave_rest=False)
    return draft.melody()


def shift_notes(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with a note, or a few, starting earlier or later."""
    draft = Draft(melody)
    half_beat = max(draft.meter.steps_per_beat // 2, 1)
    for onset in picked(draft.onsets(), _amount(3, context, rng), rng):
        distance = either(half_beat, max(half_beat // 2, 1), rng)
        target = onset + either(distance, -distance, rng)
        if _is_free(draft, onset, target):
            draft.move_onset(onset, target)
    return draft.melody()


def syncopate(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with notes on a beat anticipated by half a beat."""
    draft = Draft(melody)
    beat = draft.meter.steps_per_beat
    distance = max(beat // 2, 1)
    on_beat = [
        onset
        for onset in draft.onsets()
        if onset % beat == 0 and _is_free(draft, onset, onset - distance)
    ]
    for onset in picked(on_beat, _amount(3, context, rng), rng):
        draft.move_onset(onset, onset - distance)
    return draft.melody()


def _is_free(draft: Draft, onset: int, target: int) -> bool:
    """Tell whether a note can move without passing or striking its neighbours."""
    if target < onset:
        return target >= 0 and not draft.onsets(target, onset)
    return onset < target < draft.end(onset)


def dot_notes(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with the lengths of two neighbours shared otherwise.

    Even pairs become dotted, dotted ones even or turned round.
    """
    draft = Draft(melody)
    onsets = draft.onsets()
    pairs = [
        (first, second, draft.end(second))
        for first, second in pairwise(onsets)
        if draft.end(second) - first >= 3
    ]
    for first, second, end in picked(pairs, _amount(2, context, rng), rng):
        length = end - first
        # An earlier pair of this round may have moved the onset they share.
        if draft.onsets(first, end) != [first, second]:
            continue
        choices = [
            boundary
            for boundary in (
                first + length * 3 // 4,
                first + length // 2,
                first + length // 4,
                first + end - second,
            )
            if first < boundary < end and boundary != second
        ]
        if choices:
            draft.move_onset(second, choices[below(len(choices), rng)])
    return draft.melody()


def redraw_rhythm(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with the notes of one bar, in order, on other steps.

    Steps are drawn by metrical weight, so that strong ones come first.
    """
    draft = Draft(melody)
    bar_steps = draft.meter.steps_per_bar
    bar = below(draft.step_count // bar_steps, rng) * bar_steps
    onsets = draft.onsets(bar, bar + bar_steps)
    if not 0 < len(onsets) < bar_steps:
        return melody
    # Weighted draw without replacement: the largest u**(1/w) win (Efraimidis and
    # Spirakis, 2006); each level of the metrical tree weighs twice the one below.
    weights = draft.meter.weights().tolist()
    chances = rng.random(bar_steps).tolist()
    keys = [
        chance ** (2.0**-weight)
        for chance, weight in zip(chances, weights, strict=True)
    ]
    ranked = sorted(range(bar_steps), key=keys.__getitem__, reverse=True)
    targets = sorted(bar + step for step in ranked[: len(onsets)])
    notes = [(draft.events[step], draft.velocities[step]) for step in onsets]
    last_end = max(draft.end(onsets[-1]), targets[-1] + 1)
    for step in range(bar, bar + bar_steps):
        draft.events[step] = NO_EVENT
    for index, (target, (midi_note, velocity)) in enumerate(
        zip(targets, notes, strict=True)
    ):
        is_last = index + 1 == len(targets)
        end = last_end if is_last else targets[index + 1]
        draft.put(target, end, midi_note, velocity)
    return draft.melody()


def rest(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with silence in place of a note, or of a few."""
    draft = Draft(melody)
    onsets = draft.onsets()
    amount = min(_amount(2, context, rng), len(onsets) - _NOTES_KEPT)
    if amount < 1:
        return melody
    for onset in picked(onsets, amount, rng):
        draft.drop(onset, leave_rest=True)
    return draft.melody()


def ornament(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody with neighbour, passing or grace notes on a note or two."""
    draft = Draft(melody)
    onsets = draft.onsets()
    long_notes = [
        (onset, following)
        for onset, following in zip(onsets, [*onsets[1:], None], strict=True)
        if draft.end(onset) - onset >= 2
    ]
    for onset, following in picked(long_notes, _amount(2, context, rng), rng):
        _decorate(draft, onset, following, context, rng)
    return draft.melody()


def _decorate(
    draft: Draft,
    onset: int,
    following: int | None,
    context: VariationContext,
    rng: Generator,
) -> None:
    events, velocities = draft.events, draft.velocities
    note, length = events[onset], draft.end(onset) - onset
    middle = onset + length // 2
    soft = max(velocities[onset] - 12, 1)
    kind = below(3, rng)
    leap = 0
    if following is not None:
        leap = context.rung(events[following]) - context.rung(note)
    if abs(leap) >= 2 and kind > 0:  # passing note towards the next one
        events[middle] = context.moved(note, (leap + (leap > 0)) // 2)
        velocities[middle] = soft
    elif kind < 2 and length >= 4:  # neighbour note: there and back
        events[middle] = context.moved(note, either(1, -1, rng))
        velocities[middle] = soft
        back = middle + max(length // 4, 1)
        events[back], velocities[back] = note, soft
    else:  # grace note before: the main note comes later
        later = onset + max(length // 4, 1)
        events[later], velocities[later] = note, velocities[onset]
        events[onset] = context.moved(note, either(1, -1, rng))


def simplify(melody: Melody, context: VariationContext, rng: Generator) -> Melody:
    """Return the melody without some of the notes on its weakest steps."""
    draft = Draft(melody)
    onsets = draft.onsets()
    amount = min(1 + _amount(4, context, rng), len(onsets) - _NOTES_KEPT)
    if amount < 1:
        return melody
    weights = draft.meter.weights().tolist()
    bar_steps = len(weights)
    chances = rng.random(len(onsets)).tolist()
    ranked = sorted(
        range(1, len(onsets) - 1),
        key=lambda i: weights[onsets[i] % bar_steps] + chances[i],
    )
    for index in ranked[:amount]:
        draft.drop(onsets[index], leave_rest=False)
    return draft.melody()
