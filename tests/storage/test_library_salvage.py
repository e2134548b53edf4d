import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from musicbreeder.errors import LibraryError
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_migrations import SCHEMA_VERSION

PAGE_BYTES = 4096
STORED = Path(__file__).parent / "files" / f"library-{SCHEMA_VERSION}.sqlite"
SESSION_COUNT = 8


@pytest.fixture
def path(tmp_path):
    """A library with several sessions of the stored one's melodies."""
    path = tmp_path / "library.sqlite"
    shutil.copy(STORED, path)
    with closing(Library.open(path)) as library:
        (only,) = library.sessions()
        for number in range(2, SESSION_COUNT + 1):
            library.add(library.read(only.session_id).renamed(f"Evening {number}"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def pages_of(path, table_name):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table_name,)
        )
        (root,) = rows.fetchone()
    # The children of the root: a table of this size has two levels.
    content = path.read_bytes()
    start = (root - 1) * PAGE_BYTES
    if content[start] == 13:
        return [root]
    cell_count = int.from_bytes(content[start + 3 : start + 5])
    children = [int.from_bytes(content[start + 8 : start + 12])]
    for cell in range(cell_count):
        place = start + 12 + 2 * cell
        offset = int.from_bytes(content[place : place + 2])
        child = content[start + offset : start + offset + 4]
        children.append(int.from_bytes(child))
    return children


def destroy(path, page):
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(b"\xa5" * PAGE_BYTES)


def opened_after_damage(path):
    """Open the library as a person does: it may take a second start."""
    library = Library.open(path)
    if library.notice is None:
        with pytest.raises(LibraryError, match="damaged"):
            read_all(library)
        library.close()
        library = Library.open(path)
    return library


def read_all(library):
    for one in library.sessions(limit=1000):
        library.read(one.session_id)


@pytest.mark.parametrize("table_name", ["individuals", "sessions", "generations"])
def test_what_can_be_read_of_a_damaged_library_is_recovered(path, table_name):
    with closing(Library.open(path)) as library:
        whole_count = sum(one.melody_count for one in library.sessions())
    pages = pages_of(path, table_name)
    destroy(path, pages[len(pages) // 2])
    damaged = path.read_bytes()
    with closing(opened_after_damage(path)) as library:
        assert "damaged" in library.notice
        aside = path.with_name(f"library.damaged-{date.today().isoformat()}.sqlite")
        assert str(aside) in library.notice
        assert aside.read_bytes()[PAGE_BYTES:] == damaged[PAGE_BYTES:]
        listed = library.sessions(limit=1000)
        assert SESSION_COUNT // 2 <= len(listed) <= SESSION_COUNT
        melody_count = sum(one.melody_count for one in listed)
        assert melody_count >= 0.85 * whole_count
        sessions = SessionLibrary(library)
        for one in listed:
            opened = sessions.open(one.session_id)
            opened.session.rate(1, 3)
            opened.close()
        assert library.find_melodies("blue moon")
    with closing(Library.open(path)) as library:
        assert library.notice is None
        assert len(library.sessions(limit=1000)) == len(listed)


def test_a_session_that_lost_melodies_can_be_bred_from(path):
    with closing(Library.open(path)) as library:
        content = library.read(library.last_session_id)
    born = {kept.individual.id: kept.individual for kept in content.individuals}
    parents = {
        one.melody: {born[known].melody for known in one.parent_ids}
        for one in born.values()
    }
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM individuals WHERE individual_id IN (2, 7)")
        connection.commit()
    with closing(Library.open(path)) as library:
        session_id = library.last_session_id
        with pytest.raises(LibraryError, match="damaged"):
            SessionLibrary(library).open(session_id)
    with closing(Library.open(path)) as library:
        assert f"{SESSION_COUNT} of them in part" in library.notice
        opened = SessionLibrary(library).open(session_id)
        session = opened.session
        assert session.individual(1).rating == 5
        assert [one.id for one in session.individuals] == list(
            range(1, len(session.individuals) + 1)
        )
        known_parents = 0
        for one in session.individuals:
            found = {session.individual(known).melody for known in one.parent_ids}
            assert found <= parents[one.melody]
            known_parents += len(found)
        assert known_parents > 0
        assert library.favourites()[0].tags == ("Ideas",)
        session.breed()
        opened.close()
        kept = BreedingSession.restored(library.read(session_id))
        assert kept.generation[0].melody == session.generation[0].melody


def test_a_file_that_is_no_database_at_all_is_kept_aside(path):
    path.write_bytes(b"not a library" * 1000)
    with closing(Library.open(path)) as library:
        assert "0 sessions could be recovered" in library.notice
        assert library.sessions() == ()
    assert len(list(path.parent.glob("library.damaged-*.sqlite"))) == 1


def test_a_damaged_library_that_is_in_use_is_left_alone(path):
    with closing(Library.open(path)) as library:
        lock = library.lock(1)
        library.remember_damage()
        before = path.read_bytes()
        with pytest.raises(LibraryError, match="close musicbreeder everywhere"):
            Library.open(path)
        assert path.read_bytes() == before
        lock.release()
