"""What changes often on the family tree: selection, hovering, playing, comparing.

It lies on the kept picture of the tree, so none of it costs a drawing of the tree.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from musicbreeder.gui.stage import NOTHING
from musicbreeder.gui.theme import Theme
from musicbreeder.gui.tree_painter import TreePainter
from musicbreeder.gui.tree_shape import Detail, TreeShape

_LETTERS = "AB"


class TreeOverlay:
    """Paints rings, the playhead and the letters of a comparison.

    Attributes:
        selected_id: the selected melody.
        hovered_id: the one under the pointer, None = none.
        compared: two ids, or nothing.
        fraction: how far the playing melody is heard, 0..1.
    """

    def __init__(self, tree: TreePainter) -> None:
        self._tree = tree
        self.selected_id = NOTHING
        self.hovered_id: int | None = None
        self.compared: tuple[int, ...] = ()
        self.fraction = 0.0
        self._playing_id = NOTHING
        self._is_sounding = False

    def show_playing(self, individual_id: int, is_sounding: bool) -> None:
        """Show which melody plays, or is paused."""
        if individual_id != self._playing_id:
            self.fraction = 0.0
        self._playing_id, self._is_sounding = individual_id, is_sounding

    def paint(
        self, painter: QPainter, shape: TreeShape, theme: Theme, *, has_focus: bool
    ) -> None:
        """Paint over the tree, in pixels of the view."""
        palette = theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered_id not in (None, self.selected_id):
            self._ring(
                painter,
                self._area(self.hovered_id, shape),
                palette.text,
                1.0,
                shape,
                theme,
            )
        selected = self._area(self.selected_id, shape)
        self._ring(painter, selected, palette.accent, 2.0, shape, theme)
        if has_focus and selected is not None:
            faint = QColor(palette.accent)
            faint.setAlphaF(0.4)
            self._ring(
                painter, selected.adjusted(-3, -3, 3, 3), faint, 2.0, shape, theme
            )
        self._paint_playing(painter, shape, theme)
        for letter, individual_id in zip(_LETTERS, self.compared, strict=False):
            self._paint_letter(painter, letter, individual_id, shape, theme)

    def _area(self, individual_id: int | None, shape: TreeShape) -> QRectF | None:
        node = self._tree.model.node_of.get(
            NOTHING if individual_id is None else individual_id
        )
        if node is None:
            return None
        column, row = self._tree.model.places[node]
        return shape.area(column, row).translated(shape.camera.offset)

    def _ring(
        self,
        painter: QPainter,
        area: QRectF | None,
        colour: str | QColor,
        width: float,
        shape: TreeShape,
        theme: Theme,
    ) -> None:
        if area is None:
            return
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if shape.detail is Detail.DOT:
            radius = max(area.width() / 2 + 3.5, 6.0)
            painter.drawEllipse(area.center(), radius, radius)
            return
        radius = min(theme.px(8), area.height() / 4 + 1)
        painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), radius, radius)

    def _paint_playing(self, painter: QPainter, shape: TreeShape, theme: Theme) -> None:
        area = self._area(self._playing_id, shape)
        if area is None:
            return
        palette = theme.palette
        spare = 2.0 if self._playing_id == self.selected_id else 0.0
        ring = area.adjusted(-spare, -spare, spare, spare)
        self._ring(painter, ring, palette.play, 2.0, shape, theme)
        if shape.detail is Detail.DOT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.play))
            painter.drawEllipse(area.center(), area.width() / 5, area.width() / 5)
            return
        roll = self._tree.nodes.roll_area(area, shape.detail)
        x = roll.left() + self.fraction * roll.width()
        colour = QColor(palette.text if self._is_sounding else palette.muted)
        painter.fillRect(
            QRectF(x - 0.75, roll.top() - 2, 1.5, roll.height() + 4), colour
        )

    def _paint_letter(
        self,
        painter: QPainter,
        letter: str,
        individual_id: int,
        shape: TreeShape,
        theme: Theme,
    ) -> None:
        area = self._area(individual_id, shape)
        if area is None:
            return
        side = theme.px(18)
        corner = area.topLeft() - QPointF(side * 0.4, side * 0.4)
        badge = QRectF(corner.x(), corner.y(), side, side)
        if shape.detail is Detail.DOT:
            badge.moveCenter(area.center() - QPointF(0, area.height() / 2 + side * 0.8))
        painter.setPen(QPen(QColor(theme.palette.background), 2.0))
        painter.setBrush(QColor(theme.palette.accent))
        painter.drawEllipse(badge)
        painter.setPen(QColor(theme.palette.on_accent))
        painter.setFont(theme.font(11, 700))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, letter)
