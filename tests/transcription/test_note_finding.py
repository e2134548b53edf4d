import numpy as np
import pytest
from numpy.typing import NDArray

from musicbreeder.errors import MusicBreederError
from musicbreeder.services.humming import heard_tune, played_tune
from musicbreeder.services.importing import find
from musicbreeder.transcription.note_finding import heard_notes
from musicbreeder.transcription.pitch_track import PitchTracker
from musicbreeder.transcription.swift_tracker import SwiftTracker, is_swift_there
from musicbreeder.transcription.yin import YinTracker

SAMPLE_RATE = 44_100
TUNE = ((0.0, 0.5, 62), (0.5, 0.25, 64), (0.75, 0.25, 66), (1.0, 0.5, 69),
        (1.5, 0.5, 69), (2.0, 0.25, 71), (2.25, 0.25, 69), (2.5, 0.5, 66),
        (3.0, 1.0, 62))  # fmt: skip


def hummed(
    notes: tuple[tuple[float, float, int], ...] = TUNE,
    *,
    cents: float = 0.0,
    noise: float = 0.003,
    vibrato: float = 0.25,
) -> NDArray[np.float32]:
    """Return a voice: harmonics, slides between notes, vibrato, breath."""
    rng = np.random.default_rng(9)
    frame_count = int((notes[-1][0] + notes[-1][1] + 0.3) * SAMPLE_RATE)
    pitch, loudness = np.full(frame_count, 60.0), np.zeros(frame_count)
    before: float | None = None
    for start, length, midi_note in notes:
        first = int(start * SAMPLE_RATE)
        last = first + int(0.9 * length * SAMPLE_RATE)
        seconds = np.arange(last - first) / SAMPLE_RATE
        line = midi_note + cents / 100 + vibrato * np.sin(2 * np.pi * 5.5 * seconds)
        if before is not None:
            slide = np.clip(1.0 - seconds / 0.04, 0.0, 1.0)
            line += 0.5 * (before - midi_note) * slide
        pitch[first:last] = line
        swell = np.minimum(seconds / 0.03, seconds[::-1] / 0.04)
        loudness[first:last] = 0.3 * np.clip(swell, 0.0, 1.0)
        before = midi_note
    phase = 2 * np.pi * np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / SAMPLE_RATE
    voice = sum(np.sin(k * phase) / k**1.3 for k in range(1, 8)) * loudness
    return np.asarray(voice + rng.normal(0, noise, frame_count), dtype=np.float32)


def trackers() -> list[PitchTracker]:
    return [YinTracker(), *([SwiftTracker()] if is_swift_there() else [])]


@pytest.fixture(params=trackers(), ids=lambda tracker: tracker.name)
def tracker(request: pytest.FixtureRequest) -> PitchTracker:
    return request.param


@pytest.mark.parametrize("cents", [0.0, 35.0, -40.0])
def test_a_hummed_tune_is_heard_note_by_note_however_it_is_tuned(
    tracker: PitchTracker, cents: float
) -> None:
    heard = heard_notes(tracker.track(hummed(cents=cents), SAMPLE_RATE))
    assert [note.midi_note for note in heard.notes] == [note for *_, note in TUNE]
    starts = [note.start_seconds for note in heard.notes]
    assert np.abs(np.array(starts) - [start for start, *_ in TUNE]).max() < 0.06
    assert heard.tuning_cents == pytest.approx(cents, abs=12)
    assert heard.confidence > 0.8


def test_low_and_high_voices_are_heard(tracker: PitchTracker) -> None:
    for octave in (-12, 12):
        notes = tuple((start, length, n + octave) for start, length, n in TUNE)
        heard = heard_notes(tracker.track(hummed(notes), SAMPLE_RATE))
        assert [note.midi_note for note in heard.notes] == [n for *_, n in notes]


def test_silence_and_noise_are_no_melody(tracker: PitchTracker) -> None:
    rng = np.random.default_rng(1)
    for sound in (np.zeros(SAMPLE_RATE), rng.normal(0, 0.1, SAMPLE_RATE), np.zeros(0)):
        heard = heard_notes(tracker.track(sound.astype(np.float32), SAMPLE_RATE))
        assert len(heard.notes) <= 1
        with pytest.raises(MusicBreederError, match="No melody was heard"):
            heard_tune(sound.astype(np.float32), SAMPLE_RATE, tracker=tracker)


def test_a_string_struck_again_while_it_rings_is_two_notes() -> None:
    seconds = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    ring = np.exp(-3 * seconds) + np.where(
        seconds > 0.5, np.exp(-3 * (seconds - 0.5)), 0
    )
    sound = (0.3 * ring * np.sin(2 * np.pi * 220 * seconds)).astype(np.float32)
    heard = heard_notes(YinTracker().track(sound, SAMPLE_RATE))
    assert [note.midi_note for note in heard.notes] == [57, 57]
    assert heard.notes[1].start_seconds == pytest.approx(0.5, abs=0.05)


def test_a_hummed_tune_becomes_a_melody_with_its_rhythm_and_says_how_sure_it_is() -> (
    None
):
    heard = heard_tune(hummed(), SAMPLE_RATE, tracker=YinTracker())
    found = find(heard.tune)
    assert found.key.name in ("D major", "D major pentatonic")
    steps = [note.start for note in found.melody.notes]
    assert [step - steps[0] for step in steps] == [round(8 * s) for s, *_ in TUNE]
    assert "confidence (YIN)" in found.notices[0]


def test_a_tempo_that_was_kept_to_is_taken() -> None:
    heard = heard_tune(hummed(), SAMPLE_RATE, tempo_bpm=60, tracker=YinTracker())
    found = find(heard.tune)
    assert found.tempo_bpm == 60
    assert found.melody.notes[1].start - found.melody.notes[0].start == 2


def test_nothing_played_is_refused_in_a_sentence() -> None:
    with pytest.raises(MusicBreederError, match="one note after another"):
        played_tune(())
