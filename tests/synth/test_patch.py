import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.errors import ModelError, MusicBreederError
from musicbreeder.synth.patch import (
    DEFAULT_PATCH_NAME,
    PARAMETERS,
    Patch,
    patch_named,
    patch_names,
)


@given(st.sampled_from(PARAMETERS), st.floats(0.0, 1.0))
def test_a_slider_comes_back_to_where_its_value_puts_it(
    parameter: Any, position: float
) -> None:
    value = parameter.from_0to1(position)
    assert parameter.minimum <= value <= parameter.maximum
    again = parameter.from_0to1(parameter.to_0to1(value))
    assert again == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_the_ends_of_every_slider_are_the_ends_of_its_range() -> None:
    for parameter in PARAMETERS:
        assert parameter.from_0to1(0.0) == pytest.approx(parameter.minimum)
        assert parameter.from_0to1(1.0) == pytest.approx(parameter.maximum)
        assert parameter.minimum <= parameter.default <= parameter.maximum


def test_a_patch_file_holds_all_of_a_patch(patch: Patch) -> None:
    assert Patch.from_toml(patch.to_toml()) == patch


def test_a_name_may_hold_quotes_and_backslashes() -> None:
    odd = dataclasses.replace(patch_named("bell"), name='my "best" \\ bell')
    assert Patch.from_toml(odd.to_toml()) == odd


def test_genes_carry_every_parameter(patch: Patch) -> None:
    copy = patch_named("organ").with_genes(patch.genes, patch.name)
    assert copy.values == pytest.approx(patch.values)


@pytest.mark.parametrize("spelling", ["Saw Lead", "saw-lead", "SAWLEAD", " saw_lead "])
def test_the_spelling_of_a_name_does_not_matter(spelling: str) -> None:
    assert patch_named(spelling).name == "saw lead"


def test_an_unknown_instrument_is_answered_with_those_there_are() -> None:
    with pytest.raises(MusicBreederError, match=r"“kazoo”.*electric piano.*flute"):
        patch_named("kazoo")


def test_there_are_instruments_of_many_families_and_the_default_is_among_them() -> None:
    families = {patch_named(name).family for name in patch_names()}
    assert families == {"plucked", "keys", "strings", "winds", "leads", "bells"}
    assert len(patch_names()) >= 14
    assert DEFAULT_PATCH_NAME in patch_names()


def test_every_shipped_instrument_describes_itself(patch: Patch) -> None:
    assert patch.description.endswith(".")


def test_equal_patches_are_one_cache_key() -> None:
    flute = patch_named("flute")
    copy = dataclasses.replace(flute)
    assert copy == flute
    assert hash(copy) == hash(flute)
    assert dataclasses.replace(flute, cutoff_hz=500.0) != flute


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cutoff_hz must be in 60\.\.20000, got 5"):
        Patch(name="dull", family="leads", cutoff_hz=5.0)
    with pytest.raises(ValueError, match="saw_level"):
        Patch(name="odd", family="leads", saw_level=float("nan"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("version = [", "no instrument file"),
        ('version = 99\nname = "x"', "version 99"),
        ('name = "x"', "version None"),
        ('version = 1\nname = "x"\n[tone]\nsaw_levle = 1.0', "“x” cannot be read"),
        ('version = 1\nname = "x"\n[tone]\nsaw_level = 7.0', "“x” cannot be read"),
        ('version = 1\nname = "x"\n[tone]\nsaw_level = "a"', "“x” cannot be read"),
    ],
)
def test_a_damaged_instrument_file_is_answered_in_a_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        Patch.from_toml(text)
