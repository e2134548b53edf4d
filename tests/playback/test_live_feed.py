"""Live sound from its source to the ear, with the threads' turns taken by hand."""

import threading
import time

import numpy as np
import pytest

from musicbreeder.playback.clip import Clip, Programme
from musicbreeder.playback.live_feed import LiveFeed
from musicbreeder.playback.mixer import Mixer
from musicbreeder.playback.player import Player
from musicbreeder.synth.additive import LiveTones

SAMPLE_RATE = 48_000
BLOCK_FRAMES = 960


class Counter:
    """Makes frames that say how many were made before."""

    def __init__(self):
        self.made = 0

    def next_frames(self, frame_count):
        numbers = np.arange(self.made, self.made + frame_count, dtype=np.float32)
        self.made += frame_count
        return np.stack([numbers, numbers], axis=1)


class Listening:
    """A mixer that hears a source through a feed; `refill` is the feed's thread."""

    def __init__(self, source, block_frames=BLOCK_FRAMES, **programme):
        self.feed = LiveFeed(source, SAMPLE_RATE, block_frames)
        self.clip = Clip.live(1, self.feed)
        self.mixer = Mixer(SAMPLE_RATE)
        self.mixer.programme = Programme(token=1, clip=self.clip, **programme)
        self.frame = 0

    def hears(self, frame_count=BLOCK_FRAMES):
        out = np.empty((frame_count, 2), np.float32)
        self.mixer.process(out, self.frame / SAMPLE_RATE)
        self.frame += frame_count
        assert np.array_equal(out[:, 0], out[:, 1])
        return out[:, 0]

    def hears_fed(self, *block_lengths):
        heard = []
        for frame_count in block_lengths:
            self.feed.refill()
            heard.append(self.hears(frame_count))
        return np.concatenate(heard)


def high_share_db(samples):
    """Energy above 8 kHz against all of it, in frames of 10 ms: a click is broad."""
    frames = samples[: len(samples) // 480 * 480].reshape(-1, 480)
    spectra = np.abs(np.fft.rfft(frames * np.blackman(480), axis=1)) ** 2
    return 10 * np.log10(spectra[:, 80:].sum(1).max() / spectra.sum(1).mean())


def test_what_is_heard_is_what_the_source_makes_round_after_round_of_the_ring():
    listening = Listening(Counter())
    rng = np.random.default_rng(1)
    heard = listening.hears_fed(*rng.integers(1, BLOCK_FRAMES + 1, 400))
    assert len(heard) > 3 * SAMPLE_RATE
    assert np.array_equal(heard, np.arange(len(heard)))
    assert not listening.mixer.has_ended


def test_tones_that_follow_a_hand_are_heard_as_made_and_without_a_click():
    tones, ideal_tones = LiveTones(SAMPLE_RATE), LiveTones(SAMPLE_RATE)
    listening = Listening(tones)
    rng, heard, ideal = np.random.default_rng(2), [], []
    for _ in range(150):
        hz, level = 220.0 * 2.0 ** rng.uniform(0.0, 2.0), rng.uniform(0.1, 0.4)
        for bank in (tones, ideal_tones):
            bank.set([220.0, hz], [0.4, level])
        made = listening.feed.ready_frames
        heard.append(listening.hears_fed(int(rng.integers(200, BLOCK_FRAMES + 1))))
        missing = listening.feed.ready_frames - made
        ideal.append(ideal_tones.next_frames(missing)[:, 0].copy())
    samples = np.concatenate(heard)
    # Made in steps of one size, heard in blocks of another: the samples are the same.
    assert np.array_equal(samples, np.concatenate(ideal)[: len(samples)])
    assert high_share_db(samples) < -70


def test_a_change_is_heard_within_fifty_milliseconds_of_being_mixed():
    tones = LiveTones(SAMPLE_RATE)
    listening = Listening(tones)
    tones.set([300.0], [0.5])
    listening.hears_fed(*[BLOCK_FRAMES] * 20)
    tones.set([300.0], [0.1])
    heard = listening.hears_fed(*[BLOCK_FRAMES] * 20)
    loud = np.flatnonzero(np.abs(heard) > 0.11)
    assert loud[-1] < 0.06 * SAMPLE_RATE  # 50 ms of way, 10 ms of glide


def test_a_feed_that_runs_dry_fades_out_and_in_instead_of_clicking():
    tones = LiveTones(SAMPLE_RATE)
    listening = Listening(tones)
    tones.set([331.0], [0.5])
    heard = [listening.hears_fed(*[BLOCK_FRAMES] * 10)]
    heard += [listening.hears() for _ in range(6)]  # the feed's thread has no turn
    assert not heard[-1].any()
    heard.append(listening.hears_fed(*[BLOCK_FRAMES] * 10))
    assert np.abs(heard[-1]).max() == pytest.approx(0.5, abs=0.01)
    # It is -89 dB; a sound that is cut off comes to -41 dB.
    assert high_share_db(np.concatenate(heard)) < -80


def test_a_feed_that_ran_dry_makes_more_ahead_up_to_a_quarter_of_a_second():
    listening = Listening(Counter())
    listening.hears_fed(*[BLOCK_FRAMES] * 3)
    lead_frames = listening.feed.lead_frames
    for _ in range(6):
        listening.hears()
    listening.feed.refill()
    assert listening.feed.lead_frames == lead_frames + SAMPLE_RATE // 100
    for _ in range(100):
        listening.hears_fed(BLOCK_FRAMES)
        for _ in range(15):
            listening.hears()
    assert listening.feed.lead_frames == SAMPLE_RATE // 4


def test_blocks_longer_than_was_known_are_waited_for_and_then_heard_whole():
    listening = Listening(Counter(), block_frames=0)
    heard = listening.hears_fed(*[8192] * 30)
    first = np.flatnonzero(heard)[0]
    assert first < 2 * 8192
    assert np.array_equal(np.diff(heard[-5 * 8192 :]), np.ones(5 * 8192 - 1))


def test_a_live_clip_fades_out_when_something_else_plays():
    listening = Listening(Counter())
    listening.hears_fed(BLOCK_FRAMES)
    listening.mixer.programme = Programme(token=2)
    leaving = listening.hears(BLOCK_FRAMES)  # the feed has stopped by now
    assert leaving[0] > 950
    assert not leaving[240:].any()


def test_a_live_clip_does_not_go_round_and_holds_while_it_is_paused():
    source = Counter()
    listening = Listening(source, is_looping=True)
    paused = Programme(token=1, clip=listening.clip, is_looping=True, is_paused=True)
    resumed = Programme(token=1, clip=listening.clip, is_looping=True)
    listening.hears_fed(BLOCK_FRAMES)
    listening.mixer.programme = paused
    listening.hears_fed(BLOCK_FRAMES, BLOCK_FRAMES)
    made = source.made
    assert not listening.hears_fed(*[BLOCK_FRAMES] * 5).any()
    assert source.made == made
    listening.mixer.programme = resumed
    # The 5 ms that faded out are not heard again.
    assert listening.hears_fed(BLOCK_FRAMES)[-1] == 2 * BLOCK_FRAMES + 240 - 1


def test_another_device_goes_on_where_the_last_one_is_heard():
    listening = Listening(Counter())
    listening.hears_fed(*[BLOCK_FRAMES] * 100)
    heard_seconds = 99 * BLOCK_FRAMES / SAMPLE_RATE
    listening.mixer = Mixer(
        SAMPLE_RATE, listening.mixer.programme, listening.mixer, heard_seconds
    )
    heard = listening.hears_fed(BLOCK_FRAMES, BLOCK_FRAMES)
    assert heard[240] == 99 * BLOCK_FRAMES + 240
    assert heard[-1] == 101 * BLOCK_FRAMES - 1


def test_the_player_names_a_live_playing_like_any_other_and_ends_its_thread():
    player, source = Player(), Counter()
    try:
        token = player.play_live(source)
        assert player.is_playing
        assert player.position.token == token
        deadline = time.monotonic() + 20.0
        while source.made < SAMPLE_RATE // 4 and time.monotonic() < deadline:
            time.sleep(0.005)
        assert source.made >= SAMPLE_RATE // 4
        assert player.play(np.zeros((10, 2), np.float32)) == token + 1
        player.play_live(Counter())
    finally:
        player.close()
    for thread in threading.enumerate():
        if thread.name == "live sound":
            thread.join(20.0)
            assert not thread.is_alive()
