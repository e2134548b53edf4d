"""Which part of the family tree is seen, and how large.

Zooming out first brings melodies closer together along time, then along height, until
the whole tree fills the view; so a long session with one lane is not a thin stripe.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF

COLUMN_PX, ROW_PX = 236.0, 92.0
"""Distance of melodies at zoom 1, in pixels of the design."""
LARGEST_ZOOM = 2.0
_MARGIN_PX = 16.0
_OVERSCROLL_SHARE = 0.35


@dataclass(frozen=True)
class TreeCamera:
    """A view of a tree; every change makes a new one.

    Attributes:
        view: size of the widget, in logical pixels.
        columns: width of the tree.
        rows: height of the tree.
        scale: interface size, 0.8-2.0.
        zoom: 1 = melodies as cards.
        left, top: the place in the tree, in pixels, at the view's upper left.
    """

    view: QSizeF
    columns: int
    rows: float
    scale: float = 1.0
    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @cached_property
    def _fit(self) -> tuple[float, float]:
        """Distances at which the whole tree fills the view, not beyond cards."""
        margin = 2 * _MARGIN_PX * self.scale
        fit_x = max(self.view.width() - margin, 1) / max(self.columns, 1)
        fit_y = max(self.view.height() - margin, 1) / max(self.rows, 1)
        return (
            min(fit_x, COLUMN_PX * self.scale),
            min(fit_y, ROW_PX * self.scale),
        )

    @cached_property
    def column_px(self) -> float:
        """How far the generations are apart."""
        return max(COLUMN_PX * self.scale * self.zoom, self._fit[0])

    @cached_property
    def row_px(self) -> float:
        """How far melodies of one generation are apart."""
        return max(ROW_PX * self.scale * self.zoom, self._fit[1])

    @property
    def smallest_zoom(self) -> float:
        """The zoom at which everything is seen."""
        fit_x, fit_y = self._fit
        return min(fit_x / (COLUMN_PX * self.scale), fit_y / (ROW_PX * self.scale))

    @property
    def is_fitted(self) -> bool:
        """Whether the whole tree is in view."""
        return self.zoom <= self.smallest_zoom * 1.001

    @property
    def size(self) -> QSizeF:
        """Size of the whole tree in pixels."""
        return QSizeF(self.columns * self.column_px, self.rows * self.row_px)

    @property
    def offset(self) -> QPointF:
        """What to add to a place in the tree to get the place in the view.

        Whole pixels, so that what was drawn once stays sharp when it is moved.
        """
        return QPointF(-round(self.left), -round(self.top))

    def place(self, column: float, row: float) -> QPointF:
        """Return where something lies in the tree, in pixels."""
        return QPointF(column * self.column_px, row * self.row_px)

    def fitted(self) -> "TreeCamera":
        """Return the view of the whole tree."""
        return replace(self, zoom=self.smallest_zoom)._settled()

    def panned(self, by: QPointF) -> "TreeCamera":
        """Return the view after its content was dragged `by` so many pixels."""
        moved = replace(self, left=self.left - by.x(), top=self.top - by.y())
        return moved._settled()

    def zoomed(self, factor: float, anchor: QPointF) -> "TreeCamera":
        """Return a closer (> 1) or wider view; what is under `anchor` stays there."""
        zoom = min(max(self.zoom * factor, self.smallest_zoom), LARGEST_ZOOM)
        wider = replace(self, zoom=zoom)
        column = (self.left + anchor.x()) / self.column_px
        row = (self.top + anchor.y()) / self.row_px
        return replace(
            wider,
            left=column * wider.column_px - anchor.x(),
            top=row * wider.row_px - anchor.y(),
        )._settled()

    def resized(self, view: QSizeF, scale: float) -> "TreeCamera":
        """Return the same place in a view of another size; what fitted still fits."""
        resized = replace(self, view=view, scale=scale)
        if self.is_fitted:
            return resized.fitted()
        # Where the view starts stays where it was.
        return resized._at(self.left / self.column_px, self.top / self.row_px)

    def over(self, columns: int, rows: float) -> "TreeCamera":
        """Return the view of a tree that has grown; what fitted still fits."""
        grown = replace(self, columns=columns, rows=rows)
        if self.is_fitted:
            return grown.fitted()
        return grown._at(self.left / self.column_px, self.top / self.row_px)

    def showing(self, area: QRectF) -> "TreeCamera":
        """Return the view moved as little as needed to have `area` of the tree in it.

        Args:
            area: in pixels of the tree.
        """
        left = min(self.left, area.left())
        left = max(left, area.right() - self.view.width())
        top = min(self.top, area.top())
        top = max(top, area.bottom() - self.view.height())
        return replace(self, left=left, top=top)._settled()

    def _at(self, column: float, row: float) -> "TreeCamera":
        zoom = min(max(self.zoom, self.smallest_zoom), LARGEST_ZOOM)
        moved = replace(self, zoom=zoom)
        return replace(
            moved, left=column * moved.column_px, top=row * moved.row_px
        )._settled()

    def _settled(self) -> "TreeCamera":
        """Centre what is smaller than the view; let nothing be dragged out of sight."""
        size = self.size
        return replace(
            self,
            left=_settled(self.left, size.width(), self.view.width()),
            top=_settled(self.top, size.height(), self.view.height()),
        )


def _settled(start: float, content: float, view: float) -> float:
    if content <= view:
        return (content - view) / 2
    spare = view * _OVERSCROLL_SHARE
    return min(max(start, -spare), content - view + spare)
