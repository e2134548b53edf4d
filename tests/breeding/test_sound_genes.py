import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.sound_breeding import SoundBreeding
from musicbreeder.breeding.sound_genes import (
    PLAIN,
    SoundGenes,
    crossed,
    mutated,
    random_genes,
)

NAMES = tuple(f"gene {number}" for number in range(12))
DARK = SoundGenes.of(dict.fromkeys(NAMES, 0.2))
BRIGHT = SoundGenes.of(dict.fromkeys(NAMES, 0.8))


def distance(first: SoundGenes, second: SoundGenes) -> float:
    return float(np.mean([abs(first.value(n) - second.value(n)) for n in NAMES]))


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_whatever_is_bred_stays_a_sound(seed: int, variation: float) -> None:
    rng = np.random.default_rng(seed)
    seeds = [random_genes(NAMES, variation, rng) for _ in range(2)]
    child = mutated(crossed(*seeds, rng), NAMES, variation, rng)
    assert {name for name, _ in child.values} <= set(NAMES)
    assert all(0.0 <= value <= 1.0 for _, value in child.values)


def test_a_child_of_two_lies_between_them_or_a_little_beyond(
    rng: np.random.Generator,
) -> None:
    values = [v for _ in range(50) for _, v in crossed(DARK, BRIGHT, rng).values]
    assert min(values) >= 0.2 - 0.25 * 0.6 - 1e-9
    assert max(values) <= 0.8 + 0.25 * 0.6 + 1e-9
    assert np.mean(values) == pytest.approx(0.5, abs=0.05)
    # Some genes are taken whole.
    assert 0.2 in values
    assert 0.8 in values


def test_equal_parents_have_an_equal_child(rng: np.random.Generator) -> None:
    assert crossed(DARK, DARK, rng) == DARK


def test_a_mutation_changes_something_and_more_of_it_the_wilder(
    rng: np.random.Generator,
) -> None:
    tame = [mutated(DARK, NAMES, 0.0, rng) for _ in range(60)]
    wild = [mutated(DARK, NAMES, 1.0, rng) for _ in range(60)]
    assert DARK not in tame
    tame_distance = np.mean([distance(DARK, one) for one in tame])
    wild_distance = np.mean([distance(DARK, one) for one in wild])
    assert wild_distance > 4 * tame_distance


def test_without_genes_to_change_nothing_is_changed(rng: np.random.Generator) -> None:
    assert mutated(DARK, (), 1.0, rng) == DARK


def test_a_gene_out_of_range_is_refused_and_a_missing_one_is_plain() -> None:
    with pytest.raises(ValueError, match="gene dark"):
        SoundGenes((("dark", 1.5),))
    assert SoundGenes().value("dark") == PLAIN


def bred(
    parents: list[SoundGenes | None], seed: int = 1, **settings: bool
) -> SoundGenes | None:
    rng = np.random.default_rng(seed)
    return SoundBreeding(NAMES, BreedingSettings(**settings), rng).bred(parents)


def test_sounds_are_bred_only_where_that_is_asked_for() -> None:
    assert bred([DARK, BRIGHT]) is None
    assert bred([DARK, BRIGHT], breeds_sound=True) not in (None, DARK, BRIGHT)
    assert bred([], breeds_sound=True) is not None
    assert bred([None], breeds_sound=True) is not None


def test_the_lock_hands_the_first_parents_sound_on_as_it_is() -> None:
    assert bred([DARK, BRIGHT], breeds_sound=True, keep_sound=True) == DARK
    assert bred([None, BRIGHT], breeds_sound=True, keep_sound=True) is None
    assert bred([], breeds_sound=True, keep_sound=True) is None


def test_the_same_generator_breeds_the_same_sound() -> None:
    assert bred([DARK, BRIGHT], 4, breeds_sound=True) == bred(
        [DARK, BRIGHT], 4, breeds_sound=True
    )
    assert bred([DARK], 4, breeds_sound=True) != bred([DARK], 5, breeds_sound=True)
