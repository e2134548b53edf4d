"""Dragging a melody out of the window, as a file.

What a DAW accepts everywhere is a plain list of file addresses, so that is all the drag
carries. The file lies in a lasting folder and is complete before the drag begins; it is
never removed afterwards, because many programs read it only later.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDrag,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source

_HEIGHT_PX = 46


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
        make_file: Callable[[], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        """Make a pad.

        Args:
            make_file: writes the file and returns its path, None = it could not (the
                reason is told elsewhere).
        """
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._make_file = make_file
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
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def _drag(self) -> None:
        path = self._make_file()
        if path is not None:
            drag_files(self, [path], file_picture(path.name, self.devicePixelRatioF()))

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
