"""MIDI ports: the only module that knows rtmidi, which comes with the extra `midi`.

Learnt by trying, with python-rtmidi 1.5 on Linux: without ``/dev/snd/seq`` the ALSA
interface raises SystemError and writes to stderr, so it is not asked there; a running
JACK server serves instead. A port's name ends with its ALSA client and port numbers,
which change from one start of the machine to the next: they do not count when a port
that was chosen once is looked for again.

Any thread may call anything here. Opening and listing ask the system, which takes some
milliseconds, so both belong on a worker thread.
"""

import atexit
import re
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musicbreeder.errors import MidiDeviceError
from musicbreeder.live_midi.messages import (
    is_note_off,
    is_note_on,
    is_on_channel,
    note_off,
    silence_channel,
)
from musicbreeder.live_midi.note_guard import NoteGuard

CLIENT_NAME = "musicbreeder"
VIRTUAL_PORT = "musicbreeder (virtual port)"
"""Stands for a port of our own, to which other programs connect."""

_CHANNEL_COUNT = 16
_SETTLING_SECONDS = 0.1
_SILENCING_COUNT = 2
_ALSA_NUMBERS = re.compile(r" \d+:\d+$")
_ALSA_SEQUENCER = Path("/dev/snd/seq")
_MISSING = (
    "MIDI ports need the extra “midi”; install it with "
    "`pip install 'musicbreeder[midi]'`."
)
_NO_SYSTEM = (
    "No MIDI system answers here; load the ALSA sequencer (“sudo modprobe snd-seq”) or "
    "start JACK, then look again."
    if sys.platform.startswith("linux")
    else "No MIDI system answers here; restart the computer's sound services."
)


@dataclass(frozen=True)
class MidiPorts:
    """The ports there are, by the names the system gives them.

    Attributes:
        inputs: to listen to, such as keyboards.
        outputs: to play through, such as synths.
        can_be_virtual: a port of our own can be offered to other programs; Windows
            has none.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    can_be_virtual: bool


class MidiOutput:
    """An open port that notes leave by; it knows which of them sound."""

    def __init__(self, name: str, port: Any) -> None:
        """Take an rtmidi port that is open.

        Args:
            name: as it was asked for.
        """
        self.name = name
        self._port = port
        # NB: the performer's thread sends while another one silences or closes.
        self._lock = threading.Lock()
        self._sounding: set[tuple[int, int]] = set()
        self._used_channels: set[int] = set()
        self._guard = None if name == VIRTUAL_PORT else NoteGuard(name)
        _open_outputs.add(self)

    @property
    def sounding(self) -> frozenset[tuple[int, int]]:
        """The channel (0-15) and MIDI note of everything that was not released."""
        with self._lock:
            return frozenset(self._sounding)

    def send(self, message: bytes) -> None:
        """Send one message at once; after `close` nothing happens.

        Raises:
            MidiDeviceError: the port is gone.
        """
        with self._lock:
            self._send(message)

    def silence(self) -> None:
        """Release every note that sounds, then say so once more by “all notes off”.

        Raises:
            MidiDeviceError: the port is gone.
        """
        with self._lock:
            self._silence()

    def close(self) -> None:
        """Fall silent and give the port back."""
        with self._lock:
            if self._port is None:
                return
            try:
                self._silence()
            except MidiDeviceError:
                # The device is gone, so are its notes.
                self._sounding.clear()
            finally:
                port, self._port = self._port, None
                port.close_port()
                port.delete()
                if self._guard is not None:
                    self._guard.dismiss()
        _open_outputs.discard(self)

    def _send(self, message: bytes) -> None:
        if self._port is None:
            return
        try:
            self._port.send_message(message)
        except _rtmidi_error() as error:
            raise MidiDeviceError(
                f"The MIDI port “{self.name}” does not answer; connect it again and "
                "choose it once more."
            ) from error
        if is_on_channel(message):
            channel = message[0] & 0x0F
            self._used_channels.add(channel)
            if is_note_on(message):
                self._sounding.add((channel, message[1]))
            elif is_note_off(message):
                self._sounding.discard((channel, message[1]))

    def _silence(self) -> None:
        for channel, midi_note in sorted(self._sounding):
            self._send(note_off(midi_note, channel))
        for channel in sorted(self._used_channels):
            for message in silence_channel(channel):
                self._send(message)
        self._used_channels.clear()


_open_outputs: "weakref.WeakSet[MidiOutput]" = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Let no note hang when the program ends without having closed its ports."""
    for output in tuple(_open_outputs):
        output.close()


def list_ports() -> MidiPorts:
    """Return the MIDI ports of this machine.

    Raises:
        MidiDeviceError: the extra is missing, or no MIDI system answers.
    """
    outputs = _named_ports(new_output())
    inputs = _named_ports(new_input())
    return MidiPorts(inputs, outputs, can_be_virtual=sys.platform != "win32")


def open_output(name: str) -> MidiOutput:
    """Open a port to play through.

    Args:
        name: one of `MidiPorts.outputs`, or `VIRTUAL_PORT`.

    Raises:
        MidiDeviceError: it is not there, in use, or MIDI does not work here.
    """
    port = new_output()
    open_port(port, name)
    # Before the connection has settled the first messages may be lost.
    time.sleep(_SETTLING_SECONDS)
    return MidiOutput(name, port)


def silence_port(name: str) -> None:
    """Send “all notes off” on every channel of a port that nobody here has open.

    Raises:
        MidiDeviceError: it cannot be opened.
    """
    port = new_output()
    open_port(port, name)
    try:
        # What is sent before a connection has settled, or just before it is closed, may
        # be lost: JACK passes messages on once in each of its cycles.
        for _ in range(_SILENCING_COUNT):
            time.sleep(_SETTLING_SECONDS)
            for channel in range(_CHANNEL_COUNT):
                for message in silence_channel(channel):
                    port.send_message(message)
        time.sleep(_SETTLING_SECONDS)
    finally:
        port.close_port()
        port.delete()


def new_output() -> Any:
    """Return an rtmidi output that is not open yet, of the system that answers.

    Raises:
        MidiDeviceError: the extra is missing, or no MIDI system answers.
    """
    return _new("MidiOut")


def new_input() -> Any:
    """Return an rtmidi input that is not open yet, see `new_output`."""
    return _new("MidiIn")


def open_port(port: Any, name: str) -> None:
    """Open an rtmidi port by the name that a person chose.

    Raises:
        MidiDeviceError: it is not there any more, or refuses.
    """
    try:
        if name == VIRTUAL_PORT:
            port.open_virtual_port(CLIENT_NAME)
            return
        number = _number_of(name, tuple(port.get_ports()))
        if number is None:
            raise MidiDeviceError(
                f"The MIDI port “{name}” is not there; connect it, or choose another "
                "one."
            )
        port.open_port(number, name=CLIENT_NAME)
    except (_rtmidi_error(), RuntimeError) as error:  # Windows has no virtual ports
        raise MidiDeviceError(
            f"The MIDI port “{name}” cannot be opened; close other programs that use "
            "it, or choose another one."
        ) from error


def _new(kind: str) -> Any:
    rtmidi = _rtmidi()
    for interface in rtmidi.get_compiled_api():
        if interface == rtmidi.API_LINUX_ALSA and not _ALSA_SEQUENCER.exists():
            continue
        if interface == rtmidi.API_RTMIDI_DUMMY:
            continue
        try:
            return getattr(rtmidi, kind)(interface, name=CLIENT_NAME)
        except rtmidi.RtMidiError:
            continue
    raise MidiDeviceError(_NO_SYSTEM)


def _rtmidi() -> Any:
    try:
        import rtmidi
    except ImportError as error:
        raise MidiDeviceError(_MISSING) from error
    return rtmidi


def _rtmidi_error() -> type[Exception]:
    error: type[Exception] = _rtmidi().RtMidiError
    return error


_MOST_COUNTS = 5


def _named_ports(port: Any) -> tuple[str, ...]:
    names: list[str] = []
    try:
        for _ in range(_MOST_COUNTS):
            try:
                names = port.get_ports()
                break
            except _rtmidi_error():
                # A port went while they were counted: they are counted anew.
                continue
    finally:
        port.delete()
    # Our own ports are no choice: they would play into themselves.
    return tuple(name for name in names if not name.startswith(CLIENT_NAME))


def _number_of(name: str, names: tuple[str, ...]) -> int | None:
    if name in names:
        return names.index(name)
    plain = [_ALSA_NUMBERS.sub("", one) for one in names]
    wanted = _ALSA_NUMBERS.sub("", name)
    return plain.index(wanted) if wanted in plain else None
