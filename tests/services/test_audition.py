import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import melody_seconds
from musicbreeder.services.audition import Audition, Rendering, Sound
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import METERS, Tempo

SAMPLE_RATE = 16_000
FAST = Sound(tempo=Tempo(240.0))


def melody(midi_note=60, step_count=16):
    notes = [Note(0, 4, midi_note), Note(8, 12, midi_note + 4)]
    return Melody.from_notes(notes, step_count, METERS["4/4"])


class CountingRenderer(Renderer):
    """The real renderer; counts, and can be held to let threads meet."""

    def __init__(self):
        super().__init__(SAMPLE_RATE)
        self.render_count = 0
        self.failure_count = 0
        self.has_begun = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def stream(self, notes, patch, **settings):
        self.render_count += 1
        self.has_begun.set()
        assert self.may_go_on.wait(30)
        if self.failure_count:
            self.failure_count -= 1
            raise MusicBreederError("The model is missing.")
        return super().stream(notes, patch, **settings)


@pytest.fixture
def renderer():
    return CountingRenderer()


@pytest.fixture
def audition(renderer):
    return Audition(renderer)


def test_a_rendering_holds_the_bars_and_the_tail_after_them(audition):
    sound = Sound("pluck", Tempo(173.0, swing=0.4))
    one = audition.render(melody(), sound)
    assert one.duration_seconds == pytest.approx(
        melody_seconds(melody(), sound.tempo), abs=1 / SAMPLE_RATE
    )
    assert one.melody_frames == round(one.duration_seconds * SAMPLE_RATE)
    assert one.samples.dtype == np.float32
    assert one.samples.shape[1] == 2
    assert len(one.samples) >= one.melody_frames
    assert np.abs(one.samples).max() > 0.01
    with pytest.raises(ValueError, match="read-only"):
        one.samples[0] = 1.0


@pytest.mark.parametrize("step_count", [16, 48])
def test_the_bars_are_whole_even_where_a_melody_ends_in_rests(audition, step_count):
    silent = Melody.from_notes([], step_count, METERS["4/4"])
    early = Melody.from_notes([Note(0, 1, 60)], step_count, METERS["4/4"])
    for one in (silent, early):
        rendering = audition.render(one, FAST)
        assert rendering.melody_frames == step_count * SAMPLE_RATE // 16
        assert len(rendering.samples) >= rendering.melody_frames


def test_the_same_melody_with_the_same_sound_is_rendered_once(audition, renderer):
    first = audition.render(melody(), FAST)
    assert audition.render(melody(), Sound(tempo=Tempo(240.0))) is first
    assert renderer.render_count == 1
    assert audition.render(melody(62), FAST) is not first
    assert audition.render(melody(), Sound("bell", FAST.tempo)) is not first
    assert audition.render(melody(), Sound(tempo=Tempo(239.0))) is not first
    assert renderer.render_count == 4


def test_two_threads_that_ask_at_once_get_one_rendering(audition, renderer):
    renderer.may_go_on.clear()
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(audition.render, melody(), FAST) for _ in range(6)]
        assert renderer.has_begun.wait(30)
        renderer.may_go_on.set()
        answers = {id(one.result(30)) for one in asked}
    assert len(answers) == 1
    assert renderer.render_count == 1


def test_an_unknown_instrument_is_refused_each_time_and_nothing_stays_behind(audition):
    for _ in range(2):
        with pytest.raises(MusicBreederError, match="kazoo"):
            audition.render(melody(), Sound("kazoo"))
    assert audition.render(melody(), FAST)


def test_a_rendering_that_failed_is_tried_again(audition, renderer):
    renderer.failure_count = 1
    with pytest.raises(MusicBreederError, match="model"):
        audition.render(melody(), FAST)
    assert audition.render(melody(), FAST)


def test_what_was_heard_longest_ago_makes_room(renderer):
    size = Audition(renderer).render(melody(60), FAST).samples.nbytes
    audition = Audition(renderer, cache_bytes=int(size * 2.5))
    first, second = (audition.render(melody(note), FAST) for note in (60, 61))
    audition.render(melody(60), FAST)  # heard again, so it is the other one that goes
    audition.render(melody(62), FAST)
    assert 0 < audition.held_bytes <= size * 2.5
    assert audition.render(melody(60), FAST) is first
    assert audition.render(melody(61), FAST) is not second


def test_a_rendering_larger_than_the_store_is_given_and_not_kept(renderer):
    audition = Audition(renderer, cache_bytes=1_000)
    assert len(audition.render(melody(), FAST).samples)
    assert audition.held_bytes == 0


@pytest.mark.parametrize("column_count", [1, 7, 260, 1_000, 5_000])
def test_peaks_are_the_extremes_of_equal_stretches_of_the_bars(column_count):
    rng = np.random.default_rng(5)
    samples = rng.uniform(-1, 1, (3_000, 2)).astype(np.float32)
    samples[1_000:] = 3.0  # the tail is no part of the picture
    rendering = Rendering(samples, 1_000, SAMPLE_RATE)

    peaks = rendering.peaks(column_count)

    assert peaks.shape == (column_count, 2)
    assert peaks.dtype == np.float32
    for column in range(0, column_count, max(1, column_count // 50)):
        start = column * 1_000 // column_count
        end = max(start + 1, (column + 1) * 1_000 // column_count)
        stretch = samples[start:end]
        assert tuple(peaks[column]) == (stretch.min(), stretch.max())
    assert rendering.peaks(column_count) is peaks


def test_peaks_for_ever_new_widths_do_not_pile_up():
    rendering = Rendering(np.ones((900, 2), np.float32), 900, SAMPLE_RATE)
    for column_count in range(1, 200):
        rendering.peaks(column_count)
    assert len(rendering._peaks) < 20


def test_no_columns_are_refused():
    with pytest.raises(ValueError, match="column_count"):
        Rendering(np.ones((9, 2), np.float32), 9, SAMPLE_RATE).peaks(0)
