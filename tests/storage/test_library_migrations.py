import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_connection import lock_folder
from musicbreeder.storage.library_migrations import (
    MIGRATIONS,
    SCHEMA_VERSION,
    migrate,
    schema_version,
)
from musicbreeder.storage.session_lock import SessionLock
from musicbreeder.storage.session_mending import is_whole

# Written by the app when it had that version, and never touched since.
FILES = Path(__file__).parent / "files"


@pytest.fixture(params=range(1, SCHEMA_VERSION + 1))
def old_file(request, tmp_path):
    path = tmp_path / "library.sqlite"
    shutil.copy(FILES / f"library-{request.param}.sqlite", path)
    return path


def test_there_is_a_stored_file_of_every_version():
    assert len(list(FILES.glob("library-*.sqlite"))) == SCHEMA_VERSION


def test_a_library_of_any_version_opens_with_all_that_was_in_it(old_file):
    with closing(Library.open(old_file)) as library:
        (listed,) = library.sessions()
        assert listed.generation_count == 2
        content = library.read(listed.session_id)
        assert is_whole(content)
        assert content.marks[1].rating == 5
        assert content.marks[1].name == "Blue Moon"
        assert content.hearings[1].rated_rank == 0
        assert len(content.steps) >= content.head.done_count > 5
        (favourite,) = library.favourites()
        assert (favourite.name, favourite.tags) == ("Blue Moon", ("Ideas",))
        assert library.find_melodies("moon blue")[0].individual_id == 1
        assert library.sessions("misty") or library.sessions(listed.name[:3])
    with closing(sqlite3.connect(old_file)) as connection:
        assert schema_version(connection) == SCHEMA_VERSION
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_old_files_end_with_the_same_tables_as_new_ones(old_file, tmp_path):
    def tables(path):
        with closing(sqlite3.connect(path)) as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {
                name: connection.execute(
                    "SELECT name FROM pragma_table_info(?)", (name,)
                ).fetchall()
                for (name,) in names
            }

    Library.open(old_file).close()
    Library.open(tmp_path / "new.sqlite").close()
    assert tables(old_file) == tables(tmp_path / "new.sqlite")


def test_a_newer_library_is_refused_in_a_sentence_and_untouched(tmp_path):
    path = tmp_path / "library.sqlite"
    shutil.copy(FILES / f"library-{SCHEMA_VERSION}.sqlite", path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="newer version"):
        Library.open(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["library.sqlite"]


def test_a_migration_that_fails_leaves_the_old_version_whole(tmp_path, monkeypatch):
    path = tmp_path / "library.sqlite"
    shutil.copy(FILES / "library-1.sqlite", path)
    broken = (MIGRATIONS[0], (*MIGRATIONS[1], "CREATE nothing"))
    monkeypatch.setattr("musicbreeder.storage.library_migrations.MIGRATIONS", broken)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = list(connection.iterdump())
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection)
        assert schema_version(connection) == 1
        assert list(connection.iterdump()) == before


def test_a_library_that_an_older_copy_uses_is_not_taken_over(tmp_path):
    path = tmp_path / "library.sqlite"
    shutil.copy(FILES / "library-1.sqlite", path)
    lock = SessionLock(lock_folder(path), "1")
    with pytest.raises(LibraryError, match="older version"):
        Library.open(path)
    lock.release()
    Library.open(path).close()
