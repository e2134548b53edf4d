"""The sunken part of a card, drawn once and kept: piano roll over waveform.

Drawing it takes about a millisecond; showing the kept picture with a playhead at a new
place takes some hundredths of one. Twelve cards with one moving playhead therefore
cost next to nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from musicbreeder.gui.card_layout import CardLayout
from musicbreeder.gui.roll_painter import (
    PitchAxis,
    RollColours,
    note_rectangles,
    paint_grid,
    paint_notes,
    paint_playhead,
    paint_sounding_note,
    paint_tonic_lines,
    paint_waveform,
    sounding_note,
    step_fractions,
    waveform_column_count,
)
from musicbreeder.gui.theme import Theme
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Rendering

_NOTE_PX = 7.0
_RESTING_ALPHA, _UNPLAYED_ALPHA = 0.62, 0.42
_WELL_RADIUS_PX = 6
_STRIP_PX = 2


@dataclass(frozen=True, eq=False)
class WellRequest:
    """All that decides what a well looks like; equal requests give equal pictures.

    Attributes:
        tonic: pitch class 0-11.
        hue: colour of the notes.
        rendering: None = not there yet; a quiet line stands for the waveform.
    """

    melody: Melody
    tonic: int
    hue: str
    swing: float
    rendering: Rendering | None
    width_px: float
    height_px: float
    device_pixel_ratio: float
    theme: Theme

    def is_same(self, other: "WellRequest | None") -> bool:
        """Tell whether `other` would look alike."""
        return other is not None and self._identity == other._identity

    @property
    def _identity(self) -> tuple[object, ...]:
        return (
            self.melody,
            self.tonic,
            self.hue,
            self.swing,
            id(self.rendering),
            self.width_px,
            self.height_px,
            self.device_pixel_ratio,
            self.theme,
        )


class WellPicture:
    """The kept picture of one well, and what moves on it.

    Coordinates are those of the card.
    """

    def __init__(self, request: WellRequest, layout: CardLayout) -> None:
        self.request = request
        self._layout = layout
        self._colours = RollColours.of(request.theme.palette, request.hue)
        melody = request.melody
        self._fractions = step_fractions(melody, request.swing)
        thickest_px = _NOTE_PX * request.theme.scale
        axis = PitchAxis.of(melody, layout.roll, thickest_px)
        self._rectangles = note_rectangles(melody, layout.roll, axis, self._fractions)
        self._peaks = self._make_peaks()
        self._ground = self._paint_ground(axis)
        self._resting = self._paint_waveform_layer(_RESTING_ALPHA)
        self._unplayed = self._paint_waveform_layer(_UNPLAYED_ALPHA)
        self._played = self._paint_waveform_layer(1.0)

    def x_at(self, fraction: float) -> float:
        """Return where the playhead stands, on a whole device pixel."""
        ratio = self.request.device_pixel_ratio
        x = self._layout.roll.left() + fraction * self._layout.roll.width()
        return round(x * ratio) / ratio

    def fraction_at(self, x: float) -> float:
        """Return which place of the melody, 0..1, lies at `x`."""
        fraction = (x - self._layout.roll.left()) / self._layout.roll.width()
        return min(max(fraction, 0.0), 1.0)

    def sounding_note(self, fraction: float) -> int | None:
        """Return the index of the note that sounds at `fraction`, None = a rest."""
        return sounding_note(self.request.melody, self._fractions, fraction)

    def note_area(self, index: int) -> QRectF:
        """Return what must be painted again when a note starts or ends."""
        return self._rectangles[index].adjusted(-1, -1, 1, 1)

    def strip(self, from_x: float, to_x: float) -> QRectF:
        """Return what must be painted again when the playhead moved."""
        well = self._layout.well
        left = min(from_x, to_x) - _STRIP_PX
        width = abs(to_x - from_x) + 2 * _STRIP_PX
        return QRectF(left, well.top(), width, well.height())

    def paint(self, painter: QPainter, fraction: float | None) -> None:
        """Paint the well, with a playhead at `fraction` unless that is None."""
        well = self._layout.well
        painter.drawPixmap(well.topLeft(), self._ground)
        waveform = self._layout.waveform
        if fraction is None:
            painter.drawPixmap(waveform.topLeft(), self._resting)
            return
        x = self.x_at(fraction)
        self._paint_part(painter, self._played, waveform.left(), x)
        self._paint_part(painter, self._unplayed, x, waveform.right())
        index = self.sounding_note(fraction)
        if index is not None:
            paint_sounding_note(painter, self._rectangles[index], self._colours)
        inset = self.request.theme.px(3)
        paint_playhead(
            painter,
            QPointF(x, well.top() + inset),
            well.height() - 2 * inset,
            self.request.theme.palette.text,
        )

    def _paint_part(
        self, painter: QPainter, layer: QPixmap, left: float, right: float
    ) -> None:
        waveform = self._layout.waveform
        ratio = self.request.device_pixel_ratio
        target = QRectF(left, waveform.top(), max(right - left, 0), waveform.height())
        source = QRectF(
            (left - waveform.left()) * ratio,
            0,
            target.width() * ratio,
            target.height() * ratio,
        )
        painter.drawPixmap(target, layer, source)

    def _make_peaks(self) -> NDArray[np.float32] | None:
        if self.request.rendering is None:
            return None
        columns = waveform_column_count(self._layout.waveform.width())
        return self.request.rendering.peaks(columns)

    def _blank(self, width: float, height: float) -> QPixmap:
        ratio = self.request.device_pixel_ratio
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _paint_ground(self, axis: PitchAxis) -> QPixmap:
        request, layout = self.request, self._layout
        well = layout.well
        picture = self._blank(well.width(), well.height())
        painter = QPainter(picture)
        painter.translate(-well.left(), -well.top())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(request.theme.palette.well))
        radius = request.theme.px(_WELL_RADIUS_PX)
        painter.drawRoundedRect(well, radius, radius)
        paint_tonic_lines(painter, layout.roll, axis, request.tonic, self._colours)
        lines = QRectF(layout.roll)
        lines.setBottom(layout.waveform.bottom())
        paint_grid(painter, lines, request.melody, self._colours)
        paint_notes(painter, request.melody, self._rectangles, self._colours)
        painter.end()
        return picture

    def _paint_waveform_layer(self, alpha: float) -> QPixmap:
        waveform = self._layout.waveform
        picture = self._blank(waveform.width(), waveform.height())
        colour = QColor(self.request.hue)
        colour.setAlphaF(alpha)
        painter = QPainter(picture)
        area = QRectF(0, 0, waveform.width(), waveform.height())
        if self._peaks is not None:
            paint_waveform(painter, area, self._peaks, colour)
        else:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            painter.drawLine(
                QPointF(0, area.center().y()), QPointF(area.right(), area.center().y())
            )
        painter.end()
        return picture
