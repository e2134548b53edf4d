"""The tunes that a style is learned from, and the text that a session keeps them as.

The text is short and plain ASCII, so that it can stand among a session's settings: a
table of bytes, compressed, in base 85.
"""

import base64
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

MOST_TUNES = 60
MOST_BARS = 64
LONGEST_TEXT = 60_000

_VERSION = 1
_HEAD = struct.Struct(">BBBHH")
_NOTE = struct.Struct(">BBB")
_LONGEST_STEPS = 255
_MOST_BYTES = 400_000
_METERS, _SCALES = tuple(METERS), tuple(SCALES)


@dataclass(frozen=True)
class StyleTune:
    """One tune to learn from.

    Attributes:
        melody: whole, however many bars it has; without a pickup.
        key: the key it stands in.
    """

    melody: Melody
    key: Key


def style_text(tunes: Sequence[StyleTune]) -> str:
    """Return tunes as a text; of many, or very long ones, the first part is kept."""
    rows = bytes([_VERSION]) + b"".join(
        _tune_bytes(tune) for tune in tunes[:MOST_TUNES]
    )
    return base64.b85encode(zlib.compress(rows, 9)).decode("ascii")


def style_tunes(text: str) -> tuple[StyleTune, ...]:
    """Return the tunes of a text that `style_text` gave.

    Raises:
        MusicBreederError: it is no such text.
    """
    try:
        unpacker = zlib.decompressobj()
        # NB: a text from a stranger may unpack to anything.
        data = unpacker.decompress(base64.b85decode(text), _MOST_BYTES)
        return _tunes(data, is_whole=not unpacker.unconsumed_tail)
    except (ValueError, struct.error, zlib.error, IndexError) as error:
        raise MusicBreederError(
            "The tunes this session learned its style from cannot be read; import them "
            "again."
        ) from error


def _tunes(data: bytes, *, is_whole: bool) -> tuple[StyleTune, ...]:
    if not is_whole or data[0] != _VERSION:
        raise ValueError("too long, or of another version")
    tunes, position = [], 1
    while position < len(data):
        tune, position = _tune(data, position)
        tunes.append(tune)
    if not any(tune.melody.note_count for tune in tunes):
        raise ValueError("no tune has notes")
    return tuple(tunes)


def _tune_bytes(tune: StyleTune) -> bytes:
    melody, key = tune.melody, tune.key
    bar_count = min(melody.bar_count, MOST_BARS)
    end = bar_count * melody.meter.steps_per_bar
    rows, at = [], 0
    for note in melody.notes:
        gap, length = note.start - at, min(note.end, end) - note.start
        if note.start >= end:
            break
        if gap > _LONGEST_STEPS:
            # A rest that long is shortened by whole bars; nothing is learned from it.
            gap %= melody.meter.steps_per_bar
        rows.append(_NOTE.pack(gap, min(length, _LONGEST_STEPS), note.midi_note))
        at = note.end
    return (
        _HEAD.pack(
            _METERS.index(melody.meter.without_pickup.name),
            key.tonic,
            _SCALES.index(key.scale.name),
            bar_count,
            len(rows),
        )
    ) + b"".join(rows)


def _tune(data: bytes, position: int) -> tuple[StyleTune, int]:
    meter_index, tonic, scale_index, bar_count, note_count = _HEAD.unpack_from(
        data, position
    )
    position += _HEAD.size
    if not 1 <= bar_count <= MOST_BARS:
        raise ValueError(f"a tune has 1..{MOST_BARS} bars, got {bar_count}")
    meter = METERS[_METERS[meter_index]]
    notes, at = [], 0
    for _ in range(note_count):
        gap, length, midi_note = _NOTE.unpack_from(data, position)
        position += _NOTE.size
        start = at + gap
        at = start + length
        notes.append(Note(start, at, midi_note))
    melody = Melody.from_notes(notes, bar_count * meter.steps_per_bar, meter)
    return StyleTune(melody, Key(tonic, SCALES[_SCALES[scale_index]])), position
