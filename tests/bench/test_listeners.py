"""Simulated listeners: each kind tells melodies apart in its own way."""

import numpy as np
import pytest

from musicbreeder.bench.listeners.dances import DANCES, dance_phrases
from musicbreeder.bench.listeners.frozen_phrases import events_of, random_phrase
from musicbreeder.bench.listeners.hearing import Hearing
from musicbreeder.bench.listeners.interacting import Homecoming
from musicbreeder.bench.listeners.kinds import KINDS, listener_of
from musicbreeder.bench.listeners.style import StyleLover
from musicbreeder.bench.listeners.traits import TRAITS, TraitScale
from musicbreeder.bench.listeners.tune import TuneInMind


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(1)
    return events_of([random_phrase(rng) for _ in range(1600)])


@pytest.fixture(scope="module")
def scale(events):
    return TraitScale.of(events)


def line_of(*notes, length=64):
    line = np.full(length, -2, dtype=np.int16)
    for start, midi_note in notes:
        line[start] = midi_note
    return line


@pytest.mark.parametrize("kind", KINDS)
def test_a_listener_likes_a_melody_the_same_alone_and_among_others(kind, scale, events):
    listener = listener_of(kind, 3, scale)
    together = listener.utilities(events[:50])
    alone = np.concatenate([listener.utilities(one[None]) for one in events[:50]])
    assert together == pytest.approx(alone)


@pytest.mark.parametrize("kind", KINDS)
def test_a_listener_is_the_same_each_time_and_unlike_the_next(kind, scale, events):
    first = listener_of(kind, 3, scale).utilities(events)
    again = listener_of(kind, 3, scale).utilities(events)
    other = listener_of(kind, 4, scale).utilities(events)
    assert np.array_equal(first, again)
    assert np.corrcoef(first, other)[0, 1] < 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_a_listener_has_an_opinion_of_silence_and_of_a_single_note(kind, scale):
    silence, single = line_of(), line_of((5, 60))
    utilities = listener_of(kind, 0, scale).utilities(np.stack([silence, single]))
    assert np.isfinite(utilities).all()


def test_the_tune_in_mind_is_the_best_in_any_transposition(events):
    listener = TuneInMind(np.random.default_rng(4))
    ideal = listener.ideal
    assert ideal is not None
    higher = np.where(ideal >= 0, ideal + 3, ideal).astype(np.int16)
    assert listener.utilities(np.stack([ideal, higher])) == pytest.approx(1.0)
    assert listener.utilities(events).max() < 0.95


def test_one_wrong_note_takes_a_little_off_the_tune_in_mind():
    listener = TuneInMind(np.random.default_rng(4))
    assert listener.ideal is not None
    wrong = listener.ideal.copy()
    wrong[np.flatnonzero(wrong >= 0)[5]] += 4
    assert 0.85 < listener.utilities(wrong[None])[0] < 0.999


@pytest.mark.parametrize("number", range(len(DANCES)))
def test_a_lover_of_one_dance_prefers_its_phrases_to_all_others(number):
    listener = StyleLover(number, np.random.default_rng(number))
    rng = np.random.default_rng(99)
    means = [
        listener.utilities(dance_phrases(dance, 60, rng)).mean()
        for dance in DANCES.values()
    ]
    assert int(np.argmax(means)) == number


def test_homecoming_wants_contrast_and_return_together():
    listener = Homecoming(np.random.default_rng(0))
    rise = listener._rise_semitones
    theme = [(0, 60), (2, 62), (4, 64), (6, 65), (8, 67), (12, 64)]
    away = [(0, 60), (3, 72), (6, 58), (8, 70), (9, 57), (13, 71)]

    def melody(third, fourth, shift):
        bars = [theme, theme, third, fourth]
        return line_of(
            *(
                (16 * bar + start, note + (round(shift) if bar == 2 else 0))
                for bar, notes in enumerate(bars)
                for start, note in notes
            )
        )

    both, only_return, only_contrast = listener.utilities(
        np.stack(
            [melody(away, theme, rise), melody(theme, theme, 0), melody(away, away, 0)]
        )
    )
    assert both > only_return
    assert both > only_contrast


@pytest.mark.parametrize(
    ("kind", "most"), [("contrary", 0.5), ("collector", 0.7), ("homecoming", 0.7)]
)
def test_no_sum_of_traits_explains_interacting_wishes(kind, most, events, scale):
    traits = scale.traits(Hearing(events))
    design = np.column_stack([traits, np.ones(len(traits))])
    shares = []
    for number in range(4):
        utilities = listener_of(kind, number, scale).utilities(events)
        weights = np.linalg.lstsq(design[::2], utilities[::2], rcond=None)[0]
        rest = utilities[1::2] - design[1::2] @ weights
        shares.append(1.0 - rest.var() / utilities[1::2].var())
    assert np.mean(shares) < most


def test_hearing_reads_notes_rests_and_bars():
    line = line_of((0, 60), (4, 64), (16, 67), (60, 60))
    line[8] = -1
    hearing = Hearing(line[None])
    assert hearing.durations.tolist() == [4, 4, 44, 4]
    assert hearing.gaps.tolist() == [4, 12, 44, 4]
    assert hearing.intervals.tolist() == [4, 3, -7]
    assert hearing.rest_shares[0] == pytest.approx(8 / 64)
    assert hearing.bar_note_counts[0].tolist() == [2, 1, 0, 1]
    assert hearing.keys[0] == 7  # a long G


def test_equal_bars_are_alike_and_others_less():
    theme = [(0, 60), (4, 64), (8, 67), (12, 60)]
    line = line_of(
        *theme,
        *((16 + start, note + 5) for start, note in theme),
        (34, 72),
        (47, 50),
        (48, 60),
    )
    likeness = Hearing(line[None]).bar_likeness[0]
    assert likeness[0, 1] == pytest.approx(1.0)
    assert likeness[0, 2] < 0.5


def test_usual_melodies_have_usual_traits(scale, events):
    traits = scale.traits(Hearing(events))
    assert traits.shape == (len(events), len(TRAITS))
    assert np.abs(np.median(traits, axis=0)).max() < 1e-9
    assert 0.5 < np.median(traits.std(axis=0)) < 1.5
