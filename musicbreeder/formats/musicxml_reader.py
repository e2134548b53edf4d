"""MusicXML: scores come in, from MuseScore, Finale, Sibelius, Dorico and the like.

Plain and compressed files are read, written part by part or measure by measure, with
repeats written out once, ties joined and transposing instruments as they sound. Grace
and cue notes are left out. Source: MusicXML 4.0 (W3C Music Notation Community Group,
2021).
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.given_file import file_bytes
from musicbreeder.formats.measure_order import MeasureMarks, written_once
from musicbreeder.formats.musicxml_measure import (
    Measure,
    PartReader,
    joined_parts,
)
from musicbreeder.formats.safe_xml import UnsafeXmlError, parsed_xml
from musicbreeder.melody.score import Score, TimeSignature

LARGEST_FILE_BYTES = 16 << 20
LARGEST_UNPACKED_BYTES = 64 << 20
MOST_ARCHIVE_FILES = 1_000

_UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    # A password, a rare compression, a name that is not there, impossible numbers.
    RuntimeError, KeyError, ValueError, OverflowError,
)  # fmt: skip
_CONTAINER = "META-INF/container.xml"
_SUFFIXES = (".musicxml", ".xml")


def read_musicxml(path: str | Path) -> Score:
    """Read a MusicXML file, plain or compressed.

    Raises:
        FileFormatError: the file is not there, no MusicXML, damaged, too large, or has
            no notes; the sentence says which.
    """
    path = Path(path)
    return musicxml_score(file_bytes(path, LARGEST_FILE_BYTES, "MusicXML"), path.name)


def musicxml_score(data: bytes, name: str) -> Score:
    """Return the score in the bytes of a MusicXML file.

    Args:
        data: plain XML, or a ZIP archive of it.
        name: of the file, for what may have to be said of it.

    Raises:
        FileFormatError: as for `read_musicxml`.
    """
    try:
        if data.startswith(b"PK"):
            data = _unpacked(data)
        root = parsed_xml(data)
    except UnsafeXmlError as error:
        raise FileFormatError(
            f"“{name}” is damaged: {error}; save it again where it was made."
        ) from error
    if root.tag not in ("score-partwise", "score-timewise"):
        raise FileFormatError(
            f"“{name}” is no MusicXML score; export it as MusicXML where it was made."
        )
    score = _score(root)
    if not score.note_count:
        raise FileFormatError(f"“{name}” holds no notes; choose another file.")
    return score


def _unpacked(data: bytes) -> bytes:
    """Return the score within a compressed file; nothing is written to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _main_score(archive)
    except UnsafeXmlError:
        raise
    except _UNPACKING_ERRORS as error:
        raise UnsafeXmlError("its archive cannot be unpacked") from error


def _main_score(archive: zipfile.ZipFile) -> bytes:
    names = archive.namelist()
    if len(names) > MOST_ARCHIVE_FILES:
        raise UnsafeXmlError("its archive holds too many files")
    main = ""
    if _CONTAINER in names:
        root = parsed_xml(_member(archive, _CONTAINER))
        main = next((one.get("full-path", "") for one in root.iter("rootfile")), "")
    if main not in names:
        scores = [one for one in names if one.lower().endswith(_SUFFIXES)]
        main = next((one for one in scores if one != _CONTAINER), "")
    if not main:
        raise UnsafeXmlError("its archive holds no score")
    return _member(archive, main)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        # NB: what the archive says of the size may be a lie.
        data = file.read(LARGEST_UNPACKED_BYTES + 1)
    if len(data) > LARGEST_UNPACKED_BYTES:
        raise UnsafeXmlError("its archive unpacks to an enormous file")
    return data


def _score(root: Element) -> Score:
    names = {
        one.get("id", ""): " ".join((one.findtext("part-name") or "").split())
        for one in root.iter("score-part")
    }
    readers = {part_id: PartReader() for part_id in names}
    for part_id, measure in _measures(root):
        readers.setdefault(part_id, PartReader()).read(measure)
    columns = _columns([reader.measures for reader in readers.values()])
    order = written_once([marks for _, marks, _ in columns])
    starts, at = [], 0.0
    for index in order:
        starts.append(at)
        at += columns[index][0]
    parts = tuple(
        part
        for part_id, reader in readers.items()
        for part in joined_parts(names.get(part_id, ""), reader, order, starts)
    )
    signatures: list[TimeSignature] = []
    for index, start in zip(order, starts, strict=True):
        meter = columns[index][2]
        if meter is not None and (
            not signatures or signatures[-1].name != f"{meter[0]}/{meter[1]}"
        ):
            signatures.append(TimeSignature(start, *meter))
    keys = [reader.key for reader in readers.values() if reader.key is not None]
    tempos = [one.tempo_bpm for one in readers.values() if one.tempo_bpm is not None]
    return Score(
        title=_title(root),
        parts=parts,
        time_signatures=tuple(signatures),
        pickup=_pickup(columns),
        key=keys[0] if keys else None,
        tempo_bpm=tempos[0] if tempos else None,
    )


def _measures(root: Element) -> list[tuple[str, Element]]:
    """Return every measure of every part with the part's id, in the order of time."""
    if root.tag == "score-partwise":
        return [
            (part.get("id", ""), measure)
            for part in root.findall("part")
            for measure in part.findall("measure")
        ]
    return [
        (part.get("id", ""), part)
        for measure in root.findall("measure")
        for part in measure.findall("part")
    ]


def _title(root: Element) -> str:
    title = root.findtext("work/work-title") or root.findtext("movement-title") or ""
    return " ".join(title.split())


_Column = tuple[float, MeasureMarks, tuple[int, int] | None]


def _columns(parts: Sequence[Sequence[Measure]]) -> list[_Column]:
    """Return length, marks and meter of each measure, the same for every part."""
    columns: list[_Column] = []
    for index in range(max((len(part) for part in parts), default=0)):
        here = [part[index] for part in parts if index < len(part)]
        marks = MeasureMarks(
            begins_repeat=any(one.begins_repeat for one in here),
            ends_repeat=any(one.ends_repeat for one in here),
            endings=frozenset().union(*(one.endings for one in here)),
        )
        meter = next((one.meter for one in here if one.meter is not None), None)
        lengths = [one.length for one in here]
        length = max(lengths)
        # Where parts disagree, one is overfull or has a gap; the meter is right.
        wanted = length if meter is None else meter[0] * 4 / meter[1]
        if length == 0.0 or wanted in lengths:
            length = wanted
        columns.append((length, marks, meter))
    return columns


def _pickup(columns: Sequence[_Column]) -> float:
    if len(columns) < 2:
        return 0.0
    length, _, meter = columns[0]
    is_short = meter is not None and length < meter[0] * 4 / meter[1] - 1e-6
    return length if is_short else 0.0
