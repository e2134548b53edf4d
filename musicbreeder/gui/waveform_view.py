"""The zoomable waveform of the inspector, in pyqtgraph.

NB: importing pyqtgraph takes a third of a second, so this module is only imported after
the window is shown, by `inspector_waveform`.
"""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.services.audition import Rendering

_SHORTEST_VIEW_SECONDS = 0.01
_ZOOM_PER_NOTCH = 1.35
_PAN_SHARE = 0.15
_WHEEL_NOTCH = 120
_CLICK_DISTANCE_PX = 4


class _SecondsAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A time axis that says minutes and seconds, finer the closer one looks."""

    def tickStrings(
        self, values: list[float], scale: float, spacing: float
    ) -> list[str]:
        del scale
        digits = 0 if spacing >= 1 else 1 if spacing >= 0.1 else 2
        digits = 3 if spacing < 0.01 else digits
        width = 2 if digits == 0 else digits + 3
        return [
            f"{int(value // 60)}:{value % 60:0{width}.{digits}f}" for value in values
        ]


class WaveformView(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A waveform with playhead: Ctrl and wheel zoom, dragging pans, a click seeks.

    The wheel alone is left to the panel, which scrolls by it. Zoomed in, the view
    follows the playhead.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
    """

    seek_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, axisItems={"bottom": _SecondsAxis("bottom")}, enableMenu=False
        )
        self.setAccessibleName("Waveform")
        self.setAccessibleDescription(
            "Ctrl and the wheel or plus and minus zoom, arrow keys pan, "
            "Home shows everything"
        )
        self.setToolTip(
            "Ctrl and the wheel zoom, dragging pans, a click plays from there, "
            "a double click shows everything"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Its ground is painted whole, so nothing behind it needs to be.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(False)  # else a drag that passes over it warns in the log
        self._rendering: Rendering | None = None
        self._hue = 0
        self._duration_seconds = 1.0
        self._melody_seconds = 1.0
        self._pressed_at: QPointF | None = None
        self._dragged_from: QPointF | None = None
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.hideAxis("left")
        plot.setMouseEnabled(x=False, y=False)
        self._curve = pg.PlotDataItem(skipFiniteCheck=True)
        self._playhead = pg.InfiniteLine(angle=90, movable=False)
        self._playhead.setZValue(10)
        self._end_of_bars = pg.InfiniteLine(angle=90, movable=False)
        plot.addItem(self._curve)
        plot.addItem(self._end_of_bars)
        plot.addItem(self._playhead)
        # WORKAROUND: both must follow addItem, else pyqtgraph 0.14 raises
        # AttributeError in itemChange (pyqtgraph issue 3326).
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        # The playhead moves sixty times a second; the curve is only copied then.
        self._curve.curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._playhead.hide()
        theme_source().changed.connect(self._apply_theme)
        self._apply_theme()

    def show_rendering(self, rendering: Rendering | None, hue: int = 0) -> None:
        """Show all of a rendering, its tail included; None shows nothing.

        Args:
            hue: index for `Theme.hue`.
        """
        self._hue = hue
        self._apply_theme()
        if rendering is self._rendering:
            return
        self._rendering = rendering
        self._playhead.hide()
        if rendering is None:
            self._curve.setData([], [])
            self._end_of_bars.hide()
            return
        samples = rendering.samples.mean(axis=1)
        self._duration_seconds = len(samples) / rendering.sample_rate
        self._melody_seconds = rendering.melody_frames / rendering.sample_rate
        seconds = np.arange(len(samples), dtype=np.float64) / rendering.sample_rate
        self._curve.setData(seconds, samples)
        loudest = max(float(np.abs(samples).max(initial=0.0)), 1e-3)
        box = self.getViewBox()
        box.setLimits(
            xMin=0.0,
            xMax=self._duration_seconds,
            minXRange=_SHORTEST_VIEW_SECONDS,
            maxXRange=self._duration_seconds,
        )
        box.setYRange(-loudest, loudest, padding=0.06)
        self._end_of_bars.setValue(self._melody_seconds)
        self._end_of_bars.show()
        self.show_everything()

    def show_playhead(self, fraction: float | None) -> None:
        """Move the playhead to a share of the bars, None = hide it."""
        if fraction is None or self._rendering is None:
            self._playhead.hide()
            return
        seconds = fraction * self._melody_seconds
        first, last = self.view_seconds
        pixel_seconds = (last - first) / self.width() / self.devicePixelRatioF()
        moved_seconds = abs(seconds - self._playhead.value())
        if self._playhead.isVisible() and moved_seconds < pixel_seconds:
            return
        self._playhead.setValue(seconds)
        self._playhead.show()
        if self._dragged_from is None and not first <= seconds <= last:
            width = last - first
            self._show_seconds(seconds - 0.1 * width, width)

    def show_everything(self) -> None:
        """Show the whole waveform."""
        self._show_seconds(0.0, self._duration_seconds)

    @property
    def view_seconds(self) -> tuple[float, float]:
        """First and last second in view."""
        first, last = self.getViewBox().viewRange()[0]
        return float(first), float(last)

    def zoom(self, factor: float, around_seconds: float | None = None) -> None:
        """Show `factor` times less time, keeping one moment where it is."""
        first, last = self.view_seconds
        middle = (first + last) / 2 if around_seconds is None else around_seconds
        width = max((last - first) / factor, _SHORTEST_VIEW_SECONDS)
        share = (middle - first) / (last - first)
        self._show_seconds(middle - share * width, width)

    def pan(self, share: float) -> None:
        """Move on by a share of what is in view, backwards if negative."""
        first, last = self.view_seconds
        self._show_seconds(first + share * (last - first), last - first)

    def _show_seconds(self, first: float, width: float) -> None:
        width = min(width, self._duration_seconds)
        first = min(max(first, 0.0), self._duration_seconds - width)
        self.getViewBox().setXRange(first, first + width, padding=0)

    def _seconds_at(self, x: float) -> float:
        box = self.getViewBox()
        return float(box.mapSceneToView(self.mapToScene(round(x), 0)).x())

    # The mouse and the keyboard: pyqtgraph's own handling also zooms upwards, which
    # a waveform does not want.

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches:
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            around = self._seconds_at(event.position().x())
            self.zoom(_ZOOM_PER_NOTCH**notches, around)
        else:
            self.pan(-event.angleDelta().x() / _WHEEL_NOTCH * _PAN_SHARE)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = self._dragged_from = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        moved = self._seconds_at(self._dragged_from.x()) - self._seconds_at(
            event.position().x()
        )
        first, last = self.view_seconds
        self._show_seconds(first + moved, last - first)
        self._dragged_from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at, self._dragged_from = self._pressed_at, None, None
        if pressed_at is None or self._rendering is None:
            return
        distance = (event.position() - pressed_at).manhattanLength()
        if distance < _CLICK_DISTANCE_PX:
            seconds = self._seconds_at(event.position().x())
            self.seek_requested.emit(min(max(seconds / self._melody_seconds, 0.0), 1.0))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_everything()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up):
            self.zoom(_ZOOM_PER_NOTCH)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self.zoom(1 / _ZOOM_PER_NOTCH)
        elif key == Qt.Key.Key_Left:
            self.pan(-_PAN_SHARE)
        elif key == Qt.Key.Key_Right:
            self.pan(_PAN_SHARE)
        elif key == Qt.Key.Key_Home:
            self.show_everything()
        else:
            event.ignore()

    def _apply_theme(self) -> None:
        theme = current_theme()
        palette = theme.palette
        self.setBackground(palette.well)
        self._curve.setPen(pg.mkPen(QColor(theme.hue(self._hue)), width=1))
        # Pens of pyqtgraph count the pixels of the screen, not those of the window.
        width = 2 * self.devicePixelRatioF()
        self._playhead.setPen(pg.mkPen(QColor(palette.text), width=width))
        dashes = [3, 3]
        self._end_of_bars.setPen(
            pg.mkPen(QColor(palette.control), width=1, dash=dashes)
        )
        axis = self.getPlotItem().getAxis("bottom")
        axis.setPen(pg.mkPen(QColor(palette.line)))
        axis.setTextPen(pg.mkPen(QColor(palette.muted)))
        axis.setStyle(tickFont=theme.font(10, is_tabular=True), tickLength=-3)
        axis.setHeight(theme.px(20))
