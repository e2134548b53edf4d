"""Files with notes, whatever their format: MIDI, MusicXML or ABC, told by content."""

from pathlib import Path

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.abc_file import read_abc
from musicbreeder.formats.given_file import file_bytes
from musicbreeder.formats.midi_decoder import is_midi
from musicbreeder.formats.midi_score import read_midi_score
from musicbreeder.formats.musicxml_reader import read_musicxml
from musicbreeder.melody.score import Score

SCORE_SUFFIXES = (
    ".mid", ".midi", ".kar", ".rmi", ".musicxml", ".mxl", ".xml", ".abc",
)  # fmt: skip
"""How names of such files end, for a file dialog; what counts is what they hold."""

_LARGEST_FILE_BYTES = 16 << 20
_HEAD_BYTES = 4_096


def read_scores(path: str | Path) -> tuple[Score, ...]:
    """Read what a file holds: one score, or all tunes of an ABC book.

    Raises:
        FileFormatError: the file is not there, of none of these formats, damaged, too
            large, or has no notes; the sentence says which.
    """
    path = Path(path)
    data = file_bytes(path, _LARGEST_FILE_BYTES, "MIDI, MusicXML or ABC")
    head = data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_midi(data):
        return (read_midi_score(path),)
    is_xml = head.startswith((b"<", b"PK")) or data.startswith(
        (b"\xff\xfe<", b"\xfe\xff")
    )
    if is_xml:
        return (read_musicxml(path),)
    if b"\nK:" in data or head.startswith(b"K:") or b"\rK:" in data:
        return read_abc(path)
    raise FileFormatError(
        f"“{path.name}” is no MIDI, MusicXML or ABC file; choose one that is."
    )
