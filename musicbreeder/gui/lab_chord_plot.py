"""The notes of a chord as waves, one row each, and their sum below them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QPen
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
        self._rows: list[_Row] = []
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
        self.draw_quickly()
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
        count = len(self._waves)
        self._have_rows(count + 1 if count else 0)
        if not count:
            return
        theme = current_theme()
        milliseconds = 1000.0 * self._seconds
        reach = max(float(np.abs(self._waves).max()), 1e-6)
        for place, wave in enumerate(self._waves):
            # High notes stand above low ones, as on paper.
            self._rows[place].show(
                milliseconds,
                wave / reach,
                place * _ROW_HEIGHT,
                self._captions[place],
                self.pen(theme.hue(place), 2.6 if place in self._lit else 1.5),
            )
        total = self._waves.sum(axis=0)
        largest = max(float(np.abs(total).max()), 1e-6)
        middle = -0.5 * _ROW_HEIGHT * (1 + _SUM_SHARE)
        self._rows[-1].show(
            milliseconds,
            _SUM_SHARE * total / largest,
            middle,
            "Sum",
            self.pen(theme.palette.text, 2.0),
        )
        self._show_range(float(milliseconds[-1]), middle, count)

    def _have_rows(self, count: int) -> None:
        """Make as many rows as there are waves, and keep those there were."""
        plot = self.getPlotItem()
        while len(self._rows) > count:
            for item in self._rows.pop().items:
                plot.removeItem(item)
        while len(self._rows) < count:
            row = _Row(self.line(), self.line(), pg.TextItem(anchor=(0.0, 0.5)))
            self._rows.append(row)
            for item in row.items:
                plot.addItem(item)

    def _show_range(self, last: float, lowest_middle: float, count: int) -> None:
        step = next(s for s in _TICK_STEPS if last / s <= _MOST_TICKS)
        ticks = [(at, f"{at:g}") for at in np.arange(0.0, last, step)]
        self.getPlotItem().getAxis("bottom").setTicks([ticks])
        self.setXRange(-_CAPTION_SHARE * last, last, padding=0.01)
        self.setYRange(
            lowest_middle - 0.55 * _SUM_SHARE * _ROW_HEIGHT,
            (count - 0.4) * _ROW_HEIGHT,
            padding=0.01,
        )


@dataclass(frozen=True)
class _Row:
    """What one wave is drawn with."""

    ground: pg.PlotDataItem
    curve: pg.PlotDataItem
    caption: pg.TextItem

    @property
    def items(self) -> tuple[pg.GraphicsObject, ...]:
        return (self.ground, self.curve, self.caption)

    def show(
        self,
        milliseconds: NDArray[np.float64],
        wave: NDArray[np.float64],
        middle: float,
        caption: str,
        pen: QPen,
    ) -> None:
        theme = current_theme()
        last = float(milliseconds[-1])
        self.ground.setData(
            [0.0, last], [middle, middle], pen=pg.mkPen(theme.palette.line, width=1)
        )
        self.curve.setData(milliseconds, middle + wave, pen=pen)
        self.caption.setText(caption, color=pen.color())
        self.caption.setFont(theme.font(12, 600, is_tabular=True))
        self.caption.setPos(-_CAPTION_SHARE * last, middle)
