"""The notes of a chord as waves, one row each, and their sum below them."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.lab_plot import LabPlot
from musicbreeder.gui.theme import current_theme

_ROW_HEIGHT = 2.5
_SUM_SHARE = 1.7
"""The sum is drawn this much higher than a note."""
_CAPTION_SHARE = 0.13
_TICK_STEPS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_MOST_TICKS = 12
_NO_PLACE: frozenset[int] = frozenset()


class ChordPlot(LabPlot):
    """Rows of waves with their captions; notes that sound are lit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._seconds: NDArray[np.float64] = np.zeros(0)
        self._waves: NDArray[np.float64] = np.zeros((0, 0))
        self._captions: tuple[str, ...] = ()
        self._lit = _NO_PLACE
        self._items: list[pg.GraphicsObject] = []
        super().__init__(
            "The waves of the notes and, lowest, their sum", "Milliseconds",
            parent=parent,
        )  # fmt: skip

    def show_waves(
        self,
        seconds: NDArray[np.float64],
        waves: NDArray[np.float64],
        captions: Sequence[str],
    ) -> None:
        """Show the notes of a chord.

        Args:
            seconds: ``(moments,)``.
            waves: ``(notes, moments)``, the lowest note first.
            captions: of each note.
        """
        self._seconds, self._waves = seconds, waves
        self._captions = tuple(captions)
        self._lit = _NO_PLACE
        self.paint()

    @property
    def lit(self) -> frozenset[int]:
        """The places of the notes that are lit."""
        return self._lit

    def light(self, places: frozenset[int]) -> None:
        """Light the notes that sound."""
        if places != self._lit:
            self._lit = places
            self.paint()

    def paint(self) -> None:
        plot = self.getPlotItem()
        for item in self._items:
            plot.removeItem(item)
        self._items = []
        count = len(self._waves)
        if not count:
            return
        theme = current_theme()
        milliseconds = 1000.0 * self._seconds
        reach = max(float(np.abs(self._waves).max()), 1e-6)
        for place, wave in enumerate(self._waves):
            colour = QColor(theme.hue(place))
            width = 2.6 if place in self._lit else 1.5
            # High notes stand above low ones, as on paper.
            middle = place * _ROW_HEIGHT
            self._add_row(milliseconds, wave / reach, middle, colour, width)
            self._add_caption(self._captions[place], middle + 0.5 * _ROW_HEIGHT, colour)
        total = self._waves.sum(axis=0)
        largest = max(float(np.abs(total).max()), 1e-6)
        middle = -0.5 * _ROW_HEIGHT * (1 + _SUM_SHARE)
        text = QColor(theme.palette.text)
        self._add_row(milliseconds, _SUM_SHARE * total / largest, middle, text, 2.0)
        self._add_caption("Sum", middle + 0.5 * _SUM_SHARE * _ROW_HEIGHT, text)
        last = float(milliseconds[-1])
        step = next(s for s in _TICK_STEPS if last / s <= _MOST_TICKS)
        ticks = [(at, f"{at:g}") for at in np.arange(0.0, last, step)]
        plot.getAxis("bottom").setTicks([ticks])
        self.setXRange(
            -_CAPTION_SHARE * milliseconds[-1], milliseconds[-1], padding=0.01
        )
        self.setYRange(
            middle - 0.55 * _SUM_SHARE * _ROW_HEIGHT,
            (count - 0.4) * _ROW_HEIGHT,
            padding=0.01,
        )

    def _add_row(
        self,
        milliseconds: NDArray[np.float64],
        wave: NDArray[np.float64],
        middle: float,
        colour: QColor,
        width: float,
    ) -> None:
        ground = pg.PlotDataItem(
            [0.0, float(milliseconds[-1])], [middle, middle],
            pen=self.pen(current_theme().palette.line, 1),
        )  # fmt: skip
        curve = pg.PlotDataItem(
            milliseconds, middle + wave, pen=self.pen(colour, width),
            antialias=True, skipFiniteCheck=True,
        )  # fmt: skip
        for item in (ground, curve):
            self._items.append(item)
            self.getPlotItem().addItem(item)

    def _add_caption(self, caption: str, top: float, colour: QColor) -> None:
        text = pg.TextItem(caption, color=colour, anchor=(0.0, 0.5))
        text.setFont(current_theme().font(12, 600, is_tabular=True))
        middle = top - 0.5 * _ROW_HEIGHT
        if caption == "Sum":
            middle = top - 0.5 * _SUM_SHARE * _ROW_HEIGHT
        text.setPos(-_CAPTION_SHARE * 1000.0 * self._seconds[-1], middle)
        self._items.append(text)
        self.getPlotItem().addItem(text)
