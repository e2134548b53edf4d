"""The app's own icons: black drawings on a 24 x 24 field, shown in any colour."""

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from musicbreeder.gui.theme import current_theme
from musicbreeder.resources import resource

_RATIOS = (1.0, 2.0)


@cache
def _renderer(name: str) -> QSvgRenderer:
    renderer = QSvgRenderer(resource(f"icons/{name}.svg").read_bytes())
    if not renderer.isValid():
        raise ValueError(f"icons/{name}.svg is no drawing")
    return renderer


@lru_cache(maxsize=512)
def pixmap(
    name: str, size_px: int, colour: str, device_pixel_ratio: float = 1.0
) -> QPixmap:
    """Return the icon as a square picture in one colour.

    Args:
        name: file name in ``resources/icons`` without its ending.
        size_px: side in logical pixels.
        colour: ``"#RRGGBB"`` or ``"#AARRGGBB"``.

    Raises:
        ModelError: there is no such icon.
    """
    side = max(round(size_px * device_pixel_ratio), 1)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name).render(painter, QRectF(0, 0, side, side))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(colour))
    painter.end()
    image.setDevicePixelRatio(device_pixel_ratio)
    return QPixmap.fromImage(image)


def icon(name: str, colour: str | None = None, size_px: int = 18) -> QIcon:
    """Return the icon for buttons and menus, crisp on ordinary and on HiDPI screens.

    Args:
        colour: None = the current theme's colour of secondary text. Ask again when the
            theme changes.
        size_px: side at which it will be shown, in logical pixels.
    """
    palette = current_theme().palette
    return _icon(name, colour or palette.secondary, palette.muted, size_px)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled_colour: str, size_px: int) -> QIcon:
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, size_px, colour, ratio))
        made.addPixmap(
            pixmap(name, size_px, disabled_colour, ratio), QIcon.Mode.Disabled
        )
    return made
