from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from musicbreeder.errors import ChordNameError, FileFormatError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.services.audition import Audition, Sound
from musicbreeder.services.backing import (
    BASS,
    CHORDS,
    CLICK,
    DRUMS,
    LOOP,
    MELODY,
    SUGGESTED,
    Backing,
    Channel,
)
from musicbreeder.services.backing_band import BackingBand
from musicbreeder.services.backing_json import backing_from_json
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.synth.limiter import HIGHEST_PEAK
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import METERS, Tempo
from musicbreeder.theory.scale import Key

RATE = 24_000
TEMPO = Tempo(120)
A_MINOR = Key.named("A", "minor")
MELODY_OF_TWO_BARS = Melody.from_notes(
    [Note(0, 8, 69), Note(8, 16, 72), Note(16, 24, 65), Note(24, 32, 69)],
    32,
    METERS["4/4"],
)
FRAMES = 4 * RATE


@pytest.fixture
def band() -> BackingBand:
    return BackingBand(Renderer(RATE))


def stems(band: BackingBand, backing: Backing) -> dict[str, np.ndarray]:
    return band.stems(MELODY_OF_TWO_BARS, TEMPO, backing.beside(A_MINOR))


def test_without_anything_asked_for_nothing_plays(band: BackingBand) -> None:
    assert Backing().is_silent
    assert stems(band, Backing()) == {}


def test_a_progression_brings_chords_bass_and_drums(band: BackingBand) -> None:
    played = stems(band, Backing("Am F", "Pop"))
    assert set(played) == {CHORDS, BASS, DRUMS}
    for samples in played.values():
        assert len(samples) >= FRAMES
        assert 0.01 < np.abs(samples).max() < 1.0
    assert set(stems(band, Backing("Am F", "Folk"))) == {CHORDS, BASS}


def test_numerals_follow_the_melody_s_key_and_symbols_do_not(
    band: BackingBand,
) -> None:
    c_minor = Key.named("C", "minor")
    numerals, symbols = Backing("i ♭VI"), Backing("Am F")
    melody = MELODY_OF_TWO_BARS
    here = numerals.beside(A_MINOR).progression(melody)
    assert here == symbols.beside(A_MINOR).progression(melody)
    assert numerals.beside(c_minor).progression(melody) != here
    assert symbols.beside(c_minor).progression(melody) == here


def test_suggested_chords_fit_the_melody() -> None:
    found = Backing(SUGGESTED).beside(A_MINOR).progression(MELODY_OF_TWO_BARS)
    assert found is not None
    assert found.chords[0].symbol == "Am"


def test_levels_mutes_and_solos_decide_what_is_heard(band: BackingBand) -> None:
    backing = Backing("Am F", "Pop")
    alone = np.full((FRAMES, 2), 0.1, np.float32)
    played = stems(band, backing)
    both = band.mixed(alone, played, backing)
    only_melody = backing
    for name in (CHORDS, BASS, DRUMS):
        only_melody = only_melody.with_channel(name, Channel(is_muted=True))
    assert np.allclose(band.mixed(alone, played, only_melody)[:FRAMES], alone)
    solo = backing.with_channel(BASS, Channel(is_solo=True))
    heard = band.mixed(alone, played, solo)
    assert np.allclose(heard[: len(played[BASS])], played[BASS], atol=1e-6)
    softer = backing.with_channel(MELODY, Channel(0.0))
    assert np.abs(band.mixed(alone, played, softer) - both).max() > 0.05


def test_however_loud_the_mix_never_passes_the_limit(band: BackingBand) -> None:
    backing = Backing("Am F", "House", has_metronome=True)
    for name, _ in backing.channels:
        backing = backing.with_channel(name, Channel(1.0))
    loud = np.full((FRAMES, 2), 0.8, np.float32)
    mix = band.mixed(loud, stems(band, backing), backing)
    assert np.abs(mix).max() <= HIGHEST_PEAK + 1e-6


def test_the_metronome_clicks_every_beat_and_the_bar_line_higher(
    band: BackingBand,
) -> None:
    clicks = stems(band, Backing(has_metronome=True))[CLICK][:, 0]
    beat = RATE // 2
    for number in range(8):
        assert np.abs(clicks[number * beat :][:500]).max() > 0.05
    assert np.abs(clicks[0:500]).max() > 1.3 * np.abs(clicks[beat:][:500]).max()
    assert not clicks[beat - 5000 : beat].any()


def test_a_loop_goes_round_at_the_rate_of_the_player(
    band: BackingBand, tmp_path: Path
) -> None:
    time = np.arange(44_100) / 44_100
    tone = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    soundfile.write(tmp_path / "loop.wav", tone, 44_100)
    loop = stems(band, Backing(loop_path=str(tmp_path / "loop.wav")))[LOOP]
    assert loop.shape == (FRAMES, 2)
    spectrum = np.abs(np.fft.rfft(loop[:RATE, 0]))
    assert spectrum.argmax() == 440
    assert np.allclose(loop[:RATE], loop[RATE : 2 * RATE], atol=1e-6)


def test_a_loop_that_is_gone_is_answered_in_a_sentence(
    band: BackingBand, tmp_path: Path
) -> None:
    with pytest.raises(FileFormatError, match="not there"):
        stems(band, Backing(loop_path=str(tmp_path / "gone.wav")))
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(FileFormatError, match="no recording"):
        stems(band, Backing(loop_path=str(tmp_path / "text.wav")))


def test_chords_nobody_can_read_are_refused() -> None:
    with pytest.raises(ChordNameError):
        Backing("Am H7")
    with pytest.raises(ValueError, match="channel"):
        Backing().with_channel("kazoo", Channel())
    with pytest.raises(ValueError, match="level"):
        replace(Channel(), level=1.5)


def test_the_same_chords_are_played_once(band: BackingBand) -> None:
    backing = Backing("Am F", "Pop")
    assert stems(band, backing)[CHORDS] is stems(band, backing)[CHORDS]


def test_a_melody_is_heard_with_the_band_and_pictured_alone() -> None:
    audition = Audition(Renderer(RATE))
    alone = audition.render(MELODY_OF_TWO_BARS, Sound(tempo=TEMPO))
    backing = Backing("Am F", "Pop").beside(A_MINOR)
    together = audition.render(MELODY_OF_TWO_BARS, Sound(tempo=TEMPO, backing=backing))
    assert not np.allclose(together.samples[:FRAMES], alone.samples[:FRAMES], atol=0.01)
    assert np.array_equal(together.peaks(100), alone.peaks(100))


def test_what_is_heard_beside_is_kept_with_the_session_and_undone() -> None:
    session = BreedingSession.new(random_seed=1)
    plain = session.sound
    backing = Backing("i ♭VI", "Swing", has_metronome=True).with_channel(
        BASS, Channel(0.4, is_muted=True)
    )
    session.change_sound(replace(plain, backing=backing))
    again = BreedingSession.restored(session.content)
    assert again.sound.backing == backing
    again.undo()
    assert again.sound == plain
    again.redo()
    assert again.sound.backing == backing


@pytest.mark.parametrize(
    "damaged",
    [{"style": "polka"}, {"chords": "H"}, {"channels": {"bass": {"level": 9}}}, []],
)
def test_a_damaged_backing_is_refused(damaged: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        backing_from_json(damaged)


def test_a_bar_is_counted_before_a_melody_and_up_to_its_pickup(
    band: BackingBand,
) -> None:
    bar = 2 * RATE
    counted = band.count_in(METERS["4/4"], TEMPO)
    assert counted.shape == (bar, 2)
    with_pickup = band.count_in(METERS["4/4"].with_pickup("1/4"), TEMPO)
    assert len(with_pickup) == 2 * bar - RATE // 2
    assert np.abs(with_pickup[bar:][:500]).max() > 0.05
