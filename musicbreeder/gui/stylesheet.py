"""The one stylesheet of the window: buttons, fields, sliders, menus, scroll bars.

It is written once with names of palette colours and lengths in pixels of the design,
and filled in for a palette and an interface size. What paints itself (cards, timeline)
does not appear here.
"""

import re
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import as_file

from musicbreeder.gui.palette import Palette
from musicbreeder.resources import resource

# $name is a colour of the palette, #n# a length in pixels, @name@ a control's picture.
_TEMPLATE = """
QMainWindow, QDialog { background: $panel; }
QToolTip { background: $hover; color: $text; border: 1px solid $control;
    padding: #4#px #6#px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: #20#px; font-weight: 600; }
QLabel[role="heading"] { font-size: #13#px; font-weight: 600; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="muted"] { color: $muted; font-size: #12#px; }

QLabel[role="key"] { background: $well; border: 1px solid $control;
    border-radius: #5#px; padding: #2#px #6#px; font-size: #11#px; font-weight: 600;
    min-width: #10#px; }

QPushButton, QToolButton { background: $card; color: $text; border: 1px solid $line;
    border-radius: #7#px; padding: #5#px #12#px; min-height: #20#px; font-weight: 600; }
QToolButton { padding: #5#px #8#px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $chip; color: $on_chip;
    border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent;
    padding: #4#px #11#px; }
QToolButton:focus { padding: #4#px #7#px; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: transparent; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"], QToolButton[kind="icon"] {
    background: transparent; border-color: transparent; color: $secondary; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover,
QToolButton[kind="icon"]:hover { background: $hover; color: $text; }
QPushButton[kind="quiet"]:pressed, QToolButton[kind="quiet"]:pressed,
QToolButton[kind="icon"]:pressed { background: $pressed; }
QPushButton[kind="quiet"]:checked, QToolButton[kind="quiet"]:checked,
QToolButton[kind="icon"]:checked { background: $chip; color: $on_chip; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus,
QToolButton[kind="icon"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled,
QToolButton[kind="icon"]:disabled { color: $muted; background: transparent; }
QPushButton[place="heading"] { padding: #5#px #8#px #5#px #4#px; }
QPushButton[place="heading"]:focus { padding: #4#px #7#px #4#px #3#px; }
QToolButton[kind="icon"] { padding: #5#px; min-width: #20#px; }
QToolButton[kind="icon"]:focus { padding: #4#px; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: none;
    padding: #6#px #16#px; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: #4#px #14#px; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $muted; }
QPushButton[kind="play"], QToolButton[kind="play"] { background: $play; color: $on_play;
    border: none; padding: #6#px #13#px; }
QPushButton[kind="play"]:hover, QToolButton[kind="play"]:hover {
    background: $play_hover; }
QPushButton[kind="play"]:pressed, QToolButton[kind="play"]:pressed {
    background: $play_pressed; }
QPushButton[kind="play"]:disabled, QToolButton[kind="play"]:disabled {
    background: $hover; color: $muted; }
QPushButton[kind="play"]:focus, QToolButton[kind="play"]:focus {
    border: 2px solid $text; padding: #4#px #11#px; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: url("@chevron-down@"); width: #12#px;
    height: #12#px; subcontrol-origin: border; subcontrol-position: center right;
    right: #9#px; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: $well;
    color: $text; border: 1px solid $control; border-radius: #6#px;
    padding: #3#px #8#px; min-height: #20#px; selection-background-color: $accent;
    selection-color: $on_accent; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $muted;
    border-color: $line; }
QLineEdit[kind="title"] { background: transparent; border: 1px solid transparent;
    font-size: #15#px; font-weight: 600; padding: #3#px #6#px; }
QLineEdit[kind="title"]:hover { background: $hover; }
QLineEdit[kind="title"]:focus { background: $well; border-color: $accent; }
QComboBox { padding-right: #24#px; }
QComboBox:hover { background: $hover; }
QComboBox::drop-down { border: none; width: #22#px; }
QComboBox::down-arrow { image: url("@chevron-down@"); width: #12#px; height: #12#px; }
QComboBox QAbstractItemView { background: $card; color: $text;
    border: 1px solid $control; padding: #4#px; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QAbstractSpinBox { padding-right: #20#px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none;
    background: transparent; width: #18#px; subcontrol-origin: border; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
    background: $hover; }
QAbstractSpinBox::up-arrow { image: url("@chevron-up@"); width: #9#px;
    height: #9#px; }
QAbstractSpinBox::down-arrow { image: url("@chevron-down@"); width: #9#px;
    height: #9#px; }

QCheckBox, QRadioButton { spacing: #8#px; background: transparent;
    min-height: #18#px; }
QCheckBox::indicator, QRadioButton::indicator { width: #16#px; height: #16#px;
    border: 1px solid $control; background: $well; }
QCheckBox::indicator { border-radius: #4#px; }
QRadioButton::indicator { border-radius: #9#px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url("@check@"); }
QRadioButton::indicator:checked { background: $accent; border: #4#px solid $well; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus { width: #14#px; height: #14#px;
    border: 2px solid $accent; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }

QSlider:horizontal { min-height: #18#px; }
QSlider::groove:horizontal { height: #4#px; border-radius: #2#px; background: $line; }
QSlider::sub-page:horizontal { background: $accent; border-radius: #2#px; }
QSlider::handle:horizontal { background: $text; width: #16#px; height: #16#px;
    margin: -#6#px 0; border-radius: #8#px; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:focus {
    background: $accent; border: 2px solid $text; width: #12#px; height: #12#px; }
QSlider::handle:horizontal:disabled { background: $muted; }
QSlider::sub-page:horizontal:disabled { background: $muted; }

QProgressBar { background: $well; border: none; border-radius: #3#px; height: #6#px;
    color: $text; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: #3#px; }

QMenu { background: $card; color: $text; border: 1px solid $control;
    padding: #5#px; }
QMenu::item { padding: #6#px #26#px #6#px #12#px; border-radius: #5#px;
    min-width: #170#px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::indicator { width: #14#px; height: #14#px; left: #8#px; }
QMenu::separator { height: 1px; background: $line; margin: #5#px #8#px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: #10#px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: #10#px; margin: 0; }
QScrollBar::handle { background: $control; border-radius: #3#px; margin: #2#px; }
QScrollBar::handle:vertical { min-height: #28#px; }
QScrollBar::handle:horizontal { min-width: #28#px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QListView, QTreeView, QTableView { background: $well; border: 1px solid $line;
    border-radius: #6#px; outline: none; }
QListView::item { padding: #3#px #8#px; min-height: #20#px; }
QTabWidget::pane { border: 1px solid $line; border-radius: #6#px; }
QTabBar::tab { background: transparent; color: $secondary; padding: #4#px #12#px;
    border: 2px solid transparent; border-radius: #7#px; font-weight: 600; }
QTabBar::tab:focus { border-color: $accent; }
QTabBar::tab:selected { background: $hover; color: $text; }
QTabBar::tab:hover { color: $text; }
QSplitter::handle { background: $line; }
"""


def stylesheet(palette: Palette, px: Callable[[float], int]) -> str:
    """Return the stylesheet in the colours of `palette`.

    Args:
        px: turns a length of the design into pixels at the interface size.
    """
    colours = {
        name: value for name, value in asdict(palette).items() if isinstance(value, str)
    }
    for name in ("accent", "play"):
        colours[f"{name}_hover"] = _mixed(colours[name], palette.text, 0.12)
        colours[f"{name}_pressed"] = _mixed(colours[name], palette.background, 0.15)
    ground = "dark" if palette.is_dark else "light"
    text = re.sub(r"#(\d+)#", lambda found: str(px(float(found[1]))), _TEMPLATE)
    text = re.sub(r"@([\w-]+)@", lambda found: _picture(found[1], ground), text)
    return re.sub(r"\$(\w+)", lambda found: colours[found[1]], text)


def _picture(name: str, ground: str) -> str:
    with as_file(resource(f"icons/controls/{name}-on-{ground}.svg")) as path:
        return path.as_posix()


def _mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with a `share` (0..1) of `other` in it."""
    parts = [
        round(
            int(colour[at : at + 2], 16) * (1 - share)
            + int(other[at : at + 2], 16) * share
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)
