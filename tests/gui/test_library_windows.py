from collections.abc import Iterator
from pathlib import Path

import pytest
from library_of_sessions import desk_with_sessions
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.favourites_page import FavouritesPage
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.main_window import MainWindow


@pytest.fixture
def desk(conductor: Conductor, tmp_path: Path) -> Iterator[LibraryDesk]:
    with desk_with_sessions(conductor, tmp_path / "library.sqlite") as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, conductor: Conductor, desk: LibraryDesk) -> MainWindow:
    made = MainWindow(conductor, desk)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    return made


def test_the_tab_counts_favourites_of_all_sessions(
    qtbot: QtBot, window: MainWindow, conductor: Conductor
) -> None:
    tabs = window.top_bar.tabs
    qtbot.waitUntil(lambda: tabs.tabText(2).split() == ["Favourites", "3"])
    conductor.toggle_favourite(conductor.selected_id)
    qtbot.waitUntil(lambda: tabs.tabText(2).split() == ["Favourites", "4"])


def test_the_favourites_fall_silent_when_another_page_opens(
    qtbot: QtBot, window: MainWindow
) -> None:
    actions = window.window_actions
    actions.library.show_favourites.trigger()
    page = window.pages.currentWidget()
    assert isinstance(page, FavouritesPage)
    assert window.inspector.isHidden()
    assert "without the inspector" in actions.toggle_inspector.toolTip()
    qtbot.waitUntil(lambda: len(page.model.melodies) == 3)
    page.hear(page.model.melodies[0])
    qtbot.waitUntil(lambda: page.player.is_playing, timeout=20_000)
    actions.show_breed_page.trigger()
    assert page.player.playing is None
    assert not window.inspector.isHidden()


def test_the_sessions_open_by_a_key_and_a_session_brings_its_cards(
    qtbot: QtBot, window: MainWindow, conductor: Conductor
) -> None:
    window.window_actions.library.show_favourites.trigger()
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = window.library_windows.sessions
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.model.sessions) == 3)
    names = [one.name for one in dialog.model.sessions]
    dialog.list.choose_row(names.index("First"))
    dialog.open_button.click()
    qtbot.waitUntil(lambda: conductor.session.name == "First", timeout=20_000)
    assert window.pages.currentWidget() is window.breed_page


def test_a_session_dropped_on_the_window_is_opened(
    qtbot: QtBot,
    window: MainWindow,
    conductor: Conductor,
    desk: LibraryDesk,
    tmp_path: Path,
) -> None:
    path = tmp_path / "song.musicbreeder"
    desk.export_session(desk.open_id, path)
    before = desk.open_id
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    # Qt sends a drop only where a real drag has been.
    window.library_windows.eventFilter(window, event)
    assert event.isAccepted()
    qtbot.waitUntil(lambda: desk.open_id not in (before, 0), timeout=20_000)


def test_keys_on_the_favourites_never_rate_a_card_that_is_not_seen(
    qtbot: QtBot, window: MainWindow, conductor: Conductor
) -> None:
    window.window_actions.library.show_favourites.trigger()
    page = window.pages.currentWidget()
    assert isinstance(page, FavouritesPage)
    qtbot.waitUntil(lambda: len(page.model.melodies) == 3)
    page.take_keyboard()
    for key in (Qt.Key.Key_4, Qt.Key.Key_P, Qt.Key.Key_Q):
        QTest.keyClick(page.list, key)
    assert not any(
        one.is_rated or one.is_pinned for one in conductor.session.generation
    )
    assert conductor.playing_id < 0
    QTest.keyClick(page.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    def copied() -> list[QUrl]:
        data = QGuiApplication.clipboard().mimeData()
        return [] if data is None else data.urls()

    qtbot.waitUntil(lambda: len(copied()) == 1, timeout=20_000)
    (url,) = copied()
    assert url.fileName().startswith(page.list.chosen[0].name)
