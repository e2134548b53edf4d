"""From the bytes of a Standard MIDI File to its events.

Files from the wild are met with goodwill: unknown chunks are passed over as the
standard asks, text and system exclusive data are skipped unread, and a wrong count of
tracks is no reason to refuse. mido, which writes our files, refuses a whole file for
one odd key signature and takes a number of any length, so that a few megabytes of
damage keep it busy for minutes.

Source: Standard MIDI Files 1.0 (RP-001, MIDI Manufacturers Association, 1988/1996).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

_HEADER_SIZE = 14
_RIFF_HEADER_SIZE = 20
_LONGEST_NUMBER_BYTES = 4
_DRUM_CHANNEL = 9
_META, _SYSEX, _SYSEX_CONTINUED = 0xFF, 0xF0, 0xF7
_META_END_OF_TRACK, _META_TEMPO = 0x2F, 0x51
META_TRACK_NAME, META_TIME_SIGNATURE, META_KEY_SIGNATURE = 0x03, 0x58, 0x59
_KEPT_META = (META_TRACK_NAME, META_TIME_SIGNATURE, META_KEY_SIGNATURE)
_MOST_META = 10_000
_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM, _BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
_DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
_SUSTAIN_PEDAL, _ALL_SOUND_OFF, _ALL_NOTES_OFF = 64, 120, 123


class DamagedMidiError(ValueError):
    """The bytes are no whole MIDI file; the message completes “it is damaged: …”."""


class Kind(IntEnum):
    """What an event does."""

    NOTE_ON = 0
    NOTE_OFF = 1
    PEDAL = 2
    SILENCE = 3
    BEND = 4
    TEMPO = 5
    PROGRAM = 6


class Event(NamedTuple):  # a file may hold a million, and tuples are quick to make
    """One event that matters to the notes.

    Attributes:
        tick: from the beginning of its track.
        channel: 0-15; 9 is for drums. Meaningless for a tempo.
        first: MIDI note, pedal position (0-127), bend (0 = none), instrument (0-127)
            or microseconds a quarter note.
        velocity: 1-127 for a note that starts, else 0.
    """

    tick: int
    kind: Kind
    channel: int
    first: int
    velocity: int = 0

    @property
    def is_for_drums(self) -> bool:
        return self.channel == _DRUM_CHANNEL


class Meta(NamedTuple):
    """What a track says of itself, unread: its name, a time or a key signature.

    Attributes:
        tick: from the beginning of its track.
        kind: one of `META_TRACK_NAME`, `META_TIME_SIGNATURE`, `META_KEY_SIGNATURE`.
    """

    tick: int
    kind: int
    payload: bytes


@dataclass(frozen=True)
class Track:
    """A track's events in the order of the file.

    Attributes:
        end_tick: where the track ends.
        metas: what it says of itself.
    """

    events: list[Event]
    end_tick: int
    metas: tuple[Meta, ...] = ()


@dataclass(frozen=True)
class MidiContent:
    """What a MIDI file holds.

    Attributes:
        file_type: 0 = one track, 1 = tracks that sound together, 2 = one after another.
        ticks_per_quarter: None where the file counts seconds.
        ticks_per_second: None where the file counts quarter notes.
        promised_track_count: what the header says.
    """

    file_type: int
    ticks_per_quarter: int | None
    ticks_per_second: float | None
    promised_track_count: int
    tracks: list[Track]

    @property
    def note_count(self) -> int:
        return sum(
            event.kind is Kind.NOTE_ON
            for track in self.tracks
            for event in track.events
        )

    def seconds_per_tick(self, microseconds_per_quarter: int) -> float:
        """Return how long a tick lasts at that tempo, which only quarters follow."""
        if self.ticks_per_quarter is not None:
            return microseconds_per_quarter / 1e6 / self.ticks_per_quarter
        return 1.0 / (self.ticks_per_second or 1.0)


def is_midi(data: bytes) -> bool:
    """Tell whether `data` begins like a MIDI file, bare or in a RIFF wrapper."""
    return _unwrapped(data).startswith(b"MThd")


def decode(data: bytes) -> MidiContent:
    """Return the events of a MIDI file.

    Raises:
        DamagedMidiError: the bytes end too early or make no sense.
    """
    data = _unwrapped(data)
    if len(data) < _HEADER_SIZE:
        raise DamagedMidiError("it ends within its header")
    header_size, file_type, track_count, division = struct.unpack_from(">LHHh", data, 4)
    if file_type > 2:
        raise DamagedMidiError(f"there is no MIDI file of type {file_type}")
    ticks_per_quarter, ticks_per_second = _time_base(division)
    tracks: list[Track] = []
    position = 8 + header_size
    while position + 8 <= len(data):
        name, size = struct.unpack_from(">4sL", data, position)
        position += 8
        if name == b"MTrk":
            if position + size > len(data):
                raise DamagedMidiError(f"it ends within track {len(tracks) + 1}")
            try:
                tracks.append(_decoded_track(data[position : position + size]))
            except DamagedMidiError as error:
                raise DamagedMidiError(f"{error} in track {len(tracks) + 1}") from error
        position += size
    return MidiContent(
        file_type, ticks_per_quarter, ticks_per_second, track_count, tracks
    )


def _unwrapped(data: bytes) -> bytes:
    is_wrapped = data.startswith(b"RIFF") and data[8:12] == b"RMID"
    return data[_RIFF_HEADER_SIZE:] if is_wrapped else data


def _time_base(division: int) -> tuple[int | None, float | None]:
    if division > 0:
        return division, None
    # Negative: SMPTE frames a second in the upper byte, ticks a frame in the lower.
    frames_per_second, ticks_per_frame = -(division >> 8), division & 0xFF
    if frames_per_second not in (24, 25, 29, 30) or ticks_per_frame == 0:
        raise DamagedMidiError("its header gives no usable time base")
    # 29 stands for the 29.97 frames of drop-frame time code.
    exact = 30_000 / 1001 if frames_per_second == 29 else float(frames_per_second)
    return None, exact * ticks_per_frame


class _Cursor:
    """Reads forward through the bytes of one track."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    @property
    def has_more(self) -> bool:
        return self.position < len(self.data)

    def take(self, size: int) -> bytes:
        start, self.position = self.position, self.position + size
        if self.position > len(self.data):
            raise DamagedMidiError("an event is cut short")
        return self.data[start : self.position]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """Return a number of up to four bytes with seven bits each."""
        value = 0
        for _ in range(_LONGEST_NUMBER_BYTES):
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        raise DamagedMidiError("a length has too many bytes")


def _decoded_track(data: bytes) -> Track:
    cursor = _Cursor(data)
    events: list[Event] = []
    metas: list[Meta] = []
    tick = 0
    running_status: int | None = None
    while cursor.has_more:
        tick += cursor.number()
        status = cursor.byte()
        if status == _META:
            meta_type, payload = cursor.byte(), cursor.take(cursor.number())
            if meta_type == _META_END_OF_TRACK:
                break
            if meta_type == _META_TEMPO and len(payload) == 3:
                microseconds = int.from_bytes(payload, "big")
                events.append(Event(tick, Kind.TEMPO, 0, microseconds))
            elif meta_type in _KEPT_META and len(metas) < _MOST_META:
                metas.append(Meta(tick, meta_type, payload))
            continue
        if status in (_SYSEX, _SYSEX_CONTINUED):
            cursor.take(cursor.number())
            continue
        if status < 0x80:
            if running_status is None:
                raise DamagedMidiError("an event has no status")
            cursor.position -= 1
        else:
            running_status = status
        event = _channel_event(tick, running_status, cursor)
        if event is not None:
            events.append(event)
    return Track(events, tick, tuple(metas))


def _channel_event(tick: int, status: int | None, cursor: _Cursor) -> Event | None:
    if status is None or status >= 0xF0:
        raise DamagedMidiError("an event has an unknown status")
    # Data bytes above 127 are not allowed; what a file has there is clipped.
    data = [min(byte, 127) for byte in cursor.take(_DATA_BYTES[status & 0xF0])]
    make = _MAKERS.get(status & 0xF0)
    return None if make is None else make(tick, status & 0x0F, data)


def _note_on(tick: int, channel: int, data: list[int]) -> Event:
    note, velocity = data
    kind = Kind.NOTE_ON if velocity else Kind.NOTE_OFF
    return Event(tick, kind, channel, note, velocity)


def _note_off(tick: int, channel: int, data: list[int]) -> Event:
    return Event(tick, Kind.NOTE_OFF, channel, data[0])


def _control(tick: int, channel: int, data: list[int]) -> Event | None:
    controller, value = data
    if controller == _SUSTAIN_PEDAL:
        return Event(tick, Kind.PEDAL, channel, value)
    if controller in (_ALL_SOUND_OFF, _ALL_NOTES_OFF):
        return Event(tick, Kind.SILENCE, channel, 0)
    return None


def _bend(tick: int, channel: int, data: list[int]) -> Event:
    return Event(tick, Kind.BEND, channel, (data[0] | data[1] << 7) - 8192)


def _program(tick: int, channel: int, data: list[int]) -> Event:
    return Event(tick, Kind.PROGRAM, channel, data[0])


_MAKERS: dict[int, Callable[[int, int, list[int]], Event | None]] = {
    _NOTE_OFF: _note_off,
    _NOTE_ON: _note_on,
    _CONTROL: _control,
    _BEND: _bend,
    _PROGRAM: _program,
}
