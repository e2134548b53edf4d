"""A quiet line that comes and goes: what was done, or what went wrong and the cure."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, label, set_kind, space

_SHORTEST_MILLISECONDS = 2500
_MILLISECONDS_PER_LETTER = 45
_ERROR_MILLISECONDS = 12_000
_WIDEST_PX = 620
_FROM_BELOW_PX = 18


class Toast(QFrame):
    """A line at the lower edge of its parent; an error stays longer and can be closed.

    The newest line replaces the one before. While the pointer is on it, it stays.
    """

    def __init__(self, conductor: Conductor, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._is_error = False
        self._sign = QLabel()
        self.text = label("", wraps=False)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = QToolButton()
        set_kind(self.close_button, "icon")
        button_icon(self.close_button, "close", size_px=16)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName("Close this message")
        self.close_button.setToolTip("Close this message")
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        space(row, (14, 8, 10, 8), spacing=10)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        parent.installEventFilter(self)
        theme_source().changed.connect(self._place)
        conductor.message_posted.connect(self.show_message)
        conductor.error_posted.connect(self.show_error)
        self.hide()

    def show_message(self, text: str) -> None:
        """Show what was done."""
        reading = _SHORTEST_MILLISECONDS + len(text) * _MILLISECONDS_PER_LETTER
        self._show(text, is_error=False, milliseconds=reading)

    def show_error(self, text: str) -> None:
        """Show what went wrong and what can be done."""
        self._show(text, is_error=True, milliseconds=_ERROR_MILLISECONDS)

    def _show(self, text: str, *, is_error: bool, milliseconds: int) -> None:
        self._is_error = is_error
        self.text.setText(text)
        self.close_button.setVisible(is_error)
        self.setAccessibleName(text)
        self.show()
        self._place()
        self.raise_()
        self._timer.start(milliseconds)
        announcement = QAccessibleAnnouncementEvent(self, text)
        QAccessible.updateAccessibility(announcement)

    def _on_time(self) -> None:
        if self.underMouse():
            self._timer.start(_SHORTEST_MILLISECONDS)
        else:
            self.hide()

    def _place(self) -> None:
        """Lay the line out at the lower edge, as wide as it needs to be."""
        theme = current_theme()
        palette = theme.palette
        name, colour = "check", palette.play
        if self._is_error:
            name, colour = "warning", palette.heart
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(pixmap(name, theme.px(18), colour, ratio))
        available = self._ground.size()
        widest = min(theme.px(_WIDEST_PX), available.width() - theme.px(32))
        self.text.setWordWrap(False)
        self.text.setMinimumWidth(0)
        hint = self.sizeHint()
        if hint.width() > widest:
            self.text.setWordWrap(True)
            taken = hint.width() - self.text.sizeHint().width()
            self.text.setMinimumWidth(max(widest - taken, 1))
            hint = self.sizeHint()
            hint.setHeight(max(self.heightForWidth(widest), hint.height()))
        width = min(hint.width(), widest)
        top = available.height() - hint.height() - theme.px(_FROM_BELOW_PX)
        self.setGeometry((available.width() - width) // 2, top, width, hint.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = palette.heart if self._is_error else palette.control
        painter.setPen(QPen(QColor(border), 1))
        painter.setBrush(QColor(palette.hover))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
