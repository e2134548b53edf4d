"""WAV files in the sample formats that DAWs ask for.

16 bit is written with triangular dither of two quantisation steps, which makes the
rounding error a steady noise at about -96 dB that does not follow the music
(Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither", JAES 1992). 24 bit
rounds below what converters resolve and needs none; 32-bit float is exact. Full scale,
1.0, is 2^15 or 2^23 steps, as every program reads it; only that one value clips.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import writing

if TYPE_CHECKING:
    import soundfile

SampleFormat = Literal["pcm16", "pcm24", "float32"]
SAMPLE_FORMATS: tuple[SampleFormat, ...] = get_args(SampleFormat)
SAMPLE_RATES = (44_100, 48_000, 96_000)

_SUBTYPES = {"pcm16": "PCM_16", "pcm24": "PCM_24", "float32": "FLOAT"}
_BLOCK_FRAMES = 65_536
_DITHER_RANDOM_SEED = 0


@dataclass(frozen=True)
class WavInformation:
    """What a WAV file says of itself, in a LIST INFO chunk; empty = says nothing.

    Attributes:
        title: the chunk's INAM.
        software: ISFT; libsndfile adds its own name.
        comment: ICMT.
    """

    title: str = ""
    software: str = ""
    comment: str = ""


def write_wav(
    path: str | Path,
    samples: NDArray[np.float32],
    sample_rate: int,
    sample_format: SampleFormat = "pcm24",
    information: WavInformation | None = None,
) -> None:
    """Write samples as a WAV file; equal samples give equal samples in the file.

    Args:
        samples: ``(frame_count, channel_count)`` or ``(frame_count,)`` float32; whole
            numbers clip at [-1, 1].
        sample_rate: in Hz.
        information: written behind the samples, so that programs that expect them at
            the usual place find them there; None = none is written.

    Raises:
        FileFormatError: the file cannot be written.
        ValueError: `sample_format` is not one of `SAMPLE_FORMATS`.
    """
    import soundfile  # with the first file: the window opens sooner without

    if sample_format not in SAMPLE_FORMATS:
        raise ValueError(
            f"sample_format must be one of {SAMPLE_FORMATS}, got {sample_format!r}"
        )
    frames = samples.reshape(len(samples), -1)
    rng = np.random.default_rng(_DITHER_RANDOM_SEED)
    # In memory first: libsndfile says only "System error" of a full disk, Python says
    # what is wrong.
    encoded = io.BytesIO()
    try:
        with soundfile.SoundFile(
            encoded,
            "w",
            samplerate=sample_rate,
            channels=frames.shape[1],
            format="WAV",
            subtype=_SUBTYPES[sample_format],
        ) as wav:
            for start in range(0, len(frames), _BLOCK_FRAMES):
                block = frames[start : start + _BLOCK_FRAMES]
                wav.write(_encoded(block, sample_format, rng))
            _tell(wav, information or WavInformation())
    except soundfile.LibsndfileError as error:
        raise FileFormatError(
            f"“{Path(path).name}” cannot be written as WAV ({error})."
        ) from error
    with writing(path) as file:
        file.write(encoded.getbuffer())


def _tell(wav: "soundfile.SoundFile", information: WavInformation) -> None:
    # libsndfile puts before the samples what it is told before it has written any.
    for name, text in vars(information).items():
        if text:
            setattr(wav, name, text)


def _encoded(
    block: NDArray[np.float32], sample_format: SampleFormat, rng: np.random.Generator
) -> NDArray[np.float32] | NDArray[np.int16] | NDArray[np.int32]:
    if sample_format == "float32":
        return np.ascontiguousarray(block, dtype=np.float32)
    if sample_format == "pcm24":
        steps = np.rint(block.astype(np.float64) * 2**23)
        # libsndfile takes the upper 24 of 32 bits.
        return np.clip(steps, -(2**23), 2**23 - 1).astype(np.int32) << 8
    scaled = block.astype(np.float64) * 2**15
    dither = rng.random(block.shape) - rng.random(block.shape)
    # Silence has no rounding error to hide, so it stays silent.
    steps = np.rint(scaled + np.where(block == 0.0, 0.0, dither))
    return np.clip(steps, -(2**15), 2**15 - 1).astype(np.int16)
