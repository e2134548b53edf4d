"""Where the parts of a melody card lie, and which of them is under a point."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF

from musicbreeder.breeding.individual import HIGHEST_RATING
from musicbreeder.gui.theme import Theme

_PADDING_PX, _HEADER_PX, _FOOTER_PX = 10, 40, 34
_BADGE_PX, _HEART_PX, _STAR_PX, _STAR_PITCH_PX = 22, 18, 16, 20
_WELL_PADDING_PX = 8
_LARGEST_WAVEFORM_PX, _SMALLEST_WAVEFORM_PX = 40, 16
_WAVEFORM_SHARE = 0.24


class Part(Enum):
    """What a press on a card means to hit."""

    CARD = auto()
    BADGE = auto()
    NAME = auto()
    HEART = auto()
    WELL = auto()
    STARS = auto()
    CHIP = auto()


@dataclass(frozen=True)
class CardLayout:
    """The places of a card's parts, in logical pixels.

    Attributes:
        roll: the notes, inside `well`.
        waveform: the bars below them, inside `well`.
        stars: one rectangle for each star.
        footer: what is left of the bottom row beside the stars.
    """

    badge: QRectF
    name: QRectF
    heart: QRectF
    well: QRectF
    roll: QRectF
    waveform: QRectF
    stars: tuple[QRectF, ...]
    footer: QRectF

    @staticmethod
    def of(size: QSizeF, theme: Theme) -> "CardLayout":
        """Return the layout of a card of that size."""
        px = theme.px
        padding = px(_PADDING_PX)
        header, footer = px(_HEADER_PX), px(_FOOTER_PX)
        width, height = size.width(), size.height()
        badge_px, heart_px, star_px = px(_BADGE_PX), px(_HEART_PX), px(_STAR_PX)
        badge = QRectF(padding, (header - badge_px) // 2, badge_px, badge_px)
        heart = QRectF(
            width - padding - px(4) - heart_px,
            (header - heart_px) // 2,
            heart_px,
            heart_px,
        )
        name_left = badge.right() + px(8)
        name = QRectF(name_left, 0, heart.left() - px(8) - name_left, header)
        well = QRectF(
            padding, header, width - 2 * padding, max(height - header - footer, 1)
        )
        inner = px(_WELL_PADDING_PX)
        waveform_px = min(
            max(well.height() * _WAVEFORM_SHARE, px(_SMALLEST_WAVEFORM_PX)),
            px(_LARGEST_WAVEFORM_PX),
        )
        waveform = QRectF(
            well.left() + inner,
            well.bottom() - px(6) - round(waveform_px),
            well.width() - 2 * inner,
            round(waveform_px),
        )
        roll_top = well.top() + inner
        roll = QRectF(
            waveform.left(),
            roll_top,
            waveform.width(),
            max(waveform.top() - px(6) - roll_top, 1),
        )
        star_top = height - footer + (footer - star_px) // 2
        pitch = px(_STAR_PITCH_PX)
        stars = tuple(
            QRectF(padding + px(1) + place * pitch, star_top, star_px, star_px)
            for place in range(HIGHEST_RATING)
        )
        footer_left = stars[-1].right() + px(10)
        footer_area = QRectF(
            footer_left,
            height - footer,
            max(width - padding - px(2) - footer_left, 0),
            footer,
        )
        return CardLayout(badge, name, heart, well, roll, waveform, stars, footer_area)

    def star_at(self, point: QPointF) -> int | None:
        """Return which star, from 1, a point means; None = it is beside the stars."""
        first, last = self.stars[0], self.stars[-1]
        gap = (self.stars[1].left() - first.right()) / 2
        row = QRectF(
            first.left() - gap,
            self.footer.top(),
            last.right() - first.left() + 2 * gap,
            self.footer.height(),
        )
        if not row.contains(point):
            return None
        share = (point.x() - row.left()) / row.width()
        return min(int(share * len(self.stars)) + 1, len(self.stars))

    def part_at(self, point: QPointF, chip: QRectF) -> Part:
        """Return what lies under a point.

        Args:
            chip: where the “Parent” chip is drawn, empty = there is none.
        """
        margin = self.heart.width() / 3
        if self.heart.adjusted(-margin, -margin, margin, margin).contains(point):
            return Part.HEART
        if self.star_at(point) is not None:
            return Part.STARS
        for part, area in (
            (Part.WELL, self.well),
            (Part.CHIP, chip),
            (Part.BADGE, self.badge),
            (Part.NAME, self.name),
        ):
            if area.contains(point):
                return part
        return Part.CARD
