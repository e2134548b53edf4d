"""MIDI messages as bytes (MIDI 1.0 Detailed Specification, 1996).

Channels count from 0 here, as on the wire; screens show them from 1.
"""

CLOCKS_PER_QUARTER = 24
CLOCK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"

_NOTE_OFF, _NOTE_ON = 0x80, 0x90
_CONTROL_CHANGE, _PROGRAM_CHANGE = 0xB0, 0xC0
_SONG_POSITION = 0xF2
_FIRST_SYSTEM_STATUS = 0xF0
_SUSTAIN_PEDAL, _ALL_NOTES_OFF = 64, 123
_CLOCKS_PER_SIXTEENTH = 6
_HIGHEST_SONG_POSITION = (1 << 14) - 1


def note_on(midi_note: int, velocity: int, channel: int = 0) -> bytes:
    """Return the message that strikes a key; `velocity` is 1-127."""
    return bytes((_NOTE_ON | channel, midi_note, velocity))


def note_off(midi_note: int, channel: int = 0) -> bytes:
    """Return the message that releases a key."""
    return bytes((_NOTE_OFF | channel, midi_note, 0))


def program_change(program: int, channel: int = 0) -> bytes:
    """Return the message that chooses an instrument, 0-127."""
    return bytes((_PROGRAM_CHANGE | channel, program))


def silence_channel(channel: int) -> tuple[bytes, ...]:
    """Return what ends every note of a channel: pedal up, all notes off."""
    status = _CONTROL_CHANGE | channel
    return bytes((status, _SUSTAIN_PEDAL, 0)), bytes((status, _ALL_NOTES_OFF, 0))


def song_position(clock_count: int) -> bytes:
    """Return the message that tells where playing goes on, in whole sixteenths.

    Args:
        clock_count: clocks from the beginning.

    >>> song_position(24 * 4).hex(" ")
    'f2 10 00'
    """
    sixteenths = min(clock_count // _CLOCKS_PER_SIXTEENTH, _HIGHEST_SONG_POSITION)
    return bytes((_SONG_POSITION, sixteenths & 0x7F, sixteenths >> 7))


def is_on_channel(message: bytes) -> bool:
    """Tell whether a message goes to one channel, rather than to the whole system."""
    return message[0] < _FIRST_SYSTEM_STATUS


def is_note_on(message: bytes) -> bool:
    """Tell whether a message strikes a key; at velocity 0 it releases it.

    >>> is_note_on(note_on(60, 90)), is_note_on(note_on(60, 0))
    (True, False)
    """
    return message[0] & 0xF0 == _NOTE_ON and message[2] > 0


def is_note_off(message: bytes) -> bool:
    """Tell whether a message releases a key."""
    kind = message[0] & 0xF0
    return kind == _NOTE_OFF or (kind == _NOTE_ON and message[2] == 0)
