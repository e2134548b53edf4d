import sys

import pytest

from musicbreeder.errors import MidiDeviceError
from musicbreeder.live_midi.port import list_ports


def test_without_the_extra_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    with pytest.raises(MidiDeviceError, match=r"pip install 'musicbreeder\[midi\]'"):
        list_ports()


def test_a_machine_without_any_midi_system_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rtmidi = pytest.importorskip("rtmidi")

    def refuse(*_: object, **__: object) -> None:
        raise rtmidi.SystemError("error creating ALSA sequencer client object")

    monkeypatch.setattr(rtmidi, "MidiOut", refuse)
    with pytest.raises(MidiDeviceError, match="No MIDI system answers here") as told:
        list_ports()
    assert "\n" not in str(told.value)
