"""How loud a microphone is: a bar that rises at once and falls slowly."""

import math

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from musicbreeder.gui.theme import current_theme, theme_source

_LOWEST_DB = -54.0
_CLIPPING = 0.98
_FALL_PER_SHOWING = 0.04


class LevelMeter(QWidget):
    """Shows a level in decibels, and when it is too loud."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._is_too_loud = False
        self.setAccessibleName("Microphone level")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(260), px(12))

    @property
    def share(self) -> float:
        """How much of the bar is filled, 0-1."""
        return self._share

    def show_level(self, level: float) -> None:
        """Show the loudest sample of late, 0-1."""
        decibels = 20.0 * math.log10(max(level, 1e-6))
        share = min(max(1.0 - decibels / _LOWEST_DB, 0.0), 1.0)
        self._share = max(share, self._share - _FALL_PER_SHOWING)
        self._is_too_loud = level >= _CLIPPING
        said = (
            "too loud" if self._is_too_loud else f"{max(decibels, _LOWEST_DB):.0f} dB"
        )
        self.setAccessibleDescription(said)
        self.update()

    def clear(self) -> None:
        """Show silence."""
        self._share, self._is_too_loud = 0.0, False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setPen(QColor(palette.line))
        painter.setBrush(QColor(palette.well))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self._share > 0.0:
            filled = QRectF(whole)
            filled.setWidth(max(whole.width() * self._share, whole.height()))
            colour = palette.warning if self._is_too_loud else palette.accent
            painter.setPen(QColor(colour))
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(filled.adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
