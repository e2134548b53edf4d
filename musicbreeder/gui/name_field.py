"""A name that is edited where it stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import follow_theme

_LONGEST_NAME = 60
_SIZE_PX = 19
_TEXT_INSET_PX = 2  # what Qt leaves between a field and its text


class NameField(QLineEdit):
    """A heading that becomes a field when clicked; Enter keeps, Escape restores.

    Signals:
        renamed: the new name, never empty, never the old one.
    """

    renamed = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, size_px: float = _SIZE_PX
    ) -> None:
        super().__init__(parent)
        self._name = ""
        self._size_px = size_px
        self.setProperty("kind", "title")
        follow_theme(self, self._apply_size)
        self.setMaxLength(_LONGEST_NAME)
        self.setAccessibleName("Name")
        self._show_tip()
        self.editingFinished.connect(self._keep)

    def _apply_size(self) -> None:
        self.setStyleSheet(f"font-size: {current_theme().px(self._size_px)}px")

    def show_name(self, name: str) -> None:
        """Show a name, unless a person is just typing another one."""
        is_edited = self.hasFocus() and self.text() != self._name
        self._name = name
        self._show_tip()
        if not is_edited:
            self.setText(name)
            self.setCursorPosition(0)

    def edit(self) -> None:
        """Put the cursor in the field, the whole name selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name; where it is too long and not edited, its beginning."""
        style, option = self.style(), QStyleOptionFrame()
        self.initStyleOption(option)
        element = QStyle.SubElement.SE_LineEditContents
        room = style.subElementRect(element, option, self)
        room = room.adjusted(_TEXT_INSET_PX, 0, -_TEXT_INSET_PX, 0)
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text())
        if self.hasFocus() or width <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        frame = QStyle.PrimitiveElement.PE_PanelLineEdit
        style.drawPrimitive(frame, option, painter, self)
        mode = Qt.TextElideMode.ElideRight
        painter.setPen(self.palette().text().color())
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(self.text(), mode, room.width()),
        )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._name)
            self.clearFocus()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.deselect()
        self.setCursorPosition(0)

    def _show_tip(self) -> None:
        hint = "Click to rename; Enter keeps the name, Escape the old one"
        self.setToolTip(f"{self._name}\n{hint}" if self._name else hint)

    def _keep(self) -> None:
        name = " ".join(self.text().split())
        if not name:
            self.setText(self._name)
        elif name != self._name:
            self._name = name
            self._show_tip()
            self.setText(name)
            self.renamed.emit(name)
