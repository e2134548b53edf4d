from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from musicbreeder.cli.command_line import main


@pytest.fixture
def chord(tmp_path: Path) -> Path:
    """A second of A minor at 60 quarters a minute, in three voices, and a drum."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=1_000_000)])
    for note in (57, 60, 64):
        track.append(mido.Message("note_on", note=note, velocity=90))
    track.append(mido.Message("note_on", note=36, channel=9))
    for note, wait in ((57, 480), (60, 0), (64, 0)):
        track.append(mido.Message("note_off", note=note, time=wait))
    path = tmp_path / "chord.mid"
    mido.MidiFile(tracks=[track]).save(path)
    return path


def strength(samples: np.ndarray, rate: int, hz: float) -> float:
    """Return the level at a frequency, relative to the loudest one."""
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    part = mono[: round(0.9 * rate)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    frequencies = np.fft.rfftfreq(len(part), 1 / rate)
    return float(spectrum[np.abs(frequencies - hz) < 4].max() / spectrum.max())


def test_every_voice_of_a_chord_is_heard_in_its_tempo(
    chord: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = chord.with_name("out.wav")
    assert main(["render", str(chord), "--instrument", "Organ", "-o", str(output)]) == 0
    samples, rate = soundfile.read(output)
    assert rate == 48_000
    assert soundfile.info(output).subtype == "PCM_24"
    assert len(samples) > 1.0 * rate
    for hz in (220.0, 261.6, 329.6):
        assert strength(samples, rate, hz) > 0.1
    assert strength(samples, rate, 240.0) < 0.02
    streams = capsys.readouterr()
    assert "3 notes" in streams.out
    assert "1 drum note is left out" in streams.err


def test_dry_is_mono_and_as_long_as_the_notes(chord: Path) -> None:
    wet, dry = chord.with_name("wet.wav"), chord.with_name("dry.wav")
    arguments = ["render", str(chord), "--instrument", "pluck", "-o"]
    assert main([*arguments, str(wet)]) == 0
    assert main([*arguments, str(dry), "--dry"]) == 0
    assert soundfile.info(wet).channels == 2
    assert soundfile.info(dry).channels == 1
    assert soundfile.info(dry).frames < soundfile.info(wet).frames


def test_rate_and_format_are_as_asked(chord: Path) -> None:
    options = ["--sample-rate", "44100", "--sample-format", "pcm16"]
    assert main(["render", str(chord), *options]) == 0
    info = soundfile.info(chord.with_suffix(".wav"))
    assert (info.samplerate, info.subtype) == (44_100, "PCM_16")


@pytest.mark.parametrize("data", [b"", b"MThd", b"no midi at all"])
def test_a_bad_file_gives_one_sentence_and_no_sound(
    tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.mid").write_bytes(data)
    assert main(["render", str(tmp_path / "bad.mid")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("musicbreeder: “bad.mid” is")
    assert not (tmp_path / "bad.wav").exists()


def test_a_missing_folder_gives_one_sentence(
    chord: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(chord), "-o", str(chord.parent / "no" / "a.wav")]) == 1
    assert "there is no folder" in capsys.readouterr().err


def test_the_midi_file_is_never_overwritten(chord: Path) -> None:
    before = chord.read_bytes()
    assert main(["render", str(chord), "-o", str(chord)]) == 1
    assert chord.read_bytes() == before
