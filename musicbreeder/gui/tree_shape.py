"""How large a melody is drawn in the family tree, and how much of it is told."""

from dataclasses import dataclass
from enum import IntEnum, auto

from PySide6.QtCore import QPointF, QRectF

from musicbreeder.gui.tree_camera import TreeCamera

_WIDTH_SHARE, _HEIGHT_SHARE = 0.74, 0.84
_LEAST_NOTES_PX = (34.0, 18.0)
_LEAST_ROW_PX = (118.0, 30.0)
_LEAST_CARD_HEIGHT_PX = 62.0
_LARGEST_DOT_PX, _SMALLEST_DOT_PX = 17.0, 2.0
_HIT_PX = 9.0


class Detail(IntEnum):
    """How much of a melody is shown."""

    DOT = auto()
    NOTES = auto()
    ROW = auto()
    CARD = auto()


@dataclass(frozen=True)
class TreeShape:
    """The shape of every melody at one zoom.

    Attributes:
        width, height: of a melody, in logical pixels.
    """

    camera: TreeCamera
    detail: Detail
    width: float
    height: float

    @staticmethod
    def of(camera: TreeCamera) -> "TreeShape":
        """Return the shape that fits the distances of a view."""
        scale = camera.scale
        width = round(camera.column_px * _WIDTH_SHARE)
        height = round(min(camera.row_px * _HEIGHT_SHARE, camera.row_px - 3 * scale))
        if width < _LEAST_NOTES_PX[0] * scale or height < _LEAST_NOTES_PX[1] * scale:
            closest = min(camera.column_px * 0.62, camera.row_px * 0.72)
            dot = min(max(closest, _SMALLEST_DOT_PX), _LARGEST_DOT_PX * scale)
            return TreeShape(camera, Detail.DOT, dot, dot)
        detail = Detail.NOTES
        if width >= _LEAST_ROW_PX[0] * scale and height >= _LEAST_ROW_PX[1] * scale:
            is_high = height >= _LEAST_CARD_HEIGHT_PX * scale
            detail = Detail.CARD if is_high else Detail.ROW
        return TreeShape(camera, detail, width, height)

    def area(self, column: float, row: float) -> QRectF:
        """Return where a melody lies, in pixels of the tree, on whole pixels."""
        middle = self.camera.place(column, row)
        if self.detail is Detail.DOT:
            left, top = middle.x() - self.width / 2, middle.y() - self.height / 2
            return QRectF(left, top, self.width, self.height)
        left, top = middle.x() - self.width / 2, middle.y() - self.height / 2
        return QRectF(round(left), round(top), self.width, self.height)

    def is_hit(self, area: QRectF, point: QPointF) -> bool:
        """Tell whether a pointer at `point` means the melody in `area`."""
        spare = max((2 * _HIT_PX - self.width) / 2, 2.0)
        return area.adjusted(-spare, -spare, spare, spare).contains(point)
