from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.picture_file import HEIGHT, WIDTH, write_picture
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS

ROLL = (130, 140, 1540, 690)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.size == (WIDTH, HEIGHT)
        return np.asarray(picture.convert("RGB")).astype(int)


def note_columns(path: Path) -> list[int]:
    """Return the first and last column in which a note is drawn."""
    left, top, right, bottom = ROLL
    blue = pixels(path)[top:bottom, left:right, 2]
    columns = np.flatnonzero((blue > 180).any(axis=0))
    return [left + int(columns[0]), left + int(columns[-1])]


def melody(*notes: Note, meter: str = "4/4") -> Melody:
    return Melody.from_notes(notes, METERS[meter].steps_per_bar * 4, METERS[meter])


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_notes_lie_where_they_sound(tmp_path: Path, meter: str) -> None:
    bar = METERS[meter].steps_per_bar
    second_bar = melody(Note(bar, 2 * bar, 60, 127), meter=meter)
    write_picture(tmp_path / "a.png", second_bar, "Fern", "A minor")
    first, last = note_columns(tmp_path / "a.png")
    width = 1544 - 128
    assert first == pytest.approx(128 + width / 4, abs=4)
    assert last == pytest.approx(128 + width / 2, abs=4)


def test_a_higher_note_lies_higher(tmp_path: Path) -> None:
    write_picture(
        tmp_path / "a.png", melody(Note(0, 8, 60, 127), Note(8, 16, 72, 127)), "Fern"
    )
    blue = pixels(tmp_path / "a.png")[ROLL[1] : ROLL[3], :, 2] > 180
    low, high = blue[:, 200], blue[:, 400]
    assert np.flatnonzero(high).max() < np.flatnonzero(low).min()


def test_a_louder_note_is_brighter(tmp_path: Path) -> None:
    write_picture(
        tmp_path / "a.png", melody(Note(0, 8, 60, 20), Note(8, 16, 60, 127)), "Fern"
    )
    blue = pixels(tmp_path / "a.png")[ROLL[1] : ROLL[3], :, 2]
    assert blue[:, 200].max() + 50 < blue[:, 400].max()


def test_other_names_give_other_pictures(tmp_path: Path) -> None:
    tune = melody(Note(0, 8, 60, 127))
    for name in ("Copper Fern", "Silver Moth"):
        write_picture(tmp_path / f"{name}.png", tune, name)
    first, second = (pixels(path) for path in sorted(tmp_path.iterdir()))
    assert np.any(first[:120] != second[:120])
    assert np.array_equal(first[120:], second[120:])


@pytest.mark.parametrize("title", ["", "x" * 5000, "E♭ 銅\n\0"])
def test_any_title_and_any_melody_can_be_drawn(tmp_path: Path, title: str) -> None:
    extremes = melody(Note(0, 1, 0, 1), Note(1, 64, 127, 127))
    write_picture(tmp_path / "a.png", extremes, title, title)
    write_picture(tmp_path / "b.png", melody(), title, title)
    assert pixels(tmp_path / "b.png").shape == (HEIGHT, WIDTH, 3)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="there is no folder"):
        write_picture(tmp_path / "gone" / "a.png", melody(), "Fern")
