import sys
import threading
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.playback.clip import Clip, Programme, Seek
from musicbreeder.playback.mixer import Mixer

SAMPLE_RATE = 48_000
FADE_FRAMES = 240
# As uneven as the blocks of a real device; some longer than the mixer's own chunks.
BLOCK_FRAMES = (960, 1, 441, 64, 3000, 239, 1024)


def noise(frame_count, random_seed=0):
    rng = np.random.default_rng(random_seed)
    return rng.uniform(-0.5, 0.5, (frame_count, 2)).astype(np.float32)


def tone(frame_count, hz=200.0, phase=0.0, level=0.5):
    angle = 2 * np.pi * hz * np.arange(frame_count) / SAMPLE_RATE + phase
    wave = level * np.sin(angle).astype(np.float32)
    return np.ascontiguousarray(np.stack([wave, wave], axis=1))


def clip(samples, token=1, loop_frames=None, start_frame=0):
    return Clip(token, samples, loop_frames or len(samples), start_frame)


def programme_of(one, **fields):
    return Programme(token=one.token, clip=one, **fields)


class Ear:
    """Pulls blocks out of a mixer, as a device does, and keeps the time."""

    def __init__(self, mixer):
        self.mixer = mixer
        self.frame = 0

    def hear(self, frame_count):
        heard = np.full((frame_count, 2), np.nan, np.float32)
        done = 0
        for round_number in range(10**6):
            block_frames = BLOCK_FRAMES[round_number % len(BLOCK_FRAMES)]
            block = heard[done : done + block_frames]
            self.mixer.process(block, self.frame / SAMPLE_RATE)
            done += len(block)
            self.frame += len(block)
            if done == frame_count:
                return heard
        raise AssertionError

    def position(self, frame):
        """Half a frame later: where frames begin, rounding would decide."""
        return self.mixer.position((frame + 0.5) / SAMPLE_RATE)


@pytest.fixture
def mixer():
    return Mixer(SAMPLE_RATE)


def largest_step(samples):
    return np.abs(np.diff(samples, axis=0)).max()


def test_without_a_programme_there_is_silence(mixer):
    assert not Ear(mixer).hear(5000).any()


def test_from_silence_every_sample_is_played_as_it_is(mixer):
    samples = noise(20_000)
    ear = Ear(mixer)
    ear.hear(777)
    mixer.programme = programme_of(clip(samples))

    heard = ear.hear(25_000)

    np.testing.assert_array_equal(heard[:20_000], samples)
    assert not heard[20_000:].any()
    assert mixer.has_ended


def test_the_tail_of_each_round_rings_into_the_next_rounds(mixer):
    # A tail longer than two rounds, so that three rounds sound at once.
    samples = noise(2_500)
    mixer.programme = programme_of(clip(samples, loop_frames=1000), is_looping=True)

    heard = Ear(mixer).hear(8_000)

    expected = np.zeros((12_000, 2))
    for start in range(0, 8_000, 1000):
        expected[start : start + 2_500] += samples
    np.testing.assert_allclose(heard, expected[:8_000], atol=1e-6)


def test_the_seam_of_a_loop_without_a_tail_is_exact(mixer):
    samples = noise(1000)
    mixer.programme = programme_of(clip(samples), is_looping=True)

    heard = Ear(mixer).hear(5_000)

    np.testing.assert_array_equal(heard, np.tile(samples, (5, 1)))


def test_a_loop_that_is_switched_off_plays_its_last_round_to_the_end(mixer):
    samples = noise(3_000)
    looping = programme_of(clip(samples, loop_frames=2_000), is_looping=True)
    mixer.programme = looping
    ear = Ear(mixer)
    first = ear.hear(2_500)
    mixer.programme = replace(looping, is_looping=False)

    heard = np.concatenate([first, ear.hear(4_000)])

    np.testing.assert_array_equal(heard[3_000:5_000], samples[1_000:])
    assert not heard[5_000:].any()


def test_the_next_in_the_queue_starts_at_the_end_of_the_bars_while_the_tail_rings(
    mixer,
):
    first, second, third = noise(3_000, 1), noise(2_500, 2), noise(1_500, 3)
    mixer.programme = programme_of(
        clip(first, 1, loop_frames=2_000),
        queue=(clip(second, 2, loop_frames=700), clip(third, 3)),
    )

    heard = Ear(mixer).hear(6_000)

    expected = np.zeros((6_000, 2), np.float32)
    expected[0:3_000] += first
    expected[2_000:4_500] += second
    expected[2_700:4_200] += third
    np.testing.assert_allclose(heard, expected, atol=1e-6)
    assert mixer.token == 3


def test_the_queue_goes_before_another_round(mixer):
    first, second = noise(1_000, 1), noise(1_000, 2)
    mixer.programme = programme_of(clip(first, 1), is_looping=True)
    ear = Ear(mixer)
    rounds = ear.hear(1_500)
    mixer.programme = replace(mixer.programme, queue=(clip(second, 2),))

    heard = np.concatenate([rounds, ear.hear(2_500)])

    expected = np.concatenate([first, first, second, second])
    np.testing.assert_array_equal(heard, expected)


def test_a_queue_published_too_late_still_follows_once(mixer):
    # The mixer has gone on to clip 2 when the thread that queues clip 3 does not
    # know of it yet; nor does that bring clip 1 back.
    first, second, third = noise(500, 1), noise(1_000, 2), noise(1_000, 3)
    before = programme_of(clip(first, 1), queue=(clip(second, 2),))
    mixer.programme = before
    ear = Ear(mixer)
    start = ear.hear(900)
    mixer.programme = replace(before, queue=(clip(third, 3),))

    heard = np.concatenate([start, ear.hear(3_000)])

    expected = np.concatenate([first, second, third])
    np.testing.assert_array_equal(heard[:2_500], expected)
    assert not heard[2_500:].any()


def test_a_switch_has_no_step_and_keeps_its_power(mixer):
    mixer.programme = programme_of(clip(tone(20_000, 200.0), 1))
    ear = Ear(mixer)
    before = ear.hear(5_060)  # in the middle of a wave
    mixer.programme = programme_of(clip(tone(20_000, 310.0, phase=1.2), 2))
    heard = np.concatenate([before, ear.hear(5_000)])

    steady_step = 0.5 * 2 * np.pi * 310 / SAMPLE_RATE
    fade_slope = 2 * 0.5 * np.pi / 2 / FADE_FRAMES
    assert largest_step(heard) < steady_step + fade_slope
    np.testing.assert_array_equal(
        heard[5_060 + FADE_FRAMES :],
        tone(20_000, 310.0, phase=1.2)[FADE_FRAMES:5_000],
    )


def test_the_two_fades_of_a_switch_are_of_equal_power(mixer):
    left = np.zeros((2_000, 2), np.float32)
    right = left.copy()
    left[:, 0], right[:, 1] = 1.0, 1.0
    mixer.programme = programme_of(clip(left, 1))
    ear = Ear(mixer)
    ear.hear(1_000)
    mixer.programme = programme_of(clip(right, 2))

    power = (ear.hear(500) ** 2).sum(axis=1)

    np.testing.assert_allclose(power, 1.0, atol=1e-6)


def test_a_switch_takes_the_tails_of_earlier_rounds_with_it(mixer):
    looping = clip(noise(9_000), 1, loop_frames=1_000)
    mixer.programme = programme_of(looping, is_looping=True)
    ear = Ear(mixer)
    ear.hear(4_500)
    samples = noise(2_000, 2)
    mixer.programme = programme_of(clip(samples, 2))

    heard = ear.hear(2_000)

    np.testing.assert_array_equal(heard[FADE_FRAMES:], samples[FADE_FRAMES:])


def test_a_clip_that_ends_a_pause_has_its_own_attack(mixer):
    playing = programme_of(clip(noise(9_000), 1))
    mixer.programme = playing
    ear = Ear(mixer)
    ear.hear(1_000)
    mixer.programme = replace(playing, is_paused=True)
    ear.hear(1_000)
    samples = noise(2_000, 2)
    mixer.programme = programme_of(clip(samples, 2))

    np.testing.assert_array_equal(ear.hear(2_000), samples)


def test_switching_at_every_block_never_clicks(mixer):
    ear = Ear(mixer)
    heard = []
    for token in range(1, 60):
        mixer.programme = programme_of(clip(tone(9_000, phase=token), token))
        heard.append(ear.hear(37))  # each one leaves before it has come in
    heard = np.concatenate(heard)

    # Seven tones at most sound within one fade; a click would step by up to a half.
    assert largest_step(heard[300:]) < 0.12


def test_stop_fades_out_and_leaves_silence(mixer):
    mixer.programme = programme_of(clip(tone(20_000)))
    ear = Ear(mixer)
    ear.hear(5_060)
    mixer.programme = Programme(token=2)

    heard = ear.hear(3_000)

    assert abs(heard[0, 0]) > 0.1
    assert largest_step(heard) < 0.02
    assert not heard[FADE_FRAMES:].any()
    assert mixer.has_ended


def test_pause_fades_out_and_resume_goes_on_without_losing_a_sample(mixer):
    samples = tone(20_000)
    playing = programme_of(clip(samples))
    mixer.programme = playing
    ear = Ear(mixer)
    ear.hear(5_060)
    mixer.programme = replace(playing, is_paused=True)
    paused = ear.hear(3_000)
    mixer.programme = replace(playing, is_paused=False)
    resumed = ear.hear(2_000)

    assert largest_step(paused) < 0.03
    assert largest_step(resumed) < 0.03
    assert not paused[FADE_FRAMES:].any()
    # Held where the fade ended: the fade out and the fade in meet there.
    held = 5_060 + FADE_FRAMES
    np.testing.assert_array_equal(
        resumed[FADE_FRAMES:], samples[held + FADE_FRAMES : held + 2_000]
    )


def test_a_tail_is_paused_with_its_clip(mixer):
    samples = noise(3_000)
    playing = programme_of(clip(samples, loop_frames=2_000), is_looping=True)
    mixer.programme = playing
    ear = Ear(mixer)
    ear.hear(2_100)
    mixer.programme = replace(playing, is_paused=True)
    ear.hear(5_000)
    mixer.programme = playing

    resumed = ear.hear(1_000)

    held = 2_100 + FADE_FRAMES
    expected = np.zeros((6_000, 2), np.float32)
    expected[:3_000] += samples
    expected[2_000:5_000] += samples
    np.testing.assert_allclose(
        resumed[FADE_FRAMES:], expected[held + FADE_FRAMES : held + 1_000], atol=1e-6
    )


@pytest.mark.parametrize("is_paused", [False, True])
def test_seek_jumps_without_a_click(mixer, is_paused):
    samples = tone(30_000)
    playing = programme_of(clip(samples))
    mixer.programme = playing
    ear = Ear(mixer)
    before = ear.hear(5_060)
    if is_paused:
        mixer.programme = replace(playing, is_paused=True)
        before = ear.hear(1_000)
    mixer.programme = replace(playing, seek=Seek(1, 1, 12_345))

    heard = ear.hear(2_000)

    assert largest_step(np.concatenate([before[-50:], heard])) < 0.04
    np.testing.assert_array_equal(
        heard[FADE_FRAMES:], samples[12_345 + FADE_FRAMES : 12_345 + 2_000]
    )


def test_a_seek_beyond_the_end_ends_the_clip(mixer):
    mixer.programme = programme_of(clip(noise(1000)), seek=Seek(1, 1, 10**9))
    assert not Ear(mixer).hear(500).any()
    assert mixer.has_ended


def test_a_seek_meant_for_an_earlier_clip_is_left_out(mixer):
    first, second = noise(500, 1), noise(2_000, 2)
    before = programme_of(clip(first, 1), queue=(clip(second, 2),))
    mixer.programme = before
    ear = Ear(mixer)
    start = ear.hear(900)
    mixer.programme = replace(before, seek=Seek(1, 1, 10))

    heard = np.concatenate([start, ear.hear(1_000)])

    np.testing.assert_array_equal(heard, np.concatenate([first, second])[:1_900])


def test_a_start_in_the_middle_fades_in(mixer):
    samples = tone(20_000)
    mixer.programme = programme_of(clip(samples, start_frame=10_060))

    heard = Ear(mixer).hear(2_000)

    assert abs(heard[0]).max() < 0.01
    assert largest_step(heard) < 0.02
    np.testing.assert_array_equal(heard[FADE_FRAMES:], samples[10_300:12_060])


def test_volume_moves_in_a_line_and_then_stays(mixer):
    ones = np.ones((20_000, 2), np.float32)
    playing = programme_of(clip(ones))
    mixer.programme = playing
    ear = Ear(mixer)
    ear.hear(1_000)
    mixer.programme = replace(playing, volume=0.25)
    down = ear.hear(4_000)
    mixer.programme = replace(playing, volume=1.0)
    up = ear.hear(4_000)

    for heard in (down, up):
        assert largest_step(heard) <= 1.1 / (0.02 * SAMPLE_RATE)
    assert (np.diff(down, axis=0) <= 0).all()
    np.testing.assert_array_equal(down[1_000:], np.float32(0.25))
    np.testing.assert_array_equal(up[1_000:], np.float32(1.0))


def test_the_position_follows_what_is_heard_through_loops(mixer):
    mixer.programme = programme_of(clip(noise(3_000), loop_frames=1_000))
    mixer.programme = replace(mixer.programme, is_looping=True)
    ear = Ear(mixer)
    ear.hear(10_000)

    for frame in (0, 999, 1_000, 1_001, 5_432, 9_999):
        position = ear.position(frame)
        assert (position.token, position.frame) == (1, frame % 1_000)
        assert position.is_playing


def test_the_position_is_that_of_the_clip_heard_then_not_of_the_one_mixed_last(mixer):
    mixer.programme = programme_of(clip(noise(2_000), 7), queue=(clip(noise(900), 9),))
    ear = Ear(mixer)
    ear.hear(5_000)

    assert (ear.position(1_999).token, ear.position(1_999).frame) == (7, 1_999)
    assert (ear.position(2_100).token, ear.position(2_100).frame) == (9, 100)
    ended = ear.position(3_500)
    assert (ended.token, ended.frame, ended.is_playing) == (9, 900, False)


def test_the_position_stands_still_while_paused_and_when_the_device_hangs(mixer):
    playing = programme_of(clip(noise(50_000)))
    mixer.programme = playing
    ear = Ear(mixer)
    ear.hear(2_000)
    assert ear.position(90_000).frame == 2_000  # nothing was written beyond
    mixer.programme = replace(playing, is_paused=True)
    ear.hear(4_000)

    for frame in (2_500, 4_000, 90_000):
        position = ear.position(frame)
        assert (position.frame, position.is_playing) == (2_000 + FADE_FRAMES, False)


def test_after_a_stop_the_position_names_no_clip(mixer):
    mixer.programme = programme_of(clip(noise(5_000)))
    ear = Ear(mixer)
    ear.hear(1_000)
    mixer.programme = Programme(token=2)
    ear.hear(1_000)

    assert ear.position(500).token == 1
    assert (ear.position(1_500).token, ear.position(1_500).is_playing) == (0, False)


def test_another_mixer_carries_on_where_the_first_one_is_heard(mixer):
    samples = tone(40_000)
    mixer.programme = programme_of(clip(samples, 3), volume=0.5)
    ear = Ear(mixer)
    ear.hear(8_000)
    heard_until_seconds = (4_000 + 0.5) / SAMPLE_RATE

    successor = Mixer(SAMPLE_RATE, mixer.programme, mixer, heard_until_seconds)
    assert successor.position(heard_until_seconds).frame == 4_000
    heard = Ear(successor).hear(1_000)

    assert abs(heard[0]).max() < 0.01
    np.testing.assert_array_equal(heard[FADE_FRAMES:], 0.5 * samples[4_240:5_000])


def test_mixing_makes_no_arrays_of_the_size_of_a_block(mixer):
    looping = clip(noise(30_000), 1, loop_frames=1_000)
    mixer.programme = programme_of(looping, is_looping=True)
    block = np.zeros((2_048, 2), np.float32)
    for number in range(40):
        mixer.process(block, number * 0.04)
    growths_bytes = []
    tracemalloc.start()
    try:
        for number in range(40, 60):
            volume = (number % 10) / 10
            mixer.programme = programme_of(looping, is_looping=True, volume=volume)
            before_bytes = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            mixer.process(block, number * 0.04)
            growths_bytes.append(tracemalloc.get_traced_memory()[1] - before_bytes)
    finally:
        tracemalloc.stop()

    assert max(growths_bytes) < block.nbytes / 4


def test_more_tails_than_there_are_places_for_do_no_harm(mixer):
    mixer.programme = programme_of(
        clip(noise(30_000) / 100, loop_frames=300), is_looping=True
    )
    heard = Ear(mixer).hear(40_000)
    assert np.isfinite(heard).all()
    assert heard[-100:].any()


@pytest.mark.parametrize(
    ("samples", "loop_frames", "start_frame"),
    [
        (np.zeros((100, 1), np.float32), 100, 0),
        (np.zeros(100, np.float32), 100, 0),
        (np.zeros((100, 2)), 100, 0),
        (np.zeros((0, 2), np.float32), 0, 0),
        (np.zeros((100, 2), np.float32), 101, 0),
        (np.zeros((100, 2), np.float32), 100, -1),
        (np.zeros((100, 2), np.float32), 100, 101),
    ],
)
def test_a_clip_that_cannot_be_played_is_refused(samples, loop_frames, start_frame):
    with pytest.raises(ValueError, match="must be"):
        Clip(1, samples, loop_frames, start_frame)


def test_swapping_programmes_from_another_thread_leaves_the_mixer_whole(mixer):
    one = clip(noise(9_000), 1, loop_frames=3_000)
    finished = threading.Event()

    def swap():
        for number in range(3_000):
            token = 1 + number // 3
            programme = Programme(
                token,
                replace(one, token=token),
                (replace(one, token=token + 1),) if number % 2 else (),
                is_looping=number % 5 == 0,
                is_paused=number % 7 == 0,
                volume=number % 4 / 4,
                seek=Seek(number, token, number),
            )
            mixer.programme = programme
        finished.set()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=swap)
    thread.start()
    try:
        block = np.zeros((64, 2), np.float32)
        number = 0
        while not finished.is_set():
            mixer.process(block, number * 64 / SAMPLE_RATE)
            mixer.position(number * 64 / SAMPLE_RATE)
            assert np.isfinite(block).all()
            number += 1
    finally:
        thread.join()
        sys.setswitchinterval(interval)
    assert mixer.token >= 1


class Growth:
    """Samples that another thread is still making."""

    def __init__(self, first_frame=0, ready_frames=0):
        self.first_frame = first_frame
        self.ready_frames = ready_frames


def test_samples_that_grow_in_time_are_heard_bit_by_bit():
    samples, growth = noise(20_000), Growth()
    mixer = Mixer(SAMPLE_RATE, programme_of(replace(clip(samples), growing=growth)))
    ear = Ear(mixer)
    heard = []
    for ready in (6_000, 11_000, 16_000, 20_000):
        growth.ready_frames = ready
        heard.append(ear.hear(4_000 - FADE_FRAMES))
    np.testing.assert_array_equal(np.concatenate(heard), samples[: 4 * 3_760])


def test_playing_waits_without_a_click_where_nothing_is_ready_yet():
    samples, growth = tone(40_000), Growth(ready_frames=10_000)
    mixer = Mixer(SAMPLE_RATE, programme_of(replace(clip(samples), growing=growth)))
    ear = Ear(mixer)
    waiting = ear.hear(14_000)
    assert mixer.position(14_000 / SAMPLE_RATE).is_playing
    stands_at = mixer.position(14_000 / SAMPLE_RATE).frame
    assert 6_000 < stands_at <= 10_000
    assert not waiting[-2_000:].any()
    growth.ready_frames = 40_000
    going_on = ear.hear(20_000)
    heard = np.concatenate((waiting, going_on))
    steepest = np.abs(np.diff(tone(2_000), axis=0)).max()
    assert np.abs(np.diff(heard, axis=0)).max() < 1.3 * steepest
    np.testing.assert_array_equal(
        going_on[FADE_FRAMES:10_000], samples[stands_at + FADE_FRAMES :][: 10_000 - 240]
    )


def test_a_clip_that_is_not_there_at_all_begins_with_its_own_attack():
    samples, growth = noise(9_000), Growth()
    mixer = Mixer(SAMPLE_RATE, programme_of(replace(clip(samples), growing=growth)))
    ear = Ear(mixer)
    assert not ear.hear(3_000).any()
    growth.ready_frames = 9_000
    np.testing.assert_array_equal(ear.hear(9_000), samples)


def test_a_loop_waits_for_the_part_before_the_place_it_was_begun_from():
    samples = noise(8_000)
    growth = Growth(first_frame=6_000, ready_frames=8_000)
    growing = replace(clip(samples, start_frame=6_000), growing=growth)
    ear = Ear(Mixer(SAMPLE_RATE, programme_of(growing, is_looping=True)))
    heard = ear.hear(6_000)
    assert not heard[2_500:].any()
    growth.first_frame = 0
    going_on = ear.hear(4_000)
    assert np.abs(going_on).max() > 0.4


def test_a_seek_to_what_is_not_there_yet_is_silent_until_it_is():
    samples, growth = noise(30_000), Growth(ready_frames=8_000)
    growing = replace(clip(samples), growing=growth)
    mixer = Mixer(SAMPLE_RATE, programme_of(growing))
    ear = Ear(mixer)
    ear.hear(2_000)
    mixer.programme = replace(mixer.programme, seek=Seek(1, 1, 20_000))
    assert not ear.hear(3_000)[FADE_FRAMES:].any()
    growth.ready_frames = 30_000
    heard = ear.hear(2_000)
    np.testing.assert_array_equal(
        heard[FADE_FRAMES:], samples[20_000 + FADE_FRAMES : 22_000]
    )


def test_another_sound_goes_on_where_the_one_before_stands():
    old, new = tone(48_000), tone(48_000, level=0.3)
    mixer = Mixer(SAMPLE_RATE, programme_of(clip(old)))
    ear = Ear(mixer)
    before = ear.hear(10_000)
    mixer.programme = programme_of(replace(clip(new, token=2), keeps_place=True))
    after = ear.hear(10_000)
    np.testing.assert_array_equal(
        after[FADE_FRAMES:], new[10_000 + FADE_FRAMES :][: 10_000 - 240]
    )
    heard = np.concatenate((before, after))
    steepest = np.abs(np.diff(old[:2_000], axis=0)).max()
    assert np.abs(np.diff(heard, axis=0)).max() < 1.5 * steepest


def test_after_silence_another_sound_begins_where_it_is_told_to():
    mixer = Mixer(SAMPLE_RATE)
    late = replace(clip(noise(9_000), token=1, start_frame=4_000), keeps_place=True)
    mixer.programme = programme_of(late)
    heard = Ear(mixer).hear(1_000)
    np.testing.assert_array_equal(
        heard[FADE_FRAMES:], late.samples[4_000 + FADE_FRAMES : 5_000]
    )
