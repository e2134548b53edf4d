"""Paints the family tree: generations, the lines of descent, and every melody.

How much is told of a melody depends on its size (`tree_shape`): a dot whose size is its
stars, its notes coloured by origin, or a small card with name and stars. A favourite is
a heart at every size, so nothing is said by colour alone.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from musicbreeder.gui.theme import Theme
from musicbreeder.gui.tree_camera import TreeCamera
from musicbreeder.gui.tree_model import HEADER_ROWS, Block, TreeModel
from musicbreeder.gui.tree_node import NodePainter
from musicbreeder.gui.tree_shape import Detail, TreeShape

_TITLE_PX, _HIGHEST_TITLE_PX = 22, 34
_REACH_PX = 24
_ROUND_NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_CURVES = 220
_LEAST_GAP_PX, _FULL_GAP_PX = 4.0, 22.0
_FAINT_NODE = 0.38
_EDGE_ALPHA, _FAINT_EDGE_ALPHA, _LINEAGE_EDGE_ALPHA = 0.42, 0.10, 0.95


class TreePainter:
    """Paints areas of one tree.

    Attributes:
        lineage: ``(node_count,)`` which melodies stand out, None = all alike.
        open_index: the generation on screen, as its place in the history.
    """

    def __init__(self, model: TreeModel, nodes: NodePainter) -> None:
        self.model = model
        self.nodes = nodes
        self.lineage: NDArray[np.bool_] | None = None
        self.open_index = 0

    def paint(
        self, painter: QPainter, area: QRectF, camera: TreeCamera, theme: Theme
    ) -> None:
        """Paint what lies in `area` of the tree, in its pixels."""
        painter.fillRect(area, QColor(theme.palette.background))
        shape = TreeShape.of(camera)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A generation's column is its place in the history; titles may stand out of it.
        first = max(int((area.left() - _REACH_PX) / camera.column_px), 0)
        last = max(int((area.right() + _REACH_PX) / camera.column_px) + 1, 0)
        for block in self.model.blocks[first:last]:
            self._paint_block(painter, block, area, shape, theme)
        places = self.model.places * (camera.column_px, camera.row_px)
        self._paint_edges(painter, area, places, shape, theme)
        reach_x, reach_y = shape.width / 2 + 6, shape.height / 2 + 6
        x, y = places[:, 0], places[:, 1]
        is_seen = (
            (x > area.left() - reach_x)
            & (x < area.right() + reach_x)
            & (y > area.top() - reach_y)
            & (y < area.bottom() + reach_y)
        )
        for node in np.flatnonzero(is_seen).tolist():
            is_faint = self.lineage is not None and not self.lineage[node]
            painter.setOpacity(_FAINT_NODE if is_faint else 1.0)
            column, row = self.model.places[node]
            self.nodes.paint(painter, node, shape.area(column, row), shape.detail)
        painter.setOpacity(1.0)

    # Generations.

    def block_area(self, block: Block, shape: TreeShape) -> QRectF:
        """Return what a generation takes up, with its title, in pixels of the tree."""
        camera = shape.camera
        width = min(camera.column_px - 2, shape.width + camera.scale * 18)
        if shape.detail is Detail.DOT:
            width = min(camera.column_px - 1, shape.width * 2.2)
        has_room = HEADER_ROWS * camera.row_px >= _TITLE_PX * camera.scale
        title = min(HEADER_ROWS * camera.row_px, _HIGHEST_TITLE_PX * camera.scale)
        title *= has_room
        top = block.first_row * camera.row_px - title
        bottom = (block.first_row + len(block.nodes)) * camera.row_px
        middle = (block.column + 0.5) * camera.column_px
        pad = min(4.0 * camera.scale, camera.row_px / 4)
        if not has_room:
            top -= pad
        return QRectF(middle - width / 2, top, width, bottom - top + pad)

    def _paint_block(
        self,
        painter: QPainter,
        block: Block,
        area: QRectF,
        shape: TreeShape,
        theme: Theme,
    ) -> None:
        frame = self.block_area(block, shape)
        camera = shape.camera
        if not frame.adjusted(-60, -40, 60, 2).intersects(area):
            return
        is_open = block.index == self.open_index
        palette = theme.palette
        if camera.column_px >= 9:
            painter.setPen(Qt.PenStyle.NoPen)
            if is_open:
                painter.setPen(QPen(QColor(palette.accent), 1.0))
            ground = QColor(palette.hover if is_open else palette.panel)
            painter.setBrush(ground)
            radius = min(theme.px(10), frame.width() / 3)
            inset = 0.5 if is_open else 0.0
            painter.drawRoundedRect(
                frame.adjusted(inset, inset, -inset, -inset), radius, radius
            )
        elif is_open:
            painter.fillRect(frame, QColor(palette.chip))
        self._paint_title(painter, block, frame, shape, theme, is_open)

    def _paint_title(
        self,
        painter: QPainter,
        block: Block,
        frame: QRectF,
        shape: TreeShape,
        theme: Theme,
        is_open: bool,
    ) -> None:
        camera = shape.camera
        number = block.index + 1
        least = theme.px(26) / camera.column_px
        every = next((one for one in _ROUND_NUMBERS if one >= least), 1000)
        if number % every and not is_open and number > 1:
            return
        long = f"Generation {number}" + (" · open" if is_open else "")
        is_wide = frame.width() >= theme.px(128)
        text = long if is_wide else str(number)
        painter.setFont(theme.font(11, 600, is_tabular=True))
        painter.setPen(QColor(palette_text(theme, is_open)))
        room = max(frame.width(), theme.px(40))
        left, melodies_top = (
            frame.center().x() - room / 2,
            block.first_row * camera.row_px,
        )
        height = melodies_top - frame.top()
        strip = QRectF(left, frame.top(), room, height)
        if height < theme.px(_TITLE_PX) - 1:
            # Rows are low: the title stands above the frame.
            strip = QRectF(left, frame.top() - theme.px(18), room, theme.px(18))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, text)

    # Descent.

    def _paint_edges(
        self,
        painter: QPainter,
        area: QRectF,
        places: NDArray[np.float64],
        shape: TreeShape,
        theme: Theme,
    ) -> None:
        edges = self.model.edges
        if not len(edges):
            return
        gap = shape.camera.column_px - shape.width
        density = (gap - _LEAST_GAP_PX) / (_FULL_GAP_PX - _LEAST_GAP_PX)
        strength = min(max(density, 0.0), 1.0)
        starts = places[edges[:, 0]] + (shape.width / 2, 0)
        ends = places[edges[:, 1]] - (shape.width / 2, 0)
        is_seen = (
            (starts[:, 0] < area.right() + 2)
            & (ends[:, 0] > area.left() - 2)
            & (np.minimum(starts[:, 1], ends[:, 1]) < area.bottom() + 2)
            & (np.maximum(starts[:, 1], ends[:, 1]) > area.top() - 2)
        )
        lineage = self.lineage
        if lineage is None:
            groups = [(is_seen, _EDGE_ALPHA * strength, 1.0)]
        else:
            is_kin = lineage[edges[:, 0]] & lineage[edges[:, 1]]
            groups = [
                (is_seen & ~is_kin, _FAINT_EDGE_ALPHA * strength, 1.0),
                (is_seen & is_kin, _LINEAGE_EDGE_ALPHA, 1.6),
            ]
        hues = self.model.hues[edges[:, 0]] % len(theme.palette.hues)
        for chosen, alpha, width in groups:
            if alpha <= 0.01:
                continue
            for hue in np.unique(hues[chosen]).tolist():
                found = np.flatnonzero(chosen & (hues == hue))
                colour = QColor(theme.hue(hue))
                colour.setAlphaF(alpha)
                painter.setPen(QPen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                lines = zip(starts[found].tolist(), ends[found].tolist(), strict=True)
                _draw_edges(painter, lines, has_curves=len(found) <= _MOST_CURVES)


def palette_text(theme: Theme, is_open: bool) -> str:
    """Return the colour of a generation's title."""
    return theme.palette.text if is_open else theme.palette.muted


def _draw_edges(
    painter: QPainter,
    lines: Iterable[tuple[list[float], list[float]]],
    *,
    has_curves: bool,
) -> None:
    if not has_curves:
        painter.drawLines([QLineF(*start, *end) for start, end in lines])
        return
    path = QPainterPath()
    for (x1, y1), (x2, y2) in lines:
        middle = (x1 + x2) / 2
        path.moveTo(x1, y1)
        path.cubicTo(QPointF(middle, y1), QPointF(middle, y2), QPointF(x2, y2))
    painter.drawPath(path)
