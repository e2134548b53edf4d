import pytest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.preferences_dialog import PreferencesDialog
from musicbreeder.playback.device import OutputDevice


@pytest.fixture
def dialog(qtbot: QtBot, conductor: Conductor, actions: Actions) -> PreferencesDialog:
    made = PreferencesDialog(conductor, actions)
    qtbot.addWidget(made)
    made.show()
    return made


def test_theme_and_interface_size_apply_at_once(
    dialog: PreferencesDialog, conductor: Conductor
) -> None:
    assert dialog.theme.value == "dark"
    dialog.theme.findChildren(type(dialog.test_button))[2].click()
    assert conductor.preferences.theme == "light"
    sizes = [
        dialog.interface_size.itemText(at)
        for at in range(dialog.interface_size.count())
    ]
    assert sizes[0] == "80 %"
    assert sizes[-1] == "200 %"
    dialog.interface_size.setCurrentIndex(sizes.index("150 %"))
    dialog.interface_size.activated.emit(sizes.index("150 %"))
    assert conductor.preferences.interface_scale == 1.5


def test_a_device_that_is_gone_is_shown_and_not_forgotten(
    dialog: PreferencesDialog, conductor: Conductor
) -> None:
    conductor.change_preferences(device_name="Studio box")
    dialog._show_devices((OutputDevice("Built-in", True),))
    texts = [dialog.device.itemText(at) for at in range(dialog.device.count())]
    assert texts == [
        "System default",
        "Built-in (default)",
        "Studio box (not connected)",
    ]
    assert dialog.device.currentText() == "Studio box (not connected)"
    assert conductor.preferences.device_name == "Studio box"


def test_without_sound_the_test_tone_says_why_it_cannot_play(
    dialog: PreferencesDialog, conductor: Conductor
) -> None:
    conductor.stage._problem = "No sound output was found."
    conductor.sound_problem_changed.emit("No sound output was found.")
    assert not dialog.test_button.isEnabled()
    assert dialog.test_button.toolTip() == "No sound output was found."
    assert dialog.sound_text.text() == "No sound output was found."


def test_the_test_tone_sounds_once_and_leaves_looping_as_it_was(
    qtbot: QtBot, dialog: PreferencesDialog, conductor: Conductor
) -> None:
    conductor.set_looping(True)
    dialog.test_button.click()
    qtbot.waitUntil(lambda: conductor.is_playing)
    assert conductor.playing_id == -1
    assert not conductor.stage._player.is_looping
    assert conductor.is_looping
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(conductor.selected_id)
    assert conductor.stage._player.is_looping
    conductor.stop()


def test_hints_come_back(dialog: PreferencesDialog, conductor: Conductor) -> None:
    assert not dialog.hints_button.isEnabled()
    assert dialog.hints_button.toolTip() == "No hint has been put away"
    conductor.change_preferences(hints_used=frozenset({"hear"}))
    dialog.hints_button.click()
    assert conductor.preferences.hints_used == frozenset()
