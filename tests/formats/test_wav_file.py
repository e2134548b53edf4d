from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import soundfile

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.wav_file import SampleFormat, write_wav

LSB_16, LSB_24 = 2.0**-15, 2.0**-23


def tone(level: float, frame_count: int = 48_000) -> np.ndarray:
    seconds = np.arange(frame_count) / 48_000
    left = level * np.sin(2 * np.pi * 440.0 * seconds)
    return np.stack([left, -left], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("sample_format", "subtype", "largest_error"),
    [
        ("pcm16", "PCM_16", 1.5 * LSB_16),
        ("pcm24", "PCM_24", 0.51 * LSB_24),
        ("float32", "FLOAT", 0.0),
    ],
)
@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
def test_what_is_written_is_read_back(
    tmp_path: Path,
    sample_format: SampleFormat,
    subtype: str,
    largest_error: float,
    sample_rate: int,
) -> None:
    path = tmp_path / "tone.wav"
    samples = tone(0.8, 70_000)  # more than one block
    write_wav(path, samples, sample_rate, sample_format)
    info = soundfile.info(path)
    assert (info.samplerate, info.subtype, info.channels) == (sample_rate, subtype, 2)
    read, _ = soundfile.read(path, dtype="float64")
    assert read.shape == samples.shape
    assert np.abs(read - samples).max() <= largest_error


def test_dither_keeps_a_tone_below_the_last_bit(tmp_path: Path) -> None:
    samples = tone(0.4 * LSB_16)
    write_wav(tmp_path / "a.wav", samples, 48_000, "pcm16")
    read, _ = soundfile.read(tmp_path / "a.wav")
    # Without dither it would be rounded to nothing.
    gain = (read[:, 0] @ samples[:, 0]) / (samples[:, 0] @ samples[:, 0])
    assert gain == pytest.approx(1.0, abs=0.15)
    # Triangular dither and rounding: a sixth and a twelfth of a step squared.
    noise = (read - samples).var() / LSB_16**2
    assert noise == pytest.approx(0.25, rel=0.05)


def test_silence_stays_silence_and_full_scale_does_not_wrap(tmp_path: Path) -> None:
    samples = np.zeros((1000, 2), dtype=np.float32)
    samples[500] = (3.0, -3.0)
    for sample_format in get_args(SampleFormat)[:2]:
        write_wav(tmp_path / "a.wav", samples, 48_000, sample_format)
        read, _ = soundfile.read(tmp_path / "a.wav")
        assert read[500] == pytest.approx((1.0, -1.0), abs=1e-4)
        assert not np.delete(read, 500, axis=0).any()


def test_mono_is_written_in_one_channel(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(0.5)[:, 0], 48_000, "float32")
    assert soundfile.info(tmp_path / "a.wav").channels == 1


def test_equal_samples_give_equal_16_bit_files(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        write_wav(tmp_path / name, tone(0.5), 48_000, "pcm16")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_no_file_is_left_where_none_can_be(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="there is no folder"):
        write_wav(tmp_path / "gone" / "a.wav", tone(0.5), 48_000)
    assert not list(tmp_path.iterdir())


def test_a_sample_format_nobody_knows_is_our_own_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pcm16"):
        write_wav(tmp_path / "a.wav", tone(0.5), 48_000, "mp3")  # type: ignore[arg-type]
