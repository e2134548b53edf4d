import numpy as np

from musicbreeder.playback.clip import Clip, Programme
from musicbreeder.playback.mixer import Mixer
from musicbreeder.playback.player import Player

SAMPLE_RATE = 48_000


class Counter:
    """Makes frames that say how many were made before."""

    def __init__(self):
        self.made = 0

    def next_frames(self, frame_count):
        numbers = np.arange(self.made, self.made + frame_count, dtype=np.float32)
        self.made += frame_count
        return np.stack([numbers, numbers], axis=1)


def heard(mixer, frame_count, start=0):
    out = np.empty((frame_count, 2), np.float32)
    mixer.process(out, start / SAMPLE_RATE)
    return out[:, 0]


def test_a_live_clip_goes_on_without_a_gap_and_without_an_end():
    mixer = Mixer(SAMPLE_RATE)
    mixer.programme = Programme(token=1, clip=Clip.live(1, Counter()))
    sound = np.concatenate([heard(mixer, n) for n in (480, 5000, 1, 2048)])
    assert np.array_equal(sound, np.arange(len(sound)))
    assert not mixer.has_ended


def test_a_live_clip_fades_out_when_something_else_plays():
    mixer, source = Mixer(SAMPLE_RATE), Counter()
    mixer.programme = Programme(token=1, clip=Clip.live(1, source))
    heard(mixer, 1000)
    mixer.programme = Programme(token=2)
    leaving = heard(mixer, 1000)
    assert leaving[0] > 990
    assert not leaving[240:].any()
    made = source.made
    heard(mixer, 1000)
    assert source.made == made


def test_a_live_clip_does_not_go_round_and_holds_while_it_is_paused():
    mixer, source = Mixer(SAMPLE_RATE), Counter()
    clip = Clip.live(1, source)
    mixer.programme = Programme(token=1, clip=clip, is_looping=True)
    heard(mixer, 1000)
    mixer.programme = Programme(token=1, clip=clip, is_looping=True, is_paused=True)
    heard(mixer, 1000)
    assert source.made == 1240
    mixer.programme = Programme(token=1, clip=clip, is_looping=True)
    assert heard(mixer, 1000)[-1] == 2239


def test_the_player_names_a_live_playing_like_any_other():
    player = Player()
    try:
        token = player.play_live(Counter())
        assert player.is_playing
        assert player.position.token == token
        assert player.play(np.zeros((10, 2), np.float32)) == token + 1
        player.stop()
    finally:
        player.close()
