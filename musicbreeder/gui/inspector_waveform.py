"""The waveform's place in the inspector: a plain one at once, a zoomable one soon.

pyqtgraph is imported on a thread of its own once the window is shown; until then the
waveform is drawn as slim bars, so that nothing jumps.
"""

import logging
from functools import cache
from importlib import import_module
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from musicbreeder.gui.roll_painter import paint_waveform, waveform_column_count
from musicbreeder.gui.tab_order import tab_to_after
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.services.audition import Rendering

_log = logging.getLogger(__name__)

_HEIGHT_PX = 104
_EDGE_PX = 8
_IMPORT_AFTER_MILLISECONDS = 700


class _Loader(QObject):
    """Imports the zoomable view once, off the GUI thread.

    Signals:
        loaded: `view_class` is there.
    """

    loaded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view_class: Any = None
        self._is_started = False

    def start(self) -> None:
        if not self._is_started:
            self._is_started = True
            Thread(target=self._import, name="pyqtgraph import", daemon=True).start()

    def _import(self) -> None:
        module = import_module("musicbreeder.gui.waveform_view")
        self.view_class = module.WaveformView
        try:
            self.loaded.emit()
        except RuntimeError:
            _log.debug("the waveform view arrived after the window was gone")


@cache
def waveform_loader() -> _Loader:
    """Return the one loader of the zoomable view."""
    return _Loader()


class InspectorWaveform(QWidget):
    """The waveform of the selected melody, zoomable as soon as that is loaded.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
    """

    seek_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rendering: Rendering | None = None
        self._hue = 0
        self._fraction: float | None = None
        self.view: Any = None
        self.setAccessibleName("Waveform")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._timer = QTimer(self, singleShot=True, interval=_IMPORT_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self._load)
        theme_source().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_rendering(self, rendering: Rendering | None, hue: int = 0) -> None:
        """Show a melody's sound.

        Args:
            rendering: None = it is being made ready.
            hue: index for `Theme.hue`.
        """
        self._rendering = rendering
        self._hue = hue
        self._fraction = None
        if self.view is not None:
            self.view.show_rendering(rendering, hue)
            self.view.setVisible(rendering is not None)
        self.update()

    def show_playhead(self, fraction: float | None) -> None:
        """Move the playhead to a share of the bars, None = hide it."""
        self._fraction = fraction
        if self.view is not None:
            self.view.show_playhead(fraction)
        else:
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view is None and waveform_loader().view_class is not None:
            self._adopt_view()
        elif self.view is None:
            self._timer.start()

    def _load(self) -> None:
        loader = waveform_loader()
        if loader.view_class is not None:
            self._adopt_view()
            return
        loader.loaded.connect(self._adopt_view, Qt.ConnectionType.QueuedConnection)
        loader.start()

    def _adopt_view(self) -> None:
        if self.view is not None:
            return
        self.view = waveform_loader().view_class(self)
        self.view.seek_requested.connect(self.seek_requested)
        self._layout.addWidget(self.view)
        tab_to_after(self.view, self)
        self.view.show_rendering(self._rendering, self._hue)
        self.view.show_playhead(self._fraction)
        self.view.setVisible(self._rendering is not None)

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(288), current_theme().px(_HEIGHT_PX))

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(current_theme().px(_HEIGHT_PX))
        margin = current_theme().px(4)
        self._layout.setContentsMargins(margin, margin, margin, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.well))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(8), theme.px(8))
        if self._rendering is None:
            painter.setPen(QColor(theme.palette.muted))
            painter.setFont(theme.font(12))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, "Preparing the sound…"
            )
        elif self.view is None:
            edge = theme.px(_EDGE_PX)
            area = QRectF(self.rect()).adjusted(edge, edge, -edge, -theme.px(24))
            peaks = self._rendering.peaks(waveform_column_count(area.width()))
            paint_waveform(painter, area, peaks, QColor(theme.hue(self._hue)))
            if self._fraction is not None:
                x = area.left() + self._fraction * area.width()
                painter.fillRect(
                    QRectF(x - 1, area.top(), 2, area.height()),
                    QColor(theme.palette.text),
                )
