"""Upbeats: notes before a bar line that lead into what follows.

Where a meter has a pickup, a phrase begins before its bar line. The notes that lead in
climb, or fall, by step to the first note, or stand on the dominant below it, as in folk
song and march (Piston, "Harmony", on anacrusis; Apel, "Harvard Dictionary of Music").
"""

from dataclasses import replace

import numpy as np

from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.melody.transform import folded, with_meter
from musicbreeder.theory.scale import Key

_DOMINANT_CHANCE = 0.3
_LATER_PHRASE_CHANCE = 0.7
_TWO_NOTES_CHANCE = 0.5
_SOFTER = 12


def without_pickup(request: SeedRequest) -> SeedRequest:
    """Return what to compose before the upbeats are added."""
    return replace(request, meter=request.meter.without_pickup)


def with_upbeats(
    melody: Melody, key: Key, request: SeedRequest, rng: np.random.Generator
) -> Melody:
    """Return a melody that begins on a downbeat with upbeats in the pickup's meter.

    The first phrase gets one in any case, the second where its bar leaves room.
    """
    length = request.meter.pickup_steps
    draft = Draft(with_meter(melody, request.meter))
    if not length:
        return melody
    bar, bar_count = request.meter.steps_per_bar, melody.bar_count
    _lead_in(draft, 0, length, key, rng)
    if bar_count >= 4 and rng.random() < _LATER_PHRASE_CHANCE:
        start = bar_count // 2 * bar
        if not draft.onsets(start - length, start + length):
            _lead_in(draft, start, start + length, key, rng)
    return folded(draft.melody(), request.lowest_note, request.highest_note)


def _lead_in(
    draft: Draft, start: int, bar_line: int, key: Key, rng: np.random.Generator
) -> None:
    """Write notes over the steps before a bar line that lead to the note after it."""
    onsets = draft.onsets(bar_line)
    if not onsets:
        return
    goal, level = draft.events[onsets[0]], draft.velocities[onsets[0]]
    length = bar_line - start
    has_two = length % 2 == 0 and rng.random() < _TWO_NOTES_CHANCE
    is_dominant = not has_two and rng.random() < _DOMINANT_CHANCE
    side = -1 if rng.random() < 0.7 else 1
    part = length // 2 if has_two else length
    if draft.events[bar_line] == NO_EVENT:
        draft.events[bar_line] = NOTE_OFF
    for index in range(length // part):
        steps_away = length // part - index
        note = key.moved(goal, side * steps_away)
        if is_dominant:
            note = key.snapped(max(goal - 5, 0))
        onset = start + index * part
        draft.put(onset, onset + part, note, max(level - _SOFTER, 1))
