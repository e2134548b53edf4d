"""The ground that all plots of the sound lab stand on, in pyqtgraph.

NB: importing pyqtgraph takes a third of a second, so the lab's modules are only
imported when the lab is opened.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.services.sound_lab_analysis import (
    FLOOR_DB,
    HIGHEST_HZ,
    LOWEST_HZ,
    Spectrogram,
    Spectrum,
)

_OCTAVE_TICKS_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_FADED = 0.35
_UNCHOSEN_SHARE = 0.65
_RESTS_AFTER_MILLISECONDS = 160


def mixed(colour: str, ground: str, share: float) -> QColor:
    """Return a colour with a share of it, 0..1, on a ground, opaque.

    Lines drawn piece by piece would show their joints more if they let light through.
    """
    over, under = QColor(colour), QColor(ground)
    rest = 1.0 - share
    return QColor.fromRgbF(
        share * over.redF() + rest * under.redF(),
        share * over.greenF() + rest * under.greenF(),
        share * over.blueF() + rest * under.blueF(),
    )


def hertz(value: float) -> str:
    """Return a frequency in Hz for an axis: ``"500"``, ``"2k"``."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def octave_ticks() -> list[tuple[float, str]]:
    """Return ticks for an axis of logarithms to base ten of frequencies."""
    return [(float(np.log10(hz)), hertz(hz)) for hz in _OCTAVE_TICKS_HZ]


class LabPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot in the colours of the theme that leaves wheel and mouse to the page."""

    def __init__(
        self, name: str, bottom: str = "", left: str = "", parent: QWidget | None = None
    ) -> None:
        """Make an empty plot.

        Args:
            name: what it shows, for screen readers.
            bottom: what its lower axis counts; empty = no axis.
            left: likewise.
        """
        self._drawn_ratio: float | None = None
        self._words = {"bottom": bottom, "left": left}
        super().__init__(parent, enableMenu=False)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(1)
        self._settling = QTimer(
            self, singleShot=True, interval=_RESTS_AFTER_MILLISECONDS
        )
        self._settling.timeout.connect(self._use_line_mode)
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        for side, words in self._words.items():
            plot.showAxis(side, bool(words))
        theme_source().changed.connect(self.apply_theme)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take on the colours and the type of the theme."""
        theme = current_theme()
        palette = theme.palette
        self.setBackground(palette.plot)
        font = theme.font(11, is_tabular=True)
        for side, words in self._words.items():
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(palette.line))
            axis.setTextPen(pg.mkPen(palette.muted))
            axis.setStyle(tickFont=font, tickLength=-4)
            if words:
                axis.setLabel(words, color=palette.muted)
                axis.label.setFont(font)
        self.paint()

    def pen(self, colour: str | QColor, width_px: float) -> QPen:
        """Return a pen for lines of a width in pixels of the design.

        NB: what pyqtgraph draws is as wide as the screen's own pixels say, so lines
        would be hair-thin on a screen of two pixels to one.
        """
        scale = current_theme().scale * (self._drawn_ratio or self.devicePixelRatioF())
        pen = QPen(QColor(colour), max(width_px * scale, 1.0))
        pen.setCosmetic(True)
        return pen

    def line(self) -> pg.PlotDataItem:
        """Return an empty line, not yet in the plot, that is quick to draw."""
        line = pg.PlotDataItem(antialias=True, skipFiniteCheck=True)
        line.curve.setSegmentedLineMode(self._line_mode)
        return line

    @property
    def _line_mode(self) -> str:
        return "on" if self._settling.isActive() else "off"

    def draw_quickly(self) -> None:
        """Draw what moves under a hand fast, and well as soon as it rests.

        Piece by piece a wide line is drawn four times as fast as in one stroke, but its
        joints can be seen.
        """
        self._settling.start()
        self._use_line_mode()

    def _use_line_mode(self) -> None:
        for item in self.getPlotItem().listDataItems():
            if isinstance(item, pg.PlotDataItem):
                item.curve.setSegmentedLineMode(self._line_mode)

    def draw_for(self, pixel_ratio: float | None) -> None:
        """Draw for a picture of that many pixels to one; None = for the screen."""
        self._drawn_ratio = pixel_ratio
        self._settling.stop()
        self._use_line_mode()
        self.apply_theme()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.apply_theme()
        return bool(super().event(event))

    def paint(self) -> None:
        """Draw everything afresh; plots with things of their own do it here."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WavesPlot(LabPlot):
    """Waves over one another and, strongest, their sum."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._seconds: NDArray[np.float64] = np.zeros(0)
        self._waves: NDArray[np.float64] = np.zeros((0, 0))
        self._chosen: int | None = None
        self._curves: list[pg.PlotDataItem] = []
        super().__init__(name, "Milliseconds", parent=parent)

    def show_waves(
        self,
        seconds: NDArray[np.float64],
        waves: NDArray[np.float64],
        chosen: int | None = None,
    ) -> None:
        """Show waves and their sum.

        Args:
            seconds: ``(moments,)``.
            waves: ``(waves, moments)``.
            chosen: drawn stronger than the others.
        """
        self._seconds, self._waves, self._chosen = seconds, waves, chosen
        self.draw_quickly()
        self.paint()

    def paint(self) -> None:
        theme = current_theme()
        count = len(self._waves)
        wanted = count + 1 if count else 0
        plot = self.getPlotItem()
        while len(self._curves) > wanted:
            plot.removeItem(self._curves.pop())
        while len(self._curves) < wanted:
            curve = self.line()
            self._curves.append(curve)
            plot.addItem(curve)
        if not count:
            return
        milliseconds = 1000.0 * self._seconds
        for place, wave in enumerate(self._waves):
            is_chosen = place == self._chosen
            share = 1.0 if is_chosen else _UNCHOSEN_SHARE
            colour = mixed(theme.hue(place), theme.palette.plot, share)
            width = 2.0 if is_chosen else 1.2
            self._curves[place].setData(milliseconds, wave, pen=self.pen(colour, width))
        total = self._waves.sum(axis=0)
        self._curves[-1].setData(
            milliseconds, total, pen=self.pen(theme.palette.text, 2)
        )
        reach = max(float(np.abs(total).max()), float(np.abs(self._waves).max()), 0.05)
        self.setYRange(-reach, reach, padding=0.08)
        self.setXRange(milliseconds[0], milliseconds[-1], padding=0.0)


class SpectrumPlot(LabPlot):
    """How strong each frequency is, on a scale of octaves."""

    def __init__(self, name: str = "Spectrum", parent: QWidget | None = None) -> None:
        self._spectrum: Spectrum | None = None
        self._partials_hz: Sequence[float] = ()
        self._curve: pg.PlotDataItem | None = None
        self._lines: list[pg.InfiniteLine] = []
        super().__init__(name, "Hz", "dB", parent)
        self._curve = self.line()
        plot = self.getPlotItem()
        plot.addItem(self._curve)
        plot.getAxis("bottom").setTicks([octave_ticks()])
        self.setXRange(np.log10(LOWEST_HZ), np.log10(HIGHEST_HZ), padding=0)
        self.setYRange(FLOOR_DB, 3, padding=0)

    def show_spectrum(
        self, spectrum: Spectrum, partials_hz: Sequence[float] = ()
    ) -> None:
        """Show a spectrum, and mark where partials were asked for."""
        self._spectrum, self._partials_hz = spectrum, partials_hz
        self.paint()

    def paint(self) -> None:
        theme = current_theme()
        for line in self._lines:
            self.getPlotItem().removeItem(line)
        self._lines = []
        for place, hz in enumerate(self._partials_hz):
            if not LOWEST_HZ <= hz <= HIGHEST_HZ:
                continue
            colour = QColor(theme.hue(place))
            colour.setAlphaF(_FADED)
            line = pg.InfiniteLine(float(np.log10(hz)), 90, self.pen(colour, 3))
            line.setZValue(-1)
            self._lines.append(line)
            self.getPlotItem().addItem(line)
        if self._spectrum is not None and self._curve is not None:
            fill = QColor(theme.palette.accent)
            fill.setAlphaF(0.22)
            self._curve.setData(
                np.log10(self._spectrum.hz),
                self._spectrum.level_db,
                pen=self.pen(theme.palette.accent, 1.2),
                fillLevel=FLOOR_DB,
                brush=fill,
            )


class SpectrogramPlot(LabPlot):
    """How the spectrum changes in the course of a sound."""

    def __init__(
        self, name: str = "Spectrogram", parent: QWidget | None = None
    ) -> None:
        self._shown: Spectrogram | None = None
        self._image = pg.ImageItem()
        super().__init__(name, "Seconds", "Hz", parent)
        plot = self.getPlotItem()
        plot.addItem(self._image)
        plot.getAxis("left").setTicks([octave_ticks()])
        self.setXRange(0.0, 1.0, padding=0)
        self.setYRange(np.log10(LOWEST_HZ), np.log10(HIGHEST_HZ), padding=0)

    def show_spectrogram(self, shown: Spectrogram) -> None:
        self._shown = shown
        self.paint()

    def paint(self) -> None:
        palette = current_theme().palette
        colours = [palette.plot, palette.accent, palette.star, palette.text]
        if not palette.is_dark:
            colours = [palette.plot, palette.hues[0], palette.heart, palette.text]
        ramp = pg.ColorMap([0.0, 0.55, 0.85, 1.0], [QColor(c) for c in colours])
        self._image.setLookupTable(ramp.getLookupTable(nPts=256))
        if self._shown is None:
            return
        self._image.setImage(self._shown.level_db, levels=(FLOOR_DB + 10, 0))
        low, high = np.log10(LOWEST_HZ), np.log10(HIGHEST_HZ)
        seconds = max(self._shown.duration_seconds, 1e-3)
        self._image.setRect(0.0, low, seconds, high - low)
        self.setXRange(0.0, seconds, padding=0)
