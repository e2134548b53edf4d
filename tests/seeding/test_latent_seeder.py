import numpy as np
import pytest

from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.latent_seeder import LatentSeeder, adversarial_seeder
from musicbreeder.seeding.seeders import ADVERSARIAL_NETWORK, VARIATIONAL_AUTOENCODER
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES

MAKERS = {
    VARIATIONAL_AUTOENCODER: lambda: LatentSeeder(VARIATIONAL_AUTOENCODER),
    ADVERSARIAL_NETWORK: lambda: adversarial_seeder(ADVERSARIAL_NETWORK),
}


def request(bars=4, meter="4/4", tonic=None, scale=None, density=None):
    scale = None if scale is None else SCALES[scale]
    return SeedRequest(bars, METERS[meter], tonic, scale, 50, 74, density)


@pytest.mark.parametrize("name", list(MAKERS))
@pytest.mark.parametrize(
    ("bars", "meter", "scale"),
    [
        (1, "4/4", "minor"),
        (4, "3/4", "dorian"),
        (6, "6/8", "blues"),
    ],
)
def test_melodies_are_as_asked_for(name, bars, meter, scale):
    wanted = request(bars, meter, 4, scale)
    seeds = MAKERS[name]().seed(wanted, 3, np.random.default_rng(0))

    assert len(seeds) == 3
    for one in seeds:
        assert one.melody.meter == METERS[meter]
        assert one.melody.bar_count == bars
        assert (one.key.tonic, one.key.scale) == (4, SCALES[scale])
        assert one.melody.midi_notes.min() >= 50
        assert one.melody.midi_notes.max() <= 74
        assert all(one.key.contains(int(note)) for note in one.melody.midi_notes)


def test_the_same_generator_makes_the_same_melodies_and_another_others():
    seeder = LatentSeeder(VARIATIONAL_AUTOENCODER)
    first, again, other = (
        seeder.seed(request(), 4, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert {one.melody for one in first}.isdisjoint(one.melody for one in other)
    assert len({one.melody for one in first}) == 4


def test_who_wants_more_notes_gets_more():
    seeder = LatentSeeder(VARIATIONAL_AUTOENCODER, is_finished=False, is_thinned=False)
    counts = [
        np.mean(
            [
                one.melody.note_count
                for one in seeder.seed(
                    request(density=density), 6, np.random.default_rng(0)
                )
            ]
        )
        for density in (0.3, 0.8)
    ]
    assert counts[0] < counts[1]


def test_melodies_say_that_the_transformer_has_finished_them():
    for is_finished, source in (
        (True, "variational autoencoder and event transformer"),
        (False, "variational autoencoder"),
    ):
        seeder = LatentSeeder(VARIATIONAL_AUTOENCODER, is_finished=is_finished)
        seeds = seeder.seed(request(), 2, np.random.default_rng(0))
        assert {one.source for one in seeds} == {source}


def test_some_melodies_bring_a_bar_back():
    seeder = LatentSeeder(VARIATIONAL_AUTOENCODER, is_finished=False, is_thinned=False)
    seeds = seeder.seed(request(), 24, np.random.default_rng(0))
    bars = [one.melody.events.reshape(4, 16).tolist() for one in seeds]
    repeating = [len({tuple(bar) for bar in melody}) < 4 for melody in bars]
    assert 0.1 < np.mean(repeating) < 0.7


def test_a_meter_without_tunes_is_left_to_the_phrase_grammar():
    seeds = LatentSeeder(VARIATIONAL_AUTOENCODER).seed(
        request(meter="5/4"), 2, np.random.default_rng(0)
    )
    assert {one.source for one in seeds} == {"phrase grammar"}
    assert {one.melody.meter.name for one in seeds} == {"5/4"}
