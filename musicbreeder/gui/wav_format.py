"""The formats of WAV files: choices, their words, and what was chosen last."""

from dataclasses import dataclass

from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.storage.settings_file import Settings

SAMPLE_RATES: dict[int, str] = {44_100: "44.1 kHz", 48_000: "48 kHz", 96_000: "96 kHz"}
SAMPLE_FORMATS: dict[SampleFormat, str] = {
    "pcm16": "16 bit",
    "pcm24": "24 bit",
    "float32": "32-bit float",
}


@dataclass(frozen=True)
class WavFormat:
    """The format of WAV files.

    Attributes:
        sample_rate: in Hz.
    """

    sample_rate: int
    sample_format: SampleFormat

    @staticmethod
    def of(preferences: Settings) -> "WavFormat":
        """Return what the listener chose last."""
        return WavFormat(preferences.wav_sample_rate, preferences.wav_sample_format)

    @property
    def text(self) -> str:
        """In words: ``"48 kHz, 24 bit"``."""
        return f"{SAMPLE_RATES[self.sample_rate]}, {SAMPLE_FORMATS[self.sample_format]}"
