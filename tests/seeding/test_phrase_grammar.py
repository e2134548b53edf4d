from itertools import pairwise

import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.musicality import musicality
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.theory.meter import METERS, meter_named
from musicbreeder.theory.scale import SCALES


def seeded(melody_count=12, random_seed=0, **settings):
    request = BreedingSettings(**settings).seed_request
    rng = np.random.default_rng(random_seed)
    return PhraseGrammar().seed(request, melody_count, rng)


def column(melodies, name):
    return feature_matrix(melodies)[:, FEATURE_INDEX[name]]


@pytest.mark.parametrize(
    ("meter", "bars"),
    [(meter, bars) for meter in ("4/4", "3/4", "6/8") for bars in range(1, 9)]
    + [(meter, bars) for meter in METERS for bars in (1, 4)]
    + [("5/4 pickup 1/4", 3), ("7/8 pickup 1/8", 4), ("4/4 triplets pickup 1/2", 2)],
)
def test_every_length_and_meter_is_composed_within_key_and_range(meter, bars):
    for scale in SCALES:
        for seed in seeded(3, 5, meter=meter, bars=bars, scale=scale, key="F#",
                           lowest_note=55, highest_note=67):  # fmt: skip
            assert seed.melody.bar_count == bars
            assert seed.melody.meter == meter_named(meter)
            assert seed.key.tonic == 6
            assert seed.key.scale.name == scale
            notes = seed.melody.midi_notes.tolist()
            assert notes
            assert all(seed.key.contains(note) for note in notes)
            assert 55 <= min(notes) <= max(notes) <= 67


@pytest.mark.parametrize(("lowest", "highest"), [(0, 127), (0, 12), (115, 127)])
def test_the_edges_of_the_midi_range_are_kept(lowest, highest):
    for seed in seeded(lowest_note=lowest, highest_note=highest):
        assert lowest <= seed.melody.midi_notes.min()
        assert seed.melody.midi_notes.max() <= highest


def test_the_same_generator_composes_the_same_melodies():
    first, second, other = seeded(random_seed=3), seeded(random_seed=3), seeded()
    assert [seed.melody for seed in first] == [seed.melody for seed in second]
    assert [seed.key for seed in first] == [seed.key for seed in second]
    assert {seed.melody for seed in first}.isdisjoint({seed.melody for seed in other})


@pytest.mark.parametrize("melody_count", [0, 1, 6, 30])
def test_as_many_melodies_come_as_were_asked_for(melody_count):
    assert len(seeded(melody_count)) == melody_count


def test_a_screen_of_melodies_differs_in_every_respect():
    for random_seed in range(5):
        screen = seeded(random_seed=random_seed)
        melodies = [seed.melody for seed in screen]
        assert len({melody.events.tobytes() for melody in melodies}) == 12
        rhythms = {(melody.events >= 0).tobytes() for melody in melodies}
        assert len(rhythms) >= 11
        assert np.ptp(column(melodies, "note density")) > 1.0
        assert np.ptp(column(melodies, "mean pitch")) > 6.0
        assert len({seed.key.scale.name for seed in screen}) >= 4
        assert len({seed.key.tonic for seed in screen}) >= 8


def test_most_melodies_close_on_their_tonic_with_a_longer_note():
    seeds = seeded(240)
    ends = [seed.melody.midi_notes[-1] % 12 == seed.key.tonic for seed in seeds]
    assert np.mean(ends) > 0.85
    last_quarters = 2.0 ** column([seed.melody for seed in seeds], "last duration")
    assert np.mean(last_quarters >= 1.0) > 0.9


def test_the_first_half_mostly_stops_on_the_dominant():
    stops = []
    for seed in seeded(240, scale="major"):
        melody = seed.melody
        before = melody.onsets[melody.onsets < melody.step_count // 2]
        stops.append((melody.events[before[-1]] - seed.key.tonic) % 12)
    assert np.mean(np.isin(stops, (7, 11, 2))) > 0.6


def test_bars_come_back_as_they_were_or_moved_or_varied():
    melodies = [seed.melody for seed in seeded(240)]
    assert 0.3 < np.mean(column(melodies, "bar repeats") > 0) < 0.8
    assert np.mean(column(melodies, "form")) > 0.4
    assert np.all(column(melodies, "bar repeats") < 1.0)


def test_lines_move_as_folk_song_does():
    melodies = [seed.melody for seed in seeded(240)]
    intervals = np.concatenate(
        [np.abs(np.diff(melody.midi_notes.astype(int))) for melody in melodies]
    )
    assert np.mean((intervals >= 1) & (intervals <= 2)) > 0.42
    assert np.mean(intervals <= 4) > 0.8
    assert np.mean(intervals > 12) < 0.01
    assert np.mean(intervals == 6) < 0.02
    assert 9 < np.mean(column(melodies, "pitch range")) < 15


def test_a_musician_would_take_them_for_melodies():
    scores = musicality([seed.melody for seed in seeded(240)])
    assert np.median(scores) > 0.95
    assert np.mean(scores > 0.8) > 0.95


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8", "5/4", "7/8", "4/4 triplets"])
def test_density_is_heard(meter):
    means = []
    for density in (0.0, 0.25, 0.5, 0.75, 1.0):
        seeds = seeded(48, density=density, meter=meter)
        means.append(column([seed.melody for seed in seeds], "note density").mean())
    assert all(b > 1.2 * a for a, b in pairwise(means))
    assert means[0] < 0.7
    assert means[-1] > 2.2


def test_notes_on_strong_beats_are_played_louder():
    strong, weak = [], []
    for seed in seeded(60):
        melody = seed.melody
        weights = np.tile(melody.meter.weights(), melody.bar_count)
        strong += melody.velocities[melody.onsets][weights[melody.onsets] == 0].tolist()
        weak += melody.velocities[melody.onsets][weights[melody.onsets] <= -3].tolist()
    assert np.mean(strong) > np.mean(weak) + 8
    assert 40 <= min(weak) <= max(strong) <= 127
