"""Listeners who tap bars as well, and those who were here before."""

import numpy as np
import pytest

from musicbreeder.bench.baselines import RandomPlayer
from musicbreeder.bench.calibration import CalibratedListener, Calibration
from musicbreeder.bench.helping import BarMarkingPlayer, profile_of
from musicbreeder.bench.listening import Manner, Rater, listen
from musicbreeder.bench.players import SessionPlayer
from musicbreeder.bench.taste import FULL, QUICK, Plan
from musicbreeder.bench.taste_figures import Case, Results
from musicbreeder.bench.taste_report import print_report
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.breeding_session import BreedingSession


class LoverOfManyNotes:
    """The more notes the better; 64 are the most there can be."""

    ideal = None

    def utilities(self, events):
        return (events >= 0).sum(axis=1).astype(np.float64)


MANY_NOTES = CalibratedListener(LoverOfManyNotes(), Calibration(24.0, 64.0, 0.6))


def rater(seed=0):
    return Rater(Manner(0.0, 0.0), np.random.default_rng(seed))


def notes_by_bar(individual):
    return (individual.melody.events >= 0).reshape(4, 16).sum(axis=1)


def marked(reliability):
    session = BreedingSession.new(random_seed=3)
    rng = np.random.default_rng(0)
    player = BarMarkingPlayer(session, MANY_NOTES, rng, reliability)
    listen(player, MANY_NOTES, rater(), 12)
    return [one for one in session.opinions if one.bar is not None]


def test_a_sure_marker_taps_the_bars_that_make_the_melody():
    opinions = marked(1.0)
    assert len(opinions) >= 16
    for opinion in opinions:
        counts = notes_by_bar(opinion)
        extreme = counts.max() if opinion.stars > 0 else counts.min()
        assert counts[opinion.bar] == extreme


def test_an_unsure_marker_is_wrong_now_and_then():
    wrong = 0
    for opinion in marked(0.0):
        counts = notes_by_bar(opinion)
        extreme = counts.max() if opinion.stars > 0 else counts.min()
        wrong += counts[opinion.bar] != extreme
    assert wrong > 0


def test_a_second_session_starts_where_the_first_ended():
    first = BreedingSession.new(random_seed=1, profile=TasteProfile("Listener"))
    profile = profile_of(first, MANY_NOTES, rater(), 24)
    assert profile.rating_count == 24
    fresh = SessionPlayer(BreedingSession.new(random_seed=2))
    second = SessionPlayer(BreedingSession.new(random_seed=2, profile=profile))
    plain, warm = (listen(one, MANY_NOTES, rater(), 12).z for one in (fresh, second))
    assert np.mean(warm) > np.mean(plain) + 0.1


def test_a_session_without_a_profile_leaves_none():
    with pytest.raises(ValueError, match="profile"):
        profile_of(BreedingSession.new(random_seed=1), MANY_NOTES, rater(), 1)


def test_helped_listeners_are_part_of_the_full_plan_only():
    def counted(plan, name):
        return sum(case.algorithm == name for case in plan.cases())

    for name in ("product_bar_taps", "product_second_session"):
        assert counted(QUICK, name) == 0
        assert counted(FULL, name) == len(FULL.listeners())
    assert Plan(1, 1, 60, 60, bar_tap_ratings=24).rating_count("product_bar_taps") == 24


def test_the_report_compares_what_helps_with_stars_alone(capsys):
    browsing = RandomPlayer(np.random.default_rng(0))
    listening = listen(browsing, MANY_NOTES, rater(), 60)
    names = ("product", "c_musical", "a_random", "product_second_session")
    everything = {Case(name, "picky", 0, 0): listening for name in names}
    figures = print_report(Results(everything), 60)
    assert figures["second_session_z_over_product_at_60"] == 0.0
    assert "second session" in capsys.readouterr().out
