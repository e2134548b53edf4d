"""Keeps what was drawn of the family tree, so that moving it costs almost nothing.

The tree is drawn in square tiles. A frame shows the tiles there are and draws as many
missing ones as a few milliseconds allow, those in the middle first; where one is still
missing, what was drawn at another zoom stands in for it, enlarged or reduced.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from math import floor
from time import perf_counter

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from musicbreeder.gui.tree_camera import TreeCamera

TILE_PX = 256
_BUDGET_SECONDS = 0.005
_MOST_TILES = 160

_Place = tuple[int, int]


@dataclass(frozen=True)
class _Tile:
    picture: QPixmap
    is_fresh: bool = True


class TreeTiles:
    """Draws a view of the tree from kept pieces."""

    def __init__(self, paint: Callable[[QPainter, QRectF, TreeCamera], None]) -> None:
        """Keep nothing yet.

        Args:
            paint: draws an area of the tree, in its pixels, the painter moved there.
        """
        self._paint = paint
        self._tiles: dict[_Place, _Tile] = {}
        self._level: Hashable = None
        self._camera: TreeCamera | None = None
        self._former: dict[_Place, _Tile] = {}
        self._former_camera: TreeCamera | None = None
        self._is_whole = False

    def forget(self) -> None:
        """Forget everything: the tree, its colours or its places are others."""
        self._tiles.clear()
        self._former.clear()
        self._former_camera = None
        self._level = None
        self._is_whole = False

    def mark_stale(self, area: QRectF | None = None) -> None:
        """Draw an area of the tree anew; the old is shown until then.

        Args:
            area: in pixels of the tree, None = everything.
        """
        for place, tile in self._tiles.items():
            if area is None or _area(place).intersects(area):
                self._tiles[place] = replace(tile, is_fresh=False)

    def draw(
        self,
        painter: QPainter,
        camera: TreeCamera,
        area: QRect,
        ratio: float,
        *,
        is_zooming: bool = False,
    ) -> bool:
        """Draw what is seen in `area` of the view; tell whether nothing is missing.

        Args:
            ratio: device pixels for each logical pixel.
            is_zooming: the next frame has another zoom: what is drawn now is not worth
                the wait, unless there is nothing to show.
        """
        self._go_to(camera, ratio)
        offset = camera.offset
        seen = QRectF(area).translated(-offset)
        places = _places(seen)
        self._show_former(painter, camera, seen)
        end = perf_counter() + (0.0 if is_zooming else _BUDGET_SECONDS)
        middle = QRectF(QPointF(-offset), camera.view).center()
        places.sort(
            key=lambda place: (_area(place).center() - middle).manhattanLength()
        )
        is_first = self._former_camera is None
        is_whole = True
        for place in places:
            tile = self._tiles.get(place)
            if tile is None or not tile.is_fresh:
                # With nothing to stand in, a frame takes the time it takes.
                if perf_counter() < end or (is_first and tile is None):
                    tile = self._tiles[place] = self._drawn(place, camera, ratio)
                else:
                    is_whole = False
            if tile is not None:
                painter.drawPixmap(_area(place).topLeft() + offset, tile.picture)
        self._is_whole = is_whole
        self._drop_far(middle)
        return is_whole

    def _go_to(self, camera: TreeCamera, ratio: float) -> None:
        level = camera.column_px, camera.row_px, ratio
        if level != self._level:
            if self._is_whole:
                self._former, self._former_camera = self._tiles, self._camera
            self._tiles = {}
            self._level = level
            self._is_whole = False
        self._camera = camera

    def _show_former(self, painter: QPainter, camera: TreeCamera, seen: QRectF) -> None:
        former = self._former_camera
        if former is None or self._is_whole:
            return
        across = camera.column_px / former.column_px
        down = camera.row_px / former.row_px
        for place, tile in self._former.items():
            area = _area(place)
            target = QRectF(
                area.left() * across,
                area.top() * down,
                area.width() * across,
                area.height() * down,
            )
            if target.intersects(seen):
                target.translate(camera.offset)
                painter.drawPixmap(target, tile.picture, QRectF(tile.picture.rect()))

    def _drawn(self, place: _Place, camera: TreeCamera, ratio: float) -> _Tile:
        picture = QPixmap(QSize(TILE_PX, TILE_PX) * ratio)
        picture.setDevicePixelRatio(ratio)
        area = _area(place)
        painter = QPainter(picture)
        painter.translate(-area.topLeft())
        self._paint(painter, area, camera)
        painter.end()
        return _Tile(picture)

    def _drop_far(self, middle: QPointF) -> None:
        if len(self._tiles) <= _MOST_TILES:
            return
        near = sorted(
            self._tiles,
            key=lambda place: (_area(place).center() - middle).manhattanLength(),
        )
        for place in near[_MOST_TILES // 2 :]:
            del self._tiles[place]


def _area(place: _Place) -> QRectF:
    return QRectF(place[0] * TILE_PX, place[1] * TILE_PX, TILE_PX, TILE_PX)


def _places(seen: QRectF) -> list[_Place]:
    """Return the tiles an area touches."""
    columns = range(floor(seen.left() / TILE_PX), floor(seen.right() / TILE_PX) + 1)
    rows = range(floor(seen.top() / TILE_PX), floor(seen.bottom() / TILE_PX) + 1)
    return [(column, row) for column in columns for row in rows]
