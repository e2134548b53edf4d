"""The drawer with everything that changes what is bred or heard."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.settings import (
    MAXIMUM_BARS,
    MAXIMUM_POPULATION,
    MINIMUM_BARS,
    MINIMUM_POPULATION,
    BreedingSettings,
)
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.calm_wheel import CalmWheel
from musicbreeder.gui.choices import (
    instrument_choices,
    key_choices,
    scale_choices,
    shown_key,
    shown_scale,
)
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.meter_picker import MeterPicker
from musicbreeder.gui.note_range import NoteRange
from musicbreeder.gui.optional_slider import OptionalSlider
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.seeder_choice import SeederChoice
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.tempo_picker import TempoPicker
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import (
    button_icon,
    fix_size,
    label,
    separator,
    set_kind,
    space,
)

DRAWER_WIDTH_PX = 352
_SWING_STEP_COUNT = 100


class SettingsDrawer(QFrame):
    """Everything that changes what is bred or heard, applied at once and undoable."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.setAccessibleName("Settings")
        fix_size(self, width=DRAWER_WIDTH_PX)
        self._make_controls()
        body = QWidget()
        column = QVBoxLayout(body)
        space(column, (18, 4, 18, 20), spacing=18)
        column.addLayout(self._melody_section())
        column.addWidget(separator())
        column.addLayout(self._sound_section())
        column.addWidget(separator())
        column.addLayout(self._breeding_section())
        column.addStretch(1)
        CalmWheel(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 1, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        outer.addWidget(ScrolledPanel(body), 1)
        self._keys = OwnKeys(self)
        conductor.settings_changed.connect(self._show_settings)
        theme_source().changed.connect(self.update)
        self._show_settings()

    # Making.

    def _make_controls(self) -> None:
        conductor = self._conductor
        change = conductor.change_settings
        self.key = self._list("Key", lambda key: change(key=key))
        self.scale = self._list("Scale", lambda scale: change(scale=scale))
        self.meter = MeterPicker()
        self.meter.chosen.connect(lambda meter: change(meter=meter))
        self.bars = Segments(
            "Bars", {bars: str(bars) for bars in range(MINIMUM_BARS, MAXIMUM_BARS + 1)}
        )
        self.bars.chosen.connect(lambda bars: change(bars=bars))
        self.range = NoteRange()
        self.range.chosen.connect(
            lambda lowest, highest: change(
                gesture="range", lowest_note=lowest, highest_note=highest
            )
        )
        self.density = OptionalSlider(
            "Density", "Each its own", "few long notes", "many short ones"
        )
        self.density.chosen.connect(
            lambda density: change(gesture="density", density=density)
        )
        self.instrument = self._list(
            "Instrument", lambda name: conductor.change_sound(instrument=name)
        )
        self.tempo = TempoPicker()
        self.tempo.chosen.connect(
            lambda bpm: conductor.change_sound(tempo_bpm=bpm, gesture="tempo")
        )
        self.swing = QSlider(Qt.Orientation.Horizontal)
        self.swing.setRange(0, _SWING_STEP_COUNT)
        self.swing.setSingleStep(5)
        self.swing.setAccessibleName("Swing")
        self.swing.valueChanged.connect(
            lambda step: conductor.change_sound(
                swing=step / _SWING_STEP_COUNT, gesture="swing"
            )
        )
        self.population = Segments(
            "Melodies on the screen",
            {
                size: str(size)
                for size in range(MINIMUM_POPULATION, MAXIMUM_POPULATION + 1)
            },
        )
        self.population.chosen.connect(lambda size: change(population_size=size))
        self.crossover = OptionalSlider(
            "Two parents", "Follows Variation", "one parent each", "always two"
        )
        self.crossover.chosen.connect(
            lambda rate: change(gesture="crossover", crossover_rate=rate)
        )
        self.mutation = OptionalSlider(
            "Mutation", "Follows Variation", "one change", "many changes"
        )
        self.mutation.chosen.connect(
            lambda rate: change(gesture="mutation", mutation_rate=rate)
        )
        self.breeds_sound = QCheckBox("Breed the sound, too")
        self.breeds_sound.setToolTip(
            "Each melody gets a sound of its own, about the chosen instrument, that is "
            "bred with it"
        )
        self.breeds_sound.clicked.connect(lambda on: change(breeds_sound=on))
        self.seeder = SeederChoice()
        self.seeder.chosen.connect(lambda names: change(seeder=names))

    def _list(self, name: str, choose: Callable[[Any], object]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMaxVisibleItems(16)
        combo.activated.connect(lambda index: choose(combo.itemData(index)))
        return combo

    def _head(self) -> QHBoxLayout:
        close_button = QToolButton()
        set_kind(close_button, "icon")
        button_icon(close_button, "close")
        close_button.setAccessibleName("Close the settings")
        keys = self._actions.toggle_settings.shortcut().toString()
        close_button.setToolTip(f"Close the settings ({keys})")
        close_button.clicked.connect(self._actions.toggle_settings.trigger)
        self.reset_button = QPushButton("Defaults")
        set_kind(self.reset_button, "quiet")
        self.reset_button.setToolTip(
            "Set everything that is bred back to the defaults; can be undone"
        )
        self.reset_button.clicked.connect(self._reset)
        head = QHBoxLayout()
        space(head, (18, 12, 12, 8), spacing=4)
        head.addWidget(label("Settings", "title"), 1)
        head.addWidget(self.reset_button)
        head.addWidget(close_button)
        return head

    def _melody_section(self) -> QVBoxLayout:
        key_and_scale = QHBoxLayout()
        space(key_and_scale, spacing=8)
        key_and_scale.addWidget(self.key, 2)
        key_and_scale.addWidget(self.scale, 3)
        return _section(
            "Melodies",
            "from the next generation",
            {
                "Key and scale": key_and_scale,
                "Meter": self.meter,
                "Bars": self.bars,
                "Range": self.range,
                "Density": self.density,
            },
        )

    def _sound_section(self) -> QVBoxLayout:
        edit_button = QPushButton("Edit…")
        edit_button.setAccessibleName("Edit the sound")
        edit_button.setToolTip(self._actions.sound.edit.toolTip())
        edit_button.clicked.connect(self._actions.sound.edit.trigger)
        instrument = QHBoxLayout()
        space(instrument, spacing=8)
        instrument.addWidget(self.instrument, 1)
        instrument.addWidget(edit_button)
        swing = QGridLayout()
        space(swing, spacing=4)
        swing.addWidget(self.swing, 0, 0, 1, 3)
        swing.addWidget(label("straight", "muted"), 1, 0)
        self.swing_text = label("", "muted")
        swing.addWidget(self.swing_text, 1, 1, Qt.AlignmentFlag.AlignCenter)
        swing.addWidget(label("triplets", "muted"), 1, 2, Qt.AlignmentFlag.AlignRight)
        return _section(
            "Sound",
            "at once",
            {"Instrument": instrument, "Tempo": self.tempo, "Swing": swing},
        )

    def _breeding_section(self) -> QVBoxLayout:
        return _section(
            "Breeding",
            "from the next generation",
            {
                "Melodies on the screen": self.population,
                "Two parents": self.crossover,
                "Mutation": self.mutation,
                "First melodies come from": self.seeder,
                "Sound": self.breeds_sound,
            },
        )

    # Showing.

    def _show_settings(self) -> None:
        session = self._conductor.session
        settings, sound = session.settings, session.sound
        _show_choice(self.key, key_choices(), shown_key(settings.key))
        _show_choice(self.scale, scale_choices(), shown_scale(settings.scale))
        _show_choice(self.instrument, instrument_choices(), sound.instrument)
        self.seeder.show_value(settings.seeder, has_style=bool(settings.style))
        self.meter.show_value(settings.meter)
        self.bars.show_value(settings.bars)
        self.range.show_range(settings.lowest_note, settings.highest_note)
        self.density.show_value(settings.density)
        self.tempo.show_tempo(sound.tempo.bpm)
        self.population.show_value(settings.population_size)
        self.crossover.show_value(settings.crossover_rate)
        self.mutation.show_value(settings.mutation_rate)
        self.breeds_sound.setChecked(settings.breeds_sound)
        self._show_swing(sound.tempo.swing, settings)
        kept = _kept_by_reset(settings)
        self.reset_button.setEnabled(settings != kept)
        if settings == kept:
            self.reset_button.setToolTip("Everything is at its default already")
        else:
            self.reset_button.setToolTip(
                "Set everything that is bred back to the defaults; can be undone"
            )

    def _show_swing(self, swing: float, settings: BreedingSettings) -> None:
        step = round(swing * _SWING_STEP_COUNT)
        if step != self.swing.value():
            self.swing.blockSignals(True)
            self.swing.setValue(step)
            self.swing.blockSignals(False)
        meter = settings.theory_meter
        self.swing.setEnabled(meter.can_swing)
        self.swing_text.setText(f"{step} %" if meter.can_swing else "")
        reason = f"{meter.signature} does not swing: its off-beats change sides"
        if meter.has_compound_beats:
            words = "Triplets do" if meter.is_in_triplets else f"{meter.signature} does"
            reason = f"{words} not swing: beats divide in three already"
        self.swing.setToolTip(f"Swing: {step} %" if meter.can_swing else reason)

    def _reset(self) -> None:
        defaults = _kept_by_reset(self._conductor.session.settings)
        self._conductor.change_settings(**vars(defaults))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, 1, self.height(), QColor(palette.line))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(palette.line))


def _kept_by_reset(settings: BreedingSettings) -> BreedingSettings:
    """Return the defaults, with what has its own place on the screen as it is."""
    return BreedingSettings(
        variation=settings.variation,
        keep_rhythm=settings.keep_rhythm,
        keep_pitches=settings.keep_pitches,
        keep_contour=settings.keep_contour,
        keep_sound=settings.keep_sound,
    )


def _section(
    title: str, when: str, fields: Mapping[str, QWidget | QHBoxLayout | QGridLayout]
) -> QVBoxLayout:
    """Return a heading that says when changes take effect, and captioned fields."""
    head = QHBoxLayout()
    space(head, spacing=8)
    head.addWidget(label(title, "heading"))
    head.addStretch(1)
    head.addWidget(label(when, "muted"))
    column = QVBoxLayout()
    space(column, spacing=12)
    column.addLayout(head)
    for caption, field in fields.items():
        pair = QVBoxLayout()
        space(pair, spacing=5)
        pair.addWidget(label(caption, "secondary"))
        if isinstance(field, QWidget):
            pair.addWidget(field)
        else:
            pair.addLayout(field)
        column.addLayout(pair)
    return column


def _show_choice(combo: QComboBox, choices: Mapping[Any, str], value: object) -> None:
    """Fill a list if its choices changed, and show one of them."""
    texts = [combo.itemText(index) for index in range(combo.count())]
    if texts != list(choices.values()):
        combo.clear()
        for data, text in choices.items():
            combo.addItem(text, data)
    # An own instrument may have been deleted since.
    combo.setCurrentIndex(list(choices).index(value) if value in choices else -1)
