import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from musicbreeder.errors import LibraryError
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_migrations import SCHEMA_VERSION
from musicbreeder.storage.session_content import KeptMark, SessionContent
from musicbreeder.storage.session_lock import SessionInUseError

STORED = Path(__file__).parent / "files" / f"library-{SCHEMA_VERSION}.sqlite"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """A whole session as it was kept once."""
    path = tmp_path_factory.mktemp("stored") / "library.sqlite"
    shutil.copy(STORED, path)
    with closing(Library.open(path)) as library:
        return library.read(library.last_session_id)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "library.sqlite"


@pytest.fixture
def library(path):
    library = Library.open(path, patience_seconds=None, clock=count(1.0).__next__)
    yield library
    library.close()


def favourites_of(content, number):
    """Return a change that makes the first melodies favourites."""
    marks = {known: KeptMark(is_favourite=True) for known in range(1, number + 1)}
    return SessionContent(content.head, marks=marks)


def test_a_new_library_is_empty_and_not_damaged(library, path):
    assert library.sessions() == library.favourites() == library.tags == ()
    assert library.find_melodies("anything") == ()
    assert library.last_session_id is None
    assert (library.problem, library.notice) == (None, None)
    assert path.exists()


def test_sessions_are_listed_page_by_page_the_latest_first(library, content):
    ids = [library.add(content.renamed(f"Evening {n}")) for n in range(5)]
    library.write(ids[1], SessionContent(content.head))
    listed = library.sessions(limit=3)
    assert [one.session_id for one in listed] == [ids[1], ids[4], ids[3]]
    assert [one.session_id for one in library.sessions(limit=3, offset=3)] == [
        ids[2],
        ids[0],
    ]
    assert listed[0].changed_at > listed[0].created_at


def test_search_finds_beginnings_of_words_whatever_their_case_and_accents(
    library, content
):
    library.add(content.renamed("Mâitre Renard"))
    library.add(content.renamed("Other"))
    (found,) = library.sessions("RENARD mai")
    assert found.name == "Mâitre Renard"
    for strange in ('"', "*", "name:", "' OR 1", "NEAR(", "-x", "nowhere"):
        assert library.sessions(strange) == ()
        assert library.find_melodies(strange) == ()
    assert len(library.sessions("  ")) == 2


def test_a_melody_is_found_by_the_name_it_has_now(library, content):
    session_id = library.add(content)
    given = content.individuals[1].individual.name
    assert library.find_melodies(given)[0].individual_id == 2
    named = SessionContent(content.head, marks={2: KeptMark(name="Zanzibar")})
    library.write(session_id, named)
    assert library.find_melodies(given) == ()
    (found,) = library.find_melodies("zanz")
    assert (found.individual_id, found.session_name) == (2, content.head.name)
    library.write(session_id, SessionContent(content.head, marks={2: KeptMark()}))
    assert library.find_melodies("zanz") == ()
    assert library.find_melodies(given)[0].name == given


def test_favourites_keep_the_order_and_the_tags_the_listener_gave(library, content):
    session_id = library.add(content)
    library.write(session_id, favourites_of(content, 6))

    def order():
        return [one.individual_id for one in library.favourites()]

    assert order() == [1, 2, 3, 4, 5, 6]
    library.move_favourite((session_id, 6), before=(session_id, 2))
    library.move_favourite((session_id, 1), before=None)
    assert order() == [6, 2, 3, 4, 5, 1]
    # A place between two can be halved only so often.
    for _ in range(60):
        library.move_favourite((session_id, 5), before=(session_id, 3))
        library.move_favourite((session_id, 4), before=(session_id, 5))
        library.move_favourite((session_id, 5), before=(session_id, 4))
    assert order() == [6, 2, 5, 4, 3, 1]
    library.tag_favourite(session_id, 4, ["Bass", " for  Anna ", "", "Bass"])
    library.tag_favourite(session_id, 2, ["for Anna"])
    assert library.tags == ("Bass", "for Anna")
    assert [one.individual_id for one in library.favourites(tag="for Anna")] == [2, 4]
    gone = SessionContent(content.head, marks={4: KeptMark()})
    library.write(session_id, gone)
    assert order() == [6, 2, 5, 3, 1]
    library.write(session_id, favourites_of(content, 6))
    assert order() == [6, 2, 5, 4, 3, 1]
    assert library.favourites()[3].tags == ("Bass", "for Anna")


def test_favourites_are_read_page_by_page(library, content):
    for name in ("One", "Two"):
        session_id = library.add(content.renamed(name))
        library.write(session_id, favourites_of(content.renamed(name), 5))
    seen, after = [], None
    while page := library.favourites(limit=3, after=after):
        seen += page
        after = page[-1]
    assert [one.session_name for one in seen] == ["One"] * 5 + ["Two"] * 5
    assert seen[0].melody == content.individuals[0].individual.melody
    name = seen[1].name
    assert [one.individual_id for one in library.favourites(name)] == [2, 2]


def test_a_melody_has_one_entry_however_often_it_is_written(library, content, path):
    session_id = library.add(content)
    library.write(session_id, content)
    (listed,) = library.sessions()
    assert listed.melody_count == len(content.individuals)
    with closing(sqlite3.connect(path)) as connection:
        (count_,) = connection.execute("SELECT count(*) FROM melody_names").fetchone()
    assert count_ == len(content.individuals)


def test_two_copies_of_the_app_write_at_once(path, content):
    copies = [Library.open(path, patience_seconds=None) for _ in range(2)]

    def use(library):
        for number in range(20):
            session_id = library.add(content.renamed(f"Evening {number}"))
            library.write(session_id, favourites_of(content, 2))

    threads = [threading.Thread(target=use, args=(one,)) for one in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for library in copies:
        assert len(library.sessions()) == 40
        assert len(library.favourites(limit=1000)) == 80
        library.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_lock_is_for_one_at_a_time(library):
    lock = library.lock(1)
    other = library.lock(2)
    with pytest.raises(SessionInUseError, match="another window"):
        library.lock(1)
    lock.release()
    lock.release()
    again = library.lock(1)
    again.release()
    other.release()


FULL_DISK = """
import resource, sys, time
from pathlib import Path
from musicbreeder.services.breeding_session import BreedingSession, BreedingSettings
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library

path = Path(sys.argv[1])
library = Library.open(path)
settings = BreedingSettings(bars=1, population_size=6)
opened = SessionLibrary(library).begin(BreedingSession.new(settings, random_seed=1))
session = opened.session
assert library.problem is None

size = max(one.stat().st_size for one in path.parent.glob("library.sqlite*"))
limit = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
session.rate(1, 5)
session.rename(2, "Written later")
deadline = time.monotonic() + 20
while library.problem is None and time.monotonic() < deadline:
    time.sleep(0.01)
print(library.problem)
assert not library.is_written

resource.setrlimit(resource.RLIMIT_FSIZE, limit)
session.set_favourite(2, True)
while library.problem is not None and time.monotonic() < deadline:
    time.sleep(0.01)
assert library.problem is None
opened.close()
library.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_with_a_full_disk_the_session_goes_on_and_is_written_later(path):
    answer = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    assert "room" in answer.stdout
    assert len(answer.stdout.splitlines()) == 1
    with closing(Library.open(path)) as library:
        (favourite,) = library.favourites()
        assert favourite.name == "Written later"
        kept = library.read(favourite.session_id)
        assert kept.marks[1].rating == 5


PROTECTED = """
import os, sys
from pathlib import Path
from musicbreeder.services.breeding_session import BreedingSession, BreedingSettings
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library

path = Path(sys.argv[1])
if os.geteuid() == 0:
    # The superuser may write anywhere; another may not even read what Python needs.
    BreedingSession.new(BreedingSettings(bars=1, population_size=6), random_seed=1)
    os.seteuid(65534)
library = Library.open(path)
print(library.problem)
opened = SessionLibrary(library).open_last()
opened.session.rate(5, 1)
assert opened.session.individual(5).rating == 1
assert len(library.sessions()) == len(library.favourites()) == 1
assert not library.is_written
opened.close()
library.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of folders")
def test_in_a_protected_folder_all_is_read_and_the_session_goes_on(tmp_path):
    path = tmp_path / "library.sqlite"
    shutil.copy(STORED, path)
    Library.open(path).close()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and "pytest" in str(folder):
            folder.chmod(0o755)
    tmp_path.chmod(0o555)
    try:
        answer = subprocess.run(
            [sys.executable, "-c", PROTECTED, str(path)],
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        tmp_path.chmod(0o755)
    assert answer.returncode == 0, answer.stderr
    assert "protected" in answer.stdout


def test_what_is_asked_of_a_protected_library_fails_in_a_sentence(tmp_path, content):
    blocked = tmp_path / "data"
    blocked.write_text("a file where the folder should be")
    with closing(Library.open(blocked / "library.sqlite")) as library:
        library.write(1, content)
        assert not library.is_written
        with pytest.raises(LibraryError, match="cannot be used"):
            library.add(content)
        assert library.sessions() == ()
