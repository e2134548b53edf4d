import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.opinion import Opinion, bar_opinion
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import MOST_OPINIONS, TasteProfile
from musicbreeder.errors import FileFormatError
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.storage.taste_profile_file import (
    read_taste_profile,
    set_taste_profile_aside,
    write_taste_profile,
)

FIRST, SECOND = (
    seed.melody
    for seed in PhraseGrammar().seed(
        BreedingSettings(bars=2, meter="6/8").seed_request, 2, np.random.default_rng(1)
    )
)
PROFILE = TasteProfile(
    "Fiddle mood",
    (
        Opinion(FIRST, 4.0),
        Opinion(SECOND, 4.7, noise_factor=2.0),
        Opinion(FIRST, 0.8, against=SECOND, noise_factor=2.0),
        bar_opinion(SECOND, 1, -1),
    ),
    is_on=False,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "taste" / "mood.taste.json"


def content(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_profile_comes_back_as_it_was(path):
    write_taste_profile(path, PROFILE)
    found = read_taste_profile(path)
    assert found.profile == PROFILE
    assert found.notice is None


def test_only_the_latest_opinions_are_kept(path):
    many = [Opinion(FIRST, 1 + count % 5) for count in range(MOST_OPINIONS)]
    profile = replace(PROFILE, opinions=(Opinion(SECOND, 1.0), *many))
    write_taste_profile(path, profile)
    found = read_taste_profile(path).profile
    assert found.opinions == tuple(many)
    assert path.stat().st_size < 1 << 20


@pytest.mark.parametrize(
    "change",
    [
        {"stars": 9},
        {"stars": "5"},
        {"stars": float("nan")},
        {"stars": True},
        {"noise_factor": 0},
        {"noise_factor": 1e9},
        {"meter": "7/13"},
        {"events": [60]},
        {"events": [60.5] * 24},
        {"events": [999] * 24},
        {"events": [-2] * 24},
        {"events": [60] * 100_000},
        {"events": None},
        {"velocities": [0] * 24},
        {"bar": 2},
        {"bar": 0.5},
        {"against": 7},
    ],
)
def test_an_impossible_opinion_is_left_out_and_said_so(path, change):
    write_taste_profile(path, PROFILE)
    changed = content(path)
    changed["opinions"][0] |= change
    path.write_text(json.dumps(changed), encoding="utf-8")
    found = read_taste_profile(path)
    assert found.profile.opinions == PROFILE.opinions[1:]
    assert found.notice == (
        "1 of 4 opinions in the taste profile were impossible and were left out."
    )


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "{}", '{"format": "other"}', "[" * 100_000, "\x00\xff"],
)
def test_what_is_no_profile_is_refused_in_one_sentence(path, text):
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileFormatError, match="no taste profile"):
        read_taste_profile(path)


def test_a_newer_or_missing_or_huge_file_is_refused_with_the_reason(path):
    with pytest.raises(FileFormatError, match="There is no taste profile"):
        read_taste_profile(path)
    write_taste_profile(path, PROFILE)
    newer = content(path) | {"schema_version": 99}
    path.write_text(json.dumps(newer), encoding="utf-8")
    with pytest.raises(FileFormatError, match="newer version"):
        read_taste_profile(path)
    path.write_bytes(b" " * (9 << 20))
    with pytest.raises(FileFormatError, match="too large"):
        read_taste_profile(path)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["events", "meter", "stars", "bar"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(name=JUNK, is_on=JUNK, opinions=JUNK)
def test_whatever_a_file_holds_the_rest_is_read(
    tmp_path_factory, name, is_on, opinions
):
    path = tmp_path_factory.getbasetemp() / "junk.taste.json"
    junk = {"name": name, "is_on": is_on, "opinions": opinions}
    whole = {"format": "musicbreeder taste profile", "schema_version": 1} | junk
    path.write_text(json.dumps(whole), encoding="utf-8")
    profile = read_taste_profile(path).profile
    assert profile.opinions == ()
    assert profile.name


def test_a_damaged_file_is_kept_beside_the_new_one(path):
    write_taste_profile(path, PROFILE)
    path.write_text("{", encoding="utf-8")
    assert "is kept as" in set_taste_profile_aside(path)
    assert not path.exists()
    path.write_text("[", encoding="utf-8")
    set_taste_profile_aside(path)
    assert sorted(p.read_text() for p in path.parent.iterdir()) == ["[", "{"]
