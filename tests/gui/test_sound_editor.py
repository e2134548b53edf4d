from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.main_window import MainWindow
from musicbreeder.gui.sound_desk import SoundDesk
from musicbreeder.gui.sound_editor import ORIGINAL, SoundEditor
from musicbreeder.gui.sound_groups import GROUP_TITLES
from musicbreeder.gui.sound_slider import SoundSlider
from musicbreeder.services.audition import patch_of
from musicbreeder.services.own_sound import own_sound
from musicbreeder.synth.patch import (
    PARAMETERS,
    offer_own_patches,
    patch_named,
    patch_names,
)


@pytest.fixture(autouse=True)
def _nobodys_instruments() -> Iterator[None]:
    yield
    offer_own_patches(())


@pytest.fixture
def breeding_settings() -> BreedingSettings:
    """A small generation: what is bred does not matter here."""
    return BreedingSettings(bars=1, population_size=6)


@pytest.fixture
def desk(conductor: Conductor) -> SoundDesk:
    return SoundDesk(conductor)


@pytest.fixture
def editor(qtbot: QtBot, desk: SoundDesk) -> SoundEditor:
    made = SoundEditor(desk, "U")
    qtbot.addWidget(made)
    made.resize(360, 700)
    made.show()
    return made


def slider(editor: SoundEditor, name: str) -> SoundSlider:
    for group in editor.groups.values():
        for one in group.sliders:
            if one.parameter.name == name:
                return one
    raise AssertionError(name)


def settle(qtbot: QtBot, conductor: Conductor) -> None:
    with qtbot.waitSignal(conductor.settings_changed):
        pass


def test_every_parameter_has_a_slider_in_a_titled_group(editor: SoundEditor) -> None:
    names = [
        one.parameter.name for group in editor.groups.values() for one in group.sliders
    ]
    assert sorted(names) == sorted(one.name for one in PARAMETERS)
    assert {one.group for one in PARAMETERS} == set(GROUP_TITLES)
    for group in editor.groups.values():
        for one in group.sliders:
            assert one.slider.accessibleName().startswith(one.parameter.label)


def test_what_an_instrument_uses_is_open_and_the_rest_a_click_away(
    editor: SoundEditor, conductor: Conductor
) -> None:
    conductor.change_sound(instrument="strings")
    assert editor.title.text() == "Strings"
    assert editor.groups["tone"].is_open
    assert not editor.groups["fm"].is_open
    assert not editor.groups["fm"].sliders[0].isVisible()
    editor.groups["fm"].heading.click()
    assert editor.groups["fm"].sliders[0].isVisible()
    assert "FM" in editor.groups["fm"].heading.accessibleName()


def test_a_moved_slider_becomes_one_step_that_can_be_undone(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    conductor.change_sound(instrument="strings")
    cutoff = slider(editor, "cutoff_hz")
    before = cutoff.slider.value()
    for step in (300, 320, 340):
        cutoff.slider.setValue(step)
    settle(qtbot, conductor)
    changed = patch_of(conductor.session.sound)
    assert changed.cutoff_hz == pytest.approx(
        cutoff.parameter.from_0to1(0.34), rel=1e-6
    )
    assert "•" in cutoff.value_text.text()
    assert "before" in cutoff.slider.accessibleName()
    conductor.undo()
    assert conductor.session.sound.changes == ()
    assert cutoff.slider.value() == before
    assert "•" not in cutoff.value_text.text()


def test_a_moving_slider_is_heard_where_the_melody_is(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    first = conductor.session.generation[0]
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(first.id)
    player = conductor.stage.player
    qtbot.waitUntil(lambda: player.position.frame > 12_000)
    token = player.position.token
    with qtbot.waitSignal(editor._desk.preview.heard):
        slider(editor, "reverb_level").slider.setValue(900)
    qtbot.waitUntil(lambda: player.position.token > token)
    assert player.position.frame > 12_000
    assert conductor.playing_id == first.id


def test_without_a_melody_playing_a_note_is_heard(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    with qtbot.waitSignal(editor._desk.preview.heard):
        slider(editor, "fm_index").slider.setValue(100)
    qtbot.waitUntil(lambda: conductor.stage.player.is_playing)
    assert conductor.playing_id < 0


def test_the_original_can_be_heard_without_losing_the_changes(
    qtbot: QtBot, editor: SoundEditor, desk: SoundDesk, conductor: Conductor
) -> None:
    assert not editor.which.isEnabled()
    slider(editor, "release_seconds").slider.setValue(800)
    settle(qtbot, conductor)
    kept = conductor.session.sound
    assert editor.which.isEnabled()
    desk.hear_original(True)
    assert editor.which.value == ORIGINAL
    assert conductor.session.sound == kept
    slider(editor, "release_seconds").slider.setValue(810)
    assert not desk.hears_original


def test_one_slider_or_all_can_be_reset(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    for name in ("release_seconds", "reverb_level"):
        slider(editor, name).slider.setValue(900)
        settle(qtbot, conductor)
    assert len(conductor.session.sound.changes) == 2
    release = slider(editor, "release_seconds")
    QTest.mouseDClick(release.slider, Qt.MouseButton.LeftButton)
    assert [name for name, _ in conductor.session.sound.changes] == ["reverb_level"]
    editor.reset_button.click()
    assert conductor.session.sound.changes == ()
    assert not editor.reset_button.isEnabled()
    conductor.undo()
    assert [name for name, _ in conductor.session.sound.changes] == ["reverb_level"]


def test_a_sound_is_saved_under_a_name_and_chosen(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    slider(editor, "reverb_level").slider.setValue(900)
    editor.save_button.click()
    assert editor.name_field.text() == "My electric piano"
    editor.name_field.setText("Flute")
    assert not editor.keep_button.isEnabled()
    assert "keep their names" in editor.name_hint.text()
    editor.name_field.setText("Cave")
    QTest.keyClick(editor.name_field, Qt.Key.Key_Return)
    assert conductor.session.sound.instrument == "Cave"
    assert conductor.session.sound.changes == ()
    assert patch_named("cave").reverb_level == pytest.approx(0.9)
    assert not editor.name_row.isVisible()
    assert editor.delete_button.isVisible()
    assert "Yours" in editor._origin.text()


def test_a_deleted_instrument_goes_on_sounding_in_the_session(
    qtbot: QtBot, editor: SoundEditor, conductor: Conductor
) -> None:
    slider(editor, "reverb_level").slider.setValue(900)
    editor.save_button.click()
    editor.name_field.setText("Cave")
    editor.keep_button.click()
    values = patch_of(conductor.session.sound).values
    editor.delete_button.click()
    assert "Cave" in editor.delete_question.text()
    editor.sure_button.click()
    assert "Cave" not in patch_names()
    assert patch_of(conductor.session.sound).values == values
    assert not editor.delete_button.isVisible()


def test_a_bred_sound_can_be_taken_over_and_saved(
    editor: SoundEditor, conductor: Conductor
) -> None:
    assert not editor.take_button.isVisible()
    conductor.change_settings(breeds_sound=True)
    with_sounds = conductor.session
    with_sounds.breed()
    bred = with_sounds.generation[0]
    conductor.select(bred.id)
    assert editor.take_button.isVisible()
    assert bred.name in editor.take_button.text()
    own = patch_of(own_sound(bred, with_sounds.sound))
    editor.take_button.click()
    assert patch_of(with_sounds.sound).values == own.values
    editor.save_button.click()
    editor.name_field.setText("Found")
    editor.keep_button.click()
    assert patch_named("Found").values == own.values


def test_a_missing_instrument_is_told_in_the_panel(
    editor: SoundEditor, conductor: Conductor
) -> None:
    conductor.change_sound(instrument="Lost")
    assert "There is no instrument “Lost”" in editor._origin.text()


def test_the_panel_opens_from_the_sound_menu_and_makes_room_for_the_settings(
    qtbot: QtBot, conductor: Conductor
) -> None:
    window = MainWindow(conductor)
    qtbot.addWidget(window)
    window.show()
    actions = window.window_actions
    menu = window.bottom_bar.instrument_menu.menu_of_choices
    menu.aboutToShow.emit()
    assert actions.sound.edit in menu.actions()
    actions.sound.edit.trigger()
    editor = window.sound_windows.editor
    assert editor is not None
    assert editor.isVisible()
    actions.toggle_settings.trigger()
    assert not editor.isVisible()
    actions.sound.edit.trigger()
    assert editor.isVisible()
    assert window.drawer is not None
    assert not window.drawer.isVisible()
    window.drawer.breeds_sound.click()
    assert conductor.session.settings.breeds_sound


def test_the_length_of_a_melody_is_known_as_soon_as_it_is_heard(
    qtbot: QtBot, conductor: Conductor
) -> None:
    lengths: list[float] = []
    conductor.playing_changed.connect(
        lambda playing: lengths.append(conductor.duration_seconds)
    )
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(conductor.session.generation[1].id)
    assert lengths[0] > 1.0
