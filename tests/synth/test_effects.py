import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from musicbreeder.synth.effects import Room, impulse_response
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch, patch_named

RATE = 48_000


def room_of(patch: Patch) -> Room:
    return Room(patch, RATE, NoteCache(64 << 20))


def burst(frames: int = 5000) -> NDArray[np.float32]:
    noise = np.random.default_rng(5).uniform(-1, 1, frames)
    return (noise * np.hanning(frames)).astype(np.float32)


def test_a_room_is_the_convolution_with_its_impulse_response() -> None:
    room = room_of(patch_named("strings"))
    wet = room.around(burst())
    for side in range(2):
        expected = fftconvolve(burst(), room.response[:, side])
        assert len(wet) == len(expected)
        np.testing.assert_allclose(wet[:, side], expected, atol=2e-5)


def test_what_comes_out_of_a_room_begins_and_ends_at_exactly_zero() -> None:
    wet = room_of(patch_named("strings")).around(burst())
    assert not wet[0].any()
    assert not wet[-1].any()


def test_the_tail_falls_by_60_db_in_the_reverb_time() -> None:
    response = impulse_response(0.0, 0.5, 2.0, 0.5, RATE)[:, 0].astype(np.float64)
    levels = [
        10 * np.log10(np.mean(response[int(t * RATE) : int((t + 0.1) * RATE)] ** 2))
        for t in (0.2, 1.2)
    ]
    assert levels[0] - levels[1] == pytest.approx(30.0, abs=3.0)


def test_highs_die_sooner_than_the_middle() -> None:
    response = impulse_response(0.0, 0.5, 2.0, 0.3, RATE)[:, 0]
    early = np.abs(np.fft.rfft(response[4800:14_400])) ** 2
    late = np.abs(np.fft.rfft(response[43_200:52_800])) ** 2
    fall = 10 * np.log10(early / np.maximum(late, 1e-30))
    hz = np.fft.rfftfreq(9600, 1 / RATE)
    middle = np.median(fall[(hz > 500) & (hz < 1500)])
    high = np.median(fall[(hz > 7000) & (hz < 12_000)])
    assert high > middle + 10


def test_left_and_right_differ_in_the_tail_and_width_vanishes_in_mono() -> None:
    tail = impulse_response(0.0, 0.5, 1.5, 0.5, RATE)[5000:]
    assert abs(np.corrcoef(tail.T)[0, 1]) < 0.1
    wide = impulse_response(1.0, 0.0, 1.5, 0.5, RATE)
    assert np.abs(wide[:, 0] - wide[:, 1]).max() > 0.1
    mono = wide.sum(axis=1)
    assert mono[0] == 2
    assert np.abs(mono[1:]).max() < 1e-6


def test_no_reverb_and_no_width_leave_the_sound_as_it_is() -> None:
    bare = dataclasses.replace(patch_named("bell"), width=0.0, reverb_level=0.0)
    wet = room_of(bare).around(burst())
    np.testing.assert_allclose(wet[:5000, 0], burst(), atol=1e-6)
    np.testing.assert_array_equal(wet[:, 0], wet[:, 1])


def test_the_power_of_a_room_is_what_noise_gains_in_it() -> None:
    room = room_of(patch_named("warm pad"))
    noise = np.random.default_rng(1).standard_normal(96_000).astype(np.float32)
    gained = np.sum(room.around(noise).astype(np.float64) ** 2) / np.sum(noise**2)
    hz = np.linspace(0.0, RATE / 2, 2000)
    assert gained == pytest.approx(np.mean(room.power_at(hz).sum(0)), rel=0.03)


def test_each_side_of_a_stereo_sound_goes_its_own_way_through_the_room() -> None:
    room = room_of(patch_named("strings"))
    silent = np.zeros_like(burst())
    left_only = room.around(np.stack((burst(), silent), axis=1))
    np.testing.assert_allclose(left_only[:, 0], room.around(burst())[:, 0], atol=2e-5)
    assert np.abs(left_only[:, 1]).max() < 1e-5
