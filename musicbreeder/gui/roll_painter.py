"""Piano rolls and bar waveforms: pure drawing, used by cards, thumbnails and inspector.

Everything here draws with a given painter into a given rectangle and keeps no state,
so it serves widgets and, with `roll_image`, workers that may only touch a `QImage`.
Time runs linearly along x, swing included, so one playhead fits roll and waveform.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from musicbreeder.gui.palette import Palette
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Tempo
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

THINNEST_NOTE_PX, THICKEST_NOTE_PX = 4.0, 9.0
_NOTE_RADIUS_SHARE = 0.3
WAVEFORM_BAR_PX, WAVEFORM_GAP_PX = 2, 1
_SMALLEST_SPAN_SEMITONES = 14
_QUIETEST_ALPHA = 0.45
_NOTE_GAP_PX = 1.0


@dataclass(frozen=True)
class RollColours:
    """What a roll is drawn in, as ``"#RRGGBB"``."""

    note: str
    sounding: str
    bar_line: str
    beat_line: str
    tonic_line: str

    @staticmethod
    def of(palette: Palette, hue: str) -> "RollColours":
        """Return the colours of a roll on a well, its notes in `hue`."""
        return RollColours(
            note=hue,
            sounding=palette.text,
            bar_line=palette.line,
            beat_line=palette.hover,
            tonic_line=palette.hover,
        )


def step_fractions(melody: Melody, swing: float = 0.0) -> NDArray[np.float64]:
    """Return when each step starts, as a share of the melody's length.

    Returns:
        ``(step_count + 1,)`` ascending from 0.0 to 1.0.
    """
    tempo = Tempo(swing=swing)
    quarters = np.array(
        [tempo.quarters_at(step, melody.meter) for step in range(melody.step_count + 1)]
    )
    fractions: NDArray[np.float64] = quarters / quarters[-1]
    return fractions


def sounding_note(
    melody: Melody, fractions: NDArray[np.float64], fraction: float
) -> int | None:
    """Return the index of the note that sounds at `fraction` (0..1), None = a rest.

    Args:
        fractions: what `step_fractions` gave for the melody.
    """
    step = int(np.searchsorted(fractions, fraction, side="right")) - 1
    index = int(np.searchsorted(melody.onsets, step, side="right")) - 1
    if index < 0 or step >= melody.notes[index].end:
        return None
    return index


@dataclass(frozen=True)
class PitchAxis:
    """How pitches of a melody lie in an area.

    Attributes:
        middle_note: the MIDI note in the middle of the area, may lie between two.
        centre_y: the middle of the area.
        pitch_px: height of a semitone.
        note_px: thickness of a note.
    """

    middle_note: float
    centre_y: float
    pitch_px: float
    note_px: float

    @staticmethod
    def of(
        melody: Melody, area: QRectF, thickest_px: float = THICKEST_NOTE_PX
    ) -> "PitchAxis":
        """Return an axis on which the melody fills the height of `area`.

        It spans at least a little over an octave, so that a narrow melody looks narrow.
        """
        pitches = melody.midi_notes if melody.note_count else np.array([60])
        lowest, highest = int(pitches.min()), int(pitches.max())
        span = max(highest - lowest + 1, _SMALLEST_SPAN_SEMITONES)
        note_px = min(max(area.height() / span, THINNEST_NOTE_PX), thickest_px)
        # The outermost notes touch the edges and do not cross them.
        pitch_px = (area.height() - note_px) / (span - 1)
        return PitchAxis((lowest + highest) / 2, area.center().y(), pitch_px, note_px)

    def y(self, midi_note: float) -> float:
        """Return the height, in pixels, at which a pitch has its middle."""
        return self.centre_y + (self.middle_note - midi_note) * self.pitch_px


def note_rectangles(
    melody: Melody, area: QRectF, axis: PitchAxis, fractions: NDArray[np.float64]
) -> list[QRectF]:
    """Return where each note of `melody.notes` lies in `area`.

    Args:
        fractions: what `step_fractions` gave for the melody.
    """
    rectangles = []
    for note in melody.notes:
        left = area.left() + fractions[note.start] * area.width()
        length = (fractions[note.end] - fractions[note.start]) * area.width()
        width = max(length - _NOTE_GAP_PX, min(axis.note_px, length))
        top = axis.y(note.midi_note) - axis.note_px / 2
        rectangles.append(QRectF(left, top, width, axis.note_px))
    return rectangles


def grid_lines(melody: Melody) -> list[tuple[int, bool]]:
    """Return the steps of beats, from the left, and whether each begins a bar.

    Where eighths are counted in groups (7/8) the groups stand for the beats.
    """
    meter = melody.meter
    in_bar = {beat * meter.steps_per_beat for beat in range(meter.beats_per_bar)}
    if meter.has_uneven_groups and meter.denominator == 8:
        in_bar = set(meter.accent_steps)
    lines = []
    for step in range(melody.step_count):
        since_bar_line = (step - meter.pickup_steps) % meter.steps_per_bar
        if since_bar_line in in_bar:
            lines.append((step, since_bar_line == 0))
    return lines


def paint_grid(
    painter: QPainter,
    area: QRectF,
    melody: Melody,
    colours: RollColours,
    has_beat_lines: bool = False,
) -> None:
    """Draw the bar lines, and on request the beats, behind the notes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for step, is_bar in grid_lines(melody):
        if step == 0 or not (is_bar or has_beat_lines):
            continue
        x = round(area.left() + area.width() * step / melody.step_count)
        painter.setPen(
            QPen(QColor(colours.bar_line if is_bar else colours.beat_line), 1)
        )
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))


def paint_tonic_lines(
    painter: QPainter, area: QRectF, axis: PitchAxis, tonic: int, colours: RollColours
) -> None:
    """Draw a faint line through every tonic that lies in `area`.

    Args:
        tonic: pitch class 0-11.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(colours.tonic_line), 1))
    for midi_note in range(tonic, 128, SEMITONES_PER_OCTAVE):
        y = round(axis.y(midi_note))
        if area.top() <= y <= area.bottom():
            painter.drawLine(QLineF(area.left(), y, area.right(), y))


def paint_notes(
    painter: QPainter,
    melody: Melody,
    rectangles: Sequence[QRectF],
    colours: RollColours,
    note_colours: Sequence[str] | None = None,
) -> None:
    """Draw the notes as rounded bars; the louder, the more opaque.

    Args:
        rectangles: what `note_rectangles` gave.
        note_colours: one for each note, such as by its origin; None = `colours.note`.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    for index, (note, rectangle) in enumerate(
        zip(melody.notes, rectangles, strict=True)
    ):
        colour = QColor(note_colours[index] if note_colours else colours.note)
        loudness = min(note.velocity / 110, 1.0)
        colour.setAlphaF(_QUIETEST_ALPHA + (1 - _QUIETEST_ALPHA) * loudness)
        _paint_note(painter, rectangle, colour)


def paint_sounding_note(
    painter: QPainter, rectangle: QRectF, colours: RollColours
) -> None:
    """Draw the note that sounds now over its ordinary self."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    _paint_note(painter, rectangle, QColor(colours.sounding))


def paint_waveform(
    painter: QPainter, area: QRectF, peaks: NDArray[np.float32], colour: QColor
) -> None:
    """Draw a waveform as slim rounded bars around the middle of `area`.

    Args:
        peaks: ``(column_count, 2)`` lowest and highest sample of each column, -1..1;
            the loudest column fills the height, so that quiet sounds are seen.
    """
    levels = np.abs(peaks).max(axis=1)
    loudest = float(levels.max(initial=0.0))
    if loudest <= 0.0:
        return
    heights = np.maximum(levels / loudest * area.height(), WAVEFORM_BAR_PX)
    step_px = area.width() / len(levels)
    bar_px = step_px * WAVEFORM_BAR_PX / (WAVEFORM_BAR_PX + WAVEFORM_GAP_PX)
    middle = area.center().y()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for index, height in enumerate(heights.tolist()):
        bar = QRectF(area.left() + index * step_px, middle - height / 2, bar_px, height)
        painter.drawRoundedRect(bar, bar_px / 2, bar_px / 2)


def waveform_column_count(width_px: float) -> int:
    """Return how many bars of a waveform fit in a width."""
    return max(int(width_px // (WAVEFORM_BAR_PX + WAVEFORM_GAP_PX)), 1)


def paint_playhead(
    painter: QPainter, top: QPointF, height_px: float, colour: str
) -> None:
    """Draw the playhead, two pixels wide and centred on `top`."""
    painter.fillRect(QRectF(top.x() - 1, top.y(), 2, height_px), QColor(colour))


def roll_image(
    melody: Melody,
    size: QSize,
    colours: RollColours,
    device_pixel_ratio: float = 1.0,
    swing: float = 0.0,
) -> QImage:
    """Return a thumbnail of a melody on a transparent ground; safe in any thread.

    Args:
        size: in logical pixels.
    """
    image = QImage(size * device_pixel_ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(device_pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    area = QRectF(0, 0, size.width(), size.height())
    axis = PitchAxis.of(melody, area, THINNEST_NOTE_PX)
    rectangles = note_rectangles(melody, area, axis, step_fractions(melody, swing))
    paint_notes(painter, melody, rectangles, colours)
    painter.end()
    return image


def _paint_note(painter: QPainter, rectangle: QRectF, colour: QColor) -> None:
    radius = min(rectangle.height() * _NOTE_RADIUS_SHARE, rectangle.width() / 2)
    painter.setBrush(colour)
    painter.drawRoundedRect(rectangle, radius, radius)
