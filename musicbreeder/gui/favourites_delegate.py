"""Puts favourites on screen as rows of a list, and edits their names in place."""

from collections.abc import Callable

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from musicbreeder.gui.favourites_model import MELODY_ROLE, facts
from musicbreeder.gui.favourites_player import FavouritesPlayer
from musicbreeder.gui.favourites_row import (
    ROW_HEIGHT_PX,
    RowPainter,
    RowParts,
    RowState,
)
from musicbreeder.gui.library_desk import key_of
from musicbreeder.gui.name_delegate import NameDelegate
from musicbreeder.gui.theme import current_theme

_Index = QModelIndex | QPersistentModelIndex


class FavouritesDelegate(NameDelegate):
    """Paints favourites as rows and edits their names in place."""

    def __init__(
        self,
        view: QListView,
        player: FavouritesPlayer,
        hovered: Callable[[], tuple[int, str] | None],
    ) -> None:
        """Make the delegate.

        Args:
            hovered: tells the row and the part of it the pointer is on.
        """
        super().__init__(view)
        self._view = view
        self._player = player
        self._hovered = hovered
        self._painter = RowPainter()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, current_theme().px(ROW_HEIGHT_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        view, melody = self._view, index.data(MELODY_ROLE)
        player, hovered = self._player, self._hovered()
        key = key_of(melody)
        sounds = player.playing == key
        flags = option.state
        state = RowState(
            key=(key, melody.position),
            melody=melody.melody,
            hue=melody.session_id,
            name=melody.name,
            facts=facts(melody),
            tags=melody.tags,
            rating=melody.rating,
            playhead=player.fraction if sounds else None,
            is_playing=sounds and player.is_playing,
            is_selected=bool(flags & QStyle.StateFlag.State_Selected),
            has_focus=view.hasFocus() and view.currentIndex().row() == index.row(),
            hovered=hovered[1] if hovered and hovered[0] == index.row() else None,
        )
        area: QRect = option.rect
        self._painter.paint(painter, state, area, view.devicePixelRatioF())

    def name_area(self, area: QRect) -> QRectF:
        """Return where a row in `area` paints its name."""
        theme = current_theme()
        return RowParts.of(area, theme).name(theme)
