"""Keeps spacing, sizes and icons of standard widgets in step with the theme.

The stylesheet reaches colours and text; layouts and icons it does not. Each function
here sets something in lengths of the design and sets it again when the interface size
or the palette changes.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QFrame,
    QLabel,
    QLayout,
    QWidget,
)

from musicbreeder.gui.icons import icon
from musicbreeder.gui.theme import current_theme, theme_source


class _Follower(QObject):
    """Runs a function now and at each theme change, as long as its parent lives."""

    def __init__(self, parent: QObject, function: Callable[[], None]) -> None:
        super().__init__(parent)
        self._function = function
        theme_source().changed.connect(self._follow)
        function()

    def _follow(self) -> None:
        self._function()


def follow_theme(owner: QObject, function: Callable[[], None]) -> None:
    """Run `function` now and at each theme change, as long as `owner` lives."""
    _Follower(owner, function)


def space(
    layout: QLayout,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = 8,
) -> None:
    """Give a layout its margins (left, top, right, bottom) and spacing."""

    def apply() -> None:
        px = current_theme().px
        left, top, right, bottom = margins
        layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
        layout.setSpacing(px(spacing))

    follow_theme(layout, apply)


def fix_size(
    widget: QWidget, width: float | None = None, height: float | None = None
) -> None:
    """Fix a widget's width, height or both, in pixels at an interface scale of 1."""

    def apply() -> None:
        px = current_theme().px
        if width is not None:
            widget.setFixedWidth(px(width))
        if height is not None:
            widget.setFixedHeight(px(height))

    follow_theme(widget, apply)


class ButtonIcon(QObject):
    """The icon of a button, in the colour of a palette token."""

    def __init__(
        self, button: QAbstractButton, name: str, token: str, size_px: float
    ) -> None:
        super().__init__(button)
        self._button = button
        self._name = name
        self._token = token
        self._size_px = size_px
        theme_source().changed.connect(self._apply)
        self._apply()

    def show(self, name: str, token: str | None = None) -> None:
        """Show another drawing, in another colour if a token is given."""
        if (name, token or self._token) != (self._name, self._token):
            self._name, self._token = name, token or self._token
            self._apply()

    def _apply(self) -> None:
        theme = current_theme()
        side = theme.px(self._size_px)
        self._button.setIconSize(QSize(side, side))
        colour = getattr(theme.palette, self._token)
        self._button.setIcon(icon(self._name, colour, side))


def button_icon(
    button: QAbstractButton, name: str, token: str = "secondary", size_px: float = 18
) -> ButtonIcon:
    """Give a button an icon in the colour of a palette token."""
    return ButtonIcon(button, name, token, size_px)


def label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label in one of the stylesheet's roles."""
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wraps)
    return made


def indent_text(field: QAbstractSpinBox) -> None:
    """Keep the text of a spin box off its border, which the stylesheet cannot."""

    def apply() -> None:
        field.lineEdit().setTextMargins(current_theme().px(6), 0, 0, 0)

    follow_theme(field, apply)


def separator() -> QWidget:
    """Return a thin line between two groups; decoration only."""
    line = QFrame()
    line.setFixedHeight(1)

    def apply() -> None:
        line.setStyleSheet(f"background: {current_theme().palette.line}; border: none;")

    follow_theme(line, apply)
    return line


def set_kind(button: QWidget, kind: str) -> None:
    """Give a widget one of the stylesheet's looks, also when it is on screen."""
    button.setProperty("kind", kind)
    button.style().unpolish(button)
    button.style().polish(button)
