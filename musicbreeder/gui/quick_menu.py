"""A setting of the bottom bar: a caption, the value, and a menu to change it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme, theme_source

_HEIGHT_PX = 46
_WIDEST_VALUE_PX = 112


class QuickMenu(QToolButton):
    """A flat button with a caption above its value; a click opens the choices."""

    def __init__(self, caption: str, hint: str, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            hint: what the setting does and when it takes effect, for the tooltip.
        """
        super().__init__(parent)
        self._caption = caption
        self._hint = hint
        self._value = ""
        self.menu_of_choices = QMenu(self)
        self.setMenu(self.menu_of_choices)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(hint)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme_source().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def offer(
        self,
        choices: Callable[[], Mapping[Any, str]],
        current: Callable[[], Any],
        choose: Callable[[Any], None],
        further: Sequence[QAction] = (),
    ) -> None:
        """Fill the menu each time it opens.

        Args:
            choices: words by value.
            current: the value that is ticked.
            choose: called with the value a person picks.
            further: actions at the end of the menu.
        """
        menu = self.menu_of_choices

        def fill() -> None:
            menu.clear()
            group = QActionGroup(menu)
            chosen = current()
            for value, words in choices().items():
                action = menu.addAction(words)
                action.setCheckable(True)
                action.setChecked(value == chosen)
                group.addAction(action)
                action.triggered.connect(
                    lambda _checked=False, value=value: choose(value)
                )
                if value is None:
                    menu.addSeparator()
            if further:
                menu.addSeparator()
                menu.addActions(further)

        menu.aboutToShow.connect(fill)

    def show_value(self, value: str) -> None:
        """Show what is chosen."""
        if value != self._value:
            self._value = value
            self.setAccessibleName(f"{self._caption}: {value}")
            self.setAccessibleDescription(self._hint)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        value = QFontMetrics(theme.font(13, 600)).horizontalAdvance(self._value)
        caption = QFontMetrics(theme.font(11)).horizontalAdvance(self._caption)
        widest = max(min(value, theme.px(_WIDEST_VALUE_PX)), caption)
        return QSize(widest + theme.px(34), theme.px(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(58), theme.px(_HEIGHT_PX))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 2))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        is_hot = self.underMouse() or self.isDown()
        painter.setBrush(QColor(palette.hover) if is_hot else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
        left, middle = theme.px(8), self.height() / 2
        painter.setFont(theme.font(11))
        painter.setPen(QColor(palette.muted))
        painter.drawText(
            QRectF(left, middle - theme.px(18), self.width(), theme.px(16)),
            Qt.AlignmentFlag.AlignVCenter,
            self._caption,
        )
        painter.setFont(theme.font(13, 600))
        painter.setPen(QColor(palette.text))
        side = theme.px(12)
        room = self.width() - left - side - theme.px(7)
        value = painter.fontMetrics().elidedText(
            self._value, Qt.TextElideMode.ElideRight, room
        )
        value_width = painter.fontMetrics().horizontalAdvance(value)
        baseline = QRectF(left, middle - theme.px(1), room, theme.px(18))
        painter.drawText(baseline, Qt.AlignmentFlag.AlignVCenter, value)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(
            round(left + value_width + theme.px(5)),
            round(baseline.center().y() - side / 2 + 1),
            pixmap("chevron-down", side, palette.secondary, ratio),
        )
