import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QSlider,
)
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.settings_drawer import SettingsDrawer
from musicbreeder.synth.patch import patch_names
from musicbreeder.theory.scale import SCALES


@pytest.fixture
def drawer(qtbot: QtBot, conductor: Conductor, actions: Actions) -> SettingsDrawer:
    made = SettingsDrawer(conductor, actions)
    qtbot.addWidget(made)
    made.resize(made.width(), 900)
    made.show()
    return made


def pick(combo: QComboBox, text: str) -> None:
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def test_every_scale_and_instrument_can_be_chosen(drawer: SettingsDrawer) -> None:
    scales = [drawer.scale.itemData(at) for at in range(drawer.scale.count())]
    assert scales == [None, *SCALES]
    instruments = drawer.instrument
    names = [instruments.itemData(at) for at in range(instruments.count())]
    assert names == list(patch_names())


def test_changes_apply_at_once_and_can_be_undone(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    pick(drawer.scale, "Blues")
    pick(drawer.key, "B♭")
    drawer.bars.findChildren(type(drawer.reset_button))[7].click()
    settings = conductor.session.settings
    assert (settings.scale, settings.key, settings.bars) == ("blues", "B♭", 8)
    conductor.undo()
    assert conductor.session.settings.bars == 2
    assert drawer.bars.value == 2
    conductor.undo()
    assert drawer.key.currentText() == "Each its own"


def test_who_scrolls_past_a_control_does_not_change_it(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    settings, sound = conductor.session.settings, conductor.session.sound
    for control in (drawer.scale, drawer.instrument, drawer.range.lowest, drawer.swing):
        place = QPointF(control.rect().center())
        event = QWheelEvent(
            place,
            QPointF(control.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(control, event)
        assert not event.isAccepted()  # so the panel around gets it
    assert (conductor.session.settings, conductor.session.sound) == (settings, sound)


def test_density_may_be_free_or_chosen(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    drawer.density.tick.click()
    assert conductor.session.settings.density == pytest.approx(0.5)
    drawer.density.slider.setValue(80)
    drawer.density.slider.setValue(90)
    assert conductor.session.settings.density == pytest.approx(0.9)
    conductor.undo()
    assert conductor.session.settings.density is None
    assert drawer.density.tick.isChecked()
    assert drawer.density.slider.isHidden()


def test_the_range_shows_note_names_and_stays_an_octave_wide(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    assert drawer.range.lowest.text() == "C3"
    drawer.range.lowest.setValue(80)
    settings = conductor.session.settings
    assert (settings.lowest_note, settings.highest_note) == (80, 92)
    drawer.range.highest.setValue(40)
    settings = conductor.session.settings
    assert (settings.lowest_note, settings.highest_note) == (28, 40)
    assert drawer.range.width_text.text() == "1 octave"


def test_a_note_name_can_be_typed(
    qtbot: QtBot, drawer: SettingsDrawer, conductor: Conductor
) -> None:
    field = drawer.range.lowest
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "F#2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert conductor.session.settings.lowest_note == 42
    assert field.text() == "F♯2"


def test_the_lit_keys_are_dragged_as_a_whole_or_by_an_end(
    qtbot: QtBot, drawer: SettingsDrawer, conductor: Conductor
) -> None:
    keyboard = drawer.range.keyboard

    def drag(start: float, end: float) -> None:
        qtbot.mousePress(
            keyboard, Qt.MouseButton.LeftButton, pos=QPoint(round(start), 10)
        )
        qtbot.mouseMove(keyboard, QPoint(round(end), 10))
        qtbot.mouseRelease(
            keyboard, Qt.MouseButton.LeftButton, pos=QPoint(round(end), 10)
        )

    drag(keyboard._x(48), keyboard._x(55) + 1)
    settings = conductor.session.settings
    assert (settings.lowest_note, settings.highest_note) == (55, 84)
    drag(keyboard._x(70) + 1, keyboard._x(75) + 1)
    settings = conductor.session.settings
    assert (settings.lowest_note, settings.highest_note) == (60, 89)


def test_swing_says_why_it_is_off_in_six_eight(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    drawer.swing.setValue(60)
    assert conductor.session.sound.tempo.swing == pytest.approx(0.6)
    conductor.change_settings(meter="6/8")
    assert not drawer.swing.isEnabled()
    assert "6/8 does not swing" in drawer.swing.toolTip()


def test_tapping_sets_the_tempo_and_a_pause_begins_anew(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    for now_seconds in (0.0, 0.5, 1.0, 1.5):
        drawer.tempo.tap(now_seconds)
    assert conductor.session.sound.tempo.bpm == 120
    for now_seconds in (10.0, 11.0):
        drawer.tempo.tap(now_seconds)
    assert conductor.session.sound.tempo.bpm == 60


def test_wild_tapping_stays_in_the_range_of_tempos(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    for now_seconds in (0.0, 0.01, 0.02):
        drawer.tempo.tap(now_seconds)
    assert conductor.session.sound.tempo.bpm == 240


def test_defaults_come_back_in_one_step_and_leave_variation_and_locks(
    drawer: SettingsDrawer, conductor: Conductor
) -> None:
    conductor.change_settings(bars=7, scale="blues", keep_rhythm=True, variation=0.9)
    drawer.reset_button.click()
    assert conductor.session.settings == BreedingSettings(
        keep_rhythm=True, variation=0.9
    )
    assert not drawer.reset_button.isEnabled()
    assert drawer.reset_button.toolTip() == "Everything is at its default already"
    conductor.undo()
    assert conductor.session.settings.bars == 7


def test_a_focused_control_keeps_its_keys_from_the_windows_shortcuts(
    drawer: SettingsDrawer,
) -> None:
    def is_kept(widget: object, key: Qt.Key) -> bool:
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        QApplication.sendEvent(widget, event)  # type: ignore[arg-type]
        return event.isAccepted()

    slider = drawer.findChildren(QSlider)[0]
    assert is_kept(slider, Qt.Key.Key_Left)
    assert not is_kept(slider, Qt.Key.Key_Q)
    assert is_kept(drawer.reset_button, Qt.Key.Key_Space)
    assert not is_kept(drawer.reset_button, Qt.Key.Key_Return)
    spin_box = drawer.findChildren(QAbstractSpinBox)[0]
    assert is_kept(spin_box, Qt.Key.Key_Return)
    assert is_kept(spin_box, Qt.Key.Key_5)
