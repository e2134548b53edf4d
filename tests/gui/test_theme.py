import itertools

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.gui.icons import icon, pixmap
from musicbreeder.gui.palette import DARK, LIGHT, Palette
from musicbreeder.gui.theme import (
    Theme,
    apply_theme,
    current_theme,
    font_family,
    palette_named,
    theme_source,
)
from musicbreeder.resources import resource_folder

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])


def _luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2.2."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@PALETTES
def test_all_text_stands_out_on_every_ground_it_is_put_on(palette: Palette) -> None:
    grounds = (
        palette.background,
        palette.panel,
        palette.card,
        palette.hover,
        palette.well,
    )
    texts = (palette.text, palette.secondary, palette.muted)
    for text, ground in itertools.product(texts, grounds):
        assert contrast(text, ground) >= 4.5, (text, ground)
    for text, ground in (
        (palette.on_accent, palette.accent),
        (palette.on_play, palette.play),
        (palette.on_chip, palette.chip),
        (palette.warning, palette.panel),
    ):
        assert contrast(text, ground) >= 4.5, (text, ground)


@PALETTES
def test_marks_without_text_stand_out_too(palette: Palette) -> None:
    marks = (palette.star, palette.heart, palette.accent, palette.muted, *palette.hues)
    for mark, ground in itertools.product(marks, (palette.card, palette.well)):
        assert contrast(mark, ground) >= 3.0, (mark, ground)
    for ground in (palette.panel, palette.card, palette.well):
        assert contrast(palette.control, ground) >= 3.0, ground


def test_a_new_theme_reaches_widgets_and_the_stylesheet(
    qtbot: QtBot, qapp: QApplication
) -> None:
    with qtbot.waitSignal(theme_source().changed):
        apply_theme(qapp, Theme(LIGHT, scale=1.5))
    assert current_theme().palette is LIGHT
    assert qapp.palette().window().color() == QColor(LIGHT.panel)
    assert LIGHT.accent in qapp.styleSheet()
    assert DARK.accent not in qapp.styleSheet()
    assert current_theme().px(10) == 15
    apply_theme(qapp, Theme(DARK))


def test_the_shipped_font_is_used(qapp: QApplication) -> None:
    assert font_family() == "Inter"


def test_an_unknown_theme_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        palette_named("sepia")


def test_every_shipped_icon_can_be_drawn_in_any_colour(qapp: QApplication) -> None:
    names = [
        entry.name.removesuffix(".svg")
        for entry in (resource_folder() / "icons").iterdir()
        if entry.name.endswith(".svg")
    ]
    assert len(names) > 30
    for name in names:
        image = pixmap(name, 24, "#FF0000", 2.0).toImage()
        drawn = [
            image.pixelColor(x, y)
            for x, y in itertools.product(range(48), range(48))
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert drawn, name
        assert all(colour.red() > 250 and colour.green() < 5 for colour in drawn), name


def test_an_icon_follows_the_theme_when_it_is_asked_for_again(
    qapp: QApplication,
) -> None:
    def middle() -> QColor:
        return icon("stop").pixmap(24).toImage().pixelColor(12, 12)

    apply_theme(qapp, Theme(LIGHT))
    light = middle()
    apply_theme(qapp, Theme(DARK))
    assert middle() != light
