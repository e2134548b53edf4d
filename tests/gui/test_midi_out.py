"""MIDI out of the window; only rtmidi, which needs ports, is played by the test."""

import sys
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any, ClassVar

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.midi_out import MidiOut
from musicbreeder.gui.midi_out_dialog import MidiOutDialog
from musicbreeder.live_midi.messages import START, STOP, silence_channel
from musicbreeder.live_midi.port import VIRTUAL_PORT


class FakePort:
    """What rtmidi would open; remembers what is sent, by the name of the port."""

    names: ClassVar[list[str]] = ["Nord Stage"]
    sent: ClassVar[dict[str, list[bytes]]] = {}
    is_broken: ClassVar[bool] = False

    def __init__(self, *_: object, **__: object) -> None:
        self._name = ""

    def get_ports(self) -> list[str]:
        return self.names

    def open_port(self, number: int, name: str) -> None:
        self._open(self.names[number])

    def open_virtual_port(self, name: str) -> None:
        self._open(name)

    def _open(self, name: str) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self._name = name
        self.sent[name] = []

    def send_message(self, message: bytes) -> None:
        if self.is_broken:
            raise OSError("unplugged")
        self.sent[self._name].append(bytes(message))

    def close_port(self) -> None:
        pass

    def delete(self) -> None:
        pass


@pytest.fixture(autouse=True)
def rtmidi(monkeypatch: pytest.MonkeyPatch) -> type[FakePort]:
    module: Any = ModuleType("rtmidi")
    module.API_LINUX_ALSA, module.API_RTMIDI_DUMMY = 2, 5
    module.get_compiled_api = lambda: [3]
    module.RtMidiError = OSError
    module.MidiOut = module.MidiIn = FakePort
    monkeypatch.setitem(sys.modules, "rtmidi", module)
    monkeypatch.setattr(FakePort, "sent", {})
    # No process has to watch over what cannot sound.
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return FakePort


@pytest.fixture
def midi_out(qtbot: QtBot, conductor: Conductor) -> Iterator[MidiOut]:
    made = MidiOut(conductor)
    yield made
    conductor.stage.ending.emit()


def notes_in(messages: list[bytes]) -> list[int]:
    return [one[1] for one in messages if one[0] & 0xF0 == 0x90]


def open_nord(qtbot: QtBot, conductor: Conductor, midi_out: MidiOut) -> list[bytes]:
    conductor.change_preferences(midi_port="Nord Stage")
    qtbot.waitUntil(lambda: midi_out.port_name == "Nord Stage")
    return FakePort.sent["Nord Stage"]


def test_what_is_heard_is_played_through_the_port_with_instrument_and_clock(
    qtbot: QtBot, conductor: Conductor, midi_out: MidiOut
) -> None:
    conductor.change_preferences(midi_channel=5)
    sent = open_nord(qtbot, conductor, midi_out)
    individual = conductor.session.generation[2]
    conductor.hear(individual.id)
    qtbot.waitUntil(lambda: len(notes_in(sent)) >= 2, timeout=20_000)
    conductor.stop()
    qtbot.waitUntil(lambda: STOP in sent)
    heard = individual.melody.midi_notes.tolist()
    assert notes_in(sent)[:2] == heard[:2]
    assert sent[0] == bytes((0xC4, 4)), "the electric piano of General MIDI"
    assert START in sent
    assert silence_channel(4)[1] in sent


def test_the_app_is_silent_while_a_synth_plays_instead_and_its_volume_is_kept(
    qtbot: QtBot, conductor: Conductor, midi_out: MidiOut
) -> None:
    conductor.set_volume(0.6)
    conductor.change_preferences(midi_replaces_sound=True)
    player = conductor.stage.player
    assert player.volume == 0.6, "no port is open: somebody has to play"
    open_nord(qtbot, conductor, midi_out)
    assert player.volume == 0.0
    conductor.set_volume(0.7)
    assert player.volume == 0.0
    conductor.change_preferences(midi_port=None)
    assert player.volume == 0.7


def test_a_port_that_is_not_there_is_told_and_looked_for_again(
    qtbot: QtBot,
    conductor: Conductor,
    midi_out: MidiOut,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with qtbot.waitSignal(conductor.error_posted) as told:
        conductor.change_preferences(midi_port="Juno")
    assert "“Juno” is not there" in told.args[0]
    monkeypatch.setattr(FakePort, "names", ["Juno"])
    midi_out.try_again()
    qtbot.waitUntil(lambda: midi_out.port_name == "Juno")
    assert midi_out.problem == ""


def test_a_port_that_fails_while_it_plays_gives_the_sound_back(
    qtbot: QtBot,
    conductor: Conductor,
    midi_out: MidiOut,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conductor.change_preferences(midi_replaces_sound=True)
    open_nord(qtbot, conductor, midi_out)
    monkeypatch.setattr(FakePort, "is_broken", True)
    with qtbot.waitSignal(conductor.error_posted, timeout=20_000) as told:
        conductor.hear(conductor.selected_id)
    assert "does not answer" in told.args[0]
    assert midi_out.port_name == ""
    assert conductor.stage.player.volume > 0.0


def test_the_dialog_offers_the_ports_and_an_own_one(
    qtbot: QtBot, conductor: Conductor, midi_out: MidiOut
) -> None:
    dialog = MidiOutDialog(conductor, midi_out)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.port.count() == 3)
    names = [dialog.port.itemText(row) for row in range(3)]
    assert names == ["Off", VIRTUAL_PORT, "Nord Stage"]
    choose(dialog.port, 1)
    qtbot.waitUntil(lambda: midi_out.port_name == VIRTUAL_PORT)
    assert "port “musicbreeder”" in dialog.status.text()


def test_without_the_extra_the_dialog_says_how_to_install_it(
    qtbot: QtBot,
    conductor: Conductor,
    midi_out: MidiOut,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    dialog = MidiOutDialog(conductor, midi_out)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "musicbreeder[midi]" in dialog.status.text())


def choose(box: QComboBox, row: int) -> None:
    box.setCurrentIndex(row)
    box.activated.emit(row)
