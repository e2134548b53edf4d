"""Rows whose name is edited in place."""

from abc import abstractmethod

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from musicbreeder.gui.theme import current_theme

_LONGEST_NAME = 60
_TEXT_INSET_PX = 9
_Index = QModelIndex | QPersistentModelIndex


class NameDelegate(QStyledItemDelegate):
    """Lays a field over the name that a row paints, its text where the name was."""

    @abstractmethod
    def name_area(self, area: QRect) -> QRectF:
        """Return where a row in `area` paints its name."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(_LONGEST_NAME)
        editor.setAccessibleName(f"Name of {index.data()}")
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        area: QRect = option.rect
        name = self.name_area(area).toRect()
        height = editor.sizeHint().height()
        name.setTop(name.center().y() - height // 2)
        name.setHeight(height)
        editor.setGeometry(name.adjusted(-current_theme().px(_TEXT_INSET_PX), 0, 0, 0))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: _Index
    ) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())
