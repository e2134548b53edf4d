"""Three short hints for a first visit; each goes for good once it was followed."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.theme import current_theme, theme_source


@dataclass(frozen=True)
class Hint:
    """A key and what it does.

    Attributes:
        name: under which it is remembered that the hint was followed.
        before: words before the key, may be empty.
        after: words after the key.
    """

    name: str
    before: str
    key: str
    after: str

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.before, self.key, self.after) if part)


FIRST_CARD = "first card"
"""Stands for the key of the first card, which a person may have changed."""
HINTS = (
    Hint("hear", "Press", FIRST_CARD, "to hear"),
    Hint("rate", "", "1–5", "to rate"),  # noqa: RUF001  # a range has an en dash
    Hint("breed", "", "Enter", "to breed"),
)
_HEIGHT_PX, _KEY_HEIGHT_PX = 32, 20
_KEY_PADDING_PX, _WORD_GAP_PX, _HINT_GAP_PX = 7, 5, 18


class Hints(QWidget):
    """Shows the hints not followed yet, as many as there is room for."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._generation_count = len(conductor.session.history)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        conductor.playing_changed.connect(self._on_playing_changed)
        conductor.individual_changed.connect(self._on_individual_changed)
        conductor.generation_shown.connect(self._on_generation_shown)
        conductor.preferences_changed.connect(self._show_remaining)
        theme_source().changed.connect(self.update)
        self._show_remaining()

    @property
    def remaining(self) -> tuple[Hint, ...]:
        """The hints that were not followed yet."""
        used = self._conductor.preferences.hints_used
        first_key = self._conductor.preferences.card_keys[0]
        return tuple(
            replace(hint, key=first_key) if hint.key == FIRST_CARD else hint
            for hint in HINTS
            if hint.name not in used
        )

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(
            round(sum(self._width(hint) for hint in self.remaining)),
            theme.px(_HEIGHT_PX),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(0, current_theme().px(_HEIGHT_PX))

    def _on_playing_changed(self, individual_id: int) -> None:
        if individual_id >= 0:
            self._follow("hear")

    def _on_individual_changed(self, individual_id: int) -> None:
        if self._conductor.individual(individual_id).is_rated:
            self._follow("rate")

    def _on_generation_shown(self) -> None:
        generation_count = len(self._conductor.session.history)
        if generation_count > self._generation_count:
            self._follow("breed")
        self._generation_count = generation_count

    def _follow(self, name: str) -> None:
        used = self._conductor.preferences.hints_used
        if name not in used:
            self._conductor.change_preferences(hints_used=used | {name})

    def _show_remaining(self) -> None:
        texts = [hint.text for hint in self.remaining]
        self.setAccessibleName("Hints: " + ", ".join(texts) if texts else "")
        self.setVisible(True)
        self.updateGeometry()
        self.update()

    def _width(self, hint: Hint) -> float:
        theme = current_theme()
        metrics = QFontMetricsF(theme.font(12))
        key_metrics = QFontMetricsF(theme.font(11, 600))
        width = key_metrics.horizontalAdvance(hint.key) + 2 * theme.px(_KEY_PADDING_PX)
        for words in (hint.before, hint.after):
            if words:
                width += metrics.horizontalAdvance(words) + theme.px(_WORD_GAP_PX)
        return width + theme.px(_HINT_GAP_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = float(current_theme().px(2))
        for hint in self.remaining:
            width = self._width(hint)
            if left + width > self.width() + current_theme().px(_HINT_GAP_PX):
                break
            self._paint(painter, hint, left)
            left += width
        painter.end()

    def _paint(self, painter: QPainter, hint: Hint, left: float) -> None:
        theme = current_theme()
        palette = theme.palette
        font, key_font = theme.font(12), theme.font(11, 600)
        metrics, key_metrics = QFontMetricsF(font), QFontMetricsF(key_font)
        gap = theme.px(_WORD_GAP_PX)
        middle = self.height() / 2
        vertical = Qt.AlignmentFlag.AlignVCenter

        def words(text: str, x: float) -> float:
            width = metrics.horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(QColor(palette.secondary))
            painter.drawText(QRectF(x, 0, width + 1, self.height()), vertical, text)
            return width

        if hint.before:
            left += words(hint.before, left) + gap
        key_width = key_metrics.horizontalAdvance(hint.key)
        key_width += 2 * theme.px(_KEY_PADDING_PX)
        key_height = theme.px(_KEY_HEIGHT_PX)
        key = QRectF(left, middle - key_height / 2, key_width, key_height)
        painter.setPen(QPen(QColor(palette.control), 1))
        painter.setBrush(QColor(palette.card))
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(key_font)
        painter.setPen(QColor(palette.text))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, hint.key)
        words(hint.after, key.right() + gap)
