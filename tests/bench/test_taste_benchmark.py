"""The benchmark of taste: sessions, baselines and what is counted."""

from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.bench.baselines import MusicalPlayer, RandomPlayer
from musicbreeder.bench.calibration import CalibratedListener, Calibration
from musicbreeder.bench.frozen_operators import offspring_of
from musicbreeder.bench.listeners.frozen_phrases import (
    HIGHEST_NOTE,
    LOWEST_NOTE,
    events_of,
    random_phrase,
)
from musicbreeder.bench.listening import (
    MANNERS,
    Manner,
    Rater,
    listen,
    screen_diversity,
)
from musicbreeder.bench.players import SessionPlayer
from musicbreeder.bench.taste import FULL, QUICK, Plan
from musicbreeder.bench.taste_figures import Case, Results
from musicbreeder.bench.taste_report import print_report
from musicbreeder.services.breeding_session import BreedingSession, BreedingSettings


class LoverOfManyNotes:
    """The more notes the better; 64 are the most there can be."""

    ideal = None

    def utilities(self, events):
        return (events >= 0).sum(axis=1).astype(np.float64)


MANY_NOTES = CalibratedListener(LoverOfManyNotes(), Calibration(24.0, 64.0, 0.6))
RELIABLE = Manner(noise_stars=0.0, arbitrary_share=0.0)


def rater(manner=RELIABLE, seed=0):
    return Rater(manner, np.random.default_rng(seed))


def hearing_of(player, rating_count, seed=0):
    return listen(player, MANY_NOTES, rater(seed=seed), rating_count)


def test_random_phrases_and_their_offspring_are_melodies_within_the_range():
    rng = np.random.default_rng(0)
    phrases = [random_phrase(rng) for _ in range(300)]
    children = [offspring_of(phrases[i], phrases[i - 1], rng) for i in range(300)]
    for events in (events_of(phrases), events_of(children)):
        assert events.shape == (300, 64)
        notes = events[events >= 0]
        assert notes.min() >= LOWEST_NOTE
        assert notes.max() <= HIGHEST_NOTE
        assert events.min() >= -2
        assert (events >= 0).any(axis=1).all()


def test_offspring_differ_from_their_parent_and_resemble_it():
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(200):
        parent, mate = random_phrase(rng), random_phrase(rng)
        child = offspring_of(parent, mate, rng)
        shares.append(np.mean(np.array(child.line) == np.array(parent.line)))
    assert np.mean(np.array(shares) == 1.0) < 0.15
    assert np.mean(shares) > 0.6


def test_the_frozen_phrases_have_not_moved():
    rng = np.random.default_rng(5)
    events = events_of([random_phrase(rng) for _ in range(500)])
    counts = (events >= 0).sum(axis=1)
    assert counts.mean() == pytest.approx(26.0, abs=2.0)
    assert int(events.astype(np.int64).sum()) == 779394


def test_stars_follow_the_liking():
    reliable = rater()
    given = [[reliable.stars(z) for _ in range(80)] for z in (-3.0, 0.0, 0.5, 1.5)]
    means = [np.mean([one for one in row if one is not None]) for row in given]
    assert means[0] == 1
    assert means[-1] == 5
    assert means == sorted(means)


def test_sloppy_raters_contradict_themselves_more():
    def spread(manner):
        one = rater(MANNERS[manner], seed=3)
        return np.std([stars for _ in range(400) if (stars := one.stars(0.4))])

    assert spread("sloppy") > 1.3 * spread("usual")


def test_a_drifting_rater_gets_used_to_good_melodies():
    drifting = rater(replace(RELIABLE, drifts=True))
    stars = [drifting.stars(0.8) for _ in range(120)]
    given = [one for one in stars if one is not None]
    assert given[0] > given[-1]


def test_skipped_melodies_are_heard_but_not_rated():
    listening = hearing_of(RandomPlayer(np.random.default_rng(0)), 60, seed=2)
    assert len(listening.stars) == 60
    assert listening.heard_count > 60


def test_the_best_heard_never_gets_worse_and_marks_the_goal():
    listening = hearing_of(RandomPlayer(np.random.default_rng(0)), 200)
    assert list(listening.best_z) == sorted(listening.best_z)
    if np.isfinite(listening.ratings_to_top):
        number = int(listening.ratings_to_top)
        assert listening.best_z[number - 1] >= 0.6
        assert number == 1 or listening.best_z[number - 2] < 0.6


def test_what_the_plain_ga_breeds_is_liked_more_than_what_browsing_finds():
    bred = hearing_of(MusicalPlayer(np.random.default_rng(0)), 400)
    browsed = hearing_of(RandomPlayer(np.random.default_rng(0)), 400)
    assert np.mean(bred.z[-60:]) > np.mean(browsed.z[-60:]) + 0.15


def test_the_plain_ga_shows_nothing_twice():
    player = MusicalPlayer(np.random.default_rng(0))
    seen = []
    for _ in range(12):
        screen = player.screen()
        seen += [line.tobytes() for line in screen]
        for place in range(len(screen)):
            player.rate(place, 3)
        player.breed()
    assert len(set(seen)) == len(seen)


def test_the_product_is_heard_through_its_session():
    session = BreedingSession.new(BreedingSettings(), random_seed=3)
    listening = hearing_of(SessionPlayer(session), 30)
    rated = [one for one in session.individuals if one.rating is not None]
    assert sorted(one.rating for one in rated) == sorted(listening.stars)
    assert len(listening.breeding_seconds) == len(session.history) - 1
    assert listening.finals_z <= listening.best_z[-1] + 1e-9


def test_a_session_of_the_benchmark_can_be_repeated():
    def played():
        session = BreedingSession.new(BreedingSettings(), random_seed=3)
        return hearing_of(SessionPlayer(session), 16)

    first, again = played(), played()
    assert first.z == again.z
    assert first.stars == again.stars


def test_a_screen_of_copies_has_no_diversity():
    rng = np.random.default_rng(0)
    screen = events_of([random_phrase(rng) for _ in range(12)])
    assert screen_diversity(np.repeat(screen[:1], 12, axis=0)) == pytest.approx(0.0)
    assert screen_diversity(screen) > 0.3


def told(to_top, *, stars=(1, 5) * 60, predictions=None, best=0.5):
    """Return a listening of 120 ratings."""
    listening = hearing_of(RandomPlayer(np.random.default_rng(0)), 12)
    return replace(
        listening,
        stars=stars,
        z=tuple(float(one) for one in stars),
        screens=tuple(place // 12 for place in range(120)),
        predictions=predictions or (np.nan,) * 120,
        best_z=(best,) * 120,
        ratings_to_top=to_top,
        ratings_to_satisfied=np.inf,
    )


def results(**ratings_to_top):
    return Results(
        {
            Case(algorithm, "picky", number, 0): told(to_top)
            for algorithm, goals in ratings_to_top.items()
            for number, to_top in enumerate(goals)
        }
    )


def test_the_ratio_is_that_of_the_medians_within_its_interval():
    both = results(product=(20.0, 30.0, 25.0), c_musical=(90.0, 100.0, 120.0))
    ratio = both.of("product").ratio_to(both.of("c_musical"), np.random.default_rng(0))
    assert ratio.value == pytest.approx(4.0)
    assert 3.0 <= ratio.low <= ratio.value <= ratio.high <= 6.0


def test_a_goal_that_is_never_reached_makes_no_ratio_look_better():
    never = results(product=(np.inf, np.inf, 20.0), c_musical=(90.0, 100.0, 110.0))
    rng = np.random.default_rng(0)
    assert never.of("product").ratio_to(never.of("c_musical"), rng).value == 0.0
    beyond = results(product=(20.0, 20.0, 20.0), c_musical=(np.inf, np.inf, np.inf))
    ratio = beyond.of("product").ratio_to(beyond.of("c_musical"), rng)
    assert ratio.value == pytest.approx(120 / 20)


@pytest.mark.parametrize(
    ("predictions", "accuracy"),
    [((1.0, 4.0) * 60, 1.0), ((4.0, 1.0) * 60, 0.0), ((3.0, 3.0) * 60, 0.5)],
)
def test_predictions_are_judged_by_the_order_of_pairs(predictions, accuracy):
    case = Case("product", "picky", 0, 0)
    known = Results({case: told(10.0, predictions=predictions)})
    assert known.pair_accuracy() == pytest.approx(accuracy)
    assert known.pair_accuracy(on_one_screen=True) == pytest.approx(accuracy)
    assert known.pair_accuracy(least_gap_stars=4) == pytest.approx(accuracy)
    assert np.isnan(known.pair_accuracy(least_gap_stars=5))
    assert known.pair_accuracy_ceiling() == pytest.approx(1.0)


def test_without_predictions_there_is_no_accuracy():
    assert np.isnan(results(product=(10.0,)).pair_accuracy())


def test_the_report_names_every_promise_in_plain_finite_figures(capsys):
    everything = results(
        product=(20.0, 30.0), c_musical=(90.0, np.inf), a_random=(np.inf, np.inf)
    )
    figures = print_report(everything, 120)
    assert figures["ratio_to_c_musical"] == pytest.approx(105 / 25, rel=0.5)
    assert {"diversity_share", "product_finals_share"} <= set(figures)
    assert all(np.isfinite(value) for value in figures.values())
    printed = capsys.readouterr().out
    assert "c_musical" in printed
    assert "never" in printed


def test_a_plan_gives_each_player_the_same_listeners():
    plan = Plan(2, 2, 60, 120, ("sloppy",), kinds=("tune", "moody"))
    cases = plan.cases()
    listeners = {
        name: sorted(
            (case.kind, case.number, case.run)
            for case in cases
            if case.algorithm == name and case.manner == "usual"
        )
        for name in ("product", "c_musical", "a_random")
    }
    assert len(listeners["product"]) == 8
    assert listeners["product"] == listeners["c_musical"] == listeners["a_random"]
    assert len(cases) == len(set(cases)) == 3 * 8 + 2 * 4


def test_few_listeners_rate_in_other_manners():
    plan = Plan(3, 1, 60, 120, ("sloppy",), manner_listeners_per_kind=2)
    numbers = {case.number for case in plan.cases() if case.manner == "sloppy"}
    assert len(numbers) == 2


def test_quick_is_a_small_part_of_the_full_plan():
    assert 5 * len(QUICK.cases()) < len(FULL.cases())
