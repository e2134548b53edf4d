import dataclasses

import numpy as np
import pyloudnorm
import pytest
from example_notes import SAMPLE_RATE, tune
from scipy.signal import freqz

from musicbreeder.synth.limiter import HIGHEST_PEAK
from musicbreeder.synth.loudness import TARGET_LUFS, weighting
from musicbreeder.synth.patch import Patch, patch_named, shipped_patch_names
from musicbreeder.synth.renderer import Renderer

METER = pyloudnorm.Meter(SAMPLE_RATE)


def test_all_instruments_are_within_2_lu_on_ten_tunes_over_two_octaves() -> None:
    sample_rate = 24_000  # half the work; what lies above 12 kHz weighs nothing
    meter = pyloudnorm.Meter(sample_rate)
    loudness = np.empty((len(shipped_patch_names()), 10))
    for row, name in enumerate(shipped_patch_names()):
        renderer = Renderer(sample_rate)
        for number in range(10):
            lowest = 48 if number % 2 else 60
            notes = tune(number, lowest, lowest + 24)
            notes = [note for note in notes if note.start_seconds < 8]
            samples = renderer.render(notes, patch_named(name))
            assert np.abs(samples).max() <= HIGHEST_PEAK
            loudness[row, number] = meter.integrated_loudness(
                samples[: 8 * sample_rate]
            )
    assert np.ptp(loudness, axis=0).max() < 2.0
    assert np.ptp(loudness.mean(axis=1)) < 1.0
    assert loudness.mean() == pytest.approx(TARGET_LUFS, abs=0.5)


def test_the_weighting_of_the_ear_is_that_of_the_standard() -> None:
    hz = np.array([50.0, 100.0, 1000.0, 3000.0, 10_000.0])
    expected = np.ones(5)
    for stage in METER._filters.values():
        response = freqz(stage.b, stage.a, worN=hz, fs=SAMPLE_RATE)[1]
        expected *= np.abs(response) ** 2
    np.testing.assert_allclose(
        10 * np.log10(weighting(hz)), 10 * np.log10(expected), atol=0.1
    )


def test_the_level_of_a_patch_is_added_to_the_target() -> None:
    organ = patch_named("organ")
    softer = dataclasses.replace(organ, level_db=organ.level_db - 6.0)
    notes = tune(3)
    plain = METER.integrated_loudness(Renderer().render(notes, organ))
    soft = METER.integrated_loudness(Renderer().render(notes, softer))
    assert plain - soft == pytest.approx(6.0, abs=0.05)


def test_a_patch_without_sound_stays_silent() -> None:
    mute = Patch(name="mute", family="keys")
    samples = Renderer().render(tune(1), mute)
    assert not samples.any()
