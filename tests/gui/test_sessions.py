import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from library_of_sessions import desk_with_sessions
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.library_windows import LibraryBanner
from musicbreeder.gui.sessions_dialog import BIN, LIBRARY, SessionsDialog
from musicbreeder.gui.sessions_model import moment
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library


@pytest.fixture
def desk(conductor: Conductor, tmp_path: Path) -> Iterator[LibraryDesk]:
    conductor.rename_session("Mine")
    with desk_with_sessions(conductor, tmp_path / "library.sqlite") as made:
        yield made


@pytest.fixture
def dialog(
    qtbot: QtBot, conductor: Conductor, actions: Actions, desk: LibraryDesk
) -> SessionsDialog:
    made = SessionsDialog(conductor, actions, desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: set(names(made)) == {"First", "Second", "Mine"})
    return made


def names(dialog: SessionsDialog) -> list[str]:
    return [one.name for one in dialog.model.sessions]


def choose(dialog: SessionsDialog, name: str) -> None:
    dialog.list.choose_row(names(dialog).index(name))


def go_to(dialog: SessionsDialog, place: str) -> None:
    dialog.place.show_value(place)
    dialog.place.chosen.emit(place)


def test_a_session_opens_and_what_was_done_in_the_one_before_is_kept(
    qtbot: QtBot, conductor: Conductor, dialog: SessionsDialog, desk: LibraryDesk
) -> None:
    mine = desk.open_id
    one = conductor.session.generation[3].id
    conductor.rate(one, 4)
    choose(dialog, "Second")
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert conductor.session.name == "Second"
    assert conductor.individual(3).is_favourite
    conductor.rate(2, 5)
    with qtbot.waitSignal(desk.busy_changed):
        desk.open(mine)
    qtbot.waitUntil(lambda: conductor.session.name == "Mine")
    assert conductor.individual(one).rating == 4


def test_the_session_on_screen_cannot_be_deleted_and_the_tooltip_says_why(
    dialog: SessionsDialog,
) -> None:
    choose(dialog, "Mine")
    assert not dialog.delete.isEnabled()
    assert "open another one first" in dialog.delete.toolTip()
    choose(dialog, "First")
    assert dialog.delete.isEnabled()


def test_a_deleted_session_waits_in_the_bin_and_is_restored(
    qtbot: QtBot, dialog: SessionsDialog
) -> None:
    choose(dialog, "First")
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "First" not in names(dialog))
    go_to(dialog, BIN)
    qtbot.waitUntil(lambda: names(dialog) == ["First"])
    assert dialog.open_button.isHidden()
    dialog.restore.click()
    qtbot.waitUntil(lambda: not names(dialog))
    assert "The bin is empty" in dialog.empty.text()
    go_to(dialog, LIBRARY)
    qtbot.waitUntil(lambda: "First" in names(dialog))


def test_the_bin_is_emptied_by_a_second_click_only(
    qtbot: QtBot, dialog: SessionsDialog
) -> None:
    choose(dialog, "First")
    dialog.delete.click()
    go_to(dialog, BIN)
    qtbot.waitUntil(lambda: names(dialog) == ["First"])
    dialog.empty_bin.click()
    assert dialog.empty_bin.text() == "Delete for good"
    assert names(dialog) == ["First"]
    dialog.empty_bin.click()
    qtbot.waitUntil(lambda: not names(dialog))


def test_sessions_are_renamed_whether_they_are_open_or_not(
    qtbot: QtBot, conductor: Conductor, dialog: SessionsDialog
) -> None:
    for old, new in (("First", "Alpha"), ("Mine", "Omega")):
        row = names(dialog).index(old)
        dialog.model.setData(dialog.model.index(row), new)
        qtbot.waitUntil(lambda new=new: new in names(dialog))  # type: ignore[misc]
    assert conductor.session.name == "Omega"
    assert conductor.undo_text == "name of the session"


def test_a_copy_of_a_session_has_its_melodies(
    qtbot: QtBot, dialog: SessionsDialog
) -> None:
    choose(dialog, "First")
    dialog.duplicate.click()
    qtbot.waitUntil(lambda: "First (copy)" in names(dialog))
    choose(dialog, "First (copy)")
    assert dialog.list.current is not None
    assert dialog.list.current.favourite_count == 2


def test_a_session_goes_out_as_a_file_and_comes_in_again(
    qtbot: QtBot,
    conductor: Conductor,
    dialog: SessionsDialog,
    desk: LibraryDesk,
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.musicbreeder"
    conductor.rate(conductor.session.generation[0].id, 2)
    desk.export_session(desk.open_id, path)
    before = desk.open_id
    errors: list[str] = []
    conductor.error_posted.connect(errors.append)
    dialog.import_file(path)
    qtbot.waitUntil(lambda: desk.open_id != before or bool(errors), timeout=20_000)
    assert not errors
    assert dialog.result() == SessionsDialog.DialogCode.Accepted
    assert conductor.session.generation[0].rating == 2


def test_a_file_that_is_no_session_is_told_and_nothing_else_happens(
    qtbot: QtBot, conductor: Conductor, dialog: SessionsDialog, tmp_path: Path
) -> None:
    path = tmp_path / "bad.musicbreeder"
    path.write_text("nothing")
    session = conductor.session
    with qtbot.waitSignal(conductor.error_posted) as told:
        dialog.import_file(path)
    assert told.args is not None
    assert "bad.musicbreeder" in told.args[0]
    assert conductor.session is session


def test_a_session_that_another_window_has_open_is_told(
    qtbot: QtBot, conductor: Conductor, dialog: SessionsDialog, tmp_path: Path
) -> None:
    other = SessionLibrary(Library.open(tmp_path / "library.sqlite"))
    choose(dialog, "First")
    assert dialog.list.current is not None
    opened = other.open(dialog.list.current.session_id)
    with qtbot.waitSignal(conductor.error_posted) as told:
        dialog.open_button.click()
    assert told.args is not None
    assert "another window" in told.args[0]
    assert conductor.session.name == "Mine"
    opened.close()
    other.library.close()


def test_a_new_session_of_the_conductor_is_kept_as_well(
    qtbot: QtBot, conductor: Conductor, dialog: SessionsDialog, desk: LibraryDesk
) -> None:
    before = desk.open_id
    dialog.new.click()
    qtbot.waitUntil(lambda: conductor.session.name != "Mine", timeout=20_000)
    assert desk.open_id != before
    qtbot.waitUntil(lambda: len(names(dialog)) == 4)


def test_search_finds_by_the_beginnings_of_words(
    qtbot: QtBot, dialog: SessionsDialog
) -> None:
    dialog.search.setText("sec")
    qtbot.waitUntil(lambda: names(dialog) == ["Second"])


def test_without_a_library_it_is_said_why_and_new_sessions_go_on(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    desk = LibraryDesk(conductor, reason="It is newer.", parent=conductor)
    dialog = SessionsDialog(conductor, actions, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.empty.text() == "It is newer."
    assert dialog.import_button.toolTip() == "It is newer."
    assert dialog.new.isEnabled()
    banner = LibraryBanner(desk)
    qtbot.addWidget(banner)
    assert banner.text.text() == "It is newer."
    assert not banner.isHidden()


def test_a_moment_is_said_as_people_say_it() -> None:
    now = datetime(2026, 3, 10, 9, 0).astimezone()
    assert moment(datetime(2026, 3, 10, 7, 5).astimezone(), now) == "today 07:05"
    assert moment(datetime(2026, 3, 9, 23, 0).astimezone(), now) == "yesterday 23:00"
    assert moment(datetime(2025, 12, 1, 1, 0).astimezone(), now) == "1 Dec 2025"


def test_a_library_that_cannot_be_written_is_told_and_so_is_its_recovery(
    qtbot: QtBot, desk: LibraryDesk
) -> None:
    banner = LibraryBanner(desk)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    thread = threading.Thread(target=lambda: desk._tell("The disk is full."))
    with qtbot.waitSignal(desk.problem_changed):
        thread.start()
    thread.join()
    assert banner.text.text() == "The disk is full."
    assert not banner.isHidden()
    desk._tell(None)
    assert banner.isHidden()


def test_a_window_of_sessions_that_was_closed_hears_nothing_more(
    conductor: Conductor, actions: Actions, desk: LibraryDesk
) -> None:
    gone = SessionsDialog(conductor, actions, desk)
    gone.show()
    delete(gone)
    desk.busy_changed.emit(True)
    desk.busy_changed.emit(False)
