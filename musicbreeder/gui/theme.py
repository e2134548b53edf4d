"""Colours, type and sizes of the whole window, dark and light.

The app owns its palette on Qt's Fusion style, because Qt's colour-scheme switch does
nothing on many Linux desktops.

Widgets that paint themselves read `current_theme()` in their paint event and repaint
on `theme_source().changed`; standard widgets follow the stylesheet. A button or label
chooses its look by a dynamic property: ``kind`` of a button is ``"primary"``,
``"play"``, ``"quiet"`` or ``"icon"`` (none = plain); ``role`` of a label is
``"title"``, ``"heading"``, ``"secondary"`` or ``"muted"``.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from musicbreeder.gui.palette import DARK, LIGHT, Palette
from musicbreeder.gui.stylesheet import stylesheet
from musicbreeder.resources import resource_folder

SMALLEST_SCALE, LARGEST_SCALE = 0.8, 2.0
BASE_SIZE_PX = 13


@dataclass(frozen=True)
class Theme:
    """A palette at an interface size.

    Attributes:
        scale: interface size, 0.8-2.0; the screen's own scaling comes on top.
    """

    palette: Palette = DARK
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise ValueError(
                f"scale must be in {SMALLEST_SCALE}..{LARGEST_SCALE}, got {self.scale}"
            )

    def px(self, value: float) -> int:
        """Return a length of the design, in pixels, at this interface size."""
        return round(value * self.scale)

    def font(
        self, size_px: float = BASE_SIZE_PX, weight: int = 400, is_tabular: bool = False
    ) -> QFont:
        """Return the interface font.

        Args:
            size_px: in pixels of the design, scaled here.
            weight: 100-900, 400 = regular, 600 = semibold.
            is_tabular: all figures equally wide, for times and values that move.
        """
        font = QFont(font_family())
        font.setPixelSize(max(self.px(size_px), 1))
        font.setWeight(QFont.Weight(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if is_tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def hue(self, index: int) -> str:
        """Return the colour of a family; indices beyond the last start over."""
        return self.palette.hues[index % len(self.palette.hues)]


class ThemeSource(QObject):
    """Says when the theme has changed.

    Signals:
        changed: `current_theme()` is another one now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = Theme()


@cache
def theme_source() -> ThemeSource:
    """Return the one object that announces theme changes."""
    return ThemeSource()


def current_theme() -> Theme:
    """Return the theme the window is shown in."""
    return theme_source().theme


def palette_named(name: str) -> Palette:
    """Return the palette of ``"dark"``, ``"light"`` or ``"system"``.

    Where the desktop does not say what it prefers, ``"system"`` is dark.
    """
    if name == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK
    if name not in ("dark", "light"):
        raise ValueError(f"theme must be dark, light or system, got {name!r}")
    return DARK if name == "dark" else LIGHT


@cache
def font_family() -> str:
    """Return the family of the shipped font, or the system's where none is shipped.

    Needs the application to exist; the fonts are loaded on the first call.
    """
    families: list[str] = []
    folder = resource_folder() / "fonts"
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.lower().endswith((".ttf", ".otf")):
                with as_file(file) as path:
                    font_id = QFontDatabase.addApplicationFont(str(path))
                families += QFontDatabase.applicationFontFamilies(font_id)
    if not families:
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    # The shortest name is the text cut: "Inter", not "Inter Display".
    return min(families, key=len)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Show the whole application in `theme` and tell every widget."""
    source = theme_source()
    source.theme = theme
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    application.setFont(theme.font())
    application.setPalette(_qt_palette(theme.palette))
    application.setStyleSheet(stylesheet(theme.palette, theme.px))
    source.changed.emit()


def _qt_palette(palette: Palette) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: palette.panel,
        role.WindowText: palette.text,
        role.Base: palette.well,
        role.AlternateBase: palette.card,
        role.Text: palette.text,
        role.PlaceholderText: palette.muted,
        role.Button: palette.card,
        role.ButtonText: palette.text,
        role.BrightText: palette.heart,
        role.Light: palette.hover,
        role.Midlight: palette.hover,
        role.Mid: palette.line,
        role.Dark: palette.line,
        role.Shadow: palette.background,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.ToolTipBase: palette.hover,
        role.ToolTipText: palette.text,
    }
    qt_palette = QPalette()
    for colour_role, colour in colours.items():
        qt_palette.setColor(colour_role, QColor(colour))
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        qt_palette.setColor(
            QPalette.ColorGroup.Disabled, colour_role, QColor(palette.muted)
        )
    return qt_palette
