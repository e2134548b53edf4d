"""What is played on a MIDI keyboard, as notes in seconds.

The sustain pedal is left out: a melody has one voice, and its notes end with the key.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from musicbreeder.live_midi.messages import is_note_off, is_note_on, is_on_channel
from musicbreeder.live_midi.port import new_input, open_port
from musicbreeder.melody.timing import TimedNote

_POLL_SECONDS = 0.004


@dataclass(slots=True)
class _HeldKey:
    started_at_seconds: float
    velocity: int


class MidiInput:
    """An open port that hears a keyboard.

    Activities side by side: a thread of its own, which notes what has arrived and when,
    and one thread at a time that asks for `notes`. rtmidi's own thread may be the one
    on which JACK's sound hangs, so it is never made to wait for Python.
    """

    def __init__(self, name: str, port: Any) -> None:
        """Take an rtmidi input that is open.

        Args:
            name: as it was asked for.
        """
        self.name = name
        self._port = port
        self._opened_at_seconds = time.monotonic()
        self._arrived: deque[tuple[bytes, float, float]] = deque()
        # rtmidi tells how long after the one before a message came, more exactly than
        # Python can: only the first is timed here.
        self._clock_seconds: float | None = None
        self._held: dict[tuple[int, int], _HeldKey] = {}
        self._played: list[TimedNote] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._receive, name="MIDI input", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def held_notes(self) -> tuple[int, ...]:
        """The MIDI notes of the keys that are down now, lowest first."""
        self._listen()
        return tuple(sorted(midi_note for _, midi_note in self._held))

    @property
    def notes(self) -> tuple[TimedNote, ...]:
        """Everything played since opening, in order; keys still down last until now.

        Seconds count from the moment the port was opened, or `restart`.
        """
        self._listen()
        now_seconds = time.monotonic() - self._opened_at_seconds
        held = [
            _timed(midi_note, key, max(now_seconds, key.started_at_seconds + 1e-3))
            for (_, midi_note), key in self._held.items()
        ]
        return tuple(
            sorted(
                [*self._played, *held],
                key=lambda note: (note.start_seconds, note.midi_note),
            )
        )

    def restart(self) -> None:
        """Forget what was played, and count seconds from now."""
        self._listen()
        self._played.clear()
        self._held.clear()
        self._clock_seconds = None
        self._opened_at_seconds = time.monotonic()

    def close(self) -> None:
        """Give the port back; what was played is still known."""
        if self._port is not None:
            self._closing.set()
            self._thread.join()
            port, self._port = self._port, None
            port.close_port()
            self._listen()
            closed_at_seconds = time.monotonic() - self._opened_at_seconds
            for key in tuple(self._held):
                self._release(key, closed_at_seconds)
            port.delete()

    def _receive(self) -> None:
        """Keep every message with its moment, until the port is closed."""
        while not self._closing.wait(_POLL_SECONDS):
            while (event := self._port.get_message()) is not None:
                message, delta_seconds = event
                self._arrived.append((bytes(message), delta_seconds, time.monotonic()))

    def _listen(self) -> None:
        """Take what has arrived."""
        while self._arrived:
            message, delta_seconds, moment = self._arrived.popleft()
            if self._clock_seconds is None:
                self._clock_seconds = max(0.0, moment - self._opened_at_seconds)
            else:
                self._clock_seconds += delta_seconds
            self._take(message, self._clock_seconds)

    def _take(self, message: bytes, at_seconds: float) -> None:
        if not is_on_channel(message) or len(message) < 3:
            return
        key = (message[0] & 0x0F, message[1])
        if is_note_on(message):
            self._release(key, at_seconds)
            self._held[key] = _HeldKey(at_seconds, message[2])
        elif is_note_off(message):
            self._release(key, at_seconds)

    def _release(self, key: tuple[int, int], at_seconds: float) -> None:
        held = self._held.pop(key, None)
        if held is not None and at_seconds > held.started_at_seconds:
            self._played.append(_timed(key[1], held, at_seconds))


def open_input(name: str) -> MidiInput:
    """Open a keyboard, or a port of our own that other programs can play into.

    ``with open_input(list_ports().inputs[0]) as keyboard: ... keyboard.notes``

    Args:
        name: one of `port.MidiPorts.inputs`, or `port.VIRTUAL_PORT`.

    Raises:
        MidiDeviceError: it is not there, in use, or MIDI does not work here.
    """
    port = new_input()
    open_port(port, name)
    return MidiInput(name, port)


def _timed(midi_note: int, key: _HeldKey, end_seconds: float) -> TimedNote:
    return TimedNote(
        key.started_at_seconds,
        end_seconds - key.started_at_seconds,
        midi_note,
        key.velocity,
    )
