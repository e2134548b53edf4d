"""Paints one melody of the family tree, from a dot to a small card."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from musicbreeder.breeding.individual import HIGHEST_RATING, Individual
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.origin_marks import OriginLooks, origin_of, paint_note
from musicbreeder.gui.roll_painter import PitchAxis, note_rectangles, step_fractions
from musicbreeder.gui.theme import Theme
from musicbreeder.gui.tree_shape import Detail
from musicbreeder.melody.melody import Melody

_MOST_ROLLS = 1500
_SMALLEST_HEART_PX = 9.0
_SMALLEST_SPAN_SEMITONES = 14
_LEAST_TEXTURED_PX = 5.0


class NodePainter:
    """Paints melodies with their marks as they are now; keeps pictures of notes."""

    def __init__(
        self,
        individual_of: Callable[[int], Individual],
        is_heard: Callable[[int], bool],
        theme: Theme,
        ratio: float,
    ) -> None:
        """Paint for one tree.

        Args:
            individual_of: the melody of an id, as it is now.
            ratio: device pixels for each logical pixel.
        """
        self.ids: tuple[int, ...] = ()
        self.hues: list[int] = []
        self.swing = 0.0
        self.theme = theme
        self.ratio = ratio
        self._individual_of = individual_of
        self._is_heard = is_heard
        self._rolls: dict[tuple[int, float, float], QPixmap] = {}

    def forget(self) -> None:
        """Forget every picture: colours, sizes or the session are others."""
        self._rolls.clear()

    def paint(self, painter: QPainter, node: int, area: QRectF, detail: Detail) -> None:
        """Paint one melody into `area`."""
        individual = self._individual_of(self.ids[node])
        if detail is Detail.DOT:
            self._paint_dot(painter, individual, self.hues[node], area)
            return
        self._paint_frame(painter, individual, area)
        roll = self.roll_area(area, detail)
        painter.drawPixmap(roll.topLeft(), self._roll(individual, roll.size()))
        if detail is Detail.NOTES:
            self._paint_corner_marks(painter, individual, area)
        else:
            self._paint_words(painter, individual, area, detail)

    def roll_area(self, area: QRectF, detail: Detail) -> QRectF:
        """Return where the notes lie in a melody's area."""
        px = self.theme.px
        if detail is Detail.CARD:
            roll = area.adjusted(px(8), px(24), -px(8), -px(24))
            return QRectF(roll.toRect())
        if detail is Detail.ROW:
            roll = area.adjusted(round(area.width() * 0.67), px(5), -px(7), -px(5))
            return QRectF(roll.toRect())
        inset = max(min(area.height() * 0.14, px(6)), 3.0)
        return QRectF(area.adjusted(inset, inset, -inset, -inset).toRect())

    # Dots.

    def _paint_dot(
        self, painter: QPainter, individual: Individual, hue: int, area: QRectF
    ) -> None:
        side = area.width()
        middle = area.center()
        if individual.is_favourite:
            heart_px = round(max(side * 1.1, _SMALLEST_HEART_PX))
            corner = QPointF(middle.x() - heart_px / 2, middle.y() - heart_px / 2)
            colour = self.theme.palette.heart
            painter.drawPixmap(corner, pixmap("heart", heart_px, colour, self.ratio))
        else:
            rating = individual.rating or 0
            is_hollow = not rating and not self._is_heard(individual.id)
            picture = _dot(
                self.theme.hue(hue), round(side, 1), rating, is_hollow, self.ratio
            )
            half = picture.deviceIndependentSize() / 2
            painter.drawPixmap(middle - QPointF(half.width(), half.height()), picture)
        if individual.is_pinned:
            painter.setPen(QPen(QColor(self.theme.palette.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, side * 0.72, side * 0.72)

    # Notes.

    def _paint_frame(
        self, painter: QPainter, individual: Individual, area: QRectF
    ) -> None:
        palette = self.theme.palette
        radius = min(self.theme.px(7), area.height() / 4)
        painter.setPen(QPen(QColor(palette.line), 1.0))
        painter.setBrush(QColor(palette.card))
        frame = area.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, radius, radius)

    def _roll(self, individual: Individual, size: QSizeF) -> QPixmap:
        key = individual.id, size.width(), size.height()
        known = self._rolls.pop(key, None)
        if known is None:
            known = self._painted_roll(individual, size)
        self._rolls[key] = known  # the newest last
        if len(self._rolls) > _MOST_ROLLS:
            del self._rolls[next(iter(self._rolls))]
        return known

    def _painted_roll(self, individual: Individual, size: QSizeF) -> QPixmap:
        picture = QPixmap((size * self.ratio).toSize())
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        looks = OriginLooks.of(individual, self._individual_of)
        melody = individual.melody
        area = QRectF(QPointF(), size)
        axis = _axis(melody, area)
        fractions = step_fractions(melody, self.swing)
        for note, rectangle in zip(
            melody.notes, note_rectangles(melody, area, axis, fractions), strict=True
        ):
            origin = origin_of(individual, note.start)
            colour = looks.colour(origin, self.theme)
            if axis.note_px >= _LEAST_TEXTURED_PX:
                paint_note(painter, rectangle, origin, colour, note.velocity / 127)
                continue
            # Too thin for textures: the colour alone, the card tells the rest.
            painter.fillRect(rectangle, QColor(colour))
        painter.end()
        return picture

    # Marks and words.

    def _paint_corner_marks(
        self, painter: QPainter, individual: Individual, area: QRectF
    ) -> None:
        palette = self.theme.palette
        side = round(min(self.theme.px(12), area.height() * 0.42))
        right, top = area.right() - side * 0.62, area.top() - side * 0.38
        for is_shown, name, colour in (
            (individual.is_favourite, "heart", palette.heart),
            (individual.is_pinned, "pin-filled", palette.accent),
        ):
            if is_shown:
                self._icon(painter, name, QPointF(right, top), side, colour)
                right -= side
        if individual.rating:
            self._paint_bar_of_stars(painter, individual.rating, area)

    def _paint_bar_of_stars(self, painter: QPainter, rating: int, area: QRectF) -> None:
        """Paint one small bar for each star on the lower edge."""
        gap = 2.0
        width = (area.width() * 0.8 - gap * (HIGHEST_RATING - 1)) / HIGHEST_RATING
        left = area.left() + area.width() * 0.1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.palette.star))
        for star in range(rating):
            x = left + star * (width + gap)
            painter.drawRect(QRectF(x, area.bottom() - 3.0, width, 2.0))

    def _paint_words(
        self, painter: QPainter, individual: Individual, area: QRectF, detail: Detail
    ) -> None:
        theme = self.theme
        palette, px = theme.palette, theme.px
        is_card = detail is Detail.CARD
        roll = self.roll_area(area, detail)
        words_right = area.right() - px(8) if is_card else roll.left() - px(6)
        words_left = area.left() + px(9)
        star_px = px(11)
        has_lower_line = individual.is_rated or individual.is_pinned or is_card
        if is_card:
            name_top, name_height = area.top() + px(3), px(20)
            stars_top = area.bottom() - px(18)
        else:
            line = px(16) + (star_px if has_lower_line else 0)
            name_top = area.center().y() - line / 2
            name_height = px(16)
            stars_top = name_top + name_height
        heart_px = px(12)
        name_right = words_right
        if individual.is_favourite:
            name_right -= heart_px + px(3)
            heart_top = name_top + (name_height - heart_px) / 2
            corner = QPointF(words_right - heart_px, heart_top)
            self._icon(painter, "heart", corner, heart_px, palette.heart)
        font = theme.font(11, 600)
        metrics = QFontMetricsF(font)
        is_heard = self._is_heard(individual.id)
        dot_px = 0 if is_heard else px(6)
        room = name_right - words_left - (dot_px + px(4) if dot_px else 0)
        shown = metrics.elidedText(individual.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(palette.text))
        painter.drawText(
            QRectF(words_left, name_top, room + 1, name_height),
            Qt.AlignmentFlag.AlignVCenter,
            shown,
        )
        if dot_px:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            left = words_left + metrics.horizontalAdvance(shown) + px(4)
            middle = name_top + name_height / 2 + 0.5
            painter.drawEllipse(QRectF(left, middle - dot_px / 2, dot_px, dot_px))
        left = words_left
        if individual.is_rated or is_card:
            left = self._paint_stars(painter, individual, QPointF(left, stars_top))
        if individual.is_pinned:
            at = (
                QPointF(words_right - star_px, stars_top)
                if is_card
                else QPointF(left, stars_top)
            )
            self._icon(painter, "pin-filled", at, star_px, palette.accent)

    def _paint_stars(
        self, painter: QPainter, individual: Individual, corner: QPointF
    ) -> float:
        palette, px = self.theme.palette, self.theme.px
        side, left = px(11), corner.x()
        for star in range(1, HIGHEST_RATING + 1):
            is_full = star <= (individual.rating or 0)
            name = "star" if is_full else "star-outline"
            colour = palette.star if is_full else palette.muted
            self._icon(painter, name, QPointF(left, corner.y()), side, colour)
            left += side + 1
        return left + px(3)

    def _icon(
        self, painter: QPainter, name: str, corner: QPointF, side: int, colour: str
    ) -> None:
        place = QPointF(round(corner.x()), round(corner.y()))
        painter.drawPixmap(place, pixmap(name, side, colour, self.ratio))


def _axis(melody: Melody, area: QRectF) -> PitchAxis:
    """Return an axis for a thumbnail, where notes may be thinner than on a card."""
    if not melody.note_count:
        return PitchAxis.of(melody, area)
    lowest, highest = int(melody.midi_notes.min()), int(melody.midi_notes.max())
    span = max(highest - lowest + 1, _SMALLEST_SPAN_SEMITONES)
    note_px = min(max(area.height() / span, 2.0), 9.0)
    pitch_px = (area.height() - note_px) / (span - 1)
    return PitchAxis((lowest + highest) / 2, area.center().y(), pitch_px, note_px)


@lru_cache(maxsize=512)
def _dot(
    colour: str, side_px: float, rating: int, is_hollow: bool, ratio: float
) -> QPixmap:
    """Return a dot: hollow = not heard yet, the larger the more stars."""
    box = int(side_px) + 3
    picture = QPixmap(round(box * ratio), round(box * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    share = 0.55 + 0.45 * rating / HIGHEST_RATING
    radius = max(side_px * share, 1.6) / 2
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(box / 2, box / 2)
    if is_hollow and radius > 2:
        painter.setPen(QPen(QColor(colour), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(middle, radius, radius)
    painter.end()
    return picture
