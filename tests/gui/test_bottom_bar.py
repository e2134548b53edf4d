import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.bottom_bar import BottomBar
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.theme import DARK, Theme, apply_theme
from musicbreeder.theory.scale import SCALES


@pytest.fixture
def bar(qtbot: QtBot, conductor: Conductor, actions: Actions) -> BottomBar:
    made = BottomBar(conductor, actions)
    qtbot.addWidget(made)
    made.resize(1440, 72)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_breed_breeds_and_can_be_cancelled_meanwhile(
    qtbot: QtBot, bar: BottomBar, conductor: Conductor
) -> None:
    control = bar.breed_control
    assert control.cancel_button.isHidden()
    control.button.click()
    assert conductor.is_breeding
    assert control.button.text() == "Breeding…"
    assert not control.button.isEnabled()
    assert "being bred" in control.button.toolTip()
    control.cancel_button.click()
    assert not conductor.is_breeding
    assert control.button.isEnabled()
    assert control.cancel_button.isHidden()
    assert len(conductor.session.history) == 1


def test_one_drag_of_variation_is_one_step_to_undo(
    bar: BottomBar, conductor: Conductor
) -> None:
    before = conductor.session.settings.variation
    for step in (55, 60, 80):
        bar.variation.slider.setValue(step)
    assert conductor.session.settings.variation == pytest.approx(0.8)
    conductor.undo()
    assert conductor.session.settings.variation == before
    assert bar.variation.slider.value() == round(before * 100)
    assert conductor.undo_text == ""


def test_the_quick_menus_change_key_scale_and_instrument(
    bar: BottomBar, conductor: Conductor
) -> None:
    def choose(menu: object, text: str) -> None:
        choices = menu.menu_of_choices  # type: ignore[attr-defined]
        choices.aboutToShow.emit()
        next(one for one in choices.actions() if one.text() == text).trigger()

    choose(bar.key_menu, "D")
    choose(bar.scale_menu, "Dorian")
    choose(bar.instrument_menu, "Flute")
    settings = conductor.session.settings
    assert (settings.key, settings.scale) == ("D", "dorian")
    assert conductor.session.sound.instrument == "flute"
    assert bar.scale_menu.accessibleName() == "Scale: Dorian"
    choose(bar.key_menu, "Each its own")
    assert conductor.session.settings.key is None


def test_every_scale_is_on_offer(bar: BottomBar) -> None:
    menu = bar.scale_menu.menu_of_choices
    menu.aboutToShow.emit()
    texts = {one.text().lower() for one in menu.actions()}
    assert set(SCALES) <= texts


def test_the_parents_are_shown_and_a_click_selects_one(
    bar: BottomBar, conductor: Conductor
) -> None:
    third = conductor.session.generation[2]
    conductor.toggle_pin(third.id)
    shown = [one.individual.id for one in bar.breeding_from._thumbnails]
    assert shown[0] == conductor.parents[0].id
    assert third.id in [one.id for one in conductor.parents]
    place = shown.index(third.id)
    bar.breeding_from._thumbnails[place].click()
    assert conductor.selected_id == third.id


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [1024, 1440, 2560])
def test_nothing_overlaps_and_breed_stays_whole_at_any_width(
    qtbot: QtBot, bar: BottomBar, width: int, scale: float
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, Theme(DARK, scale))
    bar.resize(width, bar.height())
    # Twice, as a layout asks for another one.
    for _ in range(2):
        QApplication.processEvents()
    parts = [
        bar.transport,
        *(menu for menu in bar.quick_menus if menu.isVisible()),
        bar.variation,
        bar.breed_control,
    ]
    if bar.breeding_from.isVisible():
        parts.append(bar.breeding_from)
    rects = [part.geometry() for part in parts]
    for place, rect in enumerate(rects):
        assert bar.rect().contains(rect)
        assert not any(rect.intersects(other) for other in rects[:place])
    button = bar.breed_control.button
    assert button.width() >= button.sizeHint().width()
    assert bar.transport.play_button.isVisible()


def test_more_is_shown_where_there_is_more_room(bar: BottomBar, qtbot: QtBot) -> None:
    assert bar.transport.volume_slider.isVisible()
    bar.resize(1024, 72)
    qtbot.waitUntil(lambda: not bar.transport.volume_slider.isVisible())
    assert bar.instrument_menu.isVisible()
    bar.resize(1440, 72)
    qtbot.waitUntil(bar.transport.volume_slider.isVisible)


def test_the_transport_follows_what_plays(
    qtbot: QtBot, bar: BottomBar, conductor: Conductor
) -> None:
    transport = bar.transport
    assert not transport.stop_button.isEnabled()
    with qtbot.waitSignal(conductor.playing_changed):
        transport.play_button.click()
    assert transport.play_button.accessibleName() == "Pause"
    assert transport.stop_button.isEnabled()
    qtbot.waitUntil(lambda: transport.time.text().startswith("0:01"))
    transport.stop_button.click()
    assert transport.play_button.accessibleName() == "Play"
    assert transport.time.text() == "0:00 / 0:04"


def test_mute_remembers_how_loud_it_was(bar: BottomBar, conductor: Conductor) -> None:
    bar.transport.volume_slider.setValue(35)
    bar.transport.mute_button.click()
    assert conductor.preferences.volume == 0.0
    assert bar.transport.mute_button.accessibleName() == "Unmute"
    bar.transport.mute_button.click()
    assert conductor.preferences.volume == pytest.approx(0.35)


def test_a_click_on_breed_leaves_the_keyboard_to_the_cards(
    qtbot: QtBot, bar: BottomBar, conductor: Conductor
) -> None:
    qtbot.mouseClick(
        bar.transport.loop_button, Qt.MouseButton.LeftButton, pos=QPoint(10, 10)
    )
    assert not bar.transport.loop_button.hasFocus()
    assert bar.transport.loop_button.focusPolicy() == Qt.FocusPolicy.TabFocus
