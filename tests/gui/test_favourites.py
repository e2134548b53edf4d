import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from library_of_sessions import desk_with_sessions
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musicbreeder.formats.midi_file import read_notes
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.favourites_export import (
    ALL,
    FILES,
    ONE_MIDI,
    SELECTED,
    ZIP,
    FavouritesExportDialog,
)
from musicbreeder.gui.favourites_page import FavouritesPage
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.services.rendering_stream import RenderingStream, Samples


@pytest.fixture
def desk(conductor: Conductor, tmp_path: Path) -> Iterator[LibraryDesk]:
    with desk_with_sessions(conductor, tmp_path / "library.sqlite") as made:
        yield made


@pytest.fixture
def page(
    qtbot: QtBot, conductor: Conductor, actions: Actions, desk: LibraryDesk
) -> FavouritesPage:
    made = FavouritesPage(conductor, actions, desk)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitUntil(lambda: names(made) == ["First 1", "First 2", "Second 3"])
    return made


def names(page: FavouritesPage) -> list[str]:
    return [one.name for one in page.model.melodies]


def test_favourites_of_all_sessions_are_listed_and_a_new_heart_comes_last(
    qtbot: QtBot, page: FavouritesPage, conductor: Conductor
) -> None:
    one = conductor.session.generation[4]
    conductor.toggle_favourite(one.id)
    expected = ["First 1", "First 2", "Second 3", one.name]
    qtbot.waitUntil(lambda: names(page) == expected)
    assert page.summary.text() == "4 melodies"


def test_a_favourite_of_another_session_is_renamed_in_its_session(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.model.setData(page.model.index(2), "  Blue  Door ")
    qtbot.waitUntil(lambda: names(page)[2] == "Blue Door")


def test_a_favourite_of_the_open_session_is_renamed_so_that_undo_takes_it_back(
    qtbot: QtBot, page: FavouritesPage, conductor: Conductor
) -> None:
    one = conductor.session.generation[0]
    conductor.toggle_favourite(one.id)
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    page.model.setData(page.model.index(3), "Door")
    assert conductor.individual(one.id).name == "Door"
    assert conductor.undo_text.startswith("name of")


def test_a_melody_plays_in_its_own_sound_and_the_session_takes_the_player_back(
    qtbot: QtBot, page: FavouritesPage, conductor: Conductor
) -> None:
    page.list.choose_row(2)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.is_playing, timeout=20_000)
    bell = page.model.melodies[2]
    assert page.player.playing == (bell.session_id, 3)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert not page.player.is_playing
    assert page.player.playing is not None
    conductor.hear(conductor.session.generation[0].id)
    qtbot.waitUntil(lambda: conductor.playing_id >= 0, timeout=20_000)
    assert page.player.playing is None


def test_a_favourite_begins_while_the_rest_of_it_is_still_being_rendered(
    qtbot: QtBot,
    page: FavouritesPage,
    conductor: Conductor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    player, ready_shares = conductor.stage.player, []
    play = player.play

    def watched(samples: Samples, **options: Any) -> int:
        growing = options["growing"]
        ready_shares.append(growing.ready_frames / len(samples) if growing else 1.0)
        return play(samples, **options)

    monkeypatch.setattr(player, "play", watched)
    rendered = threading.Event()
    advance = RenderingStream.advance

    def advance_until_heard(stream: RenderingStream) -> None:
        if stream.has_begun:
            # Renders on only once it plays, however fast the machine is.
            assert rendered.wait(20.0)
        advance(stream)

    monkeypatch.setattr(RenderingStream, "advance", advance_until_heard)
    page.hear(page.model.melodies[2])
    qtbot.waitUntil(lambda: page.player.is_playing, timeout=20_000)
    assert 0.0 < ready_shares[0] < 1.0
    rendered.set()
    qtbot.waitUntil(lambda: page.player.fraction > 0.5, timeout=20_000)
    assert len(ready_shares) == 1


def test_play_all_goes_on_to_the_next_by_itself(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    heard: list[object] = []
    page.player.changed.connect(lambda: heard.append(page.player.playing))
    page.play_all.click()
    second = (page.model.melodies[1].session_id, 2)
    qtbot.waitUntil(lambda: second in heard, timeout=20_000)
    assert page.play_all.text().strip() == "Stop"
    page.play_all.click()
    assert page.player.playing is None


def test_a_heart_that_is_taken_away_can_be_put_back_in_its_place(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.list.choose_row(1)
    assert page.put_back.isHidden()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(page) == ["First 1", "Second 3"])
    assert "First 2" in page.put_back.toolTip()
    assert page.minimumSizeHint().width() < 1024
    page.put_back.click()
    qtbot.waitUntil(lambda: names(page) == ["First 1", "First 2", "Second 3"])


def test_keys_move_a_favourite_and_the_selection_goes_with_it(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.list.choose_row(2)
    qtbot.keyClick(page.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: names(page) == ["First 1", "Second 3", "First 2"])
    assert page.list.current is not None
    assert page.list.current.name == "Second 3"
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: names(page) == ["First 1", "First 2", "Second 3"])


def test_tags_are_typed_shown_filtered_by_and_taken_away(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.list.choose_row(1)
    page.tags.field.setText("chorus")
    qtbot.keyClick(page.tags.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.tag.count() == 2)
    assert [chip.text() for chip in page.tags.chips] == ["chorus"]
    page.tag.setCurrentIndex(1)
    page.tag.activated.emit(1)
    qtbot.waitUntil(lambda: names(page) == ["First 2"])
    page.tags.chips[0].click()
    qtbot.waitUntil(lambda: len(names(page)) == 3)
    assert not page.tag.isEnabled()


def test_a_search_that_finds_nothing_says_so(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.search.setText("second")
    qtbot.waitUntil(lambda: names(page) == ["Second 3"])
    page.search.setText("xyz")
    qtbot.waitUntil(lambda: not page.empty.isHidden())
    assert page.empty.text.text() == "No favourite is named “xyz”."
    assert not page.export.isEnabled()
    page.empty.show_all.click()
    qtbot.waitUntil(lambda: len(names(page)) == 3)


def test_a_session_starts_from_the_selected_favourites(
    qtbot: QtBot, page: FavouritesPage, conductor: Conductor
) -> None:
    page.list.selectAll()
    chosen = [one.melody for one in page.list.chosen]
    with qtbot.waitSignal(page.left, timeout=20_000):
        page.start.click()
    generation = conductor.session.generation
    assert [one.melody for one in generation[:3]] == chosen
    assert [one.is_pinned for one in generation[:4]] == [True, True, True, False]
    assert conductor.session.sound.tempo.bpm == 90


def test_the_session_a_favourite_is_from_opens_at_the_melody(
    qtbot: QtBot, page: FavouritesPage, conductor: Conductor, desk: LibraryDesk
) -> None:
    melody = page.model.melodies[2]
    with qtbot.waitSignal(page.left, timeout=20_000):
        page.open_origin(melody)
    assert conductor.session.name == "Second"
    assert conductor.selected_id == 3
    assert desk.open_id == melody.session_id


def test_a_drag_carries_a_midi_file_of_each_melody(
    qtbot: QtBot, page: FavouritesPage
) -> None:
    page.list.selectAll()
    paths: list[Path] = []
    page._write_files(page.list.chosen, (".mid",), paths.extend)
    qtbot.waitUntil(lambda: bool(paths))
    assert [path.name.split(" - ")[0] for path in paths] == names(page)
    assert paths[2].name.endswith("140 bpm.mid")
    assert all(read_notes(path).notes for path in paths)


@pytest.mark.parametrize("form", [FILES, ZIP, ONE_MIDI])
def test_favourites_are_exported_in_every_form(
    qtbot: QtBot, page: FavouritesPage, tmp_path: Path, form: str
) -> None:
    page.list.choose_row(0)
    page.open_export()
    dialog = page.findChild(FavouritesExportDialog)
    assert dialog is not None
    dialog.form.show_value(form)
    dialog.wav.setChecked(False)
    dialog.folder.setText(str(tmp_path / "out"))
    assert dialog.which.value == ALL
    with qtbot.waitSignal(page._conductor.exporter.finished, timeout=20_000):
        dialog.export()
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    if form == FILES:
        assert len(files) == 3
    elif form == ZIP:
        assert files == ["Favourites.zip"]
        with zipfile.ZipFile(tmp_path / "out" / files[0]) as archive:
            assert len(archive.namelist()) == 3
    else:
        assert files == ["Favourites.mid"]
    assert "written to" in dialog.result_text.text()
    dialog.which.show_value(SELECTED)
    assert dialog.export_button.isEnabled()
    dialog.reject()


def test_an_archive_gets_no_name_that_some_system_cannot_store(
    page: FavouritesPage,
) -> None:
    page.open_export()
    dialog = page.findChild(FavouritesExportDialog)
    assert dialog is not None
    dialog.form.show_value(ZIP)
    for name, sentence in (
        ("Blues: 1", "“:” cannot stand in the name of a file."),
        ("  ", "Give the file a name."),
    ):
        dialog.name.setText(name)
        assert not dialog.export_button.isEnabled()
        assert dialog.result_text.text() == sentence
    dialog.name.setText("Blues 1")
    assert dialog.export_button.isEnabled()
    dialog.reject()


def test_without_a_library_the_favourites_of_the_session_are_there(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    page = FavouritesPage(
        conductor, actions, LibraryDesk(conductor, reason="No room.", parent=conductor)
    )
    qtbot.addWidget(page)
    page.show()
    assert not page.empty.isHidden()
    assert "Press L" in page.empty.text.text()
    page.resize(1200, 700)
    words = page.empty.text
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    one = conductor.session.generation[2]
    conductor.toggle_favourite(one.id)
    qtbot.waitUntil(lambda: names(page) == [one.name])
    assert not page.tags.field.isEnabled()
    assert page.start.toolTip() == "No room."


def test_everything_has_a_name_and_a_tooltip(page: FavouritesPage) -> None:
    for widget in (page.search, page.tag, page.list):
        assert widget.accessibleName()
    for button in (page.play_all, page.export, page.start, page.tags.field):
        assert button.toolTip()
    assert "from First" in page.model.data(
        page.model.index(0), Qt.ItemDataRole.AccessibleTextRole
    )
