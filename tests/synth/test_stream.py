import dataclasses

import numpy as np
import pytest
from example_notes import SAMPLE_RATE, tune

from musicbreeder.synth.patch import Patch, patch_named
from musicbreeder.synth.renderer import Renderer


def everything(name: str) -> Patch:
    """Return a patch with all effects, loud enough for the limiter."""
    return dataclasses.replace(
        patch_named(name), chorus_level=0.5, delay_level=0.5, level_db=12.0
    )


@pytest.mark.parametrize("name", ["pluck", "strings"])
def test_what_was_ready_while_streaming_is_what_a_rendering_holds(name: str) -> None:
    patch, notes = everything(name), tune(5)[:14]
    whole = Renderer().render(notes, patch, tempo_bpm=100)
    stream = Renderer().stream(notes, patch, tempo_bpm=100)
    heard, ready = np.zeros_like(whole), 0
    while not stream.is_complete:
        stream.advance()
        heard[ready : stream.ready_frames] = stream.samples[ready : stream.ready_frames]
        ready = stream.ready_frames
    np.testing.assert_array_equal(heard, whole)


def test_the_first_blocks_need_only_the_first_notes() -> None:
    notes = tune(6)
    stream = Renderer().stream(notes, patch_named("electric piano"))
    while stream.ready_frames < SAMPLE_RATE // 4:
        stream.advance()
    # Beyond the tails of the first notes nothing has been mixed yet.
    assert not stream.samples[6 * SAMPLE_RATE :].any()


def test_ready_frames_never_shrink_and_end_at_the_whole() -> None:
    stream = Renderer().stream(tune(7)[:8], patch_named("bell"), length_seconds=20.0)
    ready = [0]
    while not stream.is_complete:
        stream.advance()
        ready.append(stream.ready_frames)
    assert ready == sorted(ready)
    assert ready[-1] == len(stream.samples) >= 20 * SAMPLE_RATE


def test_listening_from_the_middle_leaves_out_what_is_over() -> None:
    notes, flute = tune(8), patch_named("flute")
    first = 10 * SAMPLE_RATE
    whole = Renderer().render(notes, flute)
    stream = Renderer().stream(notes, flute, first_frame=first)
    stream.advance()
    assert first < stream.ready_frames < len(whole)
    late = stream.finish()
    np.testing.assert_array_equal(late[first:], whole[first:])
    assert not late[: 4 * SAMPLE_RATE].any()


def test_no_notes_are_complete_at_once() -> None:
    assert Renderer().stream([], patch_named("bell")).is_complete
    silence = Renderer().stream([], everything("bell"), length_seconds=1.0)
    assert not silence.finish().any()
    beyond = Renderer().stream(tune(1)[:2], patch_named("bell"), first_frame=10**8)
    beyond.advance()
    assert beyond.is_complete
