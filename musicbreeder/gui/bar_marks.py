"""Small marks for bars that are liked (pointing up) or disliked (pointing down)."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from musicbreeder.gui.theme import Theme

LIKED, DISLIKED = 1, -1
_SIDE_PX = 8


def paint_bar_mark(
    painter: QPainter,
    centre: QPointF,
    liking: int,
    theme: Theme,
    *,
    is_offered: bool = False,
) -> None:
    """Paint a mark.

    Args:
        liking: `LIKED` or `DISLIKED`.
        is_offered: only an outline: what a click would give.
    """
    half = theme.px(_SIDE_PX) / 2
    up = -1 if liking == LIKED else 1
    triangle = QPolygonF(
        [
            QPointF(centre.x(), centre.y() + up * half * 0.8),
            QPointF(centre.x() + half, centre.y() - up * half * 0.8),
            QPointF(centre.x() - half, centre.y() - up * half * 0.8),
        ]
    )
    palette = theme.palette
    colour = QColor(palette.play if liking == LIKED else palette.heart)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(palette.muted) if is_offered else colour, 1.2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if is_offered else colour)
    painter.drawPolygon(triangle)


def likings_in_words(likings: Mapping[int, int]) -> str:
    """Return which bars are liked and disliked, for people; empty if none.

    >>> likings_in_words({0: 1, 2: 1, 3: -1})
    'bars 1 and 3 liked, bar 4 disliked'
    """
    words = []
    for liking, verb in ((LIKED, "liked"), (DISLIKED, "disliked")):
        bars = [str(bar + 1) for bar, one in sorted(likings.items()) if one == liking]
        if len(bars) == 1:
            words.append(f"bar {bars[0]} {verb}")
        elif bars:
            words.append(f"bars {', '.join(bars[:-1])} and {bars[-1]} {verb}")
    return ", ".join(words)
