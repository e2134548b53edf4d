import pytest

from musicbreeder.breeding.brood import Descendant
from musicbreeder.breeding.descent import Root, told_offspring
from musicbreeder.breeding.individual import Individual, Origin, Prediction
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Variation
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

KEY = Key.named("C", "major")
PREDICTION = Prediction(4.0, 0.5)


def tune(*bars):
    notes = [
        Note(16 * bar + 4 * place, 16 * bar + 4 * place + 4, midi_note)
        for bar, row in enumerate(bars)
        for place, midi_note in enumerate(row)
    ]
    return Melody.from_notes(notes, 16 * len(bars), METERS["4/4"])


UP, DOWN, TOP, LOW = (
    (60, 62, 64, 65),
    (72, 71, 69, 67),
    (76, 77, 79, 81),
    (55, 53, 52, 50),
)
FERN = Root(tune(UP, UP), KEY, Individual(1, "Fern", tune(UP, UP), KEY, 0), "")
MOSS = Root(tune(DOWN, DOWN), KEY, Individual(2, "Moss", tune(DOWN, DOWN), KEY, 0), "")
SEED = Root(tune(TOP, TOP), KEY, None, "phrase grammar")
ROOTS = [FERN, MOSS, SEED]


def told(melody, roots, operators=("pitch",), promised_root=None):
    descendant = Descendant(melody, KEY, frozenset(roots), operators, promised_root)
    context = Variation(BreedingSettings(bars=2)).context(KEY)
    return told_offspring(descendant, ROOTS, context, PREDICTION)


def test_bars_are_told_by_the_parent_they_come_from():
    offspring = told(tune(UP, DOWN), {0, 1})
    assert set(offspring.parent_ids) == {1, 2}
    assert offspring.change == "Bar 1 from Fern, bar 2 from Moss."
    first = Origin(offspring.parent_ids.index(1))
    assert set(offspring.origins[[0, 4, 8, 12]].tolist()) == {first}
    assert offspring.prediction == PREDICTION


def test_what_no_parent_has_is_new():
    offspring = told(tune(UP, LOW), {0})
    assert offspring.parent_ids == (1,)
    assert offspring.change == "Bar 1 from Fern, bar 2 new."
    assert set(offspring.origins[[16, 20, 24, 28]].tolist()) == {Origin.MUTATION}


def test_a_parent_nobody_can_hear_is_not_named():
    offspring = told(tune(UP, UP[:2] + LOW[:2]), {0, 1})
    assert offspring.parent_ids == (1,)


def test_a_promised_parent_is_named_even_if_little_is_left():
    melody = tune(DOWN, DOWN[:3] + LOW[:1])
    assert told(melody, {0, 1}).parent_ids == (2,)
    promised = told(melody, {0, 1}, promised_root=0)
    assert promised.parent_ids == (1, 2)


@pytest.mark.parametrize(
    ("operators", "change"),
    [
        ((), "Fresh from the phrase grammar, chosen by your taste."),
        (("pitch",), "Fresh from the phrase grammar, bred on by your taste."),
    ],
)
def test_fresh_melodies_say_so(operators, change):
    offspring = told(tune(TOP, TOP), {2}, operators)
    assert offspring.parent_ids == ()
    assert offspring.change == change
    assert offspring.operators == ("phrase grammar", *operators)
    assert set(offspring.origins.tolist()) == {Origin.SEED}


def test_origins_cannot_be_changed():
    assert not told(tune(UP, UP), {0}).origins.flags.writeable
