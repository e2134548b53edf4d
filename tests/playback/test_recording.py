import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.recording import LONGEST_SECONDS, Recorder


class PortAudioError(Exception):
    pass


class Stream:
    """A microphone that has spoken when it is closed; stands for PortAudio."""

    def __init__(self, block: np.ndarray, **options: Any) -> None:
        self.block, self.options = block, options

    def start(self) -> None:
        for _ in range(4):
            self.options["callback"](self.block, len(self.block), None, None)

    def close(self) -> None:
        pass


def with_microphone(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> None:
    module = SimpleNamespace(PortAudioError=PortAudioError, **parts)
    monkeypatch.setitem(sys.modules, "sounddevice", module)


def speaking(level: float, rate: float = 8_000.0) -> dict[str, Any]:
    block = np.full((400, 1), level, dtype=np.float32)
    return {
        "query_devices": lambda kind: {"default_samplerate": rate},
        "InputStream": lambda **options: Stream(block, **options),
    }


def test_what_the_microphone_hears_comes_back_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_microphone(monkeypatch, **speaking(0.25))
    recorder = Recorder()
    assert (recorder.seconds, recorder.level) == (0.2, 0.25)
    samples = recorder.close()
    assert samples.shape == (1_600,)
    assert samples.dtype == np.float32


def test_a_recording_that_nobody_ends_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_microphone(monkeypatch, **speaking(0.25, rate=20.0))
    recorder = Recorder()
    assert recorder.is_full
    assert recorder.seconds < 2 * LONGEST_SECONDS


def test_no_microphone_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(kind: str) -> None:
        raise PortAudioError(kind)

    with_microphone(monkeypatch, query_devices=none)
    with pytest.raises(AudioDeviceError, match="No microphone was found"):
        Recorder()


def test_a_microphone_that_refuses_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**options: Any) -> None:
        raise PortAudioError("busy")

    parts = speaking(0.1) | {"InputStream": refuse}
    with_microphone(monkeypatch, **parts)
    with pytest.raises(AudioDeviceError, match="privacy settings"):
        Recorder()


def test_a_microphone_without_leave_gives_silence_which_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_microphone(monkeypatch, **speaking(0.0))
    with pytest.raises(AudioDeviceError, match="was silent"):
        Recorder().close()
