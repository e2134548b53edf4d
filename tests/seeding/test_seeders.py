import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import MusicBreederError
from musicbreeder.seeding import seeders
from musicbreeder.seeding.seeders import SEEDER_NAMES, missing_file, seeder_named


@pytest.mark.parametrize("name", SEEDER_NAMES)
def test_every_seeder_makes_what_is_asked_for(name):
    settings = BreedingSettings(bars=2, meter="6/8", key="A", scale="dorian")
    rng = np.random.default_rng(0)
    seeds = seeder_named(name).seed(settings.seed_request, 4, rng)
    assert len(seeds) == 4
    for seed in seeds:
        assert seed.melody.bar_count == 2
        assert seed.key.name == "A dorian"
        makers = seed.source.split(" and ")  # one may have finished what another began
        assert set(makers) <= set(SEEDER_NAMES) or seed.source.startswith("tune “")


def test_several_seeders_make_a_mix_of_equal_parts():
    settings = BreedingSettings(bars=2)
    rng = np.random.default_rng(0)
    name = "Event-Transformer + phrase grammar"
    seeds = seeder_named(name).seed(settings.seed_request, 8, rng)
    sources = [one.source for one in seeds]
    assert sources.count("event transformer") == 4
    assert sources.count("phrase grammar") == 4


def test_without_its_file_a_seeder_leaves_its_part_to_the_phrase_grammar(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(seeders, "resource_folder", lambda: tmp_path)
    request = BreedingSettings(bars=1).seed_request
    for name in SEEDER_NAMES:
        seeds = seeder_named(name).seed(request, 2, np.random.default_rng(0))
        assert {one.source for one in seeds} == {"phrase grammar"}
    assert missing_file("event transformer") == "models/event_transformer.npz"
    assert missing_file("phrase grammar") is None


def test_the_default_of_the_settings_is_a_seeder():
    assert BreedingSettings().seeder in SEEDER_NAMES


@pytest.mark.parametrize("written", ["Phrase-Grammar", " phrase_grammar ", "AUTO"])
def test_seeders_are_found_however_they_are_written(written):
    assert seeder_named(written)


def test_an_unknown_seeder_is_named_with_those_that_exist():
    with pytest.raises(MusicBreederError, match=r"“oracle”.*auto, .*phrase grammar"):
        seeder_named("oracle")
