"""The bar along the bottom: transport, the sound, the parents, Variation and Breed."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QWidget, QWidgetAction

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.backing_actions import backing_in_a_word, fill_backing_menu
from musicbreeder.gui.breed_button import BreedControl
from musicbreeder.gui.breeding_from import BreedingFrom
from musicbreeder.gui.choices import (
    instrument_choices,
    key_choices,
    scale_choices,
    shown_key,
    shown_scale,
)
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.quick_menu import QuickMenu
from musicbreeder.gui.tempo_picker import TempoPicker
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import fix_size, space
from musicbreeder.gui.transport import Transport
from musicbreeder.gui.variation_slider import VariationSlider

BOTTOM_BAR_HEIGHT_PX = 72
_ANY = "Any"


@dataclass(frozen=True)
class _Level:
    """How much of the bar is shown, from everything to the least.

    Attributes:
        button_count: of play, stop, loop and mute.
        menu_count: of key, scale, tempo, instrument and backing.
    """

    has_volume: bool
    has_time: bool
    button_count: int
    thumbnail_count: int
    menu_count: int
    variation_width_px: int


_LEVELS = (
    _Level(True, True, 4, 5, 5, 180),
    _Level(True, True, 4, 4, 5, 180),
    _Level(True, True, 4, 3, 5, 168),
    _Level(True, True, 4, 2, 5, 168),
    _Level(False, True, 4, 2, 5, 160),
    _Level(False, True, 4, 1, 5, 150),
    _Level(False, True, 4, 0, 5, 150),
    _Level(False, False, 4, 0, 5, 146),
    _Level(False, False, 3, 0, 5, 146),
    _Level(False, False, 3, 0, 3, 146),
    _Level(False, False, 3, 0, 1, 146),
    _Level(False, False, 3, 0, 0, 146),
    _Level(False, False, 1, 0, 0, 146),
)


class BottomBar(QFrame):
    """Transport, quick settings, the parents, Variation and the Breed button."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.setAccessibleName("Transport and breeding")
        fix_size(self, height=BOTTOM_BAR_HEIGHT_PX)
        self.transport = Transport(conductor, actions)
        next_time = "from the next generation"
        self.key_menu = QuickMenu("Key", f"Tonic of new melodies, {next_time}")
        self.scale_menu = QuickMenu("Scale", f"Scale of new melodies, {next_time}")
        self.tempo_menu = QuickMenu("Tempo", "Tempo of everything, at once")
        self.instrument_menu = QuickMenu("Sound", "Instrument of everything, at once")
        self.backing_menu = QuickMenu("Backing", "What is heard beside the melodies")
        self.breeding_from = BreedingFrom(conductor)
        self.variation = VariationSlider(conductor)
        self.breed_control = BreedControl(conductor, actions)
        self._fill_menus(actions)
        choices = self.backing_menu.menu_of_choices
        choices.setToolTipsVisible(True)
        choices.aboutToShow.connect(
            lambda: fill_backing_menu(choices, conductor, actions.backing)
        )
        self._row = QHBoxLayout(self)
        # The window may be narrower than everything together: `_fit` sees to that.
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        space(self._row, (16, 1, 16, 0), spacing=4)
        self._row.addWidget(self.transport)
        self._row.addSpacing(8)
        for menu in self.quick_menus:
            self._row.addWidget(menu)
        self._row.addSpacing(8)
        self._row.addWidget(self.breeding_from)
        self._row.addStretch(1)
        self._row.addWidget(self.variation)
        self._row.addSpacing(14)
        self._row.addWidget(self.breed_control)
        self._keys = OwnKeys(self)
        self.breeding_from.changed.connect(self._fit)
        self.breeding_from.changed.connect(self._keys.look_again)
        conductor.settings_changed.connect(self._show_settings)
        conductor.breeding_changed.connect(self._fit)
        theme_source().changed.connect(self._fit)
        self._show_settings()

    @property
    def quick_menus(self) -> tuple[QuickMenu, ...]:
        return (
            self.key_menu,
            self.scale_menu,
            self.tempo_menu,
            self.instrument_menu,
            self.backing_menu,
        )

    def _fill_menus(self, actions: Actions) -> None:
        conductor = self._conductor
        self.key_menu.offer(
            key_choices,
            lambda: shown_key(conductor.session.settings.key),
            lambda key: conductor.change_settings(key=key),
        )
        self.scale_menu.offer(
            scale_choices,
            lambda: shown_scale(conductor.session.settings.scale),
            lambda scale: conductor.change_settings(scale=scale),
        )
        self.instrument_menu.offer(
            instrument_choices,
            lambda: conductor.session.sound.instrument,
            lambda name: conductor.change_sound(instrument=name),
            [actions.sound.edit],
        )
        self.tempo_picker = TempoPicker()
        space_around = self.tempo_picker.layout()
        if space_around is not None:
            space(space_around, (10, 8, 10, 8), spacing=8)
        self.tempo_picker.chosen.connect(
            lambda bpm: conductor.change_sound(tempo_bpm=bpm, gesture="tempo")
        )
        picker_action = QWidgetAction(self.tempo_menu)
        picker_action.setDefaultWidget(self.tempo_picker)
        menu = self.tempo_menu.menu_of_choices
        menu.addAction(picker_action)
        # Once the menu has opened, so that a number can be typed at once.
        menu.aboutToShow.connect(
            self.tempo_picker.edit, Qt.ConnectionType.QueuedConnection
        )

    def _show_settings(self) -> None:
        settings, sound = (
            self._conductor.session.settings,
            self._conductor.session.sound,
        )
        self.key_menu.show_value(shown_key(settings.key) or _ANY)
        scale = shown_scale(settings.scale)
        self.scale_menu.show_value(scale.capitalize() if scale else _ANY)
        self.tempo_menu.show_value(f"{sound.tempo.bpm:g}")
        mark = " *" if sound.changes else ""
        self.instrument_menu.show_value(f"{sound.instrument.capitalize()}{mark}")
        self.backing_menu.show_value(backing_in_a_word(sound.backing))
        self.tempo_picker.show_tempo(sound.tempo.bpm)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, current_theme().px(BOTTOM_BAR_HEIGHT_PX))

    def _fit(self) -> None:
        """Show what there is room for; Breed, Variation and Play always stay."""
        for level in _LEVELS:
            self.transport.show_parts(
                level.button_count, level.has_time, level.has_volume
            )
            self.breeding_from.show_most(level.thumbnail_count)
            self.breeding_from.setVisible(level.thumbnail_count > 0)
            for number, menu in enumerate(self.quick_menus):
                menu.setVisible(number < level.menu_count)
            self.variation.setFixedWidth(current_theme().px(level.variation_width_px))
            # Their own layouts changed; ask them anew now, not in the next round.
            self.transport.updateGeometry()
            self.breeding_from.updateGeometry()
            if self._row.sizeHint().width() <= self.width():
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, self.width(), 1, QColor(palette.line))
