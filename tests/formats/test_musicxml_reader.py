import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.musicxml_reader import musicxml_score, read_musicxml
from musicbreeder.melody.score import Score

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"
 "http://www.musicxml.org/dtds/partwise.dtd">
"""
ATTRIBUTES = """<attributes><divisions>2</divisions>
<key><fifths>-1</fifths><mode>minor</mode></key>
<time><beats>3</beats><beat-type>4</beat-type></time>{more}</attributes>"""


def note(pitch: str, duration: int, more: str = "") -> str:
    step, octave = pitch[0], pitch[-1]
    alter = {"#": 1, "b": -1}.get(pitch[1], 0)
    return (
        f"<note>{more}<pitch><step>{step}</step><alter>{alter}</alter>"
        f"<octave>{octave}</octave></pitch><duration>{duration}</duration></note>"
    )


def document(*measures: str, attributes: str = "") -> bytes:
    first = ATTRIBUTES.format(more=attributes)
    rows = "".join(
        f'<measure number="{number}">{first if number == 1 else ""}{content}</measure>'
        for number, content in enumerate(measures, 1)
    )
    return (
        f"{HEAD}<score-partwise><work><work-title>Air</work-title></work><part-list>"
        '<score-part id="P1"><part-name>Oboe</part-name></score-part></part-list>'
        f'<part id="P1">{rows}</part></score-partwise>'
    ).encode()


def rows(score: Score, part: int = 0) -> list[tuple[float, float, int]]:
    return [(one.start, one.duration, one.midi_note) for one in score.parts[part].notes]


def test_notes_rests_and_chords_stand_where_they_are_written() -> None:
    rest = "<note><rest/><duration>1</duration></note>"
    chord = note("E4", 2, "<chord/>")
    score = musicxml_score(
        document(note("C4", 2) + chord + rest + note("Bb4", 1)), "air.musicxml"
    )
    assert rows(score) == [(0.0, 1.0, 60), (0.0, 1.0, 64), (1.5, 0.5, 70)]
    assert (score.title, score.parts[0].name) == ("Air", "Oboe")
    assert score.key is not None
    assert score.key.name == "D minor"
    assert score.time_signatures[0].name == "3/4"


def test_a_second_voice_goes_back_and_starts_anew() -> None:
    back = "<backup><duration>6</duration></backup>"
    score = musicxml_score(document(note("C5", 6) + back + note("C4", 6)), "x")
    assert rows(score) == [(0.0, 3.0, 60), (0.0, 3.0, 72)]


def test_a_transposing_instrument_sounds_as_it_sounds() -> None:
    transpose = "<transpose><chromatic>-2</chromatic></transpose>"
    score = musicxml_score(document(note("D4", 6), attributes=transpose), "x")
    assert rows(score)[0][2] == 60
    assert score.key is not None
    assert score.key.name == "C minor"


def test_ties_make_one_note_and_grace_notes_none() -> None:
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    grace = note("D4", 0, "<grace/>")
    score = musicxml_score(
        document(note("C4", 6, start), note("C4", 2, stop) + grace + note("E4", 4)), "x"
    )
    assert rows(score) == [(0.0, 4.0, 60), (4.0, 2.0, 64)]


def test_repeats_are_written_once_with_their_last_ending() -> None:
    first = '<barline><ending number="1" type="start"/></barline>'
    close = (
        '<barline><ending number="1" type="stop"/>'
        '<repeat direction="backward"/></barline>'
    )
    second = '<barline><ending number="2" type="start"/></barline>'
    score = musicxml_score(
        document(
            note("C4", 6), first + note("D4", 6) + close, second + note("E4", 6)
        ),
        "x",
    )  # fmt: skip
    assert [pitch for _, _, pitch in rows(score)] == [60, 64]


def test_an_upbeat_and_a_tempo_are_known() -> None:
    tempo = '<direction><sound tempo="84"/></direction>'
    score = musicxml_score(document(tempo + note("G4", 2), note("C5", 6)), "x")
    assert (score.pickup, score.tempo_bpm) == (1.0, 84.0)


def test_scores_written_measure_by_measure_are_read() -> None:
    data = (
        "<score-timewise><part-list><score-part id='a'><part-name>A</part-name>"
        "</score-part><score-part id='b'><part-name>B</part-name></score-part>"
        f"</part-list><measure><part id='a'>{ATTRIBUTES.format(more='')}"
        f"{note('C4', 6)}</part><part id='b'>{note('E3', 3)}</part></measure>"
        f"<measure><part id='a'>{note('D4', 6)}</part></measure></score-timewise>"
    ).encode()
    score = musicxml_score(data, "x")
    assert rows(score) == [(0.0, 3.0, 60), (3.0, 3.0, 62)]
    assert [part.name for part in score.parts] == ["A", "B"]


def archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return target.getvalue()


def test_compressed_scores_are_read_where_their_container_says(tmp_path: Path) -> None:
    container = (
        b'<container><rootfiles><rootfile full-path="s/a.xml"/></rootfiles></container>'
    )
    path = tmp_path / "air.mxl"
    files = {
        "META-INF/container.xml": container,
        "other.xml": b"<score-partwise/>",
        "s/a.xml": document(note("C4", 6)),
    }
    path.write_bytes(archive(files))
    assert rows(read_musicxml(path)) == [(0.0, 3.0, 60)]


def test_entities_are_refused_before_they_fill_the_memory() -> None:
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 1000}">' for n in range(9)
    )
    bomb = f"<!DOCTYPE x [{levels}]><score-partwise>&e8;</score-partwise>".encode()
    with pytest.raises(FileFormatError, match="defines entities"):
        musicxml_score(bomb, "bomb.xml")


def test_an_archive_that_unpacks_to_an_enormous_file_is_refused() -> None:
    bomb = archive({"a.xml": b" " * (65 << 20)})
    assert len(bomb) < 100_000
    with pytest.raises(FileFormatError, match="enormous"):
        musicxml_score(bomb, "bomb.mxl")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html></html>", "no MusicXML score"),
        (b"<score-partwise>", "not well formed"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "not well formed"),
        (b"PK\x03\x04 and no more", "cannot be unpacked"),
        (archive({"a.txt": b"hello"}), "holds no score"),
        (b"<a>" * 100, "nested too deeply"),
        (document(""), "holds no notes"),
    ],
)
def test_what_is_no_score_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(FileFormatError, match=words) as caught:
        musicxml_score(data, "x.xml")
    assert str(caught.value).count(".") <= 2


def test_damage_ends_in_notes_or_in_one_sentence() -> None:
    good = archive({"a.xml": document(note("C4", 2) + note("D4", 4), note("E4", 6))})
    plain = document(note("C4", 2) + note("D4", 4), note("E4", 6))
    rng = np.random.default_rng(5)
    for index in range(600):
        source = (good, plain)[index % 2]
        data = bytearray(source[: int(rng.integers(2, len(source) + 1))])
        for place in rng.integers(0, len(data), 4):
            data[place] = int(rng.integers(256))
        try:
            musicxml_score(bytes(data), "x.xml")
        except FileFormatError as error:
            assert str(error).endswith(".")  # noqa: PT017  # either way is fine


def test_impossible_numbers_are_passed_over() -> None:
    odd = (
        note("C4", 6).replace(">6<", ">1e400<")
        + note("C4", 6).replace(">4<", ">nan<")
        + note("E4", 2)
    )
    assert rows(musicxml_score(document(odd), "x")) == [(3.0, 1.0, 64)]
