"""The one filled button, its progress and the reason when it cannot be pressed."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import set_kind, space

_TEXT = "Breed next generation"
_BUSY_TEXT = "Breeding…"
_FRAME_MILLISECONDS = 33
_ROUND_FRAMES = 45


class BreedButton(QAbstractButton):
    """The button itself: filled, with its key; while it breeds, a bar runs along it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(_TEXT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._is_busy = False
        self._frame = 0
        self._timer = QTimer(self, interval=_FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._on_frame)
        theme_source().changed.connect(self._on_theme_changed)

    def show_busy(self, is_busy: bool) -> None:
        """Show that a generation is being bred."""
        self._is_busy = is_busy
        self._frame = 0
        self.setText(_BUSY_TEXT if is_busy else _TEXT)
        if is_busy:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        metrics = QFontMetrics(theme.font(13, 600))
        return QSize(metrics.horizontalAdvance(_TEXT) + theme.px(62), theme.px(42))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _on_frame(self) -> None:
        self._frame += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = QColor(palette.accent if self.isEnabled() else palette.hover)
        if self.isEnabled() and self.isDown():
            ground = ground.darker(115)
        elif self.isEnabled() and self.underMouse():
            ground = ground.lighter(110)
        colour = palette.on_accent if self.isEnabled() else palette.secondary
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
        if self._is_busy:
            self._paint_progress(painter, frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
        painter.setFont(theme.font(13, 600))
        painter.setPen(QColor(colour))
        side = 0 if self._is_busy else theme.px(16)
        gap = theme.px(10) if side else 0
        text_width = painter.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - text_width - gap - side) / 2
        painter.drawText(
            QRectF(left, 0, text_width + 2, self.height()),
            Qt.AlignmentFlag.AlignVCenter,
            self.text(),
        )
        if side:
            painter.drawPixmap(
                round(left + text_width + gap),
                (self.height() - side) // 2,
                pixmap("enter", side, colour, self.devicePixelRatioF()),
            )

    def _paint_progress(self, painter: QPainter, frame: QRectF) -> None:
        """Paint a short bar that runs to and fro along the lower edge."""
        theme = current_theme()
        phase = self._frame % (2 * _ROUND_FRAMES) / _ROUND_FRAMES
        place = phase if phase <= 1.0 else 2.0 - phase
        track = frame.adjusted(theme.px(10), 0, -theme.px(10), 0)
        width = track.width() * 0.3
        left = track.left() + place * (track.width() - width)
        top = frame.bottom() - theme.px(7)
        painter.setBrush(QColor(theme.palette.accent))
        painter.drawRoundedRect(QRectF(left, top, width, theme.px(3)), 1.5, 1.5)


class BreedControl(QWidget):
    """The breed button, and Cancel beside it while a generation is being bred."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.button = BreedButton()
        self.button.clicked.connect(actions.breed.trigger)
        self.cancel_button = QPushButton("Cancel")
        set_kind(self.cancel_button, "quiet")
        self.cancel_button.setToolTip("Stop breeding and keep this generation open")
        self.cancel_button.clicked.connect(conductor.cancel_breeding)
        row = QHBoxLayout(self)
        space(row, spacing=4)
        row.addWidget(self.cancel_button)
        row.addWidget(self.button)
        conductor.breeding_changed.connect(self._show_state)
        actions.breed.changed.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        is_breeding = self._conductor.is_breeding
        if self.cancel_button.isHidden() == is_breeding:
            self.cancel_button.setVisible(is_breeding)
            self.button.show_busy(is_breeding)
        hint = self._conductor.breed_hint
        self.button.setEnabled(not hint)
        self.button.setToolTip(self._actions.breed.toolTip())
        self.button.setAccessibleName(self.button.text())
        self.button.setAccessibleDescription(hint)
