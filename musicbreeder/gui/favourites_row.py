"""Paints one favourite as a row: play button, notes, name, where from, tags, heart."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from musicbreeder.breeding.individual import HIGHEST_RATING
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.roll_painter import RollColours, paint_playhead, roll_image
from musicbreeder.gui.theme import Theme, current_theme
from musicbreeder.melody.melody import Melody

ROW_HEIGHT_PX = 68
_MOST_PICTURES = 400
_NOTES_PX = (210, 44)
_MOST_TAGS = 3


class PictureCache:
    """Pictures of melodies, the last used ones."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[Any, QPixmap] = OrderedDict()

    def picture(
        self, key: Any, melody: Melody, hue: int, area: QRectF, ratio: float
    ) -> QPixmap:
        """Return the notes of a melody, drawn when first wanted.

        Args:
            key: tells the melody from all others.
        """
        theme = current_theme()
        size = area.size().toSize()
        whole_key = (key, hue, size.width(), size.height(), ratio, theme.palette)
        found = self._pictures.get(whole_key)
        if found is None:
            colours = RollColours.of(theme.palette, theme.hue(hue))
            found = QPixmap.fromImage(roll_image(melody, size, colours, ratio))
            self._pictures[whole_key] = found
            if len(self._pictures) > _MOST_PICTURES:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(whole_key)
        return found


@dataclass(frozen=True)
class RowParts:
    """Where the parts of a row lie."""

    frame: QRectF
    play: QRectF
    notes: QRectF
    heart: QRectF
    stars: QRectF
    text: QRectF

    @staticmethod
    def of(area: QRect, theme: Theme) -> "RowParts":
        """Return the parts of a row in `area`."""
        px = theme.px
        frame = QRectF(area).adjusted(px(2), px(3), -px(2), -px(3))
        middle = frame.center().y()
        button = px(30)
        play = QRectF(frame.left() + px(12), middle - button / 2, button, button)
        width, height = px(_NOTES_PX[0]), px(_NOTES_PX[1])
        if frame.width() < px(640):
            width //= 2
        notes = QRectF(play.right() + px(14), round(middle - height / 2), width, height)
        side = px(20)
        heart = QRectF(frame.right() - px(14) - side, middle - side / 2, side, side)
        star_width = px(16) * HIGHEST_RATING
        stars = QRectF(
            heart.left() - px(18) - star_width, middle - px(8), star_width, px(16)
        )
        left = notes.right() + px(16)
        text = QRectF(left, frame.top(), stars.left() - px(14) - left, frame.height())
        return RowParts(frame, play, notes, heart, stars, text)

    def name(self, theme: Theme) -> QRectF:
        """Return where the name stands, and is edited."""
        top = self.text.center().y() - theme.px(22)
        return QRectF(self.text.left(), top, self.text.width(), theme.px(22))


@dataclass(frozen=True)
class RowState:
    """What a row shows.

    Attributes:
        facts: the second line.
        playhead: 0..1 while it sounds or is paused, None = it does neither.
        hovered: part under the pointer: ``"play"``, ``"heart"``, ``""`` = the row,
            None = none of it.
    """

    key: Any
    melody: Melody
    hue: int
    name: str
    facts: str
    tags: tuple[str, ...]
    rating: int | None
    playhead: float | None
    is_playing: bool
    is_selected: bool
    has_focus: bool
    hovered: str | None


@dataclass(frozen=True)
class _Canvas:
    """What a row is painted on, and by.

    Attributes:
        ratio: device pixels for each of the painter's.
    """

    painter: QPainter
    parts: RowParts
    theme: Theme
    ratio: float

    def draw_icon(self, name: str, colour: str, at: QPointF, side: float) -> None:
        """Draw an icon with its upper left corner at a point."""
        picture = pixmap(name, round(side), colour, self.ratio)
        self.painter.drawPixmap(at.toPoint(), picture)


class RowPainter:
    """Paints rows with the same pictures."""

    def __init__(self) -> None:
        self.pictures = PictureCache()

    def paint(
        self, painter: QPainter, state: RowState, area: QRect, ratio: float
    ) -> None:
        """Paint a row into `area`."""
        theme = current_theme()
        parts = RowParts.of(area, theme)
        canvas = _Canvas(painter, parts, theme, ratio)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(canvas, state)
        self._paint_play(canvas, state)
        self._paint_notes(canvas, state)
        self._paint_text(canvas, state)
        self._paint_stars(canvas, state)
        name = "heart-outline" if state.hovered == "heart" else "heart"
        heart = parts.heart
        canvas.draw_icon(name, theme.palette.heart, heart.topLeft(), heart.width())
        painter.restore()

    def _paint_frame(self, canvas: _Canvas, state: RowState) -> None:
        painter, parts, theme = canvas.painter, canvas.parts, canvas.theme
        palette = theme.palette
        is_hot = state.is_selected or state.hovered is not None
        painter.setBrush(QColor(palette.hover if is_hot else palette.card))
        colour = palette.accent if state.is_selected else palette.line
        width = 2.0 if state.is_selected and state.has_focus else 1.0
        painter.setPen(QPen(QColor(colour), width))
        frame = parts.frame.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, theme.px(9), theme.px(9))

    def _paint_play(self, canvas: _Canvas, state: RowState) -> None:
        painter, parts, palette = canvas.painter, canvas.parts, canvas.theme.palette
        sounds = state.playhead is not None
        is_hot = state.hovered == "play"
        colour = palette.on_play if sounds else palette.text
        if sounds:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.play))
        else:
            painter.setPen(QPen(QColor(palette.play if is_hot else palette.line), 1))
            painter.setBrush(QColor(palette.pressed if is_hot else palette.well))
        painter.drawEllipse(parts.play.adjusted(0.5, 0.5, -0.5, -0.5))
        side = canvas.theme.px(16)
        name = "pause" if state.is_playing else "play"
        at = parts.play.center() - QPointF(side / 2, side / 2)
        canvas.draw_icon(name, colour, at, side)

    def _paint_notes(self, canvas: _Canvas, state: RowState) -> None:
        painter, parts, theme = canvas.painter, canvas.parts, canvas.theme
        palette = theme.palette
        painter.setPen(Qt.PenStyle.NoPen)
        # On a light page the well of a selected row would be lost.
        is_lost = state.is_selected and not palette.is_dark
        painter.setBrush(QColor(palette.card if is_lost else palette.well))
        painter.drawRoundedRect(parts.notes, theme.px(6), theme.px(6))
        edge = theme.px(7)
        inner = parts.notes.adjusted(edge, edge, -edge, -edge)
        picture = self.pictures.picture(
            state.key, state.melody, state.hue, inner, canvas.ratio
        )
        painter.drawPixmap(inner.topLeft().toPoint(), picture)
        if state.playhead is not None:
            x = inner.left() + state.playhead * inner.width()
            top = QPointF(x, parts.notes.top())
            paint_playhead(painter, top, parts.notes.height(), palette.play)

    def _paint_text(self, canvas: _Canvas, state: RowState) -> None:
        painter, theme, palette = canvas.painter, canvas.theme, canvas.theme.palette
        name_area = canvas.parts.name(theme)
        right = self._paint_tags(canvas, state)
        name_area.setRight(right)
        _line(painter, name_area, state.name, theme.font(14, 600), palette.text)
        facts_area = name_area.translated(0, theme.px(22))
        _line(painter, facts_area, state.facts, theme.font(12), palette.secondary)

    def _paint_tags(self, canvas: _Canvas, state: RowState) -> float:
        """Paint tags at the right of the text; return what is left of them."""
        painter, theme, area = canvas.painter, canvas.theme, canvas.parts.text
        font = theme.font(11, 600)
        metrics = QFontMetricsF(font)
        left_most = area.left() + area.width() * 0.55
        right, height = area.right(), theme.px(19)
        middle = round(area.center().y())
        words = list(state.tags[:_MOST_TAGS])
        if len(state.tags) > _MOST_TAGS:
            words.append(f"+{len(state.tags) - _MOST_TAGS}")
        for word in reversed(words):
            width = metrics.horizontalAdvance(word) + theme.px(16)
            if right - width < left_most:
                break
            chip = QRectF(right - width, middle - height / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.palette.chip))
            painter.drawRoundedRect(chip, height / 2, height / 2)
            painter.setFont(font)
            painter.setPen(QColor(theme.palette.on_chip))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
            right = chip.left() - theme.px(6)
        return right

    def _paint_stars(self, canvas: _Canvas, state: RowState) -> None:
        if state.rating is None:
            return
        palette, px = canvas.theme.palette, canvas.theme.px
        stars = canvas.parts.stars
        for star in range(HIGHEST_RATING):
            is_on = star < state.rating
            colour = palette.star if is_on else palette.muted
            name = "star" if is_on else "star-outline"
            at = QPointF(stars.left() + star * px(16), stars.top())
            canvas.draw_icon(name, colour, at, px(14))


def _line(painter: QPainter, area: QRectF, text: str, font: Any, colour: str) -> None:
    shown = QFontMetricsF(font).elidedText(
        text, Qt.TextElideMode.ElideRight, max(area.width(), 0)
    )
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
