"""Locks: what offspring keep, whatever an operator does to them.

There are two kinds. Held steps belong to a melody: its offspring have the same notes on
these steps (`melody.holding`). What the settings keep (rhythm, pitches, contour) holds
for all offspring. The settings choose the operators; here their work is put right, and
where that cannot be the parent comes back.

Locked steps win over everything else, also over the key: who locks a bar wants that
bar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.transform import with_midi_notes

_FEWEST_NOTES = 2


def held_of(individual: Individual) -> HeldSteps | None:
    """Return the steps of an individual that its offspring keep, None = none."""
    if not individual.locked_steps:
        return None
    return HeldSteps.of(individual.melody, individual.locked_steps)


def held_where_it_fits(individual: Individual, fitted: Melody) -> HeldSteps | None:
    """Return what is held, as long as a fitted melody still has the same grid."""
    held = held_of(individual)
    return held if held is not None and held.fits(fitted) else None


def kept(
    offspring: Melody,
    parent: Melody,
    held: HeldSteps | None,
    settings: BreedingSettings,
    ladder: Sequence[int],
) -> Melody:
    """Return the offspring with all that is locked; the parent where it cannot be.

    Args:
        offspring: what an operator made of the parent, and perhaps of another one.
        parent: keeps everything already.
        held: the steps to keep, None = none.
        settings: say whether rhythm, pitches and contour are kept.
        ladder: the notes that may be used, ascending.
    """
    if held is None and not settings.keep_contour:
        return offspring
    melody = offspring
    if settings.keep_contour:
        bent = _with_contour(melody, parent, ladder)
        if bent is None:
            return parent
        melody = bent
    if held is not None:
        melody = held.given_back(melody)
    is_kept = (
        melody.note_count >= _FEWEST_NOTES
        and (not settings.keep_contour or _has_contour(melody, parent))
        and (
            not settings.keep_rhythm or np.array_equal(melody.onsets, offspring.onsets)
        )
        and (
            not settings.keep_pitches
            or np.array_equal(melody.midi_notes, offspring.midi_notes)
        )
    )
    return melody if is_kept else parent


def _signs(midi_notes: Sequence[int]) -> list[int]:
    return [int(sign) for sign in np.sign(np.diff(np.asarray(midi_notes, dtype=int)))]


def _has_contour(melody: Melody, model: Melody) -> bool:
    return _signs(melody.midi_notes.tolist()) == _signs(model.midi_notes.tolist())


def _with_contour(
    melody: Melody, model: Melody, ladder: Sequence[int]
) -> Melody | None:
    """Return the melody bent to rise and fall where the model does; None = it cannot.

    Every note goes to the nearest one that lies on the right side of the note before.
    """
    if melody.note_count != model.note_count:
        return None
    if _has_contour(melody, model):
        return melody
    wanted = melody.midi_notes.tolist()
    notes = wanted[:1]
    for note, sign in zip(wanted[1:], _signs(model.midi_notes.tolist()), strict=True):
        before = notes[-1]
        if sign == 0:
            notes.append(before)
        elif sign * (note - before) > 0:
            notes.append(note)
        else:
            # The wanted note lies on the wrong side, so the nearest is the next rung.
            rung = bisect_right(ladder, before)
            if sign < 0:
                rung = bisect_left(ladder, before) - 1
            if not 0 <= rung < len(ladder):
                return None
            notes.append(ladder[rung])
    return with_midi_notes(melody, notes)
