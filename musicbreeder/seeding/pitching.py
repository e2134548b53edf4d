"""From rhythm to pitches: harmony, contour and cadence as pulls on a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.brief import Brief
from musicbreeder.seeding.contour import heights
from musicbreeder.seeding.form import BarPlan, Cadence, Treatment
from musicbreeder.seeding.line import LineGrammar, LineNote
from musicbreeder.seeding.progression import DOMINANT, chord_mask, progression
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

Pulls = NDArray[np.float64]

_CONTOUR_WIDTH_SEMITONES = 3.5
_CONTOUR_REACH = 0.46
_STRENGTH_OF_WEIGHT = {0: 1.0, -1: 0.8, -2: 0.55, -3: 0.2, -4: 0.05}
_LONG_NOTE_STRENGTH = 0.35
_CHORD_PULL = 2.4


@dataclass(frozen=True)
class Onset:
    """A note that has no pitch yet.

    Attributes:
        bar: index of its bar.
        place: step within the bar.
        steps: its time in steps.
        model: index of the earlier note it corresponds to, None = none.
    """

    bar: int
    place: int
    steps: int
    model: int | None


def pitched(
    request: SeedRequest,
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[Onset],
    rng: np.random.Generator,
) -> list[int]:
    """Return the MIDI note of each note."""
    character, key = brief.character, brief.key
    line = LineGrammar(
        key,
        brief.lowest_note,
        brief.highest_note,
        character.leaps,
        character.repeated_notes,
    )
    pulls = _pulls(request, brief, plan, notes, line.midi_notes, rng)
    wanted = []
    for index, note in enumerate(notes):
        bar = plan[note.bar]
        is_last_of_bar = index + 1 == len(notes) or notes[index + 1].bar != note.bar
        closes = bar.cadence is not Cadence.NONE and is_last_of_bar
        copied = None if closes or not _is_copied(bar, note, request) else note.model
        wanted.append(
            LineNote(
                bar=note.bar,
                pull=pulls[index],
                copied=copied,
                model=None if closes else note.model,
                closes=closes,
                is_inverted=bar.treatment is Treatment.INVERT,
                is_moved=not closes and _starts_moved(bar, note, index, notes),
            )
        )
    return [line.midi_notes[index] for index in line.drawn(wanted, rng)]


def _is_copied(bar: BarPlan, note: Onset, request: SeedRequest) -> bool:
    """Tell whether a note takes its model's very pitch."""
    half = note.place < request.meter.steps_per_bar // 2
    if bar.treatment is Treatment.REPEAT:
        return half or bar.cadence is Cadence.NONE
    return bar.treatment is Treatment.VARY and half


def _starts_moved(
    bar: BarPlan, note: Onset, index: int, notes: Sequence[Onset]
) -> bool:
    """Tell whether a note begins a sequence; that must not be its model's pitch."""
    is_first = index > 0 and notes[index - 1].bar != note.bar
    return is_first and bar.treatment is Treatment.SEQUENCE and note.model is not None


def _pulls(
    request: SeedRequest,
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[Onset],
    midi_notes: tuple[int, ...],
    rng: np.random.Generator,
) -> Pulls:
    """Return ``(note_count, pitch_count)`` how welcome each pitch is at each note."""
    meter, key = request.meter, brief.key
    pitches = np.array(midi_notes, dtype=np.float64)
    starts = np.array([note.bar * meter.steps_per_bar + note.place for note in notes])
    is_in_phrases = request.bars == 8 or (request.bars >= 4 and rng.random() < 0.4)
    phrase_count = 2 if is_in_phrases else 1
    shape = heights(
        brief.contour, starts / (request.bars * meter.steps_per_bar), phrase_count
    )
    middle = 0.5 * (brief.lowest_note + brief.highest_note)
    reach = _CONTOUR_REACH * (brief.highest_note - brief.lowest_note)
    targets = middle + reach * shape
    distance = (pitches[None, :] - targets[:, None]) / _CONTOUR_WIDTH_SEMITONES
    pulls = np.exp(-0.5 * distance**2) + 0.01
    chords = _harmonised(plan, progression(request.bars, key.scale, rng))
    masks = {
        degree: chord_mask(key.scale, key.tonic, degree, midi_notes)
        for degree in {*chords, 1, DOMINANT}
    }
    weights = meter.weights()
    for index, note in enumerate(notes):
        strength = _STRENGTH_OF_WEIGHT[int(weights[note.place])]
        if note.steps >= 1.5 * meter.steps_per_beat:
            strength += _LONG_NOTE_STRENGTH
        strength = _CHORD_PULL * brief.character.chord_tones * strength
        pulls[index] *= np.exp(strength * masks[chords[note.bar]])
    _close(pulls, brief, plan, notes, masks, midi_notes, rng)
    return pulls


def _harmonised(plan: Sequence[BarPlan], chords: Sequence[int]) -> list[int]:
    """Return the chords, with a bar that is repeated under its own chord again."""
    fitted = list(chords)
    for index, bar in enumerate(plan):
        is_repeated = bar.treatment is Treatment.REPEAT and bar.source is not None
        if is_repeated and bar.cadence is Cadence.NONE:
            fitted[index] = fitted[bar.source or 0]
    return fitted


def _close(
    pulls: Pulls,
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[Onset],
    masks: Mapping[int, Pulls],
    midi_notes: tuple[int, ...],
    rng: np.random.Generator,
) -> None:
    """Make the last note of each cadence one that closes."""
    key = brief.key
    degrees = (np.array(midi_notes) - key.tonic) % SEMITONES_PER_OCTAVE
    for index, note in enumerate(notes):
        if index + 1 < len(notes) and notes[index + 1].bar == note.bar:
            continue
        cadence = plan[note.bar].cadence
        if cadence is Cadence.FULL:
            if rng.random() < brief.character.open_ending:
                goal = masks[1]
            else:
                goal = (degrees == 0).astype(np.float64)
            pulls[index] = (pulls[index] + 0.05) * goal
        elif cadence is Cadence.HALF:
            goal = masks[DOMINANT] * (degrees != 0)
            if goal.any():
                pulls[index] = (pulls[index] + 0.02) * (goal + 1e-6)
