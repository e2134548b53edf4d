"""Where the window is on the screen, and how large."""

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.theme import Theme, current_theme

_FIRST_SIZE_PX = (1440, 900)
_SHARE_OF_SCREEN = 0.92


def restore_place(window: QWidget, kept: bytes | None, theme: Theme) -> None:
    """Put a window where it was, or, if that is not known, make it as large as suits.

    Args:
        kept: what Qt once said of its place, None = it never had one.
    """
    if kept is not None and window.restoreGeometry(QByteArray(kept)):
        return
    available = _available()
    width, height = map(theme.px, _FIRST_SIZE_PX)
    window.resize(
        min(width, round(available.width() * _SHARE_OF_SCREEN)),
        min(height, round(available.height() * _SHARE_OF_SCREEN)),
    )


def resize_within_screen(window: QWidget, width_px: float, height_px: float) -> None:
    """Make a window so large, in pixels of the design, where the screen has room."""
    px, available = current_theme().px, window.screen().availableGeometry().size()
    size = QSize(px(width_px), px(height_px))
    window.resize(size.boundedTo(available * _SHARE_OF_SCREEN))


def is_small_screen(theme: Theme) -> bool:
    """Tell whether a screen is too small for the window as large as it likes to be."""
    available = _available()
    width, height = map(theme.px, _FIRST_SIZE_PX)
    return available.width() < width or available.height() < height


def _available() -> QSize:
    return QGuiApplication.primaryScreen().availableGeometry().size()
