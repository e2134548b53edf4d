import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.engraving import (
    _toolkit,
    engraved_pages,
    engraved_strip,
    write_svg,
)
from musicbreeder.formats.musicxml_writer import ScoreTexts, musicxml
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS, Tempo
from musicbreeder.theory.scale import Key

SVG = "{http://www.w3.org/2000/svg}"


def content_of(melody: Melody) -> bytes:
    texts = ScoreTexts("Copper Fern")
    return musicxml(melody, Tempo(97, swing=0.5), Key.named("C", "major"), texts)


def test_every_note_is_found_in_the_page_by_its_step(melody: Melody) -> None:
    pytest.importorskip("verovio")
    page = engraved_strip(content_of(melody), 300, 0.7, "#ecf0f4")
    root = ET.fromstring(page.svg)
    ids = {one.attrib.get("id") for one in root.iter(f"{SVG}g")}
    assert {f"n{note.start}" for note in melody.notes} <= ids
    assert float(root.attrib["width"]) == page.width == 300


def test_a_page_is_flat_and_coloured_by_plain_attributes(melody: Melody) -> None:
    pytest.importorskip("verovio")
    root = ET.fromstring(engraved_strip(content_of(melody), 300, 0.7, "#ecf0f4").svg)
    assert not list(root.iter(f"{SVG}svg"))[1:], "one SVG, none inside"
    assert not list(root.iter(f"{SVG}style"))
    assert not list(root.iter(f"{SVG}tspan"))
    lines = [one for one in root.iter(f"{SVG}path") if "stroke-width" in one.attrib]
    assert lines
    assert {one.attrib["stroke"] for one in lines} == {"#ecf0f4"}
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert any("97" in one for one in texts)
    assert "Swing" in texts


def test_a_narrow_strip_grows_down_and_a_long_score_takes_more_pages() -> None:
    pytest.importorskip("verovio")
    step_count = 16 * 72
    notes = [Note(2 * at, 2 * at + 2, 60 + at % 12) for at in range(step_count // 2)]
    long = content_of(Melody.from_notes(notes, step_count, METERS["4/4"]))
    pages = engraved_pages(long)
    assert len(pages) > 1
    short = content_of(Melody.from_notes(notes[:32], 64, METERS["4/4"]))
    wide, narrow = engraved_strip(short, 900, 0.7), engraved_strip(short, 300, 0.7)
    assert narrow.height > wide.height


def test_svg_is_written_whole_with_its_title(melody: Melody, tmp_path: Path) -> None:
    pytest.importorskip("verovio")
    path = tmp_path / "Copper Fern.svg"
    write_svg(path, content_of(melody))
    root = ET.parse(path).getroot()
    assert "Copper Fern" in [one.text for one in root.iter(f"{SVG}text")]
    with pytest.raises(FileFormatError, match="cannot be engraved"):
        write_svg(tmp_path / "no.svg", b"<no-score/>")
    assert [one.name for one in tmp_path.iterdir()] == ["Copper Fern.svg"]


def test_without_the_extra_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, melody: Melody
) -> None:
    _toolkit.cache_clear()
    monkeypatch.setitem(sys.modules, "verovio", None)
    with pytest.raises(FileFormatError, match=r"pip install 'musicbreeder\[score\]'"):
        engraved_pages(content_of(melody))


def test_any_thread_may_be_the_first_to_engrave(melody: Melody) -> None:
    pytest.importorskip("verovio")
    _toolkit.cache_clear()
    heights: list[float] = []

    def engrave() -> None:
        heights.append(engraved_strip(content_of(melody), 300, 0.7).height)

    worker = threading.Thread(target=engrave)
    worker.start()
    worker.join()
    engrave()
    assert heights[0] == heights[1] > 0
