"""The list of favourites on screen: heard, renamed, reordered, dragged into a DAW."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QWidget,
)

from musicbreeder.gui.drag import (
    DRAG_HINT,
    PendingDrag,
    Written,
    mime_data,
    wanted_suffixes,
)
from musicbreeder.gui.favourites_delegate import FavouritesDelegate
from musicbreeder.gui.favourites_model import MELODY_ROLE, FavouritesModel
from musicbreeder.gui.favourites_player import FavouritesPlayer
from musicbreeder.gui.favourites_row import RowParts
from musicbreeder.gui.library_desk import key_of
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.library_lists import LibraryMelody

_WINDOW_KEYS = frozenset("?OB")
"""Keys of the window that mean the same here: shortcuts, looping, settings."""


class FavouritesList(QListView):
    """The rows; what a person does with them is told by signals.

    Signals:
        heard: a melody to play, or to pause where it plays.
        heart_clicked: melodies whose heart is to go.
        moved: melodies to put before a melody, or (None) last.
        came_from_wanted: a melody whose session is to be opened.
        menu_wanted: at a place of the screen.
        picked: the selection is another one.
    """

    heard = Signal(object)
    heart_clicked = Signal(list)
    moved = Signal(list, object)
    came_from_wanted = Signal(object)
    menu_wanted = Signal(QPoint)
    picked = Signal()

    def __init__(
        self,
        model: FavouritesModel,
        player: FavouritesPlayer,
        write_files: Callable[[list[LibraryMelody], tuple[str, ...], Written], None],
        parent: QWidget | None = None,
    ) -> None:
        """Make the list.

        Args:
            write_files: has the files of melodies written, with those endings.
        """
        super().__init__(parent)
        self.player = player
        self.favourites = model
        self.tell_origin: Callable[[Melody], str] = lambda _: ""
        self.hovered: tuple[int, str] | None = None
        self._write_files = write_files
        self._drop_row: int | None = None
        self._pressed_part = ""
        self._kept: tuple[set[object], object, int] = (set(), None, 0)
        self.setModel(model)
        self.setItemDelegate(FavouritesDelegate(self, player, lambda: self.hovered))
        self.setAccessibleName("Favourites")
        self.setAccessibleDescription(
            "Space plays, F2 renames, Delete takes the heart away, Alt with up or down "
            "moves"
        )
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._put_place_back)
        player.changed.connect(self.viewport().update)
        player.moved.connect(self._show_playhead)
        theme_source().changed.connect(self.doItemsLayout)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    # What is chosen.

    @property
    def current(self) -> LibraryMelody | None:
        """The melody the keyboard is on."""
        found: LibraryMelody | None = self.currentIndex().data(MELODY_ROLE)
        return found

    @property
    def chosen(self) -> list[LibraryMelody]:
        """The selected melodies, in their order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.favourites.melodies[row] for row in rows]

    def choose_row(self, row: int) -> None:
        """Select one row and put the keyboard on it."""
        if 0 <= row < len(self.favourites.melodies):
            self.setCurrentIndex(self.favourites.index(row))

    def edit_name(self) -> None:
        """Let the name of the current melody be typed."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def _keep_place(self) -> None:
        current = self.current
        self._kept = (
            {key_of(one) for one in self.chosen},
            None if current is None else key_of(current),
            self.currentIndex().row(),
        )

    def _put_place_back(self) -> None:
        chosen, current, row = self._kept
        selection, melodies = self.selectionModel(), self.favourites.melodies
        keys = [key_of(one) for one in melodies]
        if current in keys:
            row = keys.index(current)
        if melodies:
            at = self.favourites.index(min(max(row, 0), len(melodies) - 1))
            flag = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(at, flag.NoUpdate)
            for place, key in enumerate(keys if chosen else []):
                if key in chosen:
                    selection.select(self.favourites.index(place), flag.Select)
            if not selection.hasSelection():
                selection.select(at, flag.Select)
        self.picked.emit()

    def _show_playhead(self) -> None:
        row = self.favourites.row_of(self.player.playing)
        if row >= 0:
            self.viewport().update(self.visualRect(self.favourites.index(row)))

    # Pointer.

    def _part_at(self, at: QPoint) -> tuple[int, str] | None:
        index = self.indexAt(at)
        if not index.isValid():
            return None
        parts = RowParts.of(self.visualRect(index), current_theme())
        grown = current_theme().px(6)
        for name, area in (
            ("play", parts.play),
            ("play", parts.notes),
            ("heart", parts.heart),
        ):
            if area.adjusted(-grown, -grown, grown, grown).contains(at.toPointF()):
                return index.row(), name
        return index.row(), ""

    def _set_hovered(self, hovered: tuple[int, str] | None) -> None:
        if hovered == self.hovered:
            return
        self.hovered = hovered
        part = "" if hovered is None else hovered[1]
        tips = {"play": "Hear it  (Space)", "heart": "Take the heart away  (Delete)"}
        self.setToolTip(tips.get(part) or self._row_tip(hovered))
        shape = Qt.CursorShape
        self.setCursor(shape.PointingHandCursor if part else shape.ArrowCursor)
        self.viewport().update()

    def _row_tip(self, hovered: tuple[int, str] | None) -> str:
        if hovered is None or hovered[0] >= len(self.favourites.melodies):
            return ""
        origin = self.tell_origin(self.favourites.melodies[hovered[0]].melody)
        return f"{origin}\n{DRAG_HINT}" if origin else DRAG_HINT

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:
            self._set_hovered(self._part_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._part_at(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_part = found[1] if found and is_left else ""
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._part_at(event.position().toPoint())
        part, self._pressed_part = self._pressed_part, ""
        super().mouseReleaseEvent(event)
        if found is None or not part or found[1] != part:
            return
        melody = self.favourites.melodies[found[0]]
        if part == "play":
            self.heard.emit(melody)
        else:
            self.heart_clicked.emit([melody])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._part_at(event.position().toPoint())
        if found is not None and not found[1]:
            self.edit_name()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    # Keys.

    def event(self, event: QEvent) -> bool:
        # The window has shortcuts on these keys; here they are about favourites.
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        keys = Qt.Key
        if modifiers & Qt.KeyboardModifier.AltModifier:
            return key in (keys.Key_Up, keys.Key_Down)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return key in (keys.Key_A, keys.Key_C, keys.Key_Return)
        text = event.text()
        if text.isprintable() and text and text.upper() not in _WINDOW_KEYS:
            # What is typed finds a name; it must not rate a card that is not seen.
            return True
        return key in (
            keys.Key_Space,
            keys.Key_Return,
            keys.Key_Enter,
            keys.Key_F2,
            keys.Key_Delete,
            keys.Key_Backspace,
            keys.Key_Up,
            keys.Key_Down,
            keys.Key_Home,
            keys.Key_End,
            keys.Key_PageUp,
            keys.Key_PageDown,
        ) or (key == keys.Key_Escape and self.player.playing is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys, current = event.key(), Qt.Key, self.current
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_alt and key in (keys.Key_Up, keys.Key_Down):
            self._move_by_key(-1 if key == keys.Key_Up else 1)
        elif key == keys.Key_Escape:
            self.player.stop()
        elif current is None:
            super().keyPressEvent(event)
        elif key == keys.Key_C and is_control:
            is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.copy((".wav",) if is_shift else (".mid",))
        elif key in (keys.Key_Return, keys.Key_Enter) and is_control:
            self.came_from_wanted.emit(current)
        elif key in (keys.Key_Space, keys.Key_Return, keys.Key_Enter):
            self.heard.emit(current)
        elif key == keys.Key_F2:
            self.edit_name()
        elif key in (keys.Key_Delete, keys.Key_Backspace, keys.Key_L):
            self.heart_clicked.emit(self.chosen or [current])
        else:
            super().keyPressEvent(event)

    def copy(self, suffixes: tuple[str, ...] = (".mid",)) -> None:
        """Put the files of what is chosen on the clipboard, once they are written."""

        def put(paths: list[Path]) -> None:
            if paths:
                QGuiApplication.clipboard().setMimeData(mime_data(paths))

        self._write_files(self.chosen, suffixes, put)

    def _move_by_key(self, step: int) -> None:
        chosen, melodies = self.chosen, self.favourites.melodies
        rows = [self.favourites.row_of(key_of(one)) for one in chosen]
        if not rows:
            return
        target = rows[0] - 1 if step < 0 else rows[-1] + 2
        if 0 <= target <= len(melodies):
            self._move(chosen, target)

    def _move(self, melodies: list[LibraryMelody], row: int) -> None:
        """Put melodies before a row."""
        keys = {key_of(one) for one in melodies}
        following = self.favourites.melodies[row:]
        left = [one for one in following if key_of(one) not in keys]
        if not left and self.favourites.has_more:
            # What follows is not read yet.
            return
        self.moved.emit(melodies, left[0] if left else None)

    # Drag and drop.

    def startDrag(self, supported_actions: Qt.DropAction) -> None:
        del supported_actions
        melodies, suffixes = self.chosen, wanted_suffixes()
        if melodies:
            PendingDrag(
                self,
                lambda done: self._write_files(melodies, suffixes, done),
                lambda _: None,
                lambda: self._show_drop(None),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is self:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self or self.favourites.is_filtered:
            event.ignore()
            return
        event.acceptProposedAction()
        self._show_drop(self._row_at(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self._row_at(event.position().toPoint())
        self._show_drop(None)
        if event.source() is self and not self.favourites.is_filtered:
            event.acceptProposedAction()
            self._move(self.chosen, row)

    def _row_at(self, at: QPoint) -> int:
        index = self.indexAt(at)
        if not index.isValid():
            return len(self.favourites.melodies)
        return index.row() + (at.y() > self.visualRect(index).center().y())

    def _show_drop(self, row: int | None) -> None:
        self._drop_row = row
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        count = len(self.favourites.melodies)
        if self._drop_row is None or not count:
            return
        row = min(self._drop_row, count - 1)
        area = self.visualRect(self.favourites.index(row))
        y = area.top() if self._drop_row < count else area.bottom()
        painter = QPainter(self.viewport())
        painter.fillRect(
            area.left(), y - 1, area.width(), 3, QColor(current_theme().palette.accent)
        )
        painter.end()
