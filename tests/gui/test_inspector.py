from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.individual import Origin
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector import INSPECTOR_WIDTH_PX, Inspector
from musicbreeder.gui.origin_marks import OriginLooks
from musicbreeder.gui.theme import LIGHT, Theme, apply_theme
from musicbreeder.storage.settings_file import Settings


def test_it_says_key_tempo_bars_and_notes_of_the_selected_melody(
    inspector: Inspector, conductor: Conductor
) -> None:
    second = conductor.session.generation[1]
    conductor.select(second.id)
    assert inspector.name_field.text() == second.name
    assert inspector.facts.text() == (
        f"{second.key.name} · 104 bpm · 2 bars · {second.melody.note_count} notes"
    )


def test_a_name_is_edited_in_place_and_escape_restores_it(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    field, selected = inspector.name_field, conductor.selected_id
    old = field.text()
    inspector.edit_name()
    qtbot.keyClicks(field, "Thrown away")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == old == conductor.individual(selected).name
    inspector.edit_name()
    qtbot.keyClicks(field, "  My   tune ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert conductor.individual(selected).name == "My tune"
    assert field.text() == "My tune"
    conductor.undo()
    assert field.text() == old


def test_an_empty_name_is_not_taken(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    old = inspector.name_field.text()
    inspector.edit_name()
    qtbot.keyClick(inspector.name_field, Qt.Key.Key_Backspace)
    qtbot.keyClick(inspector.name_field, Qt.Key.Key_Return)
    assert inspector.name_field.text() == old
    assert conductor.undo_text == ""


def test_a_first_melody_says_who_made_it_and_an_offspring_shows_its_parents(
    inspector: Inspector, conductor: Conductor
) -> None:
    assert inspector.family.thumbnails == []
    told = inspector.family.findChildren(type(inspector.facts))
    assert any("neural network" in one.text() or "Rules" in one.text() for one in told)
    conductor.session.breed()
    conductor.open_generation(0)
    conductor.open_generation(1)
    child = next(one for one in conductor.session.generation if one.parent_ids)
    conductor.select(child.id)
    shown = [one.individual.id for one in inspector.family.thumbnails]
    assert shown == list(child.parent_ids)
    colours = OriginLooks.of(child, conductor.individual).hues
    assert [one.hue for one in inspector.family.thumbnails] == [
        colours[origin] for origin in list(Origin)[: len(shown)]
    ]
    texts = [one.text() for one in inspector.family.findChildren(type(inspector.facts))]
    assert child.change in texts
    assert any("generation 1" in text for text in texts)


def test_a_click_on_a_parent_opens_its_generation_and_selects_it(
    inspector: Inspector, conductor: Conductor
) -> None:
    conductor.session.breed()
    conductor.open_generation(0)
    conductor.open_generation(1)
    child = next(one for one in conductor.session.generation if one.parent_ids)
    conductor.select(child.id)
    inspector.family.thumbnails[0].click()
    assert conductor.session.current_index == 0
    assert conductor.selected_id == child.parent_ids[0]


def test_the_locks_are_settings_that_can_be_undone(
    inspector: Inspector, conductor: Conductor
) -> None:
    inspector.keep_rhythm.click()
    assert conductor.session.settings.keep_rhythm
    assert not conductor.session.settings.keep_pitches
    conductor.undo()
    assert not inspector.keep_rhythm.isChecked()


def test_play_shows_the_playhead_and_seeking_a_silent_melody_starts_it(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        inspector.roll.seek_requested.emit(0.5)
    assert conductor.playing_id == conductor.selected_id
    assert inspector.play_button.text().strip() == "Pause"
    qtbot.waitUntil(lambda: conductor.position_seconds > 1.0)
    assert inspector.time.text().endswith("/ 0:04")
    inspector.play_button.click()
    assert inspector.play_button.text().strip() == "Play"
    conductor.stop()


def test_the_waveform_is_there_when_the_sound_is_ready(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.rendering_ready):
        conductor.begin(is_silent=True)
    qtbot.waitUntil(lambda: inspector.time.text() == "0:00 / 0:04")


def test_the_heart_is_the_same_as_on_the_card(
    inspector: Inspector, conductor: Conductor
) -> None:
    inspector.heart_button.click()
    assert conductor.individual(conductor.selected_id).is_favourite
    conductor.undo()
    assert not inspector.heart_button.isChecked()


def test_every_control_has_a_name_and_a_tooltip_and_can_be_reached_by_tab(
    inspector: Inspector,
) -> None:
    kinds = (QAbstractButton, QSlider, QComboBox, QLineEdit)
    for kind in kinds:
        for control in inspector.findChildren(kind):
            words = control.accessibleName() or (
                control.text() if isinstance(control, QAbstractButton) else ""
            )
            assert words, control
            assert control.toolTip(), words
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, words


def test_it_stays_within_its_width_whatever_the_interface_size(
    qtbot: QtBot, inspector: Inspector, qapp: object
) -> None:
    area = inspector.scroll_area
    for scale in (1.0, 2.0):
        apply_theme(qapp, Theme(LIGHT, scale))  # type: ignore[arg-type]
        assert inspector.width() == round(INSPECTOR_WIDTH_PX * scale)
        qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())


def test_the_format_of_wav_files_is_remembered(
    inspector: Inspector, conductor: Conductor
) -> None:
    inspector.files.format_button.menu().aboutToShow.emit()
    texts = {one.text(): one for one in inspector.files.format_button.menu().actions()}
    assert texts["48 kHz"].isChecked()
    texts["96 kHz"].trigger()
    texts["32-bit float"].trigger()
    expected = replace(
        Settings(theme="dark"), wav_sample_rate=96_000, wav_sample_format="float32"
    )
    assert conductor.preferences == expected
    assert "96 kHz, 32-bit float" in inspector.files.save_wav_button.toolTip()
