import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from musicbreeder.gui.palette import DARK
from musicbreeder.gui.roll_painter import (
    PitchAxis,
    RollColours,
    note_rectangles,
    paint_waveform,
    roll_image,
    sounding_note,
    step_fractions,
)
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS

AREA = QRectF(10, 20, 240, 100)
COLOURS = RollColours.of(DARK, DARK.hues[0])


def test_notes_lie_inside_the_area_and_higher_pitches_lie_higher(
    melody: Melody,
) -> None:
    axis = PitchAxis.of(melody, AREA)
    rectangles = note_rectangles(melody, AREA, axis, step_fractions(melody))
    assert all(AREA.contains(rectangle) for rectangle in rectangles)
    by_pitch = sorted(
        zip(melody.midi_notes.tolist(), rectangles, strict=True), key=lambda one: one[0]
    )
    heights = [rectangle.top() for _, rectangle in by_pitch]
    assert heights == sorted(heights, reverse=True)


def test_a_melody_over_the_whole_keyboard_still_fits() -> None:
    wide = Melody.from_notes([Note(0, 8, 0), Note(8, 16, 127)], 16, METERS["4/4"])
    axis = PitchAxis.of(wide, AREA)
    rectangles = note_rectangles(wide, AREA, axis, step_fractions(wide))
    assert all(AREA.contains(rectangle) for rectangle in rectangles)
    assert all(rectangle.height() >= 4 for rectangle in rectangles)


def test_a_melody_without_notes_has_nothing_to_draw() -> None:
    silent = Melody.from_notes([], 16, METERS["4/4"])
    axis = PitchAxis.of(silent, AREA)
    assert note_rectangles(silent, AREA, axis, step_fractions(silent)) == []


@pytest.mark.parametrize("swing", [0.0, 0.6, 1.0])
def test_the_note_under_the_playhead_is_the_one_that_sounds(
    melody: Melody, swing: float
) -> None:
    fractions = step_fractions(melody, swing)
    for index, note in enumerate(melody.notes):
        middle = (fractions[note.start] + fractions[note.end]) / 2
        assert sounding_note(melody, fractions, middle) == index
    rest = (fractions[14] + fractions[16]) / 2
    assert sounding_note(melody, fractions, rest) is None


def test_swing_moves_the_off_beat_but_not_the_bar(melody: Melody) -> None:
    straight, swung = step_fractions(melody), step_fractions(melody, swing=1.0)
    assert swung[2] > straight[2]
    assert swung[16] == pytest.approx(straight[16])


def test_the_louder_note_is_the_more_opaque_one() -> None:
    notes = [Note(0, 8, 60, velocity=20), Note(8, 16, 60, velocity=110)]
    image = roll_image(
        Melody.from_notes(notes, 16, METERS["4/4"]), QSize(160, 40), COLOURS
    )
    quiet, loud = image.pixelColor(40, 20), image.pixelColor(120, 20)
    assert 0 < quiet.alpha() < loud.alpha()


def test_a_picture_for_a_fine_screen_has_more_pixels_but_the_same_size(
    melody: Melody,
) -> None:
    image = roll_image(melody, QSize(60, 30), COLOURS, device_pixel_ratio=2.0)
    assert image.size() == QSize(120, 60)
    assert image.deviceIndependentSize().toSize() == QSize(60, 30)


def test_a_loud_stretch_draws_higher_bars_than_a_quiet_one() -> None:
    image = QImage(60, 40, QImage.Format.Format_ARGB32)
    image.fill(0)
    peaks = np.array([[-0.1, 0.1]] * 10 + [[-0.8, 0.8]] * 10, dtype=np.float32)
    painter = QPainter(image)
    paint_waveform(painter, QRectF(0, 0, 60, 40), peaks, QColor("white"))
    painter.end()
    heights = [
        sum(image.pixelColor(x, y).alpha() > 64 for y in range(40)) for x in (16, 46)
    ]
    assert heights[0] * 4 < heights[1]
