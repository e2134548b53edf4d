"""Small MIDI files for tests, written byte by byte or put together from parts."""

import struct
from pathlib import Path

END_OF_TRACK = b"\x00\xff\x2f\x00"


def from_hexdump(text: str) -> bytes:
    """Return the bytes of a hexdump in which # begins a comment."""
    lines = (line.split("#")[0] for line in text.splitlines())
    return bytes.fromhex(" ".join(lines))


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack(">L", len(data)) + data


def midi_bytes(
    *tracks: bytes, file_type: int = 1, division: int = 480, track_count: int = -1
) -> bytes:
    """Return a MIDI file; each track gets its end."""
    promised = len(tracks) if track_count < 0 else track_count
    header = struct.pack(">HHH", file_type, promised, division)
    chunks = (chunk(b"MTrk", track + END_OF_TRACK) for track in tracks)
    return chunk(b"MThd", header) + b"".join(chunks)


def saved(folder: Path, data: bytes, name: str = "tune.mid") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
