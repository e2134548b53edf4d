"""What the synthesizer promises of everything together, whatever it is asked for."""

import dataclasses

import numpy as np
import pytest
from example_notes import SAMPLE_RATE, tune
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth.limiter import HIGHEST_PEAK, HIGHEST_TRUE_PEAK, limited
from musicbreeder.synth.parameter import NOTE_VALUES
from musicbreeder.synth.patch import PARAMETERS, Patch, patch_named
from musicbreeder.synth.renderer import Renderer

FULL_HAND = [
    TimedNote(start, 0.4, 40 + 7 * voice, 127)
    for start in (0.0, 0.5)
    for voice in range(8)
]


def true_peak(samples: NDArray[np.float32]) -> float:
    return float(np.abs(resample_poly(samples.astype(np.float64), 4, 1)).max())


def with_all_effects(patch: Patch) -> Patch:
    return dataclasses.replace(
        patch, level_db=12.0, chorus_level=1.0, delay_level=1.0, delay_feedback=0.7,
        reverb_level=1.0, reverb_seconds=1.0, width=1.0,
    )  # fmt: skip


def test_no_instrument_with_any_effects_passes_the_true_peak(patch: Patch) -> None:
    loud = Renderer().render(FULL_HAND, with_all_effects(patch), tempo_bpm=150)
    loud = loud[: 3 * SAMPLE_RATE]
    assert np.abs(loud).max() <= HIGHEST_PEAK
    assert true_peak(loud) <= HIGHEST_TRUE_PEAK


def test_a_mix_with_a_band_stays_below_the_true_peak_too() -> None:
    parts = [
        Renderer().render(tune(number)[:8], patch_named(name))[: 3 * SAMPLE_RATE]
        for number, name in enumerate(("saw lead", "organ", "synth bass", "bell"))
    ]
    mix = np.sum(parts, axis=0, dtype=np.float32) * np.float32(2.0)
    assert true_peak(mix) > HIGHEST_TRUE_PEAK
    assert true_peak(limited(mix, SAMPLE_RATE)) <= HIGHEST_TRUE_PEAK


@pytest.mark.parametrize("name", ["saw lead", "kalimba", "organ", "warm pad"])
def test_echo_and_chorus_end_in_exact_silence(name: str) -> None:
    patch = with_all_effects(patch_named(name))
    notes = tune(2)[:3]
    samples = Renderer().render(notes, patch, length_seconds=30.0)
    sounding = np.flatnonzero(samples.any(axis=1))
    assert sounding[-1] < 20 * SAMPLE_RATE
    assert not samples[sounding[-1] + 1 :].any()
    level = np.sqrt(np.mean(samples.astype(np.float64) ** 2))
    assert abs(samples.astype(np.float64).mean()) < level * 10 ** (-70 / 20)


extreme_genes = st.lists(
    st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0.0, 1.0)),
    min_size=len(PARAMETERS),
    max_size=len(PARAMETERS),
)


@settings(max_examples=20)
@given(extreme_genes, st.floats(30, 300), st.sampled_from((8_000, 16_000, 22_050)))
def test_no_setting_of_all_sliders_breaks_a_melody(
    genes: list[float], tempo_bpm: float, sample_rate: int
) -> None:
    base = patch_named("organ").with_genes(genes, "random")
    # long tails only take time
    patch = dataclasses.replace(
        base,
        release_seconds=min(base.release_seconds, 0.3),
        reverb_seconds=min(base.reverb_seconds, 0.5),
        delay_feedback=min(base.delay_feedback, 0.4),
    )
    notes = [TimedNote(0.1 * n, 0.09, 30 + 30 * n, 40 * n + 1) for n in range(4)]
    samples = Renderer(sample_rate).render(notes, patch, tempo_bpm=tempo_bpm)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= HIGHEST_PEAK
    assert not samples[0].any()
    assert not samples[-1].any()


def test_a_delay_is_chosen_by_its_note_value() -> None:
    (time,) = (one for one in PARAMETERS if one.name == "delay_beats")
    places = [number / (len(NOTE_VALUES) - 1) for number in range(len(NOTE_VALUES))]
    assert [time.from_0to1(place) for place in places] == list(NOTE_VALUES)
    assert [time.text(beats) for beats in NOTE_VALUES] == list(NOTE_VALUES.values())
    assert time.text(0.7) == "1/4 triplet"
