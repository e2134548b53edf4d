from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.gui.card import MelodyCard
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.main_window import MainWindow
from musicbreeder.gui.palette import LIGHT
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.tree_page import TreePage


@pytest.fixture
def window(qtbot: QtBot, conductor: Conductor) -> Iterator[MainWindow]:
    made = MainWindow(conductor)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    yield made
    conductor.stop()


def open_dialogs(window: MainWindow) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if one.isVisible()]


def test_the_window_opens_with_twelve_cards_and_the_keyboard_on_the_first(
    window: MainWindow,
) -> None:
    cards = window.breed_page.grid.cards
    assert len(cards) == 12
    assert all(card.isVisible() for card in cards)
    assert window.focusWidget() is cards[0]
    page = window.breed_page
    assert all(
        page.rect().contains(card.mapTo(page, card.rect().bottomRight()))
        for card in cards
    )


def test_one_hand_on_the_keyboard_hears_rates_breeds_and_goes_back(
    qtbot: QtBot, window: MainWindow, conductor: Conductor
) -> None:
    first = conductor.session.generation
    with qtbot.waitSignal(conductor.playing_changed):
        QTest.keyClick(window, Qt.Key.Key_E)
    QTest.keyClick(window, Qt.Key.Key_5)
    QTest.keyClick(window, Qt.Key.Key_L)
    assert conductor.individual(first[2].id).rating == 5
    assert conductor.individual(first[2].id).is_favourite
    with qtbot.waitSignal(conductor.generation_shown, timeout=10_000):
        QTest.keyClick(window, Qt.Key.Key_Return)
    assert conductor.session.current_index == 1
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    assert conductor.session.current_index == 0
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert conductor.session.current_index == 1


def test_the_settings_open_over_the_edge_and_move_no_card(
    window: MainWindow,
) -> None:
    places = [card.geometry() for card in window.breed_page.grid.cards]
    QTest.keyClick(window, Qt.Key.Key_B)
    assert window.drawer is not None
    assert window.drawer.isVisible()
    assert window.drawer.geometry().right() == window.inspector.geometry().right()
    assert window.drawer.geometry().left() >= window.inspector.geometry().left()
    assert [card.geometry() for card in window.breed_page.grid.cards] == places
    window.resize(1300, 800)
    QApplication.processEvents()
    assert window.drawer.geometry().right() == window.inspector.geometry().right()
    QTest.keyClick(window, Qt.Key.Key_B)
    assert not window.drawer.isVisible()
    assert isinstance(window.focusWidget(), MelodyCard)


def test_the_inspector_can_be_hidden_and_is_remembered(
    window: MainWindow, conductor: Conductor
) -> None:
    width = window.breed_page.width()
    QTest.keyClick(window, Qt.Key.Key_I)
    assert not window.inspector.isVisible()
    assert not conductor.preferences.is_inspector_open
    QApplication.processEvents()
    assert window.breed_page.width() > width
    QTest.keyClick(window, Qt.Key.Key_I)
    assert window.inspector.isVisible()


def test_the_theme_changes_while_the_window_is_open(
    window: MainWindow, conductor: Conductor
) -> None:
    conductor.set_theme("light")
    assert current_theme().palette is LIGHT
    conductor.set_interface_scale(1.5)
    assert current_theme().scale == 1.5
    window.grab()
    conductor.set_interface_scale(1.0)
    conductor.set_theme("dark")


def test_the_place_of_the_window_is_kept(
    qtbot: QtBot, window: MainWindow, conductor: Conductor
) -> None:
    # The virtual screen is only 800 pixels high, and restoring keeps to the screen.
    window.resize(1200, 650)
    window.close()
    assert conductor.preferences.window_geometry is not None
    again = MainWindow(conductor)
    qtbot.addWidget(again)
    assert again.height() == 650


def test_the_session_is_named_in_the_title_and_can_be_renamed(
    window: MainWindow, conductor: Conductor
) -> None:
    field = window.top_bar.name_field
    field.edit()
    QTest.keyClicks(field, "Rainy 2 Sunday")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert conductor.session.name == "Rainy 2 Sunday"
    assert window.windowTitle().startswith("Rainy 2 Sunday")
    assert isinstance(window.focusWidget(), MelodyCard)
    assert not conductor.is_breeding


@pytest.mark.parametrize("name", ["export", "preferences", "shortcuts", "about"])
def test_each_dialog_opens_and_leaves_no_trace(window: MainWindow, name: str) -> None:
    getattr(window.window_actions, name).trigger()
    (dialog,) = open_dialogs(window)
    dialog.reject()
    assert open_dialogs(window) == []


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900), (3000, 1800)])
def test_nothing_is_cut_off_at_any_size(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    for part in (window.top_bar, window.bottom_bar, window.inspector):
        assert window.rect().contains(part.mapTo(window, part.rect().bottomRight()))
    bar = window.breed_page.grid.horizontalScrollBar()
    assert bar.maximum() == 0


def test_no_page_makes_a_small_window_wider(window: MainWindow) -> None:
    window.resize(1024, 640)
    actions = window.window_actions
    for page in (*actions.pages, *reversed(actions.pages)):
        page.trigger()
        QApplication.processEvents()
        assert window.width() == 1024, page.text()
    actions.show_family_tree.trigger()
    tree = window.pages.currentWidget()
    assert isinstance(tree, TreePage)
    tree.summary.setText("1200 melodies · 100 generations · 12 branches")
    tree.tree.compare(tuple(one.id for one in window.conductor.session.generation[:2]))
    QApplication.processEvents()
    assert window.width() == 1024


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_small_screen_shows_every_tab_and_button_at_any_interface_size(
    window: MainWindow, conductor: Conductor, scale: float
) -> None:
    conductor.change_preferences(interface_scale=scale)
    conductor.rename_session("A session with a name as long as names go here, nearly")
    window.resize(1366, 720)
    QApplication.processEvents()
    assert window.width() == 1366
    bar = window.top_bar
    parts = (bar.tabs, bar.undo, bar.redo, bar.export, bar.settings, bar.more)
    for left, right in pairwise(parts):
        assert left.geometry().right() < right.geometry().left()
    assert bar.rect().contains(parts[0].geometry())
    assert bar.rect().contains(parts[-1].geometry())
    assert bar.tabs.width() >= bar.tabs.sizeHint().width()
    header = window.breed_page.taste_button
    page = window.breed_page
    assert page.rect().contains(header.mapTo(page, header.rect().bottomRight()))


def test_where_there_is_no_room_the_inspector_goes_and_says_why(
    window: MainWindow,
) -> None:
    toggle = window.window_actions.toggle_inspector
    window.resize(700, 640)
    QApplication.processEvents()
    assert window.width() == 700
    assert not window.inspector.isVisible()
    assert not toggle.isEnabled()
    assert "wider" in toggle.toolTip()
    window.resize(1200, 800)
    QApplication.processEvents()
    assert window.inspector.isVisible()
    assert toggle.isEnabled()


def reached_by_tab(window: MainWindow) -> list[str]:
    """The parts of the window in the order in which Tab comes to them."""
    page = window.pages.currentWidget()
    assert page is not None
    parts: dict[str, QWidget] = {
        "top": window.top_bar,
        "page": page,
        "inspector": window.inspector,
        "bottom": window.bottom_bar,
    }
    order: list[str] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            name = next(
                (name for name, part in parts.items() if part.isAncestorOf(widget)), ""
            )
            if name and order[-1:] != [name]:
                order.append(name)
        widget = widget.nextInFocusChain()
    return order


def test_tab_goes_from_the_top_over_page_and_inspector_to_the_bottom(
    window: MainWindow,
) -> None:
    expected = ["top", "page", "inspector", "bottom"]
    assert reached_by_tab(window) == expected
    window.window_actions.show_family_tree.trigger()
    QApplication.processEvents()
    assert reached_by_tab(window) == expected
