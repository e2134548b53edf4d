import dataclasses

import numpy as np
import pyloudnorm
import pytest
from example_notes import SAMPLE_RATE, tune
from scipy.signal import freqz

from musicbreeder.synth.limiter import HIGHEST_PEAK
from musicbreeder.synth.loudness import TARGET_LUFS, weighting
from musicbreeder.synth.patch import Patch, patch_named
from musicbreeder.synth.renderer import Renderer

METER = pyloudnorm.Meter(SAMPLE_RATE)


def test_every_instrument_is_about_equally_loud_high_and_low(patch: Patch) -> None:
    renderer = Renderer()
    loudness = []
    for number, lowest in enumerate((48, 65)):
        notes = [n for n in tune(number, lowest, lowest + 24) if n.start_seconds < 8]
        samples = renderer.render(notes, patch)
        loudness.append(METER.integrated_loudness(samples))
        assert np.abs(samples).max() <= HIGHEST_PEAK
    assert loudness == pytest.approx([TARGET_LUFS] * 2, abs=1.2)


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
