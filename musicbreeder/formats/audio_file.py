"""Recorded sound: WAV, FLAC, OGG, MP3 and whatever else libsndfile reads."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import FileFormatError

AUDIO_SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".mp3", ".aif", ".aiff")
LONGEST_SECONDS = 600.0


@dataclass(frozen=True, eq=False)
class Audio:
    """A recording.

    Attributes:
        samples: ``(frame_count, channel_count)`` float32, mostly in [-1, 1].
        sample_rate: in Hz.
    """

    samples: NDArray[np.float32]
    sample_rate: int

    @property
    def duration_seconds(self) -> float:
        return len(self.samples) / self.sample_rate

    @property
    def mono(self) -> NDArray[np.float32]:
        """All channels as one, ``(frame_count,)``."""
        mixed: NDArray[np.float32] = self.samples.mean(axis=1, dtype=np.float32)
        return mixed

    @property
    def stereo(self) -> NDArray[np.float32]:
        """The first two channels, or the only one twice, ``(frame_count, 2)``."""
        if self.samples.shape[1] == 1:
            return np.repeat(self.samples, 2, axis=1)
        return np.ascontiguousarray(self.samples[:, :2])


def read_audio(path: str | Path, longest_seconds: float = LONGEST_SECONDS) -> Audio:
    """Read a recording.

    Args:
        longest_seconds: what is longer is refused, not cut.

    Raises:
        FileFormatError: it is not there, no recording, empty, or too long.
    """
    import soundfile  # with the first file: the window opens sooner without

    path = Path(path)
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > longest_seconds * file.samplerate:
                raise FileFormatError(
                    f"“{path.name}” lasts longer than {longest_seconds / 60:.0f} "
                    "minutes; cut out the part you want."
                )
            samples = file.read(dtype="float32", always_2d=True)
            sample_rate = int(file.samplerate)
    except (OSError, soundfile.LibsndfileError) as error:
        reason = (
            "it is not there"
            if not path.is_file()
            else "it is no recording this program can read, or it is damaged"
        )
        raise FileFormatError(
            f"“{path.name}” cannot be opened: {reason}; try WAV, FLAC or MP3."
        ) from error
    if not len(samples):
        raise FileFormatError(
            f"“{path.name}” is empty: there is nothing to hear in it."
        )
    return Audio(np.nan_to_num(samples), sample_rate)


def resampled(samples: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """Return samples at another rate, by cutting or widening their spectrum.

    Exact for what lies below both Nyquist frequencies, as the whole is transformed at
    once; meant for loops and phrases, not for hours.

    Args:
        samples: ``(frame_count, channel_count)``.
        ratio: new rate by old rate, above 0.
    """
    if ratio <= 0.0:
        raise ValueError(f"ratio must be above 0, got {ratio}")
    old_count = len(samples)
    new_count = max(round(old_count * ratio), 1)
    if new_count == old_count:
        return samples
    spectrum = np.fft.rfft(samples, axis=0)
    kept = spectrum[: new_count // 2 + 1]
    changed = np.fft.irfft(kept, new_count, axis=0) * (new_count / old_count)
    result: NDArray[np.float32] = changed.astype(np.float32)
    return result
