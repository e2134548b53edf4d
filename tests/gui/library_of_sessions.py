"""A small library with favourites in two sessions, and a desk that is on a third."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.services.audition import Sound
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.theory.meter import Tempo

SMALL = BreedingSettings(bars=1, population_size=6)


@cache
def _library_file() -> bytes:
    """Return a library, bred once; “First” has favourites 1 and 2, “Second” 3."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library.sqlite"
        library = Library.open(path, patience_seconds=None)
        for name, ids, bpm in (("First", (1, 2), 90), ("Second", (3,), 140)):
            session = BreedingSession.new(
                SMALL, random_seed=len(name), name=name, sound=Sound("bell", Tempo(bpm))
            )
            for one in ids:
                session.set_favourite(one, True)
                session.rename(one, f"{name} {one}")
            SessionLibrary(library).begin(session).close()
        library.close()
        return path.read_bytes()


@contextmanager
def desk_with_sessions(conductor: Conductor, path: Path) -> Iterator[LibraryDesk]:
    """Yield a desk on the library in which the conductor's session is open."""
    path.write_bytes(_library_file())
    sessions = SessionLibrary(Library.open(path, patience_seconds=None))
    desk = LibraryDesk(conductor, sessions)
    try:
        yield desk
    finally:
        conductor.stage.stop()
        desk.shut_down()
