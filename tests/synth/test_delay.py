import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth.delay import Delay
from musicbreeder.synth.patch import Patch, patch_named
from musicbreeder.synth.renderer import Renderer

RATE = 48_000


def echoing(**changes: Any) -> Patch:
    settings = {
        "delay_level": 0.5, "delay_beats": 0.5, "delay_feedback": 0.5,
        "delay_brightness": 1.0, "delay_width": 0.0,
    }  # fmt: skip
    return Patch(name="echo", family="keys", sine_level=1.0, **(settings | changes))


def click(seconds: float = 3.0) -> NDArray[np.float32]:
    samples = np.zeros((round(seconds * RATE), 2), dtype=np.float32)
    samples[100:200] = 1.0
    return samples


@pytest.mark.parametrize(
    ("beats", "tempo_bpm", "seconds"),
    [(0.5, 120, 0.25), (0.75, 100, 0.45), (1 / 3, 90, 2 / 9), (2.0, 30, 2.0)],
)
def test_echoes_come_in_tempo(beats: float, tempo_bpm: float, seconds: float) -> None:
    delay = Delay(echoing(delay_beats=beats), tempo_bpm, RATE)
    assert delay.delay_frames == round(seconds * RATE)
    samples = click(5.0)
    delay.add(samples)
    first = 100 + delay.delay_frames
    assert not samples[200:first].any()
    np.testing.assert_allclose(samples[first : first + 100], 0.5, atol=1e-6)


def test_each_echo_is_softer_by_the_feedback() -> None:
    delay, samples = Delay(echoing(), 120, RATE), click()
    delay.add(samples)
    levels = [samples[150 + n * delay.delay_frames, 0] for n in range(1, 6)]
    np.testing.assert_allclose(levels, [0.5 * 0.5**n for n in range(5)], rtol=1e-5)


def test_echoes_go_from_side_to_side() -> None:
    delay, samples = Delay(echoing(delay_width=1.0), 120, RATE), click()
    delay.add(samples)
    first, second = (samples[150 + n * delay.delay_frames] for n in (1, 2))
    assert first[0] > 0.5 > first[1] == 0
    assert second[1] > 0.2 > second[0] == 0


def test_later_echoes_are_darker_and_come_on_time() -> None:
    delay, samples = Delay(echoing(delay_brightness=0.0), 120, RATE), click()
    delay.add(samples)
    third = samples[3 * delay.delay_frames - 200 :, 0][:800]
    centre = (third * np.arange(800)).sum() / third.sum()
    assert centre == pytest.approx(349.5, abs=0.01)
    assert np.abs(np.diff(third)).max() < 0.03


def test_a_piece_echoed_bit_by_bit_is_the_same_to_the_bit_as_at_once() -> None:
    patch = echoing(delay_brightness=0.4, delay_width=0.6)
    noise = np.random.default_rng(2).uniform(-1, 1, (RATE, 2)).astype(np.float32)
    whole, parts = noise.copy(), noise.copy()
    Delay(patch, 140, RATE).add(whole)
    delay = Delay(patch, 140, RATE)
    for start, stop in ((0, 7), (7, 12_000), (12_000, 12_001), (12_001, RATE)):
        delay.add(parts[start:stop])
    np.testing.assert_array_equal(parts, whole)


def test_without_a_level_nothing_is_added_and_there_is_no_tail() -> None:
    delay, samples = Delay(echoing(delay_level=0.0), 120, RATE), click()
    delay.add(samples)
    np.testing.assert_array_equal(samples, click())
    assert delay.tail_frames == 0
    assert delay.power == 1.0


def test_a_piece_ends_at_exactly_zero_when_its_last_echo_has_died() -> None:
    patch = dataclasses.replace(patch_named("pluck"), delay_level=0.6)
    notes = [TimedNote(0.0, 0.2, 60, 100)]
    plain = Renderer().render(notes, dataclasses.replace(patch, delay_level=0.0))
    echoed = Renderer().render(notes, patch, tempo_bpm=90)
    assert len(echoed) > len(plain) + RATE
    assert not echoed[-1].any()
    assert np.abs(echoed[-RATE // 50 :]).max() < 1e-3


def test_the_longest_echoes_are_faded_out_in_the_end() -> None:
    endless = echoing(delay_feedback=0.75, delay_level=1.0, delay_beats=2.0)
    samples = Renderer().render([TimedNote(0.0, 1.9, 60, 100)], endless, tempo_bpm=60)
    assert len(samples) < 15 * RATE
    assert np.abs(samples[-4 * RATE : -3 * RATE]).max() > 0.01
    assert not samples[-1].any()
    assert np.abs(np.diff(samples[-RATE:], axis=0)).max() < 0.01
