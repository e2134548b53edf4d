import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.similarity import MelodyIndex, is_near_duplicate, shape_vectors
from musicbreeder.seeding.phrase_grammar import PhraseGrammar

SEEDER = PhraseGrammar()


class Indifferent:
    """Finds everything equally good."""

    def scores(self, melodies, rated):
        return np.zeros(len(melodies), dtype=np.float32)


class CountsNotes:
    """Likes many notes, or few."""

    def __init__(self, sign):
        self.sign = sign

    def scores(self, melodies, rated):
        return np.array([self.sign * one.note_count for one in melodies])


def bred(told, random_seed=1, judge=None, **changes):
    breeder = Breeder(BreedingSettings(**changes), SEEDER, judge or Indifferent())
    if told:
        breeder.tell(told)
    return breeder.ask(np.random.default_rng(random_seed))


def born(offspring, told):
    """Return offspring as individuals of the next generation."""
    first_id = max((one.id for one in told), default=0) + 1
    generation = max((one.generation for one in told), default=-1) + 1
    return tuple(
        Individual(
            id=first_id + place,
            name=f"Name {first_id + place}",
            melody=one.melody,
            key=one.key,
            generation=generation,
            parent_ids=one.parent_ids,
            operators=one.operators,
            origins=one.origins,
            change=one.change,
        )
        for place, one in enumerate(offspring)
    )


def with_parents(offspring):
    return [one for one in offspring if one.parent_ids]


# Asking and telling.


def test_the_first_generation_comes_from_the_seeder():
    offspring = bred(())
    assert len(offspring) == 12
    for one in offspring:
        assert one.parent_ids == ()
        assert one.operators == ("phrase grammar",)
        assert one.change == "Fresh from the phrase grammar."


def test_asking_twice_without_telling_is_refused(rated):
    breeder = Breeder(BreedingSettings(), SEEDER, Indifferent())
    breeder.ask(np.random.default_rng(0))
    with pytest.raises(RuntimeError, match=r"without tell"):
        breeder.ask(np.random.default_rng(0))
    breeder.tell(rated)
    assert len(breeder.ask(np.random.default_rng(0))) == 12


@pytest.mark.parametrize("population_size", [6, 9, 12])
def test_a_screen_is_as_large_as_asked_for(rated, population_size):
    assert len(bred(rated, population_size=population_size)) == population_size


def test_equal_seeds_and_ratings_give_equal_melodies_in_another_process():
    script = (
        "import numpy as np\n"
        "from dataclasses import replace\n"
        "from test_breeder import bred, born\n"
        "told = born(bred((), 3), ())\n"
        "told = tuple(replace(one, rating=1 + one.id % 5) for one in told)\n"
        "for one in bred(told, 4):\n"
        "    print(one.melody.events.tolist(), one.parent_ids, one.change)\n"
    )
    printed = [
        subprocess.run(  # the order of sets and hashes differs between the two
            [sys.executable, "-c", script],
            env=os.environ
            | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.path.dirname(__file__)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 12


def test_another_seed_gives_other_melodies(rated):
    first, second = ({one.melody for one in bred(rated, seed)} for seed in (1, 2))
    assert len(first & second) < 6  # some bars of two parents make one tune only


# Who breeds.


def test_pinned_and_best_rated_stay_parents_over_generations(rated):
    told = (replace(rated[0], is_pinned=True, rating=2), *rated[1:])
    for seed in range(3):
        told += born(bred(told, seed), told)
        parents = Breeder.parents_of(told)
        assert parents[0].id == 1
        assert parents[1].id == 2
        assert len(parents) <= 12


def test_a_better_one_takes_the_place_of_the_worst_parent(individuals):
    told = tuple(replace(one, rating=3) for one in individuals)
    newest = replace(told[0], id=99, rating=5, melody=bred(told)[0].melody)
    parents = Breeder.parents_of((*told, newest))
    assert parents[0].id == 99
    assert len(parents) == 12


def test_every_pin_is_a_parent_even_if_there_are_many(individuals):
    told = tuple(replace(one, is_pinned=True) for one in individuals)
    more = born(bred(told), told)
    told += (replace(more[0], is_pinned=True), replace(more[1], is_pinned=True))
    assert len(Breeder.parents_of(told)) == 14


def test_of_equals_the_newer_comes_first(individuals):
    parents = Breeder.parents_of(individuals)
    assert [one.id for one in parents] == list(range(12, 0, -1))


def test_the_liked_breed_most_and_the_disliked_not_at_all(rated):
    offspring = [one for seed in range(4) for one in bred(rated, seed)]
    bred_from = [parent for one in offspring for parent in one.parent_ids]
    counts = np.bincount(bred_from, minlength=13)
    assert counts[1] == counts.max()
    assert counts[3] == 0
    assert counts[4:].sum() > 0  # not rated: neither pushed nor dropped


def test_the_judge_drops_no_family_the_listener_likes(individuals):
    """A judge that dislikes a parent must not overrule the ratings."""
    by_notes = sorted(individuals, key=lambda one: one.melody.note_count)
    told = [replace(one, rating=1) for one in by_notes]
    told[0] = replace(told[0], rating=5)
    told[-1] = replace(told[-1], rating=4)
    offspring = bred(told, judge=CountsNotes(1), crossover_rate=0.0)
    assert sum(one.parent_ids == (told[0].id,) for one in offspring) >= 4


def test_the_judge_says_which_offspring_are_played(rated):
    many, few = (
        np.mean([one.melody.note_count for one in with_parents(bred(rated, judge=j))])
        for j in (CountsNotes(1), CountsNotes(-1))
    )
    assert many > few + 3


def test_the_judge_hears_only_of_what_is_rated(rated):
    heard = []

    class Listening(Indifferent):
        def scores(self, melodies, rated):
            heard.extend(one.rating for one in rated)
            return super().scores(melodies, rated)

    bred(rated, judge=Listening())
    assert set(heard) == {1, 4, 5}


# What is shown.


def test_nothing_is_ever_heard_twice_not_even_transposed(rated):
    told = rated
    for seed in range(3):
        offspring = bred(told, seed, variation=0.0)
        shown = MelodyIndex()
        shown.add([one.melody for one in told])
        assert not shown.near([one.melody for one in offspring]).any()
        for place, one in enumerate(offspring):
            for other in offspring[:place]:
                assert not is_near_duplicate(one.melody, other.melody)
        told += born(offspring, told)


def test_what_was_disliked_is_not_bred_again(rated):
    """The same parents and the same chance would breed the same melodies."""
    offspring = bred(rated)
    told = rated + tuple(replace(one, rating=1) for one in born(offspring, rated))
    shown = MelodyIndex()
    shown.add([one.melody for one in offspring])
    assert not shown.near([one.melody for one in bred(told)]).any()


def test_parents_fitted_to_new_settings_are_not_shown_as_offspring(rated):
    fitting = Fitting(BreedingSettings(bars=2).seed_request)
    shown = MelodyIndex()
    shown.add([fitting.fitted(one.melody, one.key) for one in rated])
    for seed in range(3):
        offspring = bred(rated, seed, bars=2, variation=0.0, mutation_rate=0.0)
        assert not shown.near([one.melody for one in offspring]).any()


def test_no_two_are_alike_even_where_little_can_be_bred(individuals):
    told = (replace(individuals[0], rating=5),)
    offspring = bred(told, bars=1, variation=0.0, mutation_rate=0.0)
    for place, one in enumerate(offspring):
        for other in offspring[:place]:
            assert not is_near_duplicate(one.melody, other.melody)


def test_one_of_the_screen_is_a_wild_card(rated):
    offspring = bred(rated)
    assert [one.operators for one in offspring if not one.parent_ids] == [
        ("phrase grammar",)
    ]


def test_where_nothing_was_liked_half_the_screen_is_fresh(individuals):
    told = tuple(replace(one, rating=1) for one in individuals)
    assert sum(not one.parent_ids for one in bred(told)) == 6


def test_wilder_offspring_lie_farther_from_their_parents(rated):
    melody_of = {one.id: one.melody for one in rated}
    gaps = []
    for variation in (0.0, 0.5, 1.0):
        offspring = with_parents(bred(rated, variation=variation))
        points = shape_vectors([one.melody for one in offspring])
        parents = shape_vectors([melody_of[one.parent_ids[0]] for one in offspring])
        gaps.append(np.median(np.sqrt(((points - parents) ** 2).sum(axis=1))))
    assert gaps[0] < 0.75 * gaps[1] < 0.75 * gaps[2]


@pytest.mark.parametrize(("rate", "parent_counts"), [(0.0, {1}), (1.0, {1, 2})])
def test_the_crossover_rate_decides_on_two_parents(rated, rate, parent_counts):
    offspring = with_parents(bred(rated, crossover_rate=rate))
    found = [len(one.parent_ids) for one in offspring]
    assert set(found) <= parent_counts
    assert np.mean(found) == pytest.approx(1 + rate, abs=0.2)


def test_without_further_mutations_there_is_one_operator(rated):
    offspring = bred(rated, mutation_rate=0.0)
    assert {len(one.operators) for one in offspring} == {1}


def test_the_figures_tell_how_many_were_bred_unseen(rated):
    breeder = Breeder(BreedingSettings(), SEEDER, CountsNotes(1))
    breeder.tell(rated)
    breeder.ask(np.random.default_rng(0))
    assert breeder.figures["bred"] >= 300
    assert 100 < breeder.figures["new"] <= breeder.figures["bred"]
    assert breeder.figures["best score"] > breeder.figures["mean score"]


# Settings.


def test_a_locked_rhythm_is_the_rhythm_of_a_parent(rated):
    rhythms = {tuple(one.melody.onsets.tolist()) for one in rated}
    for one in bred(rated, keep_rhythm=True):
        assert tuple(one.melody.onsets.tolist()) in rhythms


def test_locked_pitches_are_a_parents_row_perhaps_in_another_octave(rated):
    melody_of = {one.id: one.melody for one in rated}
    for one in bred(rated, keep_pitches=True):
        row = one.melody.midi_notes
        assert any(
            len(melody_of[parent].midi_notes) == len(row)
            and len(set((row - melody_of[parent].midi_notes).tolist())) == 1
            for parent in one.parent_ids
        )


def test_both_locks_leave_one_parents_rhythm_with_anothers_pitches(rated):
    rhythms = {tuple(one.melody.onsets.tolist()) for one in rated}
    for one in bred(rated, keep_rhythm=True, keep_pitches=True):
        assert one.operators == ("pitch crossover",)
        assert tuple(one.melody.onsets.tolist()) in rhythms


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "F#", "scale": "phrygian"},
        {"scale": "major pentatonic", "bars": 2},
        {"meter": "6/8", "bars": 8},
        {"meter": "3/4", "bars": 1},
        {"lowest_note": 60, "highest_note": 72},
        {"density": 0.05},
        {"density": 1.0, "variation": 1.0},
        {"keep_rhythm": True, "density": 0.2, "bars": 1},
        {"keep_rhythm": True, "keep_pitches": True, "bars": 1},
    ],
)
def test_offspring_obey_settings_changed_since_their_parents(rated, changes):
    settings = BreedingSettings(**changes)
    fitting = Fitting(settings.seed_request)
    offspring = bred(rated, **changes)
    assert len(offspring) == 12
    for one in offspring:
        melody = one.melody
        assert melody.meter.name == settings.meter
        assert melody.bar_count == settings.bars
        assert fitting.fitted_key(one.key) == one.key
        notes = melody.midi_notes.tolist()
        assert all(
            one.key.contains(note)
            and settings.lowest_note <= note <= settings.highest_note
            for note in notes
        )
        assert fitting.has_density(melody)


def test_a_line_of_one_melody_can_be_bred_from(individuals):
    offspring = bred((replace(individuals[0], rating=5),))
    assert len(offspring) == 12
    assert {one.parent_ids for one in offspring} == {(1,), ()}


def test_the_first_screen_of_a_taste_to_be_learned_is_musical_and_spread():
    def first(judge, seed=1):
        breeder = Breeder(BreedingSettings(), SEEDER, judge, learns_taste=True)
        return breeder.ask(np.random.default_rng(seed))

    for judge in (CountsNotes(-1), CountsNotes(1)):
        melodies = [one.melody for one in first(judge)]
        assert len(melodies) == 12
        for place, melody in enumerate(melodies):
            beside = MelodyIndex(share=0.7)
            beside.add(melodies[:place])
            assert not beside.near([melody])[0]
    few, many = (
        np.mean([one.melody.note_count for one in first(CountsNotes(sign))])
        for sign in (-1, 1)
    )
    assert few < many
    again, other = first(CountsNotes(1)), first(CountsNotes(1), seed=2)
    assert [one.melody for one in again] == melodies
    assert [one.melody for one in other] != melodies
