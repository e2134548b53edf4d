"""The player without a sound device: transport on the silent clock."""

import builtins
import sys
import threading
import time

import numpy as np
import pytest

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.player import Player

# Low, so that a second of clip is a small array; the silent clock takes any rate.
SAMPLE_RATE = 8_000


def seconds(duration_seconds):
    return np.zeros((int(duration_seconds * SAMPLE_RATE), 2), np.float32)


def wait_until(claim, timeout_seconds=20.0):
    """Wait for what happens on another thread; generous, for a machine under load."""
    deadline = time.monotonic() + timeout_seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


@pytest.fixture
def player():
    player = Player(SAMPLE_RATE)
    yield player
    player.close()
    assert silent_clock_count() == 0


def silent_clock_count():
    names = [thread.name for thread in threading.enumerate()]
    return names.count("playback without a device")


def test_nothing_runs_and_nothing_is_heard_before_the_first_clip(player):
    assert not player.is_open
    assert not player.is_playing
    assert (player.position.token, player.position.is_playing) == (0, False)
    assert player.problem is None
    assert player.check() is False


def test_without_a_device_the_playhead_moves_at_the_speed_of_time(player):
    token = player.play(seconds(60))
    wait_until(lambda: player.position.frame > 0)
    # From frame and clock read together, twice; the spread is the machine's load.
    first, first_seconds = player.position, time.monotonic()
    wait_until(lambda: player.position.frame > first.frame + SAMPLE_RATE // 2)
    last, last_seconds = player.position, time.monotonic()

    assert first.token == last.token == token
    moved_seconds = (last.frame - first.frame) / SAMPLE_RATE
    assert moved_seconds == pytest.approx(last_seconds - first_seconds, abs=0.1)


def test_a_clip_counts_as_playing_from_the_call_to_its_end(player):
    token = player.play(seconds(0.3))
    assert player.is_playing
    assert player.position.is_playing
    assert player.position.token == token
    wait_until(lambda: not player.is_playing)
    wait_until(lambda: not player.position.is_playing)
    assert player.position.frame == len(seconds(0.3))


def test_a_start_after_silence_is_reported_at_its_start_until_it_is_heard(player):
    player.play(seconds(30), start_frame=4_000)
    assert player.position.frame >= 4_000


def test_pause_holds_the_place_and_resume_goes_on(player):
    player.play(seconds(60))
    wait_until(lambda: player.position.frame > 500)
    player.pause()
    assert player.is_paused
    assert not player.is_playing
    wait_until(lambda: not player.position.is_playing)
    held = player.position.frame
    time.sleep(0.1)
    assert player.position.frame == held
    player.resume()
    assert player.is_playing
    wait_until(lambda: player.position.frame > held)


def test_pause_in_silence_does_not_hold_back_the_next_clip(player):
    player.pause()
    assert not player.is_paused
    player.queue(seconds(60))
    wait_until(lambda: player.position.frame > 0)


def test_play_ends_a_pause(player):
    player.play(seconds(60))
    player.pause()
    token = player.play(seconds(60))
    assert player.is_playing
    wait_until(lambda: player.position.token == token and player.position.frame > 0)


def test_seek_moves_the_playhead_there(player):
    player.play(seconds(60))
    player.seek(200_000)
    wait_until(lambda: player.position.frame >= 200_000)


def test_a_clip_that_has_ended_plays_on_from_a_seek(player):
    player.play(seconds(1))
    player.seek(SAMPLE_RATE)
    wait_until(lambda: not player.is_playing)
    player.seek(0)
    assert player.is_playing
    wait_until(lambda: player.position.is_playing and player.position.frame > 0)


def test_looping_goes_round_until_it_is_switched_off(player):
    player.is_looping = True
    player.play(seconds(0.2), loop_frames=800)
    time.sleep(0.4)
    assert player.is_playing
    assert player.position.frame <= 800
    player.is_looping = False
    wait_until(lambda: not player.is_playing)


def test_the_queue_follows_and_the_position_names_it(player):
    first = player.play(seconds(0.2), loop_frames=1_000)
    second = player.queue(seconds(0.2), loop_frames=1_000)
    third = player.queue(seconds(30))
    assert first < second < third
    wait_until(lambda: player.position.token == third)


def test_a_cleared_queue_does_not_follow(player):
    token = player.play(seconds(0.2))
    player.queue(seconds(30))
    player.clear_queue()
    wait_until(lambda: not player.is_playing)
    wait_until(lambda: not player.position.is_playing)
    assert player.position.token == token


def test_a_clip_queued_in_silence_starts_at_once(player):
    player.play(seconds(0.05))
    wait_until(lambda: not player.is_playing)
    wait_until(lambda: not player.position.is_playing)
    token = player.queue(seconds(30))
    assert player.is_playing
    assert player.position.token == token
    player.stop()
    token = player.queue(seconds(30))
    wait_until(lambda: player.position.token == token and player.position.frame > 0)


def test_stop_ends_all_and_names_nothing(player):
    player.play(seconds(30))
    player.queue(seconds(30))
    player.stop()
    assert not player.is_playing
    wait_until(lambda: player.position.token == 0)
    assert not player.position.is_playing


def test_volume_outside_its_range_is_refused(player):
    player.volume = 0.25
    for volume in (-0.1, 1.1):
        with pytest.raises(ValueError, match=r"volume must be in 0\.\.1"):
            player.volume = volume
    assert player.volume == 0.25


def test_without_portaudio_the_sentence_names_the_cure_and_playing_goes_on(
    player, monkeypatch
):
    real_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(sys, "platform", "linux")
    for opening in (player.open, player.reopen):
        with pytest.raises(AudioDeviceError) as caught:
            opening()
        assert "sudo apt install libportaudio2" in str(caught.value)
        assert player.problem == str(caught.value)
    assert not player.is_open
    assert player.device_name is None
    assert player.output_devices() == ()
    player.play(seconds(30))
    wait_until(lambda: player.position.frame > 0)


def test_close_is_final_and_ends_its_threads(player):
    player.play(seconds(30))
    player.close()
    player.play(seconds(30))
    player.stop()
    assert silent_clock_count() == 0
    with pytest.raises(RuntimeError, match="closed"):
        player.open()
