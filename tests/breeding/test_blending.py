import numpy as np
import pytest

from musicbreeder.breeding.context import VariationContext
from musicbreeder.breeding.crossover import blend
from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.lineage import change_of, origins_of
from musicbreeder.breeding.operators import BLEND
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage, Variation
from musicbreeder.melody.melody import NO_EVENT, Melody
from musicbreeder.melody.transform import with_midi_notes
from musicbreeder.theory.meter import METERS


class MiddleNotes:
    """A `Blender` that goes the asked share of the way, note by note."""

    def suits(self, meter):
        return meter == METERS["4/4"]

    def blended(self, first, second, key, share):
        count = min(first.note_count, second.note_count)
        notes = first.midi_notes.astype(float)
        notes[:count] += share * (second.midi_notes[:count] - notes[:count])
        return with_midi_notes(first, np.rint(notes).astype(int))


def test_a_blend_goes_further_the_wilder_the_listener_wants_it(individuals):
    first, second = individuals[0].melody, individuals[1].melody
    second = with_midi_notes(second, second.midi_notes + 12)
    moves = []
    for variation in (0.0, 1.0):
        context = VariationContext(
            individuals[0].key, 30, 100, variation, blender=MiddleNotes()
        )
        child = blend(first, second, context, np.random.default_rng(0))
        moves.append(np.abs(child.midi_notes.astype(int) - first.midi_notes).sum())
    assert 0 < moves[0] < moves[1]


def test_a_blend_stays_in_the_range(individuals):
    first, second = individuals[0].melody, individuals[1].melody
    context = VariationContext(individuals[0].key, 60, 72, 1.0, blender=MiddleNotes())
    child = blend(first, second, context, np.random.default_rng(0))
    assert 60 <= child.midi_notes.min() <= child.midi_notes.max() <= 72


@pytest.mark.parametrize(
    ("blender", "meter", "is_offered"),
    [(MiddleNotes(), "4/4", True), (MiddleNotes(), "6/8", False), (None, "4/4", False)],
)
def test_blends_are_bred_only_where_somebody_knows_how(blender, meter, is_offered):
    variation = Variation(BreedingSettings(meter=meter), blender=blender)
    assert (BLEND in variation.crossover_odds.operators) == is_offered


def test_a_lock_that_keeps_the_rhythm_keeps_blends_away():
    settings = BreedingSettings(keep_rhythm=True)
    variation = Variation(settings, blender=MiddleNotes())
    assert BLEND not in variation.crossover_odds.operators


def test_notes_of_a_blend_are_told_by_who_has_them(individuals):
    def line(*notes):
        events = np.full(64, NO_EVENT, dtype=np.int16)
        events[[0, 4, 8]] = notes
        return Melody(events, np.where(events >= 0, 90, 0))

    first, second = (
        Ancestor(one, line(*notes), one.key)
        for one, notes in zip(individuals, [(60, 62, 64), (67, 69, 71)], strict=False)
    )
    stage = Stage(BLEND.name, line(60, 69, 65))
    candidate = Candidate(first.key, (first, second), (stage,))

    assert origins_of(candidate)[[0, 4, 8]].tolist() == [
        Origin.FIRST_PARENT,
        Origin.SECOND_PARENT,
        Origin.MUTATION,
    ]
    names = [one.individual.name for one in (first, second)]
    assert change_of(candidate) == f"{names[0]} blended with {names[1]}."
