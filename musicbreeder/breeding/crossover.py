"""Crossover: two parents make one melody.

Every function takes two melodies of one meter, one length and one key (`brought_to`
brings the second parent there), a context and a generator. They are registered in
`breeding.operators`.
"""

from numpy.random import Generator

from musicbreeder.breeding.context import VariationContext, below, either
from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.transform import folded, with_pitches_of, with_rhythm_of
from musicbreeder.theory.scale import Key

_LEAST_BLEND, _MOST_BLEND = 0.1, 0.45
"""How far from the first parent to the second a blend goes, by the variation dial."""

_BLEND_SPREAD = 0.15


def brought_to(
    first: Melody, second: Melody, second_key: Key, context: VariationContext
) -> Melody:
    """Return the second parent in the context's key and range, near the first one."""
    centre = float(first.midi_notes.mean()) if first.note_count else None
    return context.brought(second, second_key, centre)


def _with_stretch(first: Melody, second: Melody, start: int, stop: int) -> Melody:
    draft = Draft(first)
    draft.paste(Draft(second).clip(start, stop), start)
    return draft.melody()


def cross_bars(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the first melody with a run of bars from the second."""
    bar_steps, bar_count = first.meter.steps_per_bar, first.bar_count
    if bar_count < 2:
        return cross_beats(first, second, context, rng)
    length = 1 + below(bar_count - 1, rng)
    start = below(bar_count - length + 1, rng)
    return _with_stretch(first, second, start * bar_steps, (start + length) * bar_steps)


def cross_phrases(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return half of one melody and half of the other."""
    bar_steps, bar_count = first.meter.steps_per_bar, first.bar_count
    middle = bar_count // 2 * bar_steps if bar_count > 1 else bar_steps // 2
    start, stop = either((0, middle), (middle, first.step_count), rng)
    return _with_stretch(first, second, start, stop)


def cross_beats(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the first melody up to a beat in its middle half, then the second."""
    beat = first.meter.steps_per_beat
    beat_count = first.step_count // beat
    margin = max(beat_count // 4, 1)
    cut = (margin + below(beat_count - 2 * margin + 1, rng)) * beat
    return _with_stretch(first, second, cut, first.step_count)


def graft_bar(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the first melody with one bar of the second in any place."""
    bar_steps, bar_count = first.meter.steps_per_bar, first.bar_count
    source = below(bar_count, rng) * bar_steps
    draft = Draft(first)
    clip = Draft(second).clip(source, source + bar_steps)
    draft.paste(clip, below(bar_count, rng) * bar_steps)
    return draft.melody()


def take_pitches(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the rhythm of the first melody with the pitches of the second."""
    return with_pitches_of(first, second)


def take_rhythm(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return the pitches of the first melody in the rhythm of the second."""
    return with_rhythm_of(first, second)


def blend(
    first: Melody, second: Melody, context: VariationContext, rng: Generator
) -> Melody:
    """Return a melody some way from the first to the second, as a model has learned.

    Notes may be in it that neither has. Where nobody knows of such melodies it is the
    first one.
    """
    blender = context.blender
    if blender is None or not blender.suits(first.meter):
        return first
    share = _LEAST_BLEND + (_MOST_BLEND - _LEAST_BLEND) * context.variation
    share *= 1.0 + _BLEND_SPREAD * (2.0 * rng.random() - 1.0)
    blended = blender.blended(first, second, context.key, share)
    return folded(blended, context.lowest_note, context.highest_note)
