import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import MusicBreederError
from musicbreeder.seeding.seeders import SEEDER_NAMES, seeder_named


@pytest.mark.parametrize("name", SEEDER_NAMES)
def test_every_seeder_makes_what_is_asked_for(name):
    settings = BreedingSettings(bars=2, meter="6/8", key="A", scale="dorian")
    rng = np.random.default_rng(0)
    seeds = seeder_named(name).seed(settings.seed_request, 4, rng)
    assert len(seeds) == 4
    for seed in seeds:
        assert seed.melody.bar_count == 2
        assert seed.key.name == "A dorian"
        assert seed.source in SEEDER_NAMES or seed.source.startswith("tune “")


def test_the_default_of_the_settings_is_a_seeder():
    assert BreedingSettings().seeder in SEEDER_NAMES


@pytest.mark.parametrize("written", ["Phrase-Grammar", " phrase_grammar ", "AUTO"])
def test_seeders_are_found_however_they_are_written(written):
    assert seeder_named(written)


def test_an_unknown_seeder_is_named_with_those_that_exist():
    with pytest.raises(MusicBreederError, match=r"“oracle”.*auto, .*phrase grammar"):
        seeder_named("oracle")
