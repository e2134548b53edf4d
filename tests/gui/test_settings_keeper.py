"""How the app is set up survives, even a kill."""

from pathlib import Path

import pytest

from musicbreeder.gui.settings_keeper import SettingsKeeper
from musicbreeder.storage.settings_file import read_settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def keeper(conductor, path):
    keeper = SettingsKeeper(conductor, path, passing_theme="light", kept_theme="dark")
    yield keeper
    keeper.shut_down()


def test_a_change_is_on_disk_soon_without_closing(conductor, keeper, path, qtbot):
    conductor.set_volume(0.25)
    qtbot.waitUntil(path.exists, timeout=10_000)
    assert read_settings(path).settings.volume == 0.25


def test_the_next_session_begins_with_the_sound_of_this_one(conductor, keeper, path):
    conductor.change_sound(instrument="flute", tempo_bpm=88.0)
    keeper.shut_down()
    kept = read_settings(path).settings
    assert (kept.instrument, kept.tempo.bpm) == ("flute", 88.0)


def test_the_theme_of_one_start_is_not_kept_until_it_is_chosen(conductor, keeper, path):
    conductor.set_theme("light")  # as the command line asked for
    keeper.shut_down()
    assert read_settings(path).settings.theme == "dark"
    conductor.set_theme("system")
    keeper.shut_down()
    assert read_settings(path).settings.theme == "system"


def test_a_folder_that_cannot_be_written_does_not_stop_the_end(
    conductor, tmp_path, caplog
):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    SettingsKeeper(conductor, blocked / "settings.json", None, "dark").shut_down()
    assert "cannot" in caplog.text or "not kept" in caplog.text
