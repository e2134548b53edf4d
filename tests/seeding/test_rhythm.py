from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.seeding.character import CHARACTERS, FIGURES
from musicbreeder.seeding.figure import FIGURES_OF_METER
from musicbreeder.seeding.rhythm import RhythmGrammar, divided, onsets, truncated
from musicbreeder.theory.meter import METERS

METER_NAMES = st.sampled_from(list(METERS))


def length(rhythm):
    return sum(abs(steps) for steps in rhythm)


@given(
    METER_NAMES,
    st.floats(0.3, 4.0),
    st.sampled_from(CHARACTERS),
    st.integers(0, 10_000),
)
def test_bars_are_filled_to_the_step_however_they_are_changed(
    name, density, character, random_seed
):
    meter, rng = METERS[name], np.random.default_rng(random_seed)
    grammar = RhythmGrammar(meter, density, character.figures, rng)
    bar = grammar.bar()
    ends = [grammar.cadence(bar, is_final=is_final) for is_final in (True, False)]
    for rhythm in (bar, grammar.varied(bar), *ends):
        assert length(rhythm) == meter.steps_per_bar
        assert any(steps > 0 for steps in rhythm)


@pytest.mark.parametrize("name", METERS)
def test_a_final_cadence_rests_on_a_beat(name):
    meter, rng = METERS[name], np.random.default_rng(2)
    for _ in range(100):
        grammar = RhythmGrammar(meter, 1.5, {}, rng)
        start, steps = onsets(grammar.cadence(grammar.bar(), is_final=True))[-1]
        assert start % meter.steps_per_beat == 0
        assert start + steps == meter.steps_per_bar
        assert steps >= meter.steps_per_beat


@pytest.mark.parametrize("name", METERS)
def test_more_density_gives_more_notes(name):
    counts = []
    # A grid of triplets holds no more than three notes a quarter.
    is_in_triplets = METERS[name].is_in_triplets
    for density in (0.5, 1.0, 2.0, 2.8 if is_in_triplets else 3.2):
        rng = np.random.default_rng(3)
        bars = [RhythmGrammar(METERS[name], density, {}, rng).bar() for _ in range(200)]
        counts.append(np.mean([len(onsets(bar)) for bar in bars]))
    factor = 1.2 if is_in_triplets else 1.3
    assert all(more > factor * less for less, more in pairwise(counts))


def test_a_liking_for_dotted_figures_is_heard():
    rng = np.random.default_rng(4)
    liking = dict.fromkeys(FIGURES, 0.01) | {"dotted": 5.0}
    bars = [RhythmGrammar(METERS["4/4"], 1.5, liking, rng).bar() for _ in range(100)]
    assert np.mean([3 in bar or 6 in bar for bar in bars]) > 0.9


def test_varying_changes_one_note():
    rng = np.random.default_rng(5)
    grammar = RhythmGrammar(METERS["4/4"], 1.5, {}, rng)
    for rhythm in ((4, 4, 8), (2, 2, 4, 4, 4), (6, 2, 8)):
        assert abs(len(grammar.varied(rhythm)) - len(rhythm)) == 1


@given(st.lists(st.integers(1, 8), min_size=1), st.integers(0, 40))
def test_a_cut_rhythm_keeps_its_beginning(steps, limit):
    rhythm = tuple(steps)
    assert length(truncated(rhythm, limit)) == min(limit, length(rhythm))
    whole = [pair for pair in onsets(rhythm) if sum(pair) <= limit]
    assert onsets(truncated(rhythm, limit))[: len(whole)] == whole


@given(st.integers(1, 12).map(lambda half: 2 * half))
def test_a_divided_note_keeps_its_length(steps):
    assert sum(divided(steps)) == steps
    assert min(divided(steps)) > 0


def test_every_figure_has_a_kind_a_character_may_like():
    for name, figures in FIGURES_OF_METER.items():
        assert {figure.kind for figure in figures} <= set(FIGURES)
        assert all(
            figure.step_count <= METERS[name].steps_per_bar for figure in figures
        )


def shares_begun(name):
    """Return in what share of bars a note starts on each step."""
    meter, rng = METERS[name], np.random.default_rng(6)
    begun = np.zeros(meter.steps_per_bar)
    for _ in range(150):
        bar = RhythmGrammar(meter, 1.3, {}, rng).bar()
        begun[[start for start, _ in onsets(bar)]] += 1 / 150
    return begun


@pytest.mark.parametrize("name", [name for name in METERS if name[0] in "57"])
def test_accents_of_uneven_meters_are_played(name):
    assert all(shares_begun(name)[list(METERS[name].accent_steps[1:])] > 0.7)


def test_three_and_two_sounds_unlike_two_and_three():
    first, second = shares_begun("5/4"), shares_begun("5/4 2+3")
    assert first[12] - first[8] > second[12] - second[8] + 0.1
