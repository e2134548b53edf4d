import sys
from dataclasses import astuple

import pytest

from musicbreeder.errors import LibraryError
from musicbreeder.storage.locations import Locations, created


def test_a_profile_of_its_own_lies_wholly_under_its_root(tmp_path):
    locations = Locations.under(tmp_path)
    folders = astuple(locations)
    assert len(set(folders)) == 4
    assert all(folder.is_relative_to(tmp_path) for folder in folders)
    assert locations.settings_file.is_relative_to(locations.settings_folder)
    assert list(tmp_path.iterdir()) == []  # asking leaves no traces


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="XDG is Linux's")
def test_the_places_of_this_person_follow_the_platform(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    locations = Locations.of_this_person()
    assert locations.data_folder == tmp_path / "share" / "musicbreeder"
    assert locations.settings_file == (
        tmp_path / "config" / "musicbreeder" / "settings.json"
    )
    assert locations.export_folder.name == "Musicbreeder"


def test_a_folder_is_created_with_all_above_it(tmp_path):
    folder = tmp_path / "a" / "b"
    assert created(folder) == folder
    assert created(folder).is_dir()


def test_a_folder_that_cannot_be_created_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be created"):
        created(tmp_path / "file" / "folder")
