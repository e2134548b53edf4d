import re

import pytest

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Sound
from musicbreeder.services.file_pattern import (
    DEFAULT_PATTERN,
    FIELDS,
    named_by,
    pattern_problem,
)
from musicbreeder.theory.meter import Tempo
from musicbreeder.theory.scale import Key


@pytest.fixture
def fern(melody: Melody) -> Individual:
    key = Key.named("Bb", "minor")
    return Individual(7, "Copper/Fern", melody, key, generation=4, rating=5)


SOUND = Sound("harp", Tempo(104))


def test_without_a_pattern_a_file_says_name_key_and_tempo(fern: Individual) -> None:
    name = named_by(DEFAULT_PATTERN, fern, SOUND)
    assert name == "Copper Fern - Bb minor - 104 bpm"


def test_every_field_has_a_place_in_a_pattern(fern: Individual) -> None:
    pattern = " + ".join(f"{{{field}}}" for field in FIELDS)
    name = named_by(pattern, fern, SOUND, number=3, count=120, session="Sunday: 1")
    assert name == (
        "Copper Fern + Bb minor + 104 bpm + 003 + Sunday 1 + generation 5 + harp "
        "+ 5 stars"
    )


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{nom}", "There is no field {nom}"),
        ("{name", "A brace is left open"),
        ("{name!r}", "There is no field {name}"),
        ("{}", "There is no field {}"),
        ("{name:>9}", "There is no field {name}"),
        ("a/{name}", "“/” cannot stand"),
        ("Best of", "the same name"),
        ("", "the same name"),
    ],
)
def test_a_pattern_that_names_no_files_is_told_in_one_sentence(
    pattern: str, problem: str, fern: Individual
) -> None:
    assert problem in pattern_problem(pattern)
    with pytest.raises(ValueError, match=re.escape(problem)):
        named_by(pattern, fern, SOUND)


def test_a_field_that_is_empty_takes_its_dash_with_it(fern: Individual) -> None:
    assert named_by("{session} - {name}", fern, SOUND) == "Copper Fern"
    assert named_by("{session}", fern, SOUND) == "melody"


def test_a_very_long_name_still_fits_every_file_system(melody: Melody) -> None:
    long = Individual(1, "x" * 500, melody, Key.named("C", "major"), 0)
    pattern = "{name} {name} {name} {session}"
    assert len(named_by(pattern, long, SOUND, session="y" * 500)) <= 150
