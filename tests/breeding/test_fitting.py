import pytest

from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.theory.scale import Key


def fitting(**changes):
    return Fitting(BreedingSettings(**changes).seed_request)


def test_what_fits_already_is_left_alone(individuals):
    for one in individuals:
        assert fitting().fitted(one.melody, one.key) is one.melody


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
@pytest.mark.parametrize("bars", [1, 3, 8])
def test_meter_and_bars_are_as_asked(individuals, meter, bars):
    one = individuals[0]
    melody = fitting(meter=meter, bars=bars).fitted(one.melody, one.key)
    assert (melody.meter.name, melody.bar_count) == (meter, bars)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"key": "D", "scale": "dorian"}, "D dorian"),
        ({"key": "D"}, "D major"),
        ({"scale": "blues"}, "A blues"),
        ({}, "A major"),
    ],
)
def test_only_what_is_asked_of_the_key_changes(changes, name):
    assert fitting(**changes).fitted_key(Key.named("A", "major")).name == name


def test_every_note_is_in_the_key_and_range_asked_for(individuals):
    asked = fitting(key="Eb", scale="minor pentatonic", lowest_note=60, highest_note=72)
    for one in individuals:
        key = asked.fitted_key(one.key)
        notes = asked.fitted(one.melody, one.key).midi_notes.tolist()
        assert all(key.contains(note) and 60 <= note <= 72 for note in notes)


def test_another_key_is_a_transposition_not_only_other_accidentals(individuals):
    for one in individuals:
        melody = fitting(key="B").fitted(one.melody, one.key)
        differences = (melody.midi_notes - one.melody.midi_notes) % 12
        assert set(differences.tolist()) == {(11 - one.key.tonic) % 12}


def test_density_thins_and_fills(individuals):
    sparse, dense = fitting(density=0.1), fitting(density=0.95)
    for one in individuals:
        few = sparse.fitted(one.melody, one.key)
        many = dense.fitted(one.melody, one.key)
        assert few.note_count <= one.melody.note_count <= many.note_count
        assert few.note_count < many.note_count
        assert sparse.has_density(few)
        assert dense.has_density(many)


def test_free_density_takes_everything(individuals):
    assert all(fitting().has_density(one.melody) for one in individuals)
