"""The dissonance curve, along which the second tone is dragged, and the beats."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.lab_plot import LabPlot
from musicbreeder.gui.theme import current_theme
from musicbreeder.theory.consonance import local_minima
from musicbreeder.theory.interval import INTERVALS

LOWEST_CENTS, HIGHEST_CENTS = 0.0, 1260.0
_ON_A_RATIO_CENTS = 4.0
_LOW_SHARE = 0.2


class DissonanceCurve(LabPlot):
    """How rough two tones are at each distance; the scale's intervals are marked.

    Signals:
        dragged: the cents above the first tone that a person drags the second one to.
        let_go: the drag is over.
    """

    dragged = Signal(float)
    let_go = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._cents: NDArray[np.float64] = np.zeros(0)
        self._curve_values: NDArray[np.float64] = np.zeros(0)
        self._semitones: Sequence[int] = ()
        self._place = 0.0
        self._marks: list[pg.InfiniteLine] = []
        self._ratios: list[pg.TextItem] = []
        self._curve: pg.PlotDataItem | None = None
        # Without the cache of pictures: a saved drawing wants shapes.
        self._dots = pg.ScatterPlotItem(useCache=False, antialias=True)
        self._handle = pg.InfiniteLine(angle=90, movable=False)
        self._knob = pg.ScatterPlotItem(useCache=False, antialias=True)
        super().__init__(
            "Roughness of two tones", "Second tone above the first", "Roughness", parent
        )
        self.setToolTip("Drag along the curve to move the second tone and hear it")
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._curve = self.line()
        plot = self.getPlotItem()
        for depth, item in enumerate(
            (self._curve, self._dots, self._handle, self._knob), start=1
        ):
            item.setZValue(depth)
            plot.addItem(item)
        self.setXRange(LOWEST_CENTS, HIGHEST_CENTS, padding=0.02)

    def show_curve(
        self, cents: NDArray[np.float64], values: NDArray[np.float64]
    ) -> None:
        """Show a curve, ``(points,)`` each."""
        self._cents, self._curve_values = cents, values
        self.paint()

    def show_scale(self, semitones: Sequence[int]) -> None:
        """Mark the intervals of a scale above its tonic, the octave included."""
        self._semitones = semitones
        self.paint()

    def show_place(self, cents: float) -> None:
        """Move the second tone, so many cents above the first."""
        self._place = cents
        self._handle.setValue(cents)
        self._knob.setData([cents], [self._height_at(cents)])

    def _height_at(self, cents: float) -> float:
        if not len(self._cents):
            return 0.0
        return float(np.interp(cents, self._cents, self._curve_values))

    def paint(self) -> None:
        theme = current_theme()
        palette = theme.palette
        plot = self.getPlotItem()
        plot.getAxis("bottom").setTicks(
            [[(100.0 * i.semitones, i.short_name) for i in INTERVALS]]
        )
        for mark in self._marks:
            plot.removeItem(mark)
        colour = QColor(palette.play)
        colour.setAlphaF(0.45)
        self._marks = [
            pg.InfiniteLine(100.0 * step, 90, self.pen(colour, 1.5))
            for step in self._semitones
        ]
        for mark in self._marks:
            plot.addItem(mark)
        self._handle.setPen(self.pen(palette.accent, 2.5))
        self._knob.setData(
            [self._place], [self._height_at(self._place)], symbol="o",
            size=theme.px(15), pen=self.pen(palette.text, 2),
            brush=pg.mkBrush(palette.accent),
        )  # fmt: skip
        if self._curve is None or not len(self._cents):
            return
        fill = QColor(palette.heart)
        fill.setAlphaF(0.16)
        self._curve.setData(
            self._cents, self._curve_values, fillLevel=0.0, brush=fill,
            pen=self.pen(palette.heart, 2),
        )  # fmt: skip
        at = np.array([100.0 * step for step in self._semitones])
        heights = np.interp(at, self._cents, self._curve_values)
        self._dots.setData(
            at, heights, symbol="o", size=theme.px(8), brush=pg.mkBrush(palette.play),
            pen=self.pen(palette.plot, 1),
        )  # fmt: skip
        highest = max(float(self._curve_values.max()), 0.05)
        self.setYRange(0.0, 1.12 * highest, padding=0)
        self._label_dips()

    def _label_dips(self) -> None:
        """Write the simple ratio beneath each dip that lies on one."""
        plot, palette = self.getPlotItem(), current_theme().palette
        for ratio in self._ratios:
            plot.removeItem(ratio)
        self._ratios = []
        dips = self._cents[local_minima(self._curve_values)]
        for interval in INTERVALS:
            off = np.abs(dips - interval.just_cents)
            if len(off) and off.min() < _ON_A_RATIO_CENTS:
                words = f"{interval.ratio.numerator}:{interval.ratio.denominator}"
                cents = float(dips[off.argmin()])
                height = self._height_at(cents)
                # There is no room for words under a dip that reaches the ground.
                is_low = height < _LOW_SHARE * self._curve_values.max()
                anchor = (-0.35, 0.9) if is_low else (0.5, -0.15)
                text = pg.TextItem(words, color=palette.secondary, anchor=anchor)
                text.setFont(current_theme().font(11, is_tabular=True))
                text.setPos(cents, height)
                self._ratios.append(text)
                plot.addItem(text)

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.let_go.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _drag_to(self, event: QMouseEvent) -> None:
        point = self.mapToScene(event.position().toPoint())
        cents = float(self.getViewBox().mapSceneToView(point).x())
        self.dragged.emit(min(max(cents, LOWEST_CENTS), HIGHEST_CENTS))
        event.accept()


class BeatsPlot(LabPlot):
    """How the sum of two tones swells in the course of a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._reach: NDArray[np.float64] = np.zeros(0)
        self._duration_seconds = 1.0
        super().__init__("Swelling of the two tones together", "Seconds", parent=parent)
        self._upper, self._lower = self.line(), self.line()
        self._band = pg.FillBetweenItem(self._lower, self._upper)
        plot = self.getPlotItem()
        for item in (self._band, self._lower, self._upper):
            plot.addItem(item)

    def show_reach(self, reach: NDArray[np.float64], duration_seconds: float) -> None:
        """Show how far a wave reaches in each stretch of time, ``(stretches,)``."""
        self._reach, self._duration_seconds = reach, duration_seconds
        self.draw_quickly()
        self.paint()

    def paint(self) -> None:
        if not len(self._reach):
            return
        palette = current_theme().palette
        colour = QColor(palette.accent)
        seconds = np.linspace(0.0, self._duration_seconds, len(self._reach))
        pen = self.pen(colour, 1.4)
        self._upper.setData(seconds, self._reach, pen=pen)
        self._lower.setData(seconds, -self._reach, pen=pen)
        fill = QColor(colour)
        fill.setAlphaF(0.28)
        self._band.setBrush(pg.mkBrush(fill))
        highest = max(float(self._reach.max()), 1e-3)
        self.setYRange(-highest, highest, padding=0.06)
        self.setXRange(0.0, self._duration_seconds, padding=0)
