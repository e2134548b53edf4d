"""The list of sessions on screen, with a melody of each."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from musicbreeder.gui.favourites_row import PictureCache
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.name_delegate import NameDelegate
from musicbreeder.gui.sessions_model import SESSION_ROLE, SessionsModel, facts
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.storage.library_lists import SessionSummary

_ROW_HEIGHT_PX = 68
_NOTES_PX = (132, 44)
_OPEN_WORD = "Open now"
_Index = QModelIndex | QPersistentModelIndex


class _Delegate(NameDelegate):
    def __init__(self, view: QListView, desk: LibraryDesk) -> None:
        super().__init__(view)
        self._view = view
        self._desk = desk
        self._pictures = PictureCache()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, current_theme().px(_ROW_HEIGHT_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        theme = current_theme()
        palette, px = theme.palette, theme.px
        summary: SessionSummary = index.data(SESSION_ROLE)
        area: QRect = option.rect
        flags = option.state
        is_selected = bool(flags & QStyle.StateFlag.State_Selected)
        is_hot = is_selected or bool(flags & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if is_selected and self._view.hasFocus() else 1.0
        frame = QRectF(area).adjusted(px(2), px(3), -px(6), -px(3))
        painter.setPen(
            QPen(QColor(palette.accent if is_selected else palette.line), width)
        )
        painter.setBrush(QColor(palette.hover if is_hot else palette.card))
        painter.drawRoundedRect(frame, px(9), px(9))
        notes = _notes_area(area)
        painter.setPen(Qt.PenStyle.NoPen)
        is_lost = is_hot and not palette.is_dark
        painter.setBrush(QColor(palette.card if is_lost else palette.well))
        painter.drawRoundedRect(notes, px(6), px(6))
        if summary.thumbnail is not None:
            inner = notes.adjusted(px(6), px(6), -px(6), -px(6))
            key = (summary.session_id, hash(summary.thumbnail.events.tobytes()))
            ratio = self._view.devicePixelRatioF()
            picture = self._pictures.picture(
                key, summary.thumbnail, summary.session_id, inner, ratio
            )
            painter.drawPixmap(inner.topLeft().toPoint(), picture)
        name = _name_area(area)
        if summary.session_id == self._desk.open_id:
            name.setRight(self._paint_chip(painter, name))
        _line(painter, name, summary.name, 14, 600, palette.text)
        below = _name_area(area).translated(0, px(22))
        _line(painter, below, facts(summary), 12, 400, palette.secondary)
        painter.restore()

    def _paint_chip(self, painter: QPainter, area: QRectF) -> float:
        theme = current_theme()
        font, px = theme.font(11, 600), theme.px
        width = QFontMetricsF(font).horizontalAdvance(_OPEN_WORD) + px(16)
        height = px(19)
        at = QPointF(area.right() - width, area.center().y() - height / 2)
        chip = QRectF(at.x(), at.y(), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.chip))
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(theme.palette.on_chip))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, _OPEN_WORD)
        return chip.left() - px(8)

    def name_area(self, area: QRect) -> QRectF:
        """Return where a row in `area` paints its name."""
        return _name_area(area)


def _notes_area(area: QRect) -> QRectF:
    px = current_theme().px
    height = px(_NOTES_PX[1])
    top = round(area.center().y() - height / 2)
    return QRectF(area.left() + px(14), top, px(_NOTES_PX[0]), height)


def _name_area(area: QRect) -> QRectF:
    px = current_theme().px
    left = _notes_area(area).right() + px(16)
    top = QRectF(area).center().y() - px(22)
    return QRectF(left, top, area.right() - px(18) - left, px(22))


def _line(
    painter: QPainter, area: QRectF, text: str, size_px: int, weight: int, colour: str
) -> None:
    font = current_theme().font(size_px, weight)
    elide = Qt.TextElideMode.ElideRight
    shown = QFontMetricsF(font).elidedText(text, elide, max(area.width(), 0))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)


class SessionsList(QListView):
    """The rows of sessions.

    Signals:
        open_wanted: Enter or a double click on a session.
        delete_wanted: Delete on a session.
        menu_wanted: at a place of the screen.
        picked: another session is selected.
    """

    open_wanted = Signal()
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)
    picked = Signal()

    def __init__(
        self, model: SessionsModel, desk: LibraryDesk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sessions = model
        self._kept: tuple[int | None, int] = (None, 0)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self, desk))
        self.setAccessibleName("Sessions")
        self.setAccessibleDescription("Enter opens, F2 renames, Delete deletes")
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(lambda _: self.open_wanted.emit())
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._put_place_back)
        theme_source().changed.connect(self.doItemsLayout)
        self.selectionModel().currentChanged.connect(lambda *_: self.picked.emit())

    @property
    def current(self) -> SessionSummary | None:
        """The session that is selected."""
        found: SessionSummary | None = self.currentIndex().data(SESSION_ROLE)
        return found

    def choose_row(self, row: int) -> None:
        """Select a row."""
        self.setCurrentIndex(self._sessions.index(row))

    def _keep_place(self) -> None:
        current = self.current
        known = None if current is None else current.session_id
        self._kept = known, self.currentIndex().row()

    def _put_place_back(self) -> None:
        known, row = self._kept
        ids = [one.session_id for one in self._sessions.sessions]
        if known in ids:
            row = ids.index(known)
        if ids:
            self.choose_row(min(max(row, 0), len(ids) - 1))
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QAbstractItemView.State.EditingState
        key, keys = event.key(), Qt.Key
        if key in (keys.Key_Return, keys.Key_Enter) and not is_editing:
            self.open_wanted.emit()
        elif key in (keys.Key_Delete, keys.Key_Backspace) and not is_editing:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
