"""A rule-based maker of first melodies that are phrases, not rows of notes.

A melody is composed as a student of composition is taught to: choose a character, a
form and an implied harmony; invent a bar; repeat it, vary it, move it as a sequence,
turn it upside down; bring the halves to a half cadence and a full one; breathe.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.seeding.chance import chosen
from musicbreeder.seeding.character import CHARACTERS, Character
from musicbreeder.seeding.contour import heights
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.seeding.form import BarPlan, Cadence, Treatment, planned_form
from musicbreeder.seeding.line import LineGrammar, LineNote
from musicbreeder.seeding.progression import (
    DOMINANT,
    chord_mask,
    progression,
)
from musicbreeder.seeding.rhythm import (
    BarRhythm,
    RhythmGrammar,
    notes_per_quarter_at,
    onsets,
    truncated,
)
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key, Scale

_CONTOUR_WIDTH_SEMITONES = 4.0
_STRENGTH_OF_WEIGHT = {0: 1.0, -1: 0.8, -2: 0.55, -3: 0.2, -4: 0.05}
_CHORD_PULL = 2.4


@dataclass(frozen=True)
class Brief:
    """What one melody is to be: the request with every freedom decided.

    Attributes:
        notes_per_quarter: onset density to aim at.
        lowest_note: lowest MIDI note used.
        highest_note: highest MIDI note used, at least an octave higher.
        contour: a key of `contour.CONTOURS`.
    """

    character: Character
    key: Key
    notes_per_quarter: float
    lowest_note: int
    highest_note: int
    contour: str


@dataclass(frozen=True)
class _Onset:
    """A note that has no pitch yet."""

    bar: int
    place: int
    steps: int
    model: int | None


class PhraseGrammar:
    """A `Seeder` that composes by rule; see the module."""

    name = "phrase grammar"

    def seed(
        self, request: SeedRequest, melody_count: int, rng: np.random.Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies of as many characters as there are."""
        return tuple(
            SeededMelody(_composed(request, brief, rng), brief.key, self.name)
            for brief in drawn_briefs(request, melody_count, rng)
        )


def drawn_briefs(
    request: SeedRequest, melody_count: int, rng: np.random.Generator
) -> list[Brief]:
    """Return what each melody of a screen is to be.

    Characters, registers, densities and tonics are dealt like cards, so that each
    comes once before one comes again.
    """
    briefs: list[Brief] = []
    while len(briefs) < melody_count:
        deal = len(CHARACTERS)
        registers = (rng.permutation(deal) + rng.random(deal)) / deal
        spreads = (rng.permutation(deal) + rng.random(deal)) / deal
        tonics = rng.permutation(SEMITONES_PER_OCTAVE)
        for index, character in enumerate(rng.permutation(deal).tolist()):
            briefs.append(
                _brief(
                    request,
                    CHARACTERS[character],
                    float(registers[index]),
                    float(spreads[index]),
                    int(tonics[index % SEMITONES_PER_OCTAVE]),
                    rng,
                )
            )
    return briefs[:melody_count]


def _brief(
    request: SeedRequest,
    character: Character,
    register: float,
    spread: float,
    tonic: int,
    rng: np.random.Generator,
) -> Brief:
    scale = request.scale or _suiting_scale(character, rng)
    if request.density is None:
        sparsest, densest = character.notes_per_quarter
        notes_per_quarter = sparsest * (densest / sparsest) ** spread
    else:
        notes_per_quarter = notes_per_quarter_at(request.density) * 1.25 ** (
            2.0 * spread - 1.0
        )
    room = request.highest_note - request.lowest_note
    narrowest, widest = character.span_semitones
    span = int(rng.integers(narrowest, widest + 1))
    span = min(max(span, SEMITONES_PER_OCTAVE), room)
    # The middle of the room sounds best; the edges are reached now and then.
    place = 0.5 + 0.6 * (register - 0.45)
    lowest = request.lowest_note + round((room - span) * min(max(place, 0.0), 1.0))
    names = tuple(character.contours)
    return Brief(
        character=character,
        key=Key(tonic if request.tonic is None else request.tonic, scale),
        notes_per_quarter=notes_per_quarter,
        lowest_note=lowest,
        highest_note=lowest + span,
        contour=chosen(names, tuple(character.contours.values()), rng),
    )


def _suiting_scale(character: Character, rng: np.random.Generator) -> Scale:
    names = tuple(character.scales)
    return SCALES[chosen(names, tuple(character.scales.values()), rng)]


def _composed(request: SeedRequest, brief: Brief, rng: np.random.Generator) -> Melody:
    character, meter = brief.character, request.meter
    plan = planned_form(request.bars, character.forms, rng)
    rhythm = RhythmGrammar(meter, brief.notes_per_quarter, character.figures, rng)
    bars = _bar_rhythms(plan, rhythm, character, meter.steps_per_beat, rng)
    notes = _corresponding_onsets(plan, bars, meter.steps_per_bar)
    pitches = _pitched(request, brief, plan, notes, rng)
    return _written(request, brief, notes, pitches, rng)


def _bar_rhythms(
    plan: Sequence[BarPlan],
    grammar: RhythmGrammar,
    character: Character,
    steps_per_beat: int,
    rng: np.random.Generator,
) -> list[BarRhythm]:
    """Return the rhythm of each bar, cadences and breaths included."""
    bars: list[BarRhythm] = []
    plain: list[BarRhythm] = []
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
    earlier: Sequence[BarRhythm],
    grammar: RhythmGrammar,
    character: Character,
    rng: np.random.Generator,
) -> BarRhythm:
    if bar.source is None:
        if index > 0 and rng.random() < character.rhythm_unity:
            return earlier[0] if rng.random() < 0.6 else grammar.varied(earlier[0])
        return grammar.bar()
    rhythm = earlier[bar.source]
    if bar.treatment is Treatment.FRAGMENT:
        length = sum(abs(steps) for steps in rhythm)
        half = truncated(rhythm, length // 2)
        return half + half
    if bar.treatment is Treatment.VARY and rng.random() < 0.5:
        return grammar.varied(rhythm)
    return rhythm


def _with_breath(rhythm: BarRhythm, steps_per_beat: int) -> BarRhythm:
    """Return the rhythm with its last note, if long, let go early."""
    last = rhythm[-1]
    breath = steps_per_beat // 2
    if last >= 2 * steps_per_beat:
        breath = steps_per_beat
    if last < breath + steps_per_beat // 2:
        return rhythm
    return (*rhythm[:-1], last - breath, -breath)


def _corresponding_onsets(
    plan: Sequence[BarPlan], bars: Sequence[BarRhythm], steps_per_bar: int
) -> list[_Onset]:
    """Return every note, with the earlier note it corresponds to, if any."""
    notes: list[_Onset] = []
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
            notes.append(_Onset(bar, place, steps, model))
    return notes


def _pitched(
    request: SeedRequest,
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[_Onset],
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
                is_inverted=bar.treatment is Treatment.INVERT,
                is_moved=not closes and _starts_moved(bar, note, index, notes),
            )
        )
    return [line.midi_notes[index] for index in line.drawn(wanted, rng)]


def _is_copied(bar: BarPlan, note: _Onset, request: SeedRequest) -> bool:
    """Tell whether a note takes its model's very pitch."""
    half = note.place < request.meter.steps_per_bar // 2
    if bar.treatment is Treatment.REPEAT:
        return half or bar.cadence is Cadence.NONE
    return bar.treatment is Treatment.VARY and half


def _starts_moved(
    bar: BarPlan, note: _Onset, index: int, notes: Sequence[_Onset]
) -> bool:
    """Tell whether a note begins a sequence; that must not be its model's pitch."""
    is_first = index > 0 and notes[index - 1].bar != note.bar
    return is_first and bar.treatment is Treatment.SEQUENCE and note.model is not None


def _pulls(
    request: SeedRequest,
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[_Onset],
    midi_notes: tuple[int, ...],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
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
    reach = 0.36 * (brief.highest_note - brief.lowest_note)
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
        strength += 0.35 if note.steps >= meter.steps_per_beat * 1.5 else 0.0
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
    pulls: NDArray[np.float64],
    brief: Brief,
    plan: Sequence[BarPlan],
    notes: Sequence[_Onset],
    masks: dict[int, NDArray[np.float64]],
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


def _written(
    request: SeedRequest,
    brief: Brief,
    notes: Sequence[_Onset],
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
