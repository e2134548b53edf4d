"""Dragging a melody out of the window, as a file.

What a DAW accepts everywhere is a plain list of file addresses, so that is all the drag
carries. The file lies in a lasting folder and is complete before the drag begins; it is
never removed afterwards, because many programs read it only later.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source

DRAG_HINT = "Drag it out of the window as MIDI; with Shift as WAV, with Ctrl as both"

Written = Callable[[list[Path]], None]
"""Takes files once they are complete; none = they could not be written, and why was
told elsewhere."""

_HEIGHT_PX = 46
_PATIENCE_MILLISECONDS = 150


def wanted_suffixes() -> tuple[str, ...]:
    """Return the kinds of files that the keys held down ask for."""
    held = QGuiApplication.queryKeyboardModifiers()
    if held & Qt.KeyboardModifier.ControlModifier:
        return (".mid", ".wav")
    return (".wav",) if held & Qt.KeyboardModifier.ShiftModifier else (".mid",)


def mime_data(paths: Sequence[Path]) -> QMimeData:
    """Return what a drag of files carries: their addresses, nothing else."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag_files(source: QWidget, paths: Sequence[Path], picture: QPixmap) -> bool:
    """Drag files out of `source` until they are dropped; tell whether they were taken.

    Runs an event loop of its own, so timers and sound go on.
    """
    drag = QDrag(source)
    drag.setMimeData(mime_data(paths))
    drag.setPixmap(picture)
    drag.setHotSpot(QPoint(12, round(picture.deviceIndependentSize().height() / 2)))
    return drag.exec(Qt.DropAction.CopyAction) != Qt.DropAction.IgnoreAction


class PendingDrag(QObject):
    """Waits for files to be written; then drags them, if the button is still down."""

    def __init__(
        self,
        source: QWidget,
        write: Callable[[Written], None],
        on_late: Callable[[str], None],
        on_end: Callable[[], None] | None = None,
    ) -> None:
        """Ask for the files.

        Args:
            source: what is dragged from.
            write: has the files written and hands them over, at once or later.
            on_late: told one sentence where the button came up before.
            on_end: called when all is over, dropped or not.
        """
        super().__init__(source)
        self._on_end = on_end
        self._source = source
        self._on_late = on_late
        self._is_held = True
        self._is_busy_shown = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_busy)
        self._patience.start()
        application = QApplication.instance()
        assert application is not None, "a widget has an application"
        self._application = application
        self._application.installEventFilter(self)
        write(self._begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._is_held = False
        return super().eventFilter(watched, event)

    def _show_busy(self) -> None:
        self._is_busy_shown = True
        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)

    def _begin(self, paths: list[Path]) -> None:
        if not isValid(self):
            return  # what was dragged from is gone
        self._patience.stop()
        self._application.removeEventFilter(self)
        if self._is_busy_shown:
            QGuiApplication.restoreOverrideCursor()
        if paths and self._is_held:
            name = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
            picture = file_picture(name, self._source.devicePixelRatioF())
            drag_files(self._source, paths, picture)
        elif paths:
            self._on_late(f"{paths[0].name} is written now: drag it once more")
        if self._on_end is not None:
            self._on_end()
        self.deleteLater()


def file_picture(name: str, device_pixel_ratio: float) -> QPixmap:
    """Return the label with a file's name that travels with the pointer."""
    theme = current_theme()
    source = QPixmap(1, 1)
    painter = QPainter(source)
    painter.setFont(theme.font(12, 600))
    text_width = painter.fontMetrics().horizontalAdvance(name)
    painter.end()
    size = QSize(text_width + theme.px(48), theme.px(32))
    picture = QPixmap(size * device_pixel_ratio)
    picture.setDevicePixelRatio(device_pixel_ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.palette.accent), 1.5))
    painter.setBrush(QColor(theme.palette.card))
    frame = QRectF(0, 0, size.width(), size.height()).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
    side = theme.px(16)
    painter.drawPixmap(
        theme.px(12),
        (size.height() - side) // 2,
        pixmap("note", side, theme.palette.accent, device_pixel_ratio),
    )
    painter.setPen(QColor(theme.palette.text))
    painter.setFont(theme.font(12, 600))
    painter.drawText(
        frame.adjusted(theme.px(36), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name
    )
    painter.end()
    return picture


class DragPad(QAbstractButton):
    """A pad that gives a file away: dragged, or copied by a click or a key.

    To a screen reader it is a button; `clicked` is the way in without a mouse.
    """

    def __init__(
        self,
        text: str,
        write: Callable[[Written], None],
        on_late: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        """Make a pad.

        Args:
            write: has the file written and hands it over, at once or later.
            on_late: told one sentence where the button came up before.
        """
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._write = write
        self._on_late = on_late
        self._pressed_at: QPoint | None = None
        theme_source().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme.px(52)
        return QSize(width, theme.px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(64), current_theme().px(_HEIGHT_PX))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            # What will be dragged is written while the hand still gathers speed.
            self._write(lambda _: None)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed_at is None or not self.isEnabled():
            return
        distance = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if distance >= QApplication.startDragDistance():
            self._pressed_at = None
            # The release goes to the drop target: without this the pad would stay
            # pressed and the next drag would not begin.
            self.setDown(False)
            PendingDrag(self, self._write, self._on_late)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        is_hot = self.isEnabled() and (self.underMouse() or self.isDown())
        colour = palette.text if self.isEnabled() else palette.muted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = palette.accent if is_hot or self.hasFocus() else palette.control
        pen = QPen(QColor(border), 2.0 if self.hasFocus() else 1.5)
        if not self.hasFocus():
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(QColor(palette.hover if is_hot else palette.well))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
        painter.setFont(theme.font(13, 600))
        side = theme.px(16)
        metrics = painter.fontMetrics()
        room = self.width() - side - theme.px(18)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        text_width = metrics.horizontalAdvance(text)
        left = (self.width() - text_width - side - theme.px(6)) // 2
        painter.drawPixmap(
            left,
            (self.height() - side) // 2,
            pixmap("drag-grip", side, palette.secondary, self.devicePixelRatioF()),
        )
        painter.setPen(QColor(colour))
        painter.drawText(
            frame.adjusted(left + side + theme.px(6) - 1, 0, 4, 0),
            Qt.AlignmentFlag.AlignVCenter,
            text,
        )
