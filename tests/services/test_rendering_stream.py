import numpy as np
import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.services.audition import Audition, Rendering, Sound
from musicbreeder.services.backing import Backing
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import METERS, Tempo

SAMPLE_RATE = 16_000
SOUND = Sound("pluck", Tempo(120.0))


@pytest.fixture(scope="module")
def long_melody() -> Melody:
    notes = [Note(4 * n, 4 * n + 3, 60 + n % 12) for n in range(32)]
    return Melody.from_notes(notes, 128, METERS["4/4"])


def copied(rendering: Rendering) -> np.ndarray:
    progress = rendering.progress
    assert progress is not None
    return rendering.samples[progress.first_frame : progress.ready_frames].copy()


@pytest.mark.parametrize(
    "sound",
    [SOUND, Sound("pluck", Tempo(120.0), backing=Backing(has_metronome=True))],
    ids=["alone", "with a metronome"],
)
def test_what_is_heard_first_is_what_the_whole_begins_with(
    long_melody: Melody, sound: Sound
) -> None:
    begun: list[tuple[Rendering, np.ndarray]] = []
    audition = Audition(Renderer(SAMPLE_RATE))
    whole = audition.render(
        long_melody, sound, lambda one: begun.append((one, copied(one)))
    )
    ((growing, first),) = begun
    assert SAMPLE_RATE // 4 <= len(first) < SAMPLE_RATE
    np.testing.assert_array_equal(first, whole.samples[: len(first)])
    # The same samples grow on while they are heard.
    np.testing.assert_array_equal(growing.samples, whole.samples)
    assert growing.melody_frames == whole.melody_frames
    assert whole.progress is None
    with pytest.raises(ValueError, match="read-only"):
        growing.samples[0] = 1.0


def test_listening_from_the_middle_begins_there_and_ends_whole(
    long_melody: Melody,
) -> None:
    begun: list[tuple[Rendering, int, np.ndarray]] = []

    def on_begun(one: Rendering) -> None:
        assert one.progress is not None
        begun.append((one, one.progress.first_frame, copied(one)))

    whole = Audition(Renderer(SAMPLE_RATE)).render(long_melody, SOUND, on_begun, 0.75)
    ((growing, first_frame, first),) = begun
    assert first_frame == whole.melody_frames * 3 // 4
    stop = first_frame + len(first)
    np.testing.assert_allclose(first, whole.samples[first_frame:stop], atol=1e-6)
    assert growing.progress is not None
    assert growing.progress.first_frame == 0
    np.testing.assert_allclose(growing.samples, whole.samples, atol=1e-6)


def test_what_is_at_hand_already_is_never_begun_anew(long_melody: Melody) -> None:
    audition = Audition(Renderer(SAMPLE_RATE))
    known = audition.render(long_melody, SOUND)
    begun: list[Rendering] = []
    assert audition.render(long_melody, SOUND, begun.append) is known
    assert not begun
