import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from musicbreeder.synth.chorus import Chorus
from musicbreeder.synth.patch import patch_named

RATE = 48_000


def chorus(level: float = 0.6, hz: float = 1.0, depth: float = 0.5) -> Chorus:
    return Chorus(level, hz, depth, RATE)


def note(seconds: float = 2.0, hz: float = 440.0) -> NDArray[np.float32]:
    frames = round(seconds * RATE)
    sine = np.sin(2 * np.pi * hz * np.arange(frames) / RATE)
    fades = np.minimum(1, np.minimum(np.arange(frames), np.arange(frames)[::-1]) / 500)
    return (0.3 * sine * fades).astype(np.float32)


def test_a_patch_without_chorus_has_none_and_no_tail() -> None:
    bare = dataclasses.replace(patch_named("organ"), chorus_level=0.0)
    assert not Chorus.of(bare, RATE).is_on
    assert Chorus.of(bare, RATE).tail_frames == 0


def test_it_begins_and_ends_at_exactly_zero_with_the_second_player_whole() -> None:
    doubled = chorus().around(note())
    assert len(doubled) == len(note()) + chorus().tail_frames
    assert not doubled[0].any()
    assert not doubled[-1].any()
    assert np.abs(np.diff(doubled[-1000:], axis=0)).max() < 0.03


def test_the_second_player_sings_a_little_sharp_and_flat_in_turn() -> None:
    one = chorus(level=1.0, hz=1.0, depth=1.0)
    second = one.around(note())[: len(note()), 0] * np.sqrt(2) - note()
    turns = np.unwrap(
        np.angle(
            np.convolve(
                second * np.exp(-2j * np.pi * 440 * np.arange(len(second)) / RATE),
                np.hanning(960) / 480,
                "same",
            )
        )
    )
    cents = 1200 / np.log(2) * np.diff(turns) / (2 * np.pi * 440 / RATE)
    steady = cents[6000:-6000]
    assert 30 < steady.max() < 80
    assert -80 < steady.min() < -30


def test_the_sides_differ_and_neither_is_louder() -> None:
    left, right = chorus().around(note()).T
    assert np.abs(left - right).max() > 0.02
    assert np.std(left) == pytest.approx(np.std(right), rel=0.1)


def test_a_moving_delay_adds_no_noise() -> None:
    doubled = chorus(level=1.0, depth=1.0).around(note())[: 2 * RATE, 0]
    power = np.abs(np.fft.rfft(doubled * np.blackman(len(doubled)))) ** 2
    hz = np.fft.rfftfreq(len(doubled), 1 / RATE)
    assert 10 * np.log10(power[hz > 2000].sum() / power.sum()) < -80


def test_it_adds_no_level_on_average() -> None:
    rng = np.random.default_rng(1)
    noise = (rng.uniform(-1, 1, RATE) * np.hanning(RATE)).astype(np.float32)
    doubled = chorus(level=0.8).around(noise)
    power = np.sum(doubled.astype(np.float64) ** 2) / 2
    assert power == pytest.approx(np.sum(noise.astype(np.float64) ** 2), rel=0.15)


def test_fast_and_deep_it_stays_within_what_was_played() -> None:
    wild = chorus(level=1.0, hz=6.0, depth=1.0)
    doubled = wild.around(note())
    assert np.isfinite(doubled).all()
    assert np.abs(doubled).max() <= 0.3 * np.sqrt(2) + 1e-3
