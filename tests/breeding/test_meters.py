"""Everything that breeds is at home in every meter, grid and pickup."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.description import describe, without_bars
from musicbreeder.breeding.fitting import Fitting
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.similarity import MelodyIndex, shape_vectors
from musicbreeder.melody.transform import with_meter
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.services.session_breeding import GeneralSense
from musicbreeder.theory.meter import METERS, meter_named

EVERY_METER = [
    meter.with_pickup(pickup)
    for meter in METERS.values()
    for pickup in (None, *meter.pickup_names)
]


def seeds(meter, count, random_seed=3, bars=2):
    request = BreedingSettings(meter=meter.name, bars=bars).seed_request
    rng = np.random.default_rng(random_seed)
    return PhraseGrammar().seed(request, count, rng)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(EVERY_METER),
    st.sampled_from(EVERY_METER),
    st.integers(1, 8),
    st.sampled_from([None, 0.0, 1.0]),
)
def test_melodies_of_any_meter_are_fitted_to_any_other(old, new, bars, density):
    request = BreedingSettings(
        meter=new.name, bars=bars, key="D", scale="dorian", density=density
    ).seed_request
    fitting = Fitting(request)
    for seed in seeds(old, 2):
        fitted = fitting.fitted(seed.melody, seed.key)
        assert fitted.meter == new
        assert fitted.bar_count == bars
        assert fitted.note_count
        assert fitting.fitted(fitted, fitting.fitted_key(seed.key)) == fitted


@pytest.mark.parametrize("meter", EVERY_METER, ids=lambda meter: meter.name)
def test_features_shapes_and_likeness_know_every_meter(meter):
    melodies = [seed.melody for seed in seeds(meter, 4)]
    for block in describe(melodies).blocks:
        assert np.isfinite(block).all()
    assert np.isfinite(
        without_bars([(melodies[0], 0), (melodies[0], None)]).prior
    ).all()
    assert np.isfinite(shape_vectors(melodies)).all()
    known = MelodyIndex()
    known.add(melodies[:1])
    assert known.near(melodies[:1])[0]


@pytest.mark.parametrize(
    "name", ["5/4", "7/8 3+2+2", "3/4 triplets", "6/8 pickup 1/8", "5/4 2+3 pickup 1/2"]
)
@pytest.mark.parametrize("learns_taste", [False, True])
def test_a_screen_is_bred_in_every_kind_of_meter(name, learns_taste):
    meter = meter_named(name)
    told = [
        Individual(place + 1, f"Name {place}", seed.melody, seed.key, 0, rating=stars)
        for place, (seed, stars) in enumerate(
            zip(seeds(meter, 6), (5, 4, None, 2, None, 1), strict=True)
        )
    ]
    request = BreedingSettings(meter=name, bars=2, population_size=6, variation=0.2)
    breeder = Breeder(
        request, PhraseGrammar(), GeneralSense(), learns_taste=learns_taste
    )
    breeder.tell(told)
    offspring = breeder.ask(np.random.default_rng(4))
    assert len(offspring) == 6
    for one in offspring:
        assert one.melody.meter == meter
        assert one.melody.bar_count == 2
        assert one.melody.note_count >= 2


@given(st.sampled_from(EVERY_METER), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_a_pickup_takes_the_end_of_the_last_bar_and_gives_it_back(meter, random_seed):
    plain = meter.without_pickup
    melody = seeds(plain, 1, random_seed)[0].melody
    # Only notes that begin in the end of the last bar change sides; none is lost.
    moved = with_meter(melody, meter)
    assert moved.note_count == melody.note_count
    back = with_meter(moved, plain)
    assert back.onsets.tolist() == melody.onsets.tolist()
    assert back.midi_notes.tolist() == melody.midi_notes.tolist()


@pytest.mark.parametrize("name", ["4/4 pickup 1/4", "7/8 pickup 1/8", "3/4 pickup 1/2"])
def test_composed_melodies_begin_before_the_bar_line_and_lead_into_it(name):
    meter = meter_named(name)
    found = [seed.melody for seed in seeds(meter, 24)]
    begun = [melody for melody in found if (melody.onsets < meter.pickup_steps).any()]
    assert len(begun) == len(found)
    last = [melody.onsets[melody.onsets < meter.pickup_steps][-1] for melody in begun]
    intervals = [
        abs(int(m.events[m.onsets[m.onsets > step][0]]) - int(m.events[step]))
        for m, step in zip(begun, last, strict=True)
    ]
    assert np.median(intervals) <= 4
