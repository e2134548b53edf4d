"""Lets what is new in a widget come in softly."""

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

_MILLISECONDS = 420


class Arrival:
    """A veil in the colour of the ground that thins out and is gone."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._animation = QVariantAnimation(widget)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(lambda _: widget.update())

    def begin(self) -> None:
        """Let what the widget shows come in from now on."""
        self._animation.stop()
        if self._widget.isVisible():
            self._animation.start()

    def paint(self, painter: QPainter, colour: str) -> None:
        """Paint the veil over the widget, as thick as it is now."""
        if self._animation.state() != QVariantAnimation.State.Running:
            return
        veil = QColor(colour)
        veil.setAlphaF(float(self._animation.currentValue()))
        painter.fillRect(self._widget.rect(), veil)
