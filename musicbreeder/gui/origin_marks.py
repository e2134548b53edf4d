"""How a note shows where it came from: by colour and by texture, never colour alone.

From the first parent: filled. From the second: striped. New by mutation: hollow with a
thick outline. From a seeder: filled, with round ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.theme import Theme, current_theme, theme_source

_STRIPE_DISTANCE_PX = 4.0
_SWATCH_WIDTH_PX, _SWATCH_HEIGHT_PX = 18, 8
_HUES_OF_NEW = (3, 1, 4)


@dataclass(frozen=True)
class OriginLooks:
    """What each origin is called and drawn in, for one melody.

    Attributes:
        texts: ``"from Copper Fern"``, ``"new"``.
        hues: indices for `Theme.hue`; a parent's notes have its family's hue.
    """

    texts: Mapping[Origin, str]
    hues: Mapping[Origin, int]

    @staticmethod
    def of(
        individual: Individual, individual_of: Callable[[int], Individual]
    ) -> "OriginLooks":
        """Return the looks for one melody, given how to find its parents."""
        texts = {Origin.MUTATION: "new", Origin.SEED: "first melody"}
        hues = {Origin.SEED: family_hue(individual, individual_of)}
        for origin, parent_id in zip(Origin, individual.parent_ids, strict=False):
            parent = individual_of(parent_id)
            texts[origin] = f"from {parent.name}"
            hues[origin] = family_hue(parent, individual_of)
        for origin in (Origin.FIRST_PARENT, Origin.SECOND_PARENT):
            texts.setdefault(origin, "from before")
            hues.setdefault(origin, hues[Origin.SEED])
        count = len(current_theme().palette.hues)
        first = hues[Origin.FIRST_PARENT] % count
        if hues[Origin.SECOND_PARENT] % count == first:
            # Two parents of one family: the second is set apart.
            hues[Origin.SECOND_PARENT] = first + 2
        taken = {first, hues[Origin.SECOND_PARENT] % count}
        free = [hue for hue in _HUES_OF_NEW if hue not in taken]
        hues[Origin.MUTATION] = free[0]
        return OriginLooks(texts, hues)

    def colour(self, origin: Origin, theme: Theme) -> str:
        """Return the colour of notes from `origin`."""
        return theme.hue(self.hues[origin])


def origin_of(individual: Individual, step: int) -> Origin:
    """Return where the note that starts on `step` came from."""
    if step < len(individual.origins):
        return Origin(int(individual.origins[step]))
    return Origin.SEED


def paint_note(
    painter: QPainter,
    rect: QRectF,
    origin: Origin,
    hue: str,
    strength: float = 1.0,
) -> None:
    """Paint one note.

    Args:
        hue: its colour, as ``"#RRGGBB"``.
        strength: 0..1, how loud it is.
    """
    colour = QColor(hue)
    faint = QColor(colour)
    faint.setAlphaF(0.45 + 0.55 * strength)
    # Short notes are narrower than high: more would make ovals of them.
    roundest = min(rect.height(), rect.width()) / 2
    radius = min(roundest, 2.5)
    if origin is Origin.MUTATION:
        fill = QColor(colour)
        fill.setAlphaF(0.18)
        painter.setPen(QPen(faint, 1.6))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), radius, radius)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    if origin is not Origin.SECOND_PARENT:
        painter.setBrush(faint)
        radius = roundest if origin is Origin.SEED else radius
        painter.drawRoundedRect(rect, radius, radius)
        return
    fill = QColor(colour)
    fill.setAlphaF(0.35)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, radius, radius)
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(QPen(faint, 1.6))
    left = rect.left() - rect.height()
    while left < rect.right():
        bottom = QPointF(left, rect.bottom())
        painter.drawLine(bottom, bottom + QPointF(rect.height(), -rect.height()))
        left += _STRIPE_DISTANCE_PX
    painter.restore()
    painter.setPen(QPen(faint, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class OriginLegend(QWidget):
    """Says which look means which origin; only those that occur."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks: OriginLooks | None = None
        self._origins: list[Origin] = []
        theme_source().changed.connect(self._on_theme_changed)

    def show_individual(self, individual: Individual, looks: OriginLooks) -> None:
        """Show what occurs in a melody."""
        steps = individual.melody.onsets.tolist()
        self._looks = looks
        self._origins = sorted({origin_of(individual, step) for step in steps})
        texts = ", ".join(looks.texts[origin] for origin in self._origins)
        self.setAccessibleName(f"Notes: {texts}")
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = {top for _, _, top in self._places(width)}
        return max(len(rows), 1) * self._row_height

    def sizeHint(self) -> QSize:
        width = self.width() or current_theme().px(280)
        return QSize(width, self.heightForWidth(width))

    @property
    def _row_height(self) -> int:
        return current_theme().px(18)

    def _places(self, width: int) -> list[tuple[Origin, int, int]]:
        """Return (origin, left, top) in pixels, flowing over several rows."""
        if self._looks is None:
            return []
        theme = current_theme()
        metrics = QFontMetrics(theme.font(11), self)
        places = []
        left = top = 0
        for origin in self._origins:
            text_width = metrics.horizontalAdvance(self._looks.texts[origin])
            entry_width = theme.px(_SWATCH_WIDTH_PX + 6) + text_width
            if left and left + entry_width > width:
                left, top = 0, top + self._row_height
            places.append((origin, left, top))
            left += entry_width + theme.px(14)
        return places

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._looks is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        metrics = painter.fontMetrics()
        width, height = theme.px(_SWATCH_WIDTH_PX), theme.px(_SWATCH_HEIGHT_PX)
        for origin, left, top in self._places(self.width()):
            swatch = QRectF(left, top + (self._row_height - height) / 2, width, height)
            paint_note(painter, swatch, origin, self._looks.colour(origin, theme))
            text_left = left + width + theme.px(6)
            available = self.width() - text_left
            painter.setPen(QColor(theme.palette.secondary))
            painter.drawText(
                QRectF(text_left, top, available, self._row_height),
                Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(
                    self._looks.texts[origin], Qt.TextElideMode.ElideRight, available
                ),
            )
