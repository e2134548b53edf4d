"""Ports on a real MIDI system: a JACK server of our own, with the dummy driver.

What we send is heard by python-rtmidi alone, as another program would. Needs the Debian
package jackd2 and the extra `midi`; without them these tests are skipped.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from musicbreeder.errors import MidiDeviceError
from musicbreeder.live_midi.input import open_input
from musicbreeder.live_midi.port import (
    CLIENT_NAME,
    VIRTUAL_PORT,
    list_ports,
    open_output,
)

pytestmark = pytest.mark.midi_system

_SYNTH = "a synth"
_PORT = f"{_SYNTH}:keys"
_PLAY_AND_END = """
import os, signal, sys
from musicbreeder.live_midi.port import open_output
output = open_output(sys.argv[1])
output.send(bytes((0x92, 60, 100)))
print("playing", flush=True)
sys.stdin.read(1)
if sys.argv[2] != "0":
    os.kill(os.getpid(), int(sys.argv[2]))
"""


def wait_for(claim: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 30.0
    while not claim():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def rtmidi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Python-rtmidi while a JACK server runs that only this test knows by name."""
    missing = [name for name in ("jackd",) if shutil.which(name) is None]
    try:
        import rtmidi
    except ImportError:
        missing.append("python-rtmidi")
    if missing or Path("/dev/snd/seq").exists():
        reason = f"NOT TESTED: MIDI ports; {', '.join(missing) or 'ALSA answers first'}"
        if sys.platform.startswith("linux"):
            with warnings.catch_warnings():
                warnings.simplefilter("default")
                warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    name = f"musicbreeder-{uuid4().hex[:8]}"
    log = tmp_path_factory.mktemp("jack") / "log"
    with log.open("wb") as output, pytest.MonkeyPatch.context() as patch:
        patch.setenv("JACK_DEFAULT_SERVER", name)
        patch.setenv("JACK_NO_AUDIO_RESERVATION", "1")
        server = subprocess.Popen(
            ["jackd", "--no-realtime", "-n", name, "-d", "dummy", "-r", "48000",
             "-p", "256"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )  # fmt: skip

        def answers() -> bool:
            assert server.poll() is None, log.read_text()
            try:
                rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="asking").delete()
            except rtmidi.RtMidiError:
                return False
            return True

        try:
            wait_for(answers, "the start of the JACK server")
            yield rtmidi
        finally:
            server.terminate()
            server.wait()


class Synth:
    """Another program that listens; it knows nothing of ours."""

    def __init__(self, rtmidi: Any) -> None:
        self._input = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=_SYNTH)
        self._input.ignore_types(timing=False)
        self._input.open_virtual_port("keys")
        self._heard: list[bytes] = []

    @property
    def heard(self) -> list[bytes]:
        while (event := self._input.get_message()) is not None:
            self._heard.append(bytes(event[0]))
        return self._heard

    def close(self) -> None:
        self._input.close_port()
        self._input.delete()


@pytest.fixture
def synth(rtmidi: Any) -> Iterator[Synth]:
    made = Synth(rtmidi)
    yield made
    made.close()


def test_a_synth_hears_the_notes_and_closing_ends_them(synth: Synth) -> None:
    assert _PORT in list_ports().outputs
    output = open_output(_PORT)
    output.send(b"\xc1\x2d")
    output.send(b"\x91\x3c\x64")
    wait_for(lambda: b"\x91\x3c\x64" in synth.heard, "the note")
    assert output.sounding == {(1, 60)}
    output.close()
    wait_for(lambda: b"\xb1\x7b\x00" in synth.heard, "all notes off")
    assert synth.heard.index(b"\x81\x3c\x00") < synth.heard.index(b"\xb1\x7b\x00")
    output.send(b"\x91\x3c\x64")
    assert output.sounding == set()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, 0])
def test_the_synth_falls_silent_however_the_app_ends(synth: Synth, number: int) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", _PLAY_AND_END, _PORT, str(int(number))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ.copy(),
    )
    with app:
        assert app.stdout is not None
        assert app.stdin is not None
        assert app.stdout.readline() == b"playing\n"
        wait_for(lambda: b"\x92\x3c\x64" in synth.heard, "the note")
        assert b"\xb2\x7b\x00" not in synth.heard
        app.stdin.close()
        assert app.wait() == -number
    wait_for(lambda: b"\xb2\x7b\x00" in synth.heard, "all notes off after the end")


def test_other_programs_can_connect_to_our_own_port(rtmidi: Any) -> None:
    other = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="a sequencer")

    def ports() -> list[str]:
        try:
            return list(other.get_ports())
        except rtmidi.InvalidPortError:  # one went while they were counted
            return []

    # Ports that were closed a moment ago take their time to go.
    before = set(ports())
    output = open_output(VIRTUAL_PORT)
    try:

        def ours() -> list[int]:
            return [
                number
                for number, name in enumerate(ports())
                if name.startswith(CLIENT_NAME) and name not in before
            ]

        wait_for(ours, "a port of ours")
        other.open_port(ours()[0])
        heard: list[object] = []

        def arrives() -> list[object]:
            # A connection takes a moment until it carries anything.
            output.send(b"\x90\x40\x50")
            event = other.get_message()
            if event is not None:
                heard.append(bytes(event[0]))
            return heard

        wait_for(arrives, "the note")
        assert set(heard) == {b"\x90\x40\x50"}
    finally:
        other.close_port()
        other.delete()
        output.close()


def test_a_keyboard_is_heard_with_its_rhythm_and_dynamics(rtmidi: Any) -> None:
    keyboard = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="a keyboard")
    with open_input(VIRTUAL_PORT) as heard:
        names = keyboard.get_ports()
        [ours] = [n for n, name in enumerate(names) if name.startswith(CLIENT_NAME)]
        keyboard.open_port(ours)
        time.sleep(0.1)  # a connection takes a moment until it carries anything
        for message, pause in (
            (b"\x90\x3c\x64", 0.1),
            (b"\x90\x3c\x00", 0.1),  # a release, as many keyboards send it
            (b"\x90\x40\x20", 0.1),
        ):
            keyboard.send_message(message)
            time.sleep(pause)
        wait_for(lambda: len(heard.notes) == 2, "both notes")
        assert heard.held_notes == (64,)
        keyboard.close_port()
        keyboard.delete()
    first, second = heard.notes
    assert [(n.midi_note, n.velocity) for n in heard.notes] == [(60, 100), (64, 32)]
    first_end = first.start_seconds + first.duration_seconds
    assert 0.0 < first.start_seconds < first_end < second.start_seconds
    assert second.duration_seconds > 0.0
    assert heard.notes == heard.notes, "nothing grows once the port is closed"


def test_a_port_that_is_gone_is_told_in_one_sentence(rtmidi: Any) -> None:
    with pytest.raises(MidiDeviceError, match="“Nord Stage” is not there"):
        open_output("Nord Stage")


def test_numbers_that_the_system_gives_anew_do_not_hide_a_port(synth: Synth) -> None:
    output = open_output(f"{_PORT} 14:0")
    output.close()
