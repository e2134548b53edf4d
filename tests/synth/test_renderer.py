import threading
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from example_notes import SAMPLE_RATE, tune
from numpy.typing import NDArray

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.timing import TimedNote
from musicbreeder.synth import stream as stream_module
from musicbreeder.synth.limiter import HIGHEST_PEAK
from musicbreeder.synth.patch import Patch, patch_named
from musicbreeder.synth.renderer import Renderer

FOUR_NOTES = [TimedNote(0.4 * i, 0.3, 60 + 4 * i, 90 + 5 * i) for i in range(4)]


@cache
def four_notes(patch: Patch) -> NDArray[np.float32]:
    """Return the four notes as they sound when nothing was rendered before."""
    return Renderer().render(FOUR_NOTES, patch)


def rendered(
    notes: Sequence[TimedNote], patch: Patch, **renderer_settings: int
) -> NDArray[np.float32]:
    return Renderer(**renderer_settings).render(notes, patch)


def test_a_melody_is_stereo_float32_in_one_piece(patch: Patch) -> None:
    samples = four_notes(patch)
    assert samples.dtype == np.float32
    assert samples.flags.c_contiguous
    assert samples.shape[1] == 2
    assert len(samples) > 1.5 * SAMPLE_RATE


def test_a_melody_begins_and_ends_at_exactly_zero_with_its_tail_whole(
    patch: Patch,
) -> None:
    samples = four_notes(patch)
    assert not samples[0].any()
    assert not samples[-1].any()
    end = samples[-SAMPLE_RATE // 100 :]
    assert np.abs(end).max() < 10 ** (-60 / 20)
    assert np.abs(np.diff(samples[-4800:], axis=0)).max() < 1e-3


def test_the_same_notes_make_the_same_samples_to_the_bit(patch: Patch) -> None:
    without_cache = rendered(FOUR_NOTES[::-1], patch, cache_bytes=0)
    np.testing.assert_array_equal(without_cache, four_notes(patch))


def test_a_warm_cache_changes_no_bit() -> None:
    pluck = patch_named("pluck")
    renderer = Renderer()
    renderer.render(tune(1), pluck)
    warm = renderer.render(FOUR_NOTES, pluck)
    np.testing.assert_array_equal(warm, four_notes(pluck))


def test_a_melody_lasts_at_least_its_bars_and_is_silent_after_its_tail() -> None:
    flute = patch_named("flute")
    plain = four_notes(flute)
    bars = Renderer().render(FOUR_NOTES, flute, length_seconds=8.0)
    assert len(bars) == 8 * SAMPLE_RATE
    np.testing.assert_array_equal(bars[: len(plain)], plain)
    assert not bars[len(plain) :].any()
    short = Renderer().render(FOUR_NOTES, flute, length_seconds=1.0)
    np.testing.assert_array_equal(short, plain)


def test_no_notes_are_silence_of_the_length_asked_for() -> None:
    bell = patch_named("bell")
    assert Renderer().render([], bell).shape == (0, 2)
    silence = Renderer().render([], bell, length_seconds=0.5)
    assert silence.shape == (SAMPLE_RATE // 2, 2)
    assert not silence.any()
    assert not Renderer().render_dry([], bell).any()


def test_a_long_piece_sounds_as_its_notes_do(monkeypatch: pytest.MonkeyPatch) -> None:
    strings = patch_named("strings")
    notes = tune(4)
    by_notes = rendered(notes, strings)
    monkeypatch.setattr(stream_module, "_MOST_NOTES_OF_A_MELODY", 0)
    by_blocks = rendered(notes, strings)
    shared = min(len(by_notes), len(by_blocks))
    np.testing.assert_allclose(by_blocks[:shared], by_notes[:shared], atol=1e-4)
    assert np.abs(by_blocks[shared:]).max(initial=0) < 1e-4
    assert not by_blocks[-1].any()


@pytest.mark.parametrize("name", ["harpsichord", "bell", "saw lead"])
def test_chords_and_a_full_hand_of_notes_never_pass_the_highest_peak(
    name: str,
) -> None:
    chords = [
        TimedNote(start, 0.5, 40 + 5 * voice, 127)
        for start in (0.0, 0.5, 0.6)
        for voice in range(8)
    ]
    samples = rendered(chords, patch_named(name))
    assert np.abs(samples).max() <= HIGHEST_PEAK
    assert np.isfinite(samples).all()


def test_a_note_twice_at_once_and_a_note_without_length_do_no_harm() -> None:
    notes = [TimedNote(0.0, 0.0, 60, 1), *FOUR_NOTES, FOUR_NOTES[0]]
    assert np.isfinite(rendered(notes, patch_named("organ"))).all()


def test_a_dry_rendering_is_the_sum_of_its_bare_notes(patch: Patch) -> None:
    together = Renderer().render_dry(FOUR_NOTES, patch)
    assert together.dtype == np.float32
    assert together.ndim == 1
    total = np.zeros_like(together)
    for note in FOUR_NOTES:
        alone = Renderer().render_dry([note], patch)
        total[: len(alone)] += alone
    np.testing.assert_allclose(together, total, atol=1e-6)
    assert together[0] == 0
    assert together[-1] == 0


def test_a_note_starts_on_its_frame() -> None:
    organ = patch_named("organ")
    first = Renderer().render_dry([TimedNote(0.0, 0.2, 60, 96)], organ)
    later = Renderer().render_dry([TimedNote(0.25, 0.2, 60, 96)], organ)
    np.testing.assert_array_equal(later[12_000:], first)
    assert not later[:12_000].any()


def test_velocity_moves_the_level_in_every_step() -> None:
    harp = patch_named("harp")
    levels = [
        np.abs(Renderer().render_dry([TimedNote(0.0, 0.2, 60, v)], harp)).max()
        for v in (88, 90, 92, 94)
    ]
    assert np.all(np.diff(levels) > 0)


@pytest.mark.parametrize("sample_rate", [44_100, 96_000])
def test_other_sample_rates_sound_alike(sample_rate: int) -> None:
    pluck = patch_named("pluck")
    here = four_notes(pluck)
    there = rendered(FOUR_NOTES, pluck, sample_rate=sample_rate)
    assert len(there) / sample_rate == pytest.approx(len(here) / SAMPLE_RATE, abs=0.001)
    assert np.std(there) == pytest.approx(np.std(here), rel=0.12)


def test_a_sample_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="sample_rate"):
        Renderer(sample_rate=0)


def test_a_piece_of_hours_is_refused_in_a_sentence() -> None:
    endless = [TimedNote(36_000.0, 1.0, 60, 96)]
    with pytest.raises(MusicBreederError, match=r"600 minutes.*cut it into parts"):
        rendered(endless, patch_named("bell"))


def test_the_cache_stays_within_its_bytes() -> None:
    renderer = Renderer(cache_bytes=4 << 20)
    renderer.render(tune(2), patch_named("pluck"))
    assert 0 < renderer.held_bytes <= 4 << 20


def test_threads_may_render_at_once_and_hear_the_same() -> None:
    renderer = Renderer()
    names = ("pluck", "flute", "saw lead", "pluck")
    heard: dict[int, NDArray[np.float32]] = {}

    def hear(number: int) -> None:
        heard[number] = renderer.render(FOUR_NOTES, patch_named(names[number]))

    threads = [threading.Thread(target=hear, args=(n,)) for n in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, name in enumerate(names):
        np.testing.assert_array_equal(heard[number], four_notes(patch_named(name)))
