"""Paints a melody card around its well: frame, key, name, heart, stars and chip."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.bar_marks import likings_in_words, paint_bar_mark
from musicbreeder.gui.card_layout import CardLayout, Part
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.lock_marks import (
    locked_bars,
    locks_in_words,
    paint_lock,
    single_locked_notes,
)
from musicbreeder.gui.theme import Theme

_CARD_RADIUS_PX, _BADGE_RADIUS_PX = 10, 5


_SHORT_WORDS = {
    "major": "maj",
    "minor": "min",
    "natural": "nat",
    "harmonic": "harm",
    "melodic": "mel",
    "pentatonic": "pent",
    "mixolydian": "mixo",
    "phrygian": "phryg",
    "chromatic": "chrom",
}


class Sounding(Enum):
    """Whether a card's melody is heard."""

    SILENT = auto()
    PLAYING = auto()
    PAUSED = auto()


@dataclass(frozen=True)
class CardState:
    """Everything a card shows beside its well.

    Attributes:
        card_key: the key that hears the card, on its badge.
        key_name: the melody's key: ``"D dorian"``.
        is_parent: the next generation would be bred from it.
        hovered_part: what the pointer is on, None = it is elsewhere.
        hovered_star: the rating a click would give, None = none.
        bar_likings: pairs of a bar, from 0, and +1 (liked) or -1 (disliked).
        shows_guess: the rating the app expects stands beside the empty stars.
        sound_words: of a sound of its own, the shortest first; empty = it has none.
    """

    individual: Individual
    card_key: str
    key_name: str
    is_heard: bool = False
    is_parent: bool = False
    is_selected: bool = False
    has_focus_ring: bool = False
    is_pressed: bool = False
    sounding: Sounding = Sounding.SILENT
    hovered_part: Part | None = None
    hovered_star: int | None = None
    bar_likings: tuple[tuple[int, int], ...] = ()
    shows_guess: bool = True
    sound_words: tuple[str, ...] = ()

    @property
    def guess_stars(self) -> float | None:
        """The rating the app expects, None = there is none to show."""
        prediction = self.individual.prediction
        if prediction is None or self.individual.is_rated or not self.shows_guess:
            return None
        return prediction.stars

    @property
    def spoken(self) -> str:
        """The card in words, as a screen reader says it."""
        individual = self.individual
        words = [individual.name]
        if individual.rating is None:
            words.append("not rated")
            if self.guess_stars is not None:
                words.append(f"guessed {self.guess_stars:.1f}")
        else:
            words.append(f"rated {individual.rating} of 5")
        if individual.is_favourite:
            words.append("favourite")
        if individual.is_pinned:
            words.append("pinned as parent")
        elif self.is_parent:
            words.append("parent")
        if self.bar_likings:
            words.append(likings_in_words(dict(self.bar_likings)))
        if self.individual.locked_steps:
            words.append(locks_in_words(self.individual))
        words += self.sound_words[1:]
        if not self.is_heard:
            words.append("not heard yet")
        if self.sounding is not Sounding.SILENT:
            words.append(self.sounding.name.lower())
        return ", ".join(words)

    def ground(self, theme: Theme) -> str:
        """Return the colour of the card itself."""
        palette = theme.palette
        if self.is_pressed:
            return palette.pressed
        if self.is_selected or self.hovered_part is not None:
            return palette.hover
        return palette.card


class CardPainter:
    """Paints one card in one state.

    Attributes:
        chip: where the “Parent” chip was painted, empty = there is none.
    """

    def __init__(
        self,
        painter: QPainter,
        state: CardState,
        layout: CardLayout,
        theme: Theme,
        device_pixel_ratio: float,
    ) -> None:
        self._painter = painter
        self._state = state
        self._layout = layout
        self._theme = theme
        self._ratio = device_pixel_ratio
        self.chip = QRectF()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_frame(self, area: QRectF) -> None:
        """Paint the card's ground, its border and the ring of the keyboard."""
        theme, painter = self._theme, self._painter
        palette = theme.palette
        is_selected = self._state.is_selected
        width = 2.0 if is_selected else 1.0
        frame = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = theme.px(_CARD_RADIUS_PX)
        painter.setPen(
            QPen(QColor(palette.accent if is_selected else palette.line), width)
        )
        painter.setBrush(QColor(self._state.ground(theme)))
        painter.drawRoundedRect(frame, radius, radius)
        if self._state.has_focus_ring:
            ring = QColor(palette.accent)
            ring.setAlphaF(0.45)
            painter.setPen(QPen(ring, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), radius - 2, radius - 2)

    def paint_header(self) -> None:
        """Paint the key's badge, the name, the dot of the unheard and the heart."""
        self._paint_badge()
        self._paint_name()
        self._paint_heart()

    def paint_bar_marks(self) -> None:
        """Paint the marks of liked and disliked bars over the well."""
        roll, well = self._layout.roll, self._layout.well
        melody = self._state.individual.melody
        step_px = roll.width() / melody.step_count
        y = well.top() + self._theme.px(8)
        for bar, liking in self._state.bar_likings:
            start, stop = melody.meter.bar_span(bar, melody.bar_count)
            centre = QPointF(roll.left() + (start + stop) / 2 * step_px, y)
            paint_bar_mark(self._painter, centre, liking, self._theme)
        self._paint_locks(roll, y)

    def _paint_locks(self, roll: QRectF, y: float) -> None:
        """Paint a padlock over locked bars, and over locked notes of other bars."""
        individual = self._state.individual
        if not individual.locked_steps:
            return
        melody = individual.melody
        step_px = roll.width() / melody.step_count
        bars = [
            melody.meter.bar_span(bar, melody.bar_count)
            for bar in locked_bars(individual)
        ]
        notes = [(one.start, one.end) for one in single_locked_notes(individual)]
        # A liked bar has its mark in the middle; the padlock stands to the right.
        offset = self._theme.px(13) if self._state.bar_likings else 0
        for start, stop in (*bars, *notes):
            x = roll.left() + (start + stop) / 2 * step_px + offset
            paint_lock(self._painter, QPointF(x, y), self._theme)

    def paint_footer(self) -> None:
        """Paint the stars, the guess, the key's name and the chip."""
        self._paint_stars()
        right = self._paint_chip(self._layout.footer.right())
        left = self._paint_guess(self._layout.footer.left(), right)
        self._paint_key_name(left, right)

    def _paint_badge(self) -> None:
        theme, painter, state = self._theme, self._painter, self._state
        palette = theme.palette
        ground, text = palette.well, palette.secondary
        if state.sounding is Sounding.PLAYING:
            ground, text = palette.play, palette.on_play
        elif state.hovered_part is Part.BADGE:
            text = palette.text
        is_paused = state.sounding is Sounding.PAUSED
        border = palette.play if is_paused else palette.line
        has_border = state.sounding is not Sounding.PLAYING
        painter.setPen(QPen(QColor(border), 1.5 if is_paused else 1.0))
        if not has_border:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        inset = 0.5 if has_border else 0.0
        radius = theme.px(_BADGE_RADIUS_PX)
        badge = self._layout.badge
        painter.drawRoundedRect(
            badge.adjusted(inset, inset, -inset, -inset), radius, radius
        )
        self._text(badge, state.card_key, theme.font(12, 700), text, centred=True)

    def _paint_name(self) -> None:
        theme, state = self._theme, self._state
        font = theme.font(14, 600)
        dot_px = theme.px(7)
        area = QRectF(self._layout.name)
        if not state.is_heard:
            area.setRight(area.right() - dot_px - theme.px(7))
        width = self._text(area, state.individual.name, font, theme.palette.text)
        if not state.is_heard:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(theme.palette.accent))
            left = area.left() + width + theme.px(7)
            top = area.center().y() - dot_px / 2 + 0.5
            self._painter.drawEllipse(QRectF(left, top, dot_px, dot_px))

    def _paint_heart(self) -> None:
        palette = self._theme.palette
        is_favourite = self._state.individual.is_favourite
        is_hovered = self._state.hovered_part is Part.HEART
        colour = palette.heart if is_favourite or is_hovered else palette.muted
        name = "heart" if is_favourite else "heart-outline"
        self._icon(name, self._layout.heart, colour)

    def _paint_stars(self) -> None:
        palette = self._theme.palette
        rating = self._state.individual.rating or 0
        preview = self._state.hovered_star
        for star, area in enumerate(self._layout.stars, start=1):
            if preview is None:
                name, colour = (
                    ("star", palette.star)
                    if star <= rating
                    else ("star-outline", palette.muted)
                )
            elif star <= preview and preview != rating:
                name, colour = "star", palette.star
            elif star <= rating or star <= preview:
                # What a click takes away stays visible as an outline.
                name, colour = "star-outline", palette.star
            else:
                name, colour = "star-outline", palette.muted
            self._icon(name, area, colour)

    def _paint_chip(self, right: float) -> float:
        """Paint the chip with its right edge at `right`; return what is left."""
        state, theme = self._state, self._theme
        if not (state.is_parent or state.individual.is_pinned):
            return right
        palette = theme.palette
        font = theme.font(11, 600)
        icon_px = theme.px(11)
        is_pinned = state.individual.is_pinned
        text_width = QFontMetricsF(font).horizontalAdvance("Parent")
        width = text_width + theme.px(16) + (icon_px + theme.px(3)) * is_pinned
        has_word = width <= right - self._layout.footer.left()
        if not has_word and not is_pinned:
            return right
        if not has_word:
            width = icon_px + theme.px(12)
        height = theme.px(19)
        top = self._layout.footer.center().y() - height / 2
        self.chip = QRectF(round(right - width), round(top), round(width), height)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(palette.chip))
        self._painter.drawRoundedRect(self.chip, height / 2, height / 2)
        text_area = self.chip.adjusted(theme.px(8 if has_word else 7), 0, 0, 0)
        if is_pinned:
            icon_top = self.chip.center().y() - icon_px / 2
            area = QRectF(text_area.left() - 1, icon_top, icon_px, icon_px)
            self._icon("pin-filled", area, palette.on_chip)
            text_area.adjust(icon_px + theme.px(3), 0, 0, 0)
        if has_word:
            self._text(text_area, "Parent", font, palette.on_chip)
        return self.chip.left() - theme.px(8)

    def _paint_guess(self, left: float, right: float) -> float:
        """Paint the guessed rating beside empty stars; return what is left of it."""
        stars = self._state.guess_stars
        if stars is None:
            return left
        font = self._theme.font(11, is_tabular=True)
        area = QRectF(self._layout.footer)
        area.setLeft(left - self._theme.px(3))
        area.setRight(right)
        text = f"≈{stars:.1f}"
        width = self._text(area, text, font, self._theme.palette.muted)
        return area.left() + width + self._theme.px(8)

    def _paint_key_name(self, left: float, right: float) -> None:
        """Write the key out where there is room, else abbreviated, else not at all."""
        font = self._theme.font(12)
        metrics = QFontMetricsF(font)
        area = QRectF(self._layout.footer)
        area.setLeft(left)
        area.setRight(right)
        names = (self._state.key_name, _abbreviated(self._state.key_name))
        for text in (*self._with_sound(names), *names):
            if metrics.horizontalAdvance(text) <= area.width():
                colour = self._theme.palette.secondary
                self._text(area, text, font, colour, on_right=True)
                return

    def _with_sound(self, names: tuple[str, ...]) -> list[str]:
        return [
            f"{word} · {name}" for word in self._state.sound_words[:1] for name in names
        ]

    def _icon(self, name: str, area: QRectF, colour: str) -> None:
        side = round(area.width())
        self._painter.drawPixmap(
            QPointF(round(area.left()), round(area.top())),
            pixmap(name, side, colour, self._ratio),
        )

    def _text(
        self,
        area: QRectF,
        text: str,
        font: QFont,
        colour: str,
        *,
        centred: bool = False,
        on_right: bool = False,
    ) -> float:
        """Paint one line, shortened to fit; return how wide it came out."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, max(area.width(), 0)
        )
        alignment = Qt.AlignmentFlag.AlignVCenter
        if centred:
            alignment |= Qt.AlignmentFlag.AlignHCenter
        elif on_right:
            alignment |= Qt.AlignmentFlag.AlignRight
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(area, alignment, shown)
        return metrics.horizontalAdvance(shown)


def _abbreviated(key_name: str) -> str:
    """Return a key with its long words cut.

    >>> _abbreviated("Eb major pentatonic")
    'Eb maj pent'
    """
    return " ".join(_SHORT_WORDS.get(word, word) for word in key_name.split(" "))
