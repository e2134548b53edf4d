import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.banner import Banner
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.toast import Toast

MISSING = "No sound output was found; connect one and press Try again."


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


@pytest.fixture
def toast(conductor: Conductor, ground: QWidget) -> Toast:
    return Toast(conductor, ground)


def test_a_message_comes_and_goes_by_itself(
    toast: Toast, conductor: Conductor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast, "underMouse", lambda: False)
    conductor.message_posted.emit("Undid rating of Copper Fern")
    assert toast.isVisible()
    assert toast.accessibleName() == "Undid rating of Copper Fern"
    assert toast.close_button.isHidden()
    toast._timer.stop()
    toast._timer.timeout.emit()
    assert not toast.isVisible()


def test_an_error_stays_longer_and_can_be_closed(
    toast: Toast, conductor: Conductor
) -> None:
    conductor.message_posted.emit("Saved")
    of_message = toast._timer.interval()
    conductor.error_posted.emit("The disk is full; make room and save again.")
    assert toast._timer.interval() > 2 * of_message
    toast.close_button.click()
    assert not toast.isVisible()


@pytest.mark.parametrize("width", [400, 800, 1600])
def test_a_long_message_wraps_inside_the_window(
    qtbot: QtBot, toast: Toast, ground: QWidget, width: int
) -> None:
    toast.show_error("A sentence with a cure that goes on for quite a while. " * 5)
    ground.resize(width, 500)
    qtbot.wait(1)
    assert ground.rect().contains(toast.geometry())
    assert toast.text.height() >= toast.text.heightForWidth(toast.text.width())


@pytest.fixture
def banner(qtbot: QtBot, conductor: Conductor, actions: Actions) -> Banner:
    made = Banner(conductor, actions)
    qtbot.addWidget(made)
    return made


def test_the_banner_shows_only_while_sound_is_missing(
    banner: Banner, conductor: Conductor
) -> None:
    assert banner.isHidden()
    conductor.sound_problem_changed.emit(MISSING)
    assert not banner.isHidden()
    assert banner.text.text() == MISSING
    conductor.sound_problem_changed.emit("")
    assert banner.isHidden()


def test_a_hidden_banner_comes_back_with_the_next_problem(
    banner: Banner, conductor: Conductor
) -> None:
    conductor.sound_problem_changed.emit(MISSING)
    banner.hide_button.click()
    assert banner.isHidden()
    conductor.sound_problem_changed.emit("The sound output has vanished.")
    assert not banner.isHidden()


def test_hiding_the_banner_by_a_click_leaves_the_keyboard_where_it_was(
    qtbot: QtBot, conductor: Conductor, actions: Actions, ground: QWidget
) -> None:
    column = QVBoxLayout(ground)
    card, name = QPushButton("A card"), QLineEdit("A name")
    banner = Banner(conductor, actions)
    for widget in (card, banner, name):
        column.addWidget(widget)
    banner.show_problem(MISSING)
    ground.activateWindow()
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    qtbot.mouseClick(banner.hide_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()
    assert card.hasFocus()
