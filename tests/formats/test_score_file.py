import importlib.util
from pathlib import Path

import pytest
from midi_bytes import midi_bytes, saved

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.score_file import read_scores

NOTE = b"\x00\x90\x3c\x40\x83\x60\x80\x3c\x00"
XML = (
    "<score-partwise><part-list/><part id='a'><measure><note><pitch><step>C</step>"
    "<octave>4</octave></pitch><duration>1</duration></note></measure></part>"
    "</score-partwise>"
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tune.mid", midi_bytes(NOTE)),
        ("tune.abc", b"X:1\nT:x\nK:C\nC2|\n"),
        ("mac.abc", b"X:1\rT:x\rK:C\rC2|\r"),
        ("tune.musicxml", XML.encode()),
        ("utf16.xml", f"<?xml version='1.0'?>{XML}".encode("utf-16")),
        ("marked.xml", b"\xef\xbb\xbf" + XML.encode()),
        ("misnamed.txt", midi_bytes(NOTE)),
    ],
)
def test_a_file_is_what_it_holds_whatever_its_name(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (score,) = read_scores(saved(tmp_path, data, name))
    assert [note.midi_note for note in score.parts[0].notes] == [60]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"RIFF....WAVE", "no MIDI, MusicXML or ABC file"), (b"", "is empty")],
)
def test_anything_else_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(FileFormatError, match=words):
        read_scores(saved(tmp_path, data, "tune.wav"))


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="is no file"):
        read_scores(tmp_path)
    with pytest.raises(FileFormatError, match="There is no file"):
        read_scores(tmp_path / "nothing.mid")


@pytest.mark.skipif(
    importlib.util.find_spec("music21") is None, reason="needs music21's tunes"
)
@pytest.mark.parametrize(
    ("path", "note_count", "part_count", "first"),
    [
        ("bach/bwv66.6.mxl", 163, 4, 73),
        ("essenFolksong/altdeu10.abc", 60, 1, 67),
    ],
)
def test_files_of_a_published_collection_are_read_as_others_read_them(
    path: str, note_count: int, part_count: int, first: int
) -> None:
    found = importlib.util.find_spec("music21")
    assert found is not None
    assert found.origin is not None
    score = read_scores(Path(found.origin).parent / "corpus" / path)[0]
    assert (score.note_count, len(score.parts)) == (note_count, part_count)
    assert score.parts[0].notes[0].midi_note == first
